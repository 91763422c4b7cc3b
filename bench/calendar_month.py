"""A month of the calendar with 2,000 events: hand-written SQL for its rows, and what reading and building it takes."""

import json
import random
import sqlite3
import zlib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bench.area_counts import timed
from bench.progress import Progress
from bench.results import Figure
from bench.stores import FOLDER
from dashboard.calendar_days import Shown, Span, calendar_data
from db.access import Viewer
from db.commands.bulk_community import RecordPast
from db.commands.geography import LoadNeighbourhoods
from db.commands.past import PastEvent
from db.commands.people import AddOfficer, AddTeam
from db.observed import kept_days
from db.queries.days import begin
from db.queries.event_days import LONGEST, event_days
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store, migrate
from db.vocabulary import EventStatus, EventType, Role
from seed import seattle

EVENTS, MONTHS = 2_000, 24
LIMIT_MS = 300.0
FIRST = date(2025, 1, 1)
RAW = """
SELECT e.ref, e.title, e.type, e.status, e.starts_at, e.ends_at, e.all_day, n.name
FROM event e LEFT JOIN neighbourhood n ON n.id = e.neighbourhood_id
WHERE e.starts_at >= ? AND e.starts_at < ? AND e.ends_at > ? AND e.withdrawn_at IS NULL ORDER BY e.starts_at, e.id
"""


def calendar_month() -> list[Figure]:
    """Each month is another one, so that no answer comes from a cache."""
    address = _store()
    store = Store.open(Settings(database_url=address))
    with store.reading() as session:
        viewer = viewer_by_subject(session, "officer@example.org")
    assert viewer is not None
    raw = sqlite3.connect(address.removeprefix("sqlite:///"))
    months = [_month(n) for n in range(MONTHS)]
    _built(store, viewer, months[0])
    _by_sql(raw, months[0])
    by_sql = [timed(lambda m=month: _by_sql(raw, m)) for month in months[1:]]
    built = [timed(lambda m=month: _built(store, viewer, m)) for month in months[1:]]
    shown = json.loads(_built(store, viewer, months[1]))
    if sum(day["n"] for day in shown["days"]) != len(_by_sql(raw, months[1])):
        raise SystemExit("The calendar and the SQL disagree: nothing here can be trusted.")
    store.close()
    figure = Figure("calendar_month_2000", built, "calendar_month_raw_sql_2000")
    if figure.p95 > LIMIT_MS:
        raise SystemExit(
            f"A month with {EVENTS} events took {figure.p95:.0f} ms (95th percentile): {LIMIT_MS:.0f} is the limit."
        )
    return [Figure("calendar_month_raw_sql_2000", by_sql, "calendar_month_raw_sql_2000"), figure]


def _month(number: int) -> Shown:
    year, month = divmod(FIRST.year * 12 + number, 12)
    return Shown(Span.MONTH, date(year, month + 1, 1))


def _moments(month: Shown) -> tuple[datetime, datetime]:
    return begin(month.days[0]), begin(month.days[-1] + timedelta(days=1))


def _built(store: Store, viewer: Viewer, month: Shown) -> str:
    since, until = _moments(month)
    with store.reading() as session:
        events = event_days(session, viewer=viewer, since=since, until=until)
    kept = kept_days(month.days[0], month.days[-1])
    data = calendar_data(month, events, kept, now=datetime.now(UTC), address=lambda **query: str(query))
    return json.dumps(data)


def _by_sql(raw: sqlite3.Connection, month: Shown) -> list[tuple[object, ...]]:
    since, until = (moment.astimezone(UTC) for moment in _moments(month))
    asked = [f"{moment:%Y-%m-%d %H:%M:%S.%f}" for moment in (since - LONGEST, until, since)]
    return raw.execute(RAW, asked).fetchall()


def _store() -> str:
    """24 months with 2,000 events each, made once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    migrations = sorted((Path(__file__).parent.parent / "db/migrations/versions").glob("*.py"))
    shape = zlib.crc32(b"".join(file.read_bytes() for file in migrations))
    path = FOLDER / f"calendar-{EVENTS}-{shape:08x}.db"
    address = f"sqlite:///{path}"
    if path.with_suffix(".ready").exists():
        return address
    for old in FOLDER.glob("calendar-*"):
        old.unlink()
    migrate(address)
    store = Store.open(Settings(database_url=address))
    system, now = Viewer.system("Benchmark"), datetime.now(UTC)
    areas = seattle.areas()
    store.execute(LoadNeighbourhoods(areas), by=system, now=now)
    store.execute(AddTeam("Everywhere"), by=system, now=now)
    codes = tuple(area.code for area in areas)
    officer = AddOfficer("officer@example.org", "Officer", Role.OFFICER, "Everywhere", codes, is_demo=True)
    store.execute(officer, by=system, now=now)
    chance, progress = random.Random(5), Progress(f"building {EVENTS * MONTHS:,} events", EVENTS * MONTHS)
    for number in range(MONTHS):
        rows = [_event(chance, _month(number).anchor, len(areas)) for _ in range(EVENTS)]
        store.execute(RecordPast(rows), by=system, now=now)
        progress.reached((number + 1) * EVENTS)
    store.close()
    path.with_suffix(".ready").touch()
    return address


def _event(chance: random.Random, month: date, areas: int) -> PastEvent:
    day = month + timedelta(days=chance.randrange(28))
    starts = datetime.combine(day, time(chance.randrange(8, 21), chance.choice((0, 30))), tzinfo=UTC)
    kind = chance.choice(list(EventType))
    return PastEvent(
        kind, f"{kind.value.capitalize()} number {chance.randrange(1_000)}", starts, starts + timedelta(hours=2),
        "officer@example.org", chance.choice(list(EventStatus)), neighbourhood_id=chance.randrange(1, areas + 1),
    )  # fmt: skip
