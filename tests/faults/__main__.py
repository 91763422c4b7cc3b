"""python -m tests.faults: break everything, at full length, and write docs/faults.md. `-k words` runs some of it and writes
nothing."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults.privileges import go_where_disks_can_be_mounted
from tests.faults.table import Ran, document

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "docs" / "faults.md"


class Recorder:
    """What each test handed over and how it ended."""

    def __init__(self) -> None:
        self.ran: dict[str, Ran] = {}

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("::")[2]
        ran = self.ran.setdefault(report.nodeid, Ran(name))
        if report.when == "call":
            ran.rows = [dict(value) for key, value in report.user_properties if key == "fault"]  # type: ignore[call-overload]
        if report.outcome == "skipped":
            ran.ended = "skipped"
        elif report.outcome != "passed":
            ran.ended = "failed"


def main(chosen: list[str]) -> int:
    os.environ["COMMON_GROUND_LONG_FAULTS"] = "1"
    recorder, began = Recorder(), time.monotonic()
    options: list[Any] = [str(HERE), "-p", "no:xdist", "-p", "no:cacheprovider", "--no-header", *chosen]
    ended = int(pytest.main(options, plugins=[recorder]))
    written = document(list(recorder.ran.values()), seconds=time.monotonic() - began)
    print(written)
    if chosen:
        print("Only some were run: docs/faults.md stays as it is.", file=sys.stderr)
    else:
        DOCUMENT.write_text(written, encoding="utf-8")
    skipped = [ran.name for ran in recorder.ran.values() if ran.ended == "skipped"]
    if skipped:
        print("Skipped, which no fault may be: " + ", ".join(skipped), file=sys.stderr)
    return ended or bool(skipped)


if __name__ == "__main__":
    go_where_disks_can_be_mounted(["-m", "tests.faults", *sys.argv[1:]])
    sys.exit(main(sys.argv[1:]))
