"""Traces and metrics for an OpenTelemetry collector, where the settings name one. Only then is this module imported.

Names of pages, queries, commands and addresses of ours, how long and how it ended; of people the role at most. Everything
is handed over in the background: a collector that is away costs no page anything, what it missed is dropped.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from db import observing
from db.health.version import VERSION
from db.logs import server_name
from db.settings import Settings

NAME = "common-ground"
PATIENCE = 2  # seconds a collector has to answer
TRACES_EVERY, METRICS_EVERY = 5_000, 30_000  # milliseconds
MOST_WAITING = 2_048  # spans; further ones are dropped
COMPLAIN_EVERY = 600  # seconds
# What is measured now and then: name -> (value, attributes) of each series.
Gauges = Callable[[], Mapping[str, list[tuple[float, dict[str, str]]]]]
GAUGES = {
    "common_ground.pages.open": "Pages open in browsers, of this server.",
    "common_ground.sessions": "People signed in.",
    "common_ground.pool.in_use": "Connections to the store in use.",
    "common_ground.queue": "What waits: mails, late mails, documents, overdue jobs.",
    "common_ground.replication.lag": "Seconds a replica is behind.",
}


class Telemetry:
    """Listens to what is observed and hands it over; stop() hands over the rest."""

    def __init__(self, settings: Settings, gauges: Gauges, *, patience: float = PATIENCE) -> None:
        where, self._patience = settings.telemetry_address.rstrip("/"), patience
        about = Resource(
            {"service.name": NAME, "service.version": VERSION, "service.instance.id": server_name(settings)}
        )
        logging.getLogger("opentelemetry").addFilter(_Seldom())
        for name in list(logging.Logger.manager.loggerDict):
            if name.startswith("opentelemetry"):
                logging.getLogger(name).addFilter(_Seldom())
        self._traces = TracerProvider(resource=about, shutdown_on_exit=False)
        self._traces.add_span_processor(
            BatchSpanProcessor(
                OTLPSpanExporter(endpoint=f"{where}/v1/traces", timeout=patience),
                max_queue_size=MOST_WAITING,
                schedule_delay_millis=TRACES_EVERY,
                export_timeout_millis=int(patience * 1000),
            )
        )
        reader = PeriodicExportingMetricReader(
            OTLPMetricExporter(endpoint=f"{where}/v1/metrics", timeout=patience),
            export_interval_millis=METRICS_EVERY,
            export_timeout_millis=int(patience * 1000),
        )
        self._metrics = MeterProvider([reader], resource=about, shutdown_on_exit=False)
        self._tracer, meter = self._traces.get_tracer(NAME), self._metrics.get_meter(NAME)
        self._durations = {
            kind: meter.create_histogram(f"common_ground.{kind}.duration", unit="ms", description=f"How long: {kind}.")
            for kind in ("page", "read", "command", "request")
        }
        self._commands = meter.create_counter("common_ground.commands", description="Commands, by how they ended.")
        measured = _Now(gauges)
        for name, said in GAUGES.items():
            meter.create_observable_gauge(name, [measured.of(name)], description=said)
        observing.listen(self)

    def began(self, seen: observing.Seen) -> tuple[Span, Any]:
        kind = SpanKind.SERVER if seen.kind == "request" else SpanKind.INTERNAL
        known = {f"common_ground.{name}": value for name, value in {seen.kind: seen.name, **seen.known}.items()}
        span = self._tracer.start_span(f"{seen.kind} {seen.name}", kind=kind, attributes=known)
        return span, context.attach(trace.set_span_in_context(span))

    def ended(self, token: tuple[Span, Any], seen: observing.Seen) -> None:
        span, before = token
        span.set_attribute("common_ground.outcome", seen.outcome)
        if seen.outcome in ("error", "StoreUnavailable"):
            span.set_status(Status(StatusCode.ERROR))
        context.detach(before)
        span.end()
        known = {seen.kind: seen.name, "outcome": seen.outcome}
        if seen.kind in self._durations:
            self._durations[seen.kind].record(seen.ms, known)
        if seen.kind == "command":
            self._commands.add(1, known)

    def stop(self) -> None:
        """Within a few seconds, whether the collector answers or not."""
        observing.forget(self)
        self._traces.shutdown()
        self._metrics.shutdown(timeout_millis=int(self._patience * 1000))


class _Now:
    """What is measured, once for all gauges of a round."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges, self._at = gauges, float("-inf")
        self._found: Mapping[str, list[tuple[float, dict[str, str]]]] = {}

    def of(self, name: str) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def observe(_options: CallbackOptions) -> Iterable[Observation]:
            if time.monotonic() - self._at > 1:
                self._found, self._at = self._gauges(), time.monotonic()
            return [Observation(value, known) for value, known in self._found.get(name, ())]

        return observe


class _Seldom(logging.Filter):
    """A collector that is away is said once in ten minutes, not with every batch."""

    said = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        if time.monotonic() - _Seldom.said < COMPLAIN_EVERY:
            return False
        _Seldom.said = time.monotonic()
        return True
