"""Likely duplicates among Boston's requests: time per concern, and what is found on pairs made from the data.

**Pairs.** A concern is drawn, and a second report of it is made up: its words with typing errors, cut short or said
otherwise, its point moved by up to the radius of its category, its day by up to thirty, and for one in ten another
category. The pair of both is a positive. Negatives are the pairs of the made-up report with every other request within
the same radius and window that is about something else (another summary, so another type of request at the city). Those of
the same type are in neither group: the data does not say whether two dark street lights 80 m apart are one. Besides, the
city closed some requests as "Duplicate of Existing Case": for those it is counted whether anything is proposed at all.
"""

import math
import os
import random
import sqlite3
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from bench.progress import Progress
from bench.results import Figure
from bench.stores import FOLDER
from db.access import Viewer
from db.commands.people import AddOfficer, AddTeam
from db.queries.duplicates import likely_duplicates
from db.queries.likeness import EARTH, WINDOW_DAYS, metres
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store, migrate
from db.thresholds import DEFAULTS
from db.vocabulary import ConcernCategory, Role
from seed.import_concerns import import_concerns
from seed.import_neighbourhoods import Properties, import_neighbourhoods
from seed.mapping import read_mapping

ROOT = Path(__file__).parent.parent
FILES = ("neighborhoods.geojson", "concerns_311_2015.csv.gz")
TIMED, PAIRS = 400, 400
LIMIT_MS = 150.0
DAYS_APART = 30
OTHERWISE = {
    "street light": "lamp post", "light": "lamp", "out": "not working", "graffiti": "tagging", "removed": "cleaned off",
    "noise": "loud noise", "illegal dumping": "rubbish tipped", "trash": "rubbish", "abandoned": "left behind",
    "vehicle": "car", "sign": "traffic sign", "missing": "gone", "request": "question", "picked up": "taken away",
}  # fmt: skip


def sample_data() -> Path | None:
    """Boston's files: the folder named by COMMON_GROUND_SAMPLE_DATA, else shared/data beside the checkout."""
    named = os.environ.get("COMMON_GROUND_SAMPLE_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    folder = folder / "boston" if (folder / "boston").is_dir() else folder
    return folder if all((folder / name).is_file() for name in FILES) else None


def boston_store(folder: Path) -> str:
    """The address of an SQLite store with Boston's requests, brought in by the importers and kept for the next run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    migrations = sorted((ROOT / "db/migrations/versions").glob("*.py"))
    shape = zlib.crc32(b"".join(file.read_bytes() for file in migrations))
    path = FOLDER / f"boston-{shape:08x}.db"
    address, finished = f"sqlite:///{path}", path.with_suffix(".ready")
    if not finished.exists():
        for old in FOLDER.glob("boston-*"):
            old.unlink()
        migrate(address)
        store, now = Store.open(Settings(database_url=address)), datetime.now(UTC)
        steps = Progress("Boston", 2)
        import_neighbourhoods(store, folder / FILES[0], Properties(), now=now, tell=lambda _: None)
        steps.reached(1)
        mapping = read_mapping(ROOT / "seed/mappings/boston.toml")
        import_concerns(store, folder / FILES[1], mapping, accept_good_rows=True, now=now, tell=lambda _: None)
        steps.reached(2)
        _somebody_who_reads_all(store, now)
        store.close()
        finished.touch()
    return address


def _somebody_who_reads_all(store: Store, now: datetime) -> None:
    system = Viewer.system("Benchmark")
    with store.reading() as session:
        codes = tuple(row[0] for row in session.connection().exec_driver_sql("SELECT code FROM neighbourhood"))
    store.execute(AddTeam("Everywhere"), by=system, now=now)
    officer = AddOfficer("officer@example.org", "Officer", Role.OFFICER, "Everywhere", codes, is_demo=True)
    store.execute(officer, by=system, now=now)


@dataclass(frozen=True, slots=True)
class Report:
    """A concern of the store, or a made-up second report of it."""

    ref: str
    summary: str
    category: str
    point: tuple[float, float]
    received_at: datetime


def duplicates(folder: Path) -> list[Figure]:
    address = boston_store(folder)
    store = Store.open(Settings(database_url=address))
    raw = sqlite3.connect(address.removeprefix("sqlite:///"))
    raw.execute("PRAGMA cache_size=-65536")
    chance = random.Random(11)
    reports, closed_as_duplicate = _reports(raw)
    with store.reading() as session:
        viewer = viewer_by_subject(session, "officer@example.org")
        assert viewer is not None

        def asked(report: Report, *, limit: int = 5, itself: bool = False) -> pd.DataFrame:
            return likely_duplicates(
                session, viewer=viewer, point=report.point, area=None, received_at=report.received_at,
                category=report.category, text=report.summary, but_not=None if itself else report.ref, limit=limit,
            )  # fmt: skip

        for report in chance.sample(reports, 20):
            asked(report)
        drawn = chance.sample(reports, TIMED)
        by_query = [_timed(lambda r=report: asked(r)) for report in drawn]
        by_sql = [_timed(lambda r=report: _candidates(raw, r)) for report in drawn]
        figures = _found(raw, chance.sample(reports, PAIRS), chance, lambda r: asked(r, limit=1000, itself=True))
        known = chance.sample(closed_as_duplicate, min(PAIRS, len(closed_as_duplicate)))
        proposed = sum(not asked(report).empty for report in known)
    store.close()
    figure = Figure("duplicate_search_boston", by_query, "duplicate_search_raw_sql_boston")
    if figure.value > LIMIT_MS:
        raise SystemExit(
            f"The search for duplicates takes {figure.value:.0f} ms: more than the {LIMIT_MS:.0f} promised."
        )
    return [
        Figure("duplicate_search_raw_sql_boston", by_sql, "duplicate_search_raw_sql_boston"),
        figure,
        *figures,
        _share("duplicate_known_proposed_boston", proposed, len(known)),
    ]


def _share(name: str, part: int, whole: int) -> Figure:
    return Figure(name, [100 * part / max(1, whole)], name, "%")


def _reports(raw: sqlite3.Connection) -> tuple[list[Report], list[Report]]:
    rows = raw.execute(
        "SELECT ref, summary, category, latitude, longitude, received_at, closing_reason FROM concern "
        "WHERE latitude IS NOT NULL AND neighbourhood_id IS NOT NULL AND confidentiality < 3 ORDER BY id"
    ).fetchall()
    made = [
        (Report(ref, summary, category, (north, east), datetime.fromisoformat(at).replace(tzinfo=UTC)), reason)
        for ref, summary, category, north, east, at, reason in rows
    ]
    return [report for report, _ in made], [report for report, reason in made if reason == "duplicate"]


def _candidates(raw: sqlite3.Connection, report: Report) -> list[tuple[Any, ...]]:
    """The least that has to be read: the words of everything in the square and the window, by hand-written SQL."""
    north = math.degrees(DEFAULTS.duplicate_radius(report.category) / EARTH)
    east = north / math.cos(math.radians(report.point[0]))
    (latitude, longitude), window = report.point, timedelta(days=WINDOW_DAYS)
    dates = [f"{report.received_at + way * window:%Y-%m-%d %H:%M:%S}" for way in (-1, 1)]
    return raw.execute(
        "SELECT ref, summary, category, latitude, longitude, received_at FROM concern WHERE latitude BETWEEN ? AND ? AND "
        "longitude BETWEEN ? AND ? AND received_at BETWEEN ? AND ?",
        (latitude - north, latitude + north, longitude - east, longitude + east, *dates),
    ).fetchall()


def _found(
    raw: sqlite3.Connection, drawn: list[Report], chance: random.Random, asked: Callable[[Report], pd.DataFrame]
) -> list[Figure]:
    positives = shown = right = wrong = negatives = 0
    for original in drawn:
        again = second_report(original, chance)
        found = asked(again)
        refs = found["ref"].tolist()
        positives += 1
        right += original.ref in refs
        shown += original.ref in refs[:5]
        wrong += int((found["summary"] != original.summary).sum())
        reach = DEFAULTS.duplicate_radius(again.category)
        negatives += sum(
            row[1] != original.summary and metres(again.point, (row[3], row[4])) <= reach
            for row in _candidates(raw, again)
        )
    print(f"  pairs: {positives:,} positive, {negatives:,} negative; {right} and {wrong} of them proposed")
    return [
        _share("duplicate_recall_boston", right, positives),
        _share("duplicate_recall_first_five_boston", shown, positives),
        _share("duplicate_precision_boston", right, right + wrong),
        _share("duplicate_negatives_kept_out_boston", negatives - wrong, negatives),
    ]


def second_report(report: Report, chance: random.Random) -> Report:
    """The same thing as somebody else would report it."""
    change = chance.choice((mistyped, shortened, reworded))
    other = chance.random() < 0.1
    category = str(chance.choice(list(ConcernCategory))) if other else report.category
    away, bearing = chance.uniform(0, DEFAULTS.duplicate_radius(report.category)), chance.uniform(0, 2 * math.pi)
    north = math.degrees(away * math.cos(bearing) / EARTH)
    east = math.degrees(away * math.sin(bearing) / EARTH) / math.cos(math.radians(report.point[0]))
    when = report.received_at + timedelta(days=chance.uniform(-DAYS_APART, DAYS_APART))
    point = (report.point[0] + north, report.point[1] + east)
    return Report(report.ref, change(report.summary, chance), category, point, when)


def mistyped(text: str, chance: random.Random) -> str:
    """Two neighbouring letters change places, one is lost, one is doubled."""
    letters = list(text)
    place = chance.randrange(1, len(letters) - 1)
    letters[place], letters[place - 1] = letters[place - 1], letters[place]
    del letters[chance.randrange(len(letters))]
    place = chance.randrange(len(letters))
    letters.insert(place, letters[place])
    return "".join(letters)


def shortened(text: str, chance: random.Random) -> str:
    """About a third of the words are missing."""
    words = text.split()
    return " ".join(sorted(chance.sample(words, max(1, round(len(words) * 2 / 3))), key=words.index))


def reworded(text: str, chance: random.Random) -> str:
    """Said otherwise where there is another word for it, in a sentence of its own."""
    said = text.removesuffix(" (311 request)").casefold()
    for word, another in OTHERWISE.items():
        said = said.replace(word, another)
    return chance.choice(("Caller says {}", "There is {} on our street again", "{}, please come and see")).format(said)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
