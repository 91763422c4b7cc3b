"""What was reported, where and when: 6,000 concerns before anybody has worked on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from db.vocabulary import Channel, ConcernCategory, Priority, SourceType
from seed.demo.categories import SOURCES, Habit, habits
from seed.demo.chance import pick, shares, stream
from seed.demo.events import Happening
from seed.demo.people import PEOPLE
from seed.demo.places import Place, Spot, near, places, pull, quiet_area, some_spot, venues_by_area
from seed.demo.rhythms import PERIODS, Calendar, weight_of

COUNT = 6_000

# How many arrive in each period, rising problems and the quiet area not counted; the rest falls in the last period.
RECENT = (8, 47, 56, 132, 252, 244)
TODAY_AT_DEMO_OFFICER = 4  # of today's: "new since yesterday" is not empty on the first screen

# A rising problem, oldest week first: reports in each of the last ten weeks, above what the area has anyway.
RISE = {
    "greenwood": (ConcernCategory.VEHICLE_CRIME, (1, 2, 2, 3, 3, 4, 6, 7, 9, 11)),
    "alaska-junction": (ConcernCategory.SHOP_THEFT, (1, 1, 2, 3, 4, 4, 5, 7, 8, 10)),
}
AT_CENTRES = 0.7  # of a rising problem: at its two or three places
BESIDE_SHOP_THEFT = 0.35  # of the second rise: young people round the same shops

QUIET = (71, 168, 262, 391, 455, 570, 668)  # days ago: all that the quiet area reports in two years

AT_VENUE = 0.25  # of what has a point in a park or at a school
NO_PLACE, NO_AREA = 0.07, 0.03  # beside the habit's own share: area only; neither area nor point


@dataclass(slots=True)
class Sketch:
    """One concern to be; `number` names its random streams, `place` None is "no area"."""

    number: int
    category: ConcernCategory
    place: Place | None
    spot: Spot | None
    received_at: datetime
    ago: int
    channel: Channel = Channel.PHONE
    source: SourceType = SourceType.RESIDENT
    priority: Priority = Priority.NORMAL
    at_venue: bool = False
    rising: bool = False
    event: int | None = None  # position in the list of events
    case: int | None = None  # position in the list of cases
    duplicate_of: int | None = None  # position in the list of sketches

    @property
    def setting(self) -> str:
        if self.place is None:
            return "nowhere"
        return self.spot.setting if self.spot else ("works" if "works" in self.place.kinds else "homes")


def sketches(calendar: Calendar, happenings: Sequence[Happening]) -> list[Sketch]:
    """Oldest first."""
    made = [*_rising(calendar), *_quiet(calendar)]
    made += _usual(calendar, first=len(made))
    gatherings = _Gatherings(happenings, calendar)
    for sketch in made:
        _reach(sketch, stream("concern reach", sketch.number), gatherings, calendar)
    made.sort(key=lambda sketch: (sketch.received_at, sketch.number))
    _repeat(made)
    return made


def _rising(calendar: Calendar) -> list[Sketch]:
    made: list[Sketch] = []
    for code, (category, weeks) in RISE.items():
        place = places()[code]
        centres = [spot for spot in place.hotspots if spot.setting in habits()[category].settings][:3]
        for week, count in enumerate(weeks):
            newest = 7 * (len(weeks) - 1 - week)
            for n in range(count):
                rng = stream("rise", code, week, n)
                ago = rng.randrange(newest, newest + 7)
                kind = category
                if category == ConcernCategory.SHOP_THEFT and rng.random() < BESIDE_SHOP_THEFT:
                    kind = ConcernCategory.YOUTH
                spot = near(rng, place, rng.choice(centres)) if rng.random() < AT_CENTRES else some_spot(rng, place)
                at = calendar.some_time(rng, calendar.day(ago), habits()[kind].hours)
                made.append(Sketch(len(made), kind, place, spot, at, ago, rising=True))
    return made


def _quiet(calendar: Calendar) -> list[Sketch]:
    rng = stream("quiet")
    place = places()[quiet_area()]
    first = sum(sum(weeks) for _, weeks in RISE.values())
    kinds = (ConcernCategory.SPEEDING, ConcernCategory.DUMPING, ConcernCategory.PARKING, ConcernCategory.LIGHTING)
    made = []
    for n, ago in enumerate(QUIET):
        at = calendar.some_time(rng, calendar.day(ago), "day")
        made.append(Sketch(first + n, kinds[n % len(kinds)], place, some_spot(rng, place), at, ago))
    return made


def _usual(calendar: Calendar, *, first: int) -> list[Sketch]:
    count = COUNT - first
    rng = stream("concerns")
    kinds = [c for c, n in shares(count, {c: h.share for c, h in habits().items()}).items() for _ in range(n)]
    rng.shuffle(kinds)
    periods = [PERIODS[n] for n, many in enumerate(RECENT) for _ in range(many)]
    periods += [PERIODS[-1]] * (count - len(periods))
    busy = [place for place in places().values() if place.weight]
    pulls = {kind: {place.code: pull(place, habit) for place in busy} for kind, habit in habits().items()}
    made = []
    for n, (kind, period) in enumerate(zip(kinds, periods, strict=True)):
        own = stream("concern", first + n)
        code = pick(own, pulls[kind])
        if period == PERIODS[0] and n < TODAY_AT_DEMO_OFFICER:
            code = PEOPLE[0].areas[n % len(PEOPLE[0].areas)]
        made.append(_usual_one(first + n, habits()[kind], places()[code], period, calendar, own))
    return made


def _usual_one(
    number: int, habit: Habit, place: Place, period: tuple[int, int], calendar: Calendar, rng: Random
) -> Sketch:
    ago = calendar.some_day(rng, period, habit.category, weight_of(habit))
    spot = some_spot(rng, place, habit.settings)
    chance, unplaced = rng.random(), rng.random() > habit.placed
    # The time comes last: today's is drawn until it has passed, and how often must not change anything else.
    at = calendar.some_time(rng, calendar.day(ago), habit.hours)
    if chance < NO_AREA and period != PERIODS[0]:
        return Sketch(number, habit.category, None, None, at, ago)
    if chance < NO_AREA + NO_PLACE or unplaced:
        return Sketch(number, habit.category, place, None, at, ago)
    return _at_a_venue(Sketch(number, habit.category, place, spot, at, ago), stream("venue", number))


def _at_a_venue(sketch: Sketch, rng: Random) -> Sketch:
    """Some of what happens at a school or in a park is put down as "at that school"."""
    setting = sketch.setting
    known = [v for v in venues_by_area()[sketch.place.code] if v.kind == setting] if sketch.place else []
    if known and rng.random() < AT_VENUE:
        venue = rng.choice(known)
        sketch.spot, sketch.at_venue = Spot(venue.latitude, venue.longitude, setting), True
    return sketch


class _Gatherings:
    """Held events by area and day, so that what is raised at one can say where."""

    def __init__(self, happenings: Sequence[Happening], calendar: Calendar) -> None:
        self._by_area: dict[str, list[tuple[int, int]]] = {}
        self._events = happenings
        for n, event in enumerate(happenings):
            if event.row.attendance_total:
                self._by_area.setdefault(event.area, []).append((calendar.ago(event.row.starts_at), n))

    def near(self, place: Place, ago: int, rng: Random) -> int | None:
        """One in the area within three weeks, in the same period: so that the periods keep their numbers."""
        period = next(p for p in PERIODS if p[0] <= ago < p[1])
        close = [
            n for day, n in self._by_area.get(place.code, []) if abs(day - ago) <= 21 and period[0] <= day < period[1]
        ]
        return rng.choice(close) if close else None

    def when(self, number: int, rng: Random) -> datetime:
        row = self._events[number].row
        return row.starts_at + timedelta(minutes=rng.randrange(10, 50))


def _reach(sketch: Sketch, rng: Random, gatherings: _Gatherings, calendar: Calendar) -> None:
    """How it came to the desk: channel, who, how urgent; at an event when one was held about then."""
    habit = habits()[sketch.category]
    sketch.channel = pick(rng, habit.channels)
    if sketch.channel == Channel.EVENT:
        found = gatherings.near(sketch.place, sketch.ago, rng) if sketch.place else None
        if found is None:
            sketch.channel = rng.choice((Channel.WALK_UP, Channel.PHONE))
        else:
            sketch.event, sketch.received_at = found, gatherings.when(found, rng)
            sketch.ago = calendar.ago(sketch.received_at)
    sketch.source = pick(rng, SOURCES[sketch.channel])
    if sketch.category == ConcernCategory.SHOP_THEFT and sketch.source == SourceType.RESIDENT:
        sketch.source = SourceType.BUSINESS
    if (
        sketch.channel == Channel.EMAIL_OR_WEB
        and sketch.source == SourceType.SERVICE_REQUEST
        and habit.group not in ("place", "street")
    ):
        sketch.source = SourceType.RESIDENT
    sketch.priority = pick(rng, habit.priorities)


def _repeat(made: list[Sketch]) -> None:
    """Mark some as the same matter as an earlier one: same kind, same area, within three weeks."""
    rng = stream("repeats")
    latest: dict[tuple[str, ConcernCategory], int] = {}
    for n, sketch in enumerate(made):
        if sketch.place is None or habits()[sketch.category].group in ("care", "police"):
            continue
        key = (sketch.place.code, sketch.category)
        before = latest.get(key)
        if before is not None and sketch.ago > 12 and made[before].ago - sketch.ago <= 21 and rng.random() < 0.09:
            sketch.duplicate_of = before
            if sketch.spot and made[before].spot:
                sketch.spot = made[before].spot
        else:
            latest[key] = n
