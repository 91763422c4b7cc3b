"""A server as it runs: what it writes to its log and hands to a collector, with secrets in everything it is asked."""

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.dashboard.conftest import fill
from tests.dashboard.test_telemetry import Collector
from tests.e2e.conftest import free_port, run_server

pytestmark = pytest.mark.timeout(300)
CANARY = "canary4713"
TOKEN = "a secret of monitoring, long enough"


def asked(address: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.long
def test_a_server_says_what_it_does_and_nothing_it_was_asked(tmp_path: Path) -> None:
    collector, port, log = Collector(), free_port(), tmp_path / "log"
    server = run_server(
        "dashboard/server.py", port, fill(tmp_path / "store.db"), log,
        COMMON_GROUND_LOG_FORMAT="json", COMMON_GROUND_LOG_LEVEL="DEBUG", COMMON_GROUND_SERVER_NAME="desk-1",
        COMMON_GROUND_TELEMETRY_ADDRESS=collector.address, COMMON_GROUND_HEALTH_TOKEN=TOKEN,
        STREAMLIT_LOGGER_LEVEL="info",
    )  # fmt: skip
    try:
        here = f"http://localhost:{port}"
        for path in (f"/feeds/{CANARY}.ics", f"/attachment/{CANARY}", f"/search?find={CANARY}", f"/nowhere/{CANARY}"):
            asked(here + path, Cookie=f"common_ground_session={CANARY}", Referer=f"{here}/?q={CANARY}")
        assert asked(f"{here}/health/detail", Authorization=f"Bearer {CANARY}") == 401
        assert asked(f"{here}/health/detail", Authorization=f"Bearer {TOKEN}") == 200
        assert asked(f"{here}/health/ready") == 200
    finally:
        server.terminate()
        server.wait(timeout=30)
        collector.stop()
    written = log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert {"feed", "attachment"} <= {line.get("request") for line in lines}
    assert {line["server"] for line in lines} == {"desk-1"}
    assert {"request feed", "request attachment"} <= {span.name for span in collector.spans}
    assert "common_ground.pool.in_use" in collector.metrics
    for secret in (CANARY, TOKEN):
        assert secret not in written
        assert secret.encode() not in collector.raw
