"""How the service is: the facts, and what each of them means. For the Health page, /health/detail and telemetry."""

from db.health.facts import Facts, gather
from db.health.findings import Finding, State, Subject, findings, worst

__all__ = ["Facts", "Finding", "State", "Subject", "findings", "gather", "worst"]
