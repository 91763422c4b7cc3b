"""Settings of whoever runs the service: replica, connections, deadlines, backups, logs, telemetry (part of db.settings)."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class OperatingSettings(BaseSettings):
    """What an agency with more than one machine sets; one laptop needs none of it."""

    replica_url: str = Field(
        default="",
        description="A read replica of a PostgreSQL store (postgresql+psycopg://…): what may lag a little is read there, "
        "everything while the store itself is away. The same on all servers of a desk. Empty: none.",
    )
    replica_max_lag_seconds: int = Field(
        default=10,
        ge=1,
        le=300,
        description="A replica further behind than this is not read from while the store itself answers.",
    )
    pool_size: int = Field(
        default=10,
        ge=1,
        le=200,
        description="Connections each server process keeps open for reading, and as many for writing.",
    )
    pool_overflow: int = Field(
        default=10, ge=0, le=200, description="Further connections for a moment when all of those are taken."
    )
    connect_timeout_seconds: int = Field(
        default=3, ge=2, le=60, description="How long one attempt to reach the store over the network may take."
    )
    backup_folder: str = Field(
        default="",
        description="Folder that scheduled backups go to, on another disk or machine than the store. Empty: none.",
    )
    backup_recipient: str = Field(
        default="",
        description="Backups are encrypted for this key: an age recipient (age1… or a public SSH key) or the fingerprint of "
        "a GPG public key. Empty: not encrypted.",
    )
    backup_every_hours: int = Field(
        default=24, ge=1, le=168, description="A newest backup older than this (and two hours more) is overdue."
    )
    log_format: str = Field(
        default="text",
        pattern="^(text|json)$",
        description="How log lines are written: text for people, json (one object a line) for collectors.",
    )
    telemetry_address: str = Field(
        default="",
        description="OpenTelemetry collector (OTLP over HTTP, e.g. http://127.0.0.1:4318) that traces and metrics go to. "
        "Empty: none are made.",
    )
    server_name: str = Field(
        default="",
        max_length=60,
        description="What this server is called in logs, telemetry and on the Health page. Empty: the machine's name.",
    )
    health_token: SecretStr = Field(
        default=SecretStr(""),
        description="Secret that monitoring sends (Authorization: Bearer …) to read /health/detail. Empty: nobody can.",
    )
