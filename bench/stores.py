"""Stores of a given size over the demonstration's areas, made through the bulk commands and kept for the next run."""

import random
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import shapely

from bench.community import OWNERS, Sizes, add_after, add_before, add_people
from bench.progress import Progress
from db.access import Viewer
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.concerns import VoiceGiven
from db.commands.geography import LoadNeighbourhoods, Residents
from db.geography import Area, bounding_box
from db.settings import Settings
from db.store import Store, migrate
from db.vocabulary import ClosingReason, ConcernCategory, ConcernStatus, SourceType
from seed import seattle

FOLDER = Path(__file__).parent.parent / ".cache" / "bench"
BATCH = 50_000
DAYS = 730
SEED = 42
# What was reported, and a street out of a few thousand made-up ones: common words, rare ones and house numbers to find.
REPORTED = (
    "Street light out by the bus shelter", "Loud music after midnight", "Racing cars at the junction",
    "Dumped sofa and bags in the alley", "Broken window at the empty shop", "Dog off the lead in the park",
    "Graffiti on the school wall", "Scooters on the pavement", "Needles found behind the library",
    "Shouting outside the late shop", "Blocked driveway again", "Abandoned van with a flat tyre",
)  # fmt: skip
SYLLABLES = (
    "al",
    "bar",
    "cor",
    "den",
    "el",
    "fen",
    "gar",
    "hol",
    "ker",
    "lin",
    "mor",
    "nor",
    "os",
    "per",
    "ris",
    "tan",
)
# One concern in twelve is still open, most of them recent: what a desk of this size looks like.
OPEN_SHARE_AT_START, OPEN_FADES_OVER_DAYS = 0.75, 60
WANT_AN_ANSWER, ANSWERED, UNOWNED, IN_A_CASE = 0.2, 0.9, 0.3, 0.02
WORKED_ON = 20  # one concern in so many has tasks and activities


def store_of(size: int) -> str:
    """The address of an SQLite store with `size` concerns, received over the two years before today."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"concerns-{size}-{datetime.now(UTC):%Y%m%d}-{shape():08x}.db"
    address = f"sqlite:///{path}"
    finished = path.with_suffix(".ready")
    if not finished.exists():
        for old in FOLDER.glob(f"concerns-{size}-*"):
            old.unlink()
        build(address, size)
        finished.touch()
    return address


def shape() -> int:
    """Changes when the tables do, or what is put into them: then a store is built anew."""
    here = Path(__file__).parent
    made_by = [here / "community.py", here / "stores.py"]
    migrations = sorted((here.parent / "db/migrations/versions").glob("*.py"))
    return zlib.crc32(b"".join(file.read_bytes() for file in (*migrations, *made_by)))


def build(address: str, size: int) -> None:
    """Bring a store to this size: `size` concerns, and the rest in proportion (bench.community.Sizes)."""
    migrate(address)
    store = Store.open(Settings(database_url=address))
    system, now = Viewer.system("Benchmark"), datetime.now(UTC)
    areas = seattle.areas()
    figures = seattle.figures()
    residents = {code: Residents(f.population, f.households, f.languages, True) for code, f in figures.items()}
    store.execute(LoadNeighbourhoods(areas, residents=residents), by=system, now=now)
    codes = tuple(area.code for area in areas)
    add_people(store, codes, by=system, now=now)
    sizes, worked_on = Sizes(size), []
    cases = add_before(store, sizes, len(areas), by=system, now=now)
    progress = Progress(f"building {size:,} concerns", size)
    rows = _rows(areas, size, cases, now)
    for start in range(0, size, BATCH):
        batch = [next(rows) for _ in range(min(BATCH, size - start))]
        saved = store.execute(RecordConcernsInBulk(batch, source="bench"), by=system, now=now)
        worked_on += saved.refs[::WORKED_ON]
        progress.reached(start + len(batch))
    add_after(store, sizes, len(areas), worked_on, cases, by=system, now=now)
    store.close()


def _rows(areas: tuple[Area, ...], size: int, cases: tuple[str, ...], now: datetime) -> Iterator[BulkConcern]:
    chance = random.Random(SEED)
    categories, sources = list(ConcernCategory), list(SourceType)
    places = [_points(area, chance) for area in areas]
    streets = ["".join(parts).title() + " Street" for parts in product(SYLLABLES, repeat=3)]
    weights = [chance.uniform(0.3, 2.0) for _ in areas]
    chosen = chance.choices(range(len(areas)), weights, k=size)
    common = [1 / (rank + 2) for rank in range(len(categories))]
    about = chance.choices(categories, common, k=size)
    for area, category in zip(chosen, about, strict=True):
        age = chance.uniform(0, DAYS)
        still_open = chance.random() < OPEN_SHARE_AT_START * 2 ** (-age / OPEN_FADES_OVER_DAYS)
        received = now - timedelta(days=age)
        latitude, longitude = chance.choice(places[area])
        # One in five was reported by somebody who wants to hear what became of it; nearly all of them have.
        wants_answer = chance.random() < WANT_AN_ANSWER
        answered = wants_answer and (not still_open or chance.random() < ANSWERED)
        yield BulkConcern(
            summary=f"{chance.choice(REPORTED)}, {chance.randrange(1, 400)} {chance.choice(streets)}",
            category=category,
            received_at=received,
            source_type=chance.choice(sources),
            status=chance.choice((ConcernStatus.NEW, ConcernStatus.ASSIGNED, ConcernStatus.IN_PROGRESS))
            if still_open
            else ConcernStatus.CLOSED,
            closing_reason=None if still_open else ClosingReason.RESOLVED,
            closed_at=None if still_open else min(now, received + timedelta(days=chance.uniform(1, 30))),
            latitude=latitude,
            longitude=longitude,
            owner=None if still_open and chance.random() < UNOWNED else chance.choice(OWNERS),
            case=chance.choice(cases) if chance.random() < IN_A_CASE else None,
            acknowledged_at=min(now, received + timedelta(days=1)) if answered else None,
            voices=(VoiceGiven(wants_answer=True),) if wants_answer else (),
        )


def _points(area: Area, chance: random.Random) -> list[tuple[float, float]]:
    """Fifty places inside an area: what matters here is the count, not where in it."""
    (south, west), (north, east) = bounding_box([area.geometry])
    found: list[tuple[float, float]] = []
    shapely.prepare(area.geometry)
    while len(found) < 50:
        latitude, longitude = chance.uniform(south, north), chance.uniform(west, east)
        if shapely.contains_xy(area.geometry, longitude, latitude):
            found.append((latitude, longitude))
    return found
