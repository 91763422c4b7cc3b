"""Telemetry: what arrives at a collector, that none of it is anybody's, and that a collector costs nobody their page."""

import ast
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from starlette.applications import Starlette

from dashboard import clock, health_loaders
from dashboard.routes import routes
from db.access import Viewer
from db.commands.concerns import RecordConcern
from db.errors import Invalid
from db.observing import observed
from db.settings import Settings
from db.store import Store
from db.telemetry import Telemetry
from db.vocabulary import Channel, ConcernCategory, Role, SourceType
from tests.dashboard.asgi import ask

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary4712"


class Collector:
    """The receiving end: a real HTTP server that reads OTLP."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.metrics: dict[str, list[Any]] = {}
        self.about: dict[str, str] = {}
        self.raw = b""
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.headers.get("content-encoding") == "gzip":
                    import gzip

                    body = gzip.decompress(body)
                collector.take(self.path, body)
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, path: str, body: bytes) -> None:
        self.raw += body
        if path == "/v1/traces":
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                self.about = {a.key: a.value.string_value for a in resource.resource.attributes}
                self.spans += [span for scope in resource.scope_spans for span in scope.spans]
        elif path == "/v1/metrics":
            for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                for metric in [metric for scope in resource.scope_metrics for metric in scope.metrics]:
                    kind = metric.WhichOneof("data")
                    self.metrics.setdefault(metric.name, []).extend(getattr(metric, kind).data_points)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def collector() -> Iterator[Collector]:
    started = Collector()
    yield started
    started.stop()


def known(point: Any) -> dict[str, str]:
    return {a.key: a.value.string_value for a in point.attributes}


def telemetry(address: str) -> Telemetry:
    return Telemetry(Settings(telemetry_address=address, server_name="desk-1"), health_loaders.measures, patience=0.5)


def test_traces_and_metrics_arrive_with_names_and_nothing_of_anybody(
    collector: Collector, store: Store, officer: Viewer
) -> None:
    handing_over = telemetry(collector.address + "/")
    where = {"latitude": 50.05, "longitude": 10.05}
    kinds = (ConcernCategory.LIGHTING, Channel.WALK_UP, SourceType.RESIDENT, clock.now())
    with observed("page", "concerns", role=Role.OFFICER.value), observed("read", "concern_list"):
        pass
    ref = store.execute(RecordConcern(CANARY, *kinds, **where), by=officer, now=clock.now()).ref
    with pytest.raises(Invalid):
        store.execute(RecordConcern("", *kinds), by=officer, now=clock.now())
    ask(Starlette(routes=routes()), f"/feeds/{CANARY}.ics", query=f"q={CANARY}")
    handing_over.stop()

    assert collector.about["service.name"] == "common-ground"
    assert collector.about["service.instance.id"] == "desk-1"
    spans = {span.name: span for span in collector.spans}
    assert {"page concerns", "read concern_list", "command RecordConcern", "request feed"} <= set(spans)
    assert known(spans["page concerns"]) == {
        "common_ground.page": "concerns", "common_ground.role": "officer", "common_ground.outcome": "ok",
    }  # fmt: skip
    assert spans["read concern_list"].parent_span_id == spans["page concerns"].span_id

    assert {"common_ground.page.duration", "common_ground.read.duration", "common_ground.command.duration"} <= set(
        collector.metrics
    )
    counted = {
        (known(p)["command"], known(p)["outcome"]): p.as_int for p in collector.metrics["common_ground.commands"]
    }
    assert counted == {("RecordConcern", "ok"): 1, ("RecordConcern", "Invalid"): 1}
    queues = {known(point)["queue"] for point in collector.metrics["common_ground.queue"]}
    assert queues == {"mails", "late mails", "documents", "overdue jobs"}
    pools = {known(point)["pool"] for point in collector.metrics["common_ground.pool.in_use"]}
    assert pools == {"reading", "writing"}
    assert collector.metrics["common_ground.sessions"][0].as_int == 0
    for somebodys in (CANARY, ref, "Rivera", "rivera"):
        assert somebodys.encode() not in collector.raw


def test_a_collector_that_is_away_costs_nothing_and_stopping_takes_seconds(store: Store) -> None:
    handing_over = telemetry("http://127.0.0.1:9")  # discard: nobody listens there
    began = time.process_time()
    for _ in range(3_000):  # more than may wait
        with observed("read", "concern_list"):
            pass
    each = (time.process_time() - began) / 3_000
    store.revision()
    began_to_stop = time.monotonic()
    handing_over.stop()
    assert time.monotonic() - began_to_stop < 10
    assert each < 0.002, "seconds of processor for a span that goes nowhere"


def test_a_collector_that_never_answers_holds_nobody_up() -> None:
    silent = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)  # listens, and is never asked to serve
    handing_over = telemetry(f"http://127.0.0.1:{silent.server_port}")
    began = time.monotonic()
    for _ in range(600):  # more than one batch, so that one is on its way
        with observed("read", "concern_list"):
            pass
    assert time.monotonic() - began < 2
    handing_over.stop()
    silent.server_close()


def test_without_an_address_nothing_of_it_is_imported() -> None:
    """One module knows these packages, and one place imports that module: only when a collector is set."""
    knowing, importing = [], []
    for file in sorted(
        [*(ROOT / "db").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    ):
        if "telemetry" not in (source := file.read_text(encoding="utf-8")):
            continue
        tree = ast.parse(source)
        for node in ast.walk(tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [f"{node.module}.{one.name}" for one in node.names] if isinstance(node, ast.ImportFrom) else []
            if any(name.startswith("opentelemetry") for name in names):
                knowing.append(file.relative_to(ROOT).as_posix())
            if any(name.startswith("db.telemetry") for name in names):
                importing.append((file.relative_to(ROOT).as_posix(), node.col_offset))
    assert set(knowing) == {"db/telemetry.py"}
    assert {name for name, _offset in importing} == {"dashboard/server.py"}
    assert all(offset for _name, offset in importing), "not at the top of a file"
