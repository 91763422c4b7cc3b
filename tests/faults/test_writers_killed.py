"""kill -9 of what writes: what was acknowledged is there, once; what was not, is saved once by whoever sends it again."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from db.store import Store
from tests.faults.conftest import FaultReport, engine_of, lengthened
from tests.faults.invariants import assert_whole, doubled, lost
from tests.faults.writing import writing

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize(
    "url",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.long])],
    indirect=True,
)
def test_programs_killed_while_they_save_lose_nothing_they_were_told_is_saved(
    url: str, opened: Callable[..., Store], tmp_path: Path, fault_report: FaultReport
) -> None:
    times, slowest = lengthened(1, 6), 0.0
    moments = random.Random(7)
    with writing(url, tmp_path / "writers", count=lengthened(1, 4)) as writers:
        for _ in range(times):
            writers.wait_for(lengthened(10, 100))
            time.sleep(moments.uniform(0, 0.05))
            writers.kill()
            assert_whole(opened(url), writers.acknowledged)
            killed = time.monotonic()
            writers.start()
            slowest = max(slowest, writers.seconds_until_writing(killed))
        writers.wait_for(10)
    store, acknowledged = opened(url), writers.acknowledged
    assert writers.broken == []
    assert_whole(store, acknowledged)
    fault_report.note(
        "kill -9 of all programs that write, in the middle of their saves", engine=engine_of(url), times=times,
        acknowledged=len(acknowledged), lost=len(lost(store, acknowledged)), doubled=len(doubled(store)), seconds=slowest,
        saw="what was typed, after the start (the browser's case is below)",
    )  # fmt: skip
