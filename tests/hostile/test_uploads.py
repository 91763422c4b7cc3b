"""Files made to fill the memory, never end or be something else: each refused in a sentence, at once, and kept nowhere."""

import gzip
import json
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.calendars import dates_of, read_calendar
from db.errors import BadFile
from db.geography import read_areas
from seed.table import read_table
from tests.hostile import bombs

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def cleaned() -> dict[str, dict[str, Any]]:
    """What became of each bomb, in a process with the limits of the one that cleans."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.bombs"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=170
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["name"]: line for line in lines}


@pytest.mark.parametrize("make", bombs.REFUSED, ids=lambda make: make.__name__)
def test_a_bomb_is_refused_in_a_sentence_within_seconds(
    make: Callable[[], bytes], cleaned: dict[str, dict[str, Any]]
) -> None:
    told = cleaned[make.__name__]
    assert told["said"].endswith(".")
    assert (told["kept"], told["seconds"] < 10) == (0, True), told


@pytest.mark.parametrize("make", bombs.MADE_HARMLESS, ids=lambda make: make.__name__)
def test_what_can_be_made_harmless_is(make: Callable[[], bytes], cleaned: dict[str, dict[str, Any]]) -> None:
    told = cleaned[make.__name__]
    assert told["said"] == ""
    assert (0 < told["kept"] <= told["sent"], told["script"], told["seconds"] < 5) == (True, False, True), told


def test_the_memory_of_all_of_them_together_stays_bounded(cleaned: dict[str, dict[str, Any]]) -> None:
    assert max(told["peak"] for told in cleaned.values()) < 900  # megabytes, making the bombs included


# Calendars


def _calendar(*lines: str) -> bytes:
    event = ("BEGIN:VEVENT", "UID:x", "SUMMARY:Fair", "DTSTART:20261110T100000Z", "DTEND:20261110T110000Z", *lines)
    return "\r\n".join(("BEGIN:VCALENDAR", *event, "END:VEVENT", "END:VCALENDAR")).encode()


def test_a_huge_calendar_is_refused_before_it_is_read() -> None:
    huge = _calendar("DESCRIPTION:" + "x" * 2_000_000)
    tracemalloc.start()
    with pytest.raises(BadFile, match="larger than 1 MB"):
        read_calendar(huge, zone=UTC)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "sent",
    [
        _calendar("RRULE:FREQ=SECONDLY"),
        _calendar("RRULE:FREQ=SECONDLY;COUNT=999999999"),
        _calendar("RRULE:FREQ=DAILY;INTERVAL=0"),
        _calendar("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        _calendar("RRULE:FREQ=MINUTELY;BYSECOND=" + ",".join(map(str, range(60)))),
        _calendar("RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7;BYMINUTE=" + ",".join(map(str, range(60)))),
        _calendar("RRULE:FREQ=DAILY;COUNT=" + "9" * 5_000),
        _calendar("EXDATE:" + ",".join("20261110T100000Z" for _ in range(50_000))),
        _calendar("RDATE:" + ",".join(f"2027{n % 12 + 1:02d}{n % 28 + 1:02d}T100000Z" for n in range(50_000))),
        _calendar(*["BEGIN:VALARM"] * 50_000),
        _calendar("X" * 900_000),
        _calendar("X;" + "A=B;" * 200_000 + ":y"),
        _calendar('X;A="' + ",".join(['""'] * 200_000)),
        _calendar("DESCRIPTION:" + "\\" * 900_000),
        _calendar("\r\n ".join(["DESCRIPTION:"] + ["y"] * 200_000)),
        b"\xff\xfe" + "BEGIN:VCALENDAR\r\n".encode("utf-16-le") * 20_000,
        b"\n" * 900_000,
        b"BEGIN:VCALENDAR\r\n"
        + b"BEGIN:VEVENT\r\nRRULE:FREQ=DAILY\r\nSUMMARY:x\r\nDTSTART:20261110T100000Z\r\n" * 1_500,
    ],
    ids=range(18),
)
def test_a_calendar_made_to_take_long_takes_seconds(sent: bytes) -> None:
    began = time.process_time()
    try:
        found = dates_of(read_calendar(sent, zone=UTC), now=NOW, zone=UTC)
    except BadFile as error:
        assert str(error).endswith(".")
    else:
        assert len(found.ahead) <= 10_000
    assert time.process_time() - began < 5


# What the seed's importers read


@pytest.mark.parametrize(
    "sent",
    [
        b"[" * 1_000_000,
        b'{"a":' * 500_000,
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},"geometry":'
        b'{"type":"Polygon","coordinates":' + b"[" * 50_000 + b"]" * 50_000 + b"}}]}",
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},"geometry":'
        b'{"type":"Polygon","coordinates":[[[0,0],[1e308,0],[1e308,1e308],[0,0]]]}}]}',
        b'{"type":"FeatureCollection","features":[' + b"9" * 100_000 + b"]}",
        b"PK\x03\x04" + b"\0" * 1_000,
        b"<kml>" * 1_000,
    ],
    ids=["lists", "objects", "coordinates", "infinite ground", "a long number", "an archive", "another format"],
)
def test_outlines_made_to_break_the_reader_are_refused_in_a_sentence(sent: bytes) -> None:
    began = time.process_time()
    with pytest.raises(BadFile) as refusal:
        read_areas(sent)
    assert str(refusal.value).endswith((".", ")."))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "content",
    [
        b'name\n"' + b"x" * 2_000_000,
        b"name\n" + b"a,b\n" * 3,
        b"name\n\x00",
        b"PK\x03\x04 a spreadsheet",
        b"\x1f\x8b" + b"\0" * 100,
    ],
    ids=["never closed", "too many cells", "zero byte", "an archive", "damaged"],
)
def test_tables_made_to_break_the_reader_are_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    try:
        assert read_table(file, columns=["name"]).broken
    except BadFile as error:
        assert str(error)[-1] in ".)"


def test_a_packed_table_is_measured_while_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seed.table.LARGEST_EXPANDED", 20_000_000)
    file = tmp_path / "table.csv.gz"
    file.write_bytes(gzip.compress(b"name\n" + bytes(200_000_000), 1))
    tracemalloc.start()
    with pytest.raises(BadFile, match="unpacks to more than"):
        read_table(file, columns=["name"])
    assert tracemalloc.get_traced_memory()[1] < 90_000_000
    tracemalloc.stop()
