"""Outreach events: 700 of them, the last two years and the next weeks, none of them in the quiet area."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from db.commands.events import GroupCount
from db.commands.past import PastEvent
from db.vocabulary import AttendanceGroup, EventStatus, EventType
from seed.demo import series
from seed.demo.chance import mostly, pick, stream
from seed.demo.organisations import Partner
from seed.demo.people import BEAT, PEOPLE, Person
from seed.demo.places import places, quiet_area, some_spot, venues_by_area
from seed.demo.rhythms import DAYS, SEASONS, Calendar, night_out, public_holiday, school_day
from seed.demo.sentences import Writer, text_file

COUNT = 700  # what texts/events.toml adds up to
AHEAD = 35  # days
PERIODS = ((1, 7), (7, 30), (30, 60), (60, 90), (90, DAYS))  # days ago; as for concerns, but nothing is held today
SHARE_OF_DAYS = 1 / (DAYS + 20)
CANCELLED = 0.04
NOT_CLOSED_OUT = 2  # of the latest: the meeting took place, nobody has counted yet
FORGOTTEN = timedelta(hours=60)  # and one of the demo officer's that ended so long ago: it is escalated

# What the demonstration's officer has in the next seven days: type, area, days from today.
COMING = (
    ("coffee with an officer", "greenwood", 1),
    ("neighbourhood watch", "greenwood", 2),
    ("community or beat meeting", "northgate", 3),
    ("drop-in", "lake-city", 4),
    ("prevention stall", "wallingford", 5),
    ("workshop", "bitter-lake", 6),
)
OUTDOORS = range(3, 11)  # months in which a park is a place to meet
ENGLISH_ONLY = (
    EventType.SCHOOL_VISIT,
    EventType.COMMITTEE,
    EventType.TRAINING,
    EventType.MEDIA,
    EventType.CITIZENS_ACADEMY,
)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event and what the other parts need of it."""

    row: PastEvent
    area: str
    owner: Person


@dataclass(frozen=True, slots=True)
class _Hosts:
    """Where an event can be, by area and kind of place."""

    partners: Mapping[tuple[str, str], Sequence[Partner]]
    refs: Mapping[str, str]

    def weights(self, kinds: Sequence[str]) -> dict[str, float]:
        """How often each area hosts that kind of event: busy ones more, those without such a place never."""
        return {
            code: place.weight**0.7
            for code, place in places().items()
            if code != quiet_area() and any(self._offers(code, kind) for kind in kinds)
        }

    def _offers(self, code: str, kind: str) -> bool:
        return kind in ("street", "park") or (code, kind) in self.partners


def events(
    calendar: Calendar, ids: Mapping[str, int], partners: Sequence[Partner], refs: Sequence[str]
) -> list[Happening]:
    """In the order of their starts. `refs` are the partners' references, in their order."""
    by_kind: dict[tuple[str, str], list[Partner]] = {}
    for partner in partners:
        if partner.venue is not None:
            by_kind.setdefault((partner.area, partner.venue), []).append(partner)
    hosts = _Hosts(by_kind, {p.row.name: ref for p, ref in zip(partners, refs, strict=True)})
    writer = Writer("events")
    made: list[Happening] = []
    for kind, bank in text_file("events").items():
        if kind == "common":
            continue
        rng = stream("events", kind)
        coming = [(area, ahead) for name, area, ahead in COMING if name == kind]
        weights = hosts.weights(bank["venues"])
        repeated = list(_repeated(kind, bank, calendar, ids, hosts, writer))
        made += repeated
        for number in range(bank["count"] - len(repeated)):
            area = pick(rng, weights)
            if number < len(coming):
                area, ahead = coming[number]
                day = calendar.day(-ahead)
            else:
                day = _day(kind, bank, number, calendar, rng)
            made.append(_event(kind, bank, area, day, calendar, ids, hosts, writer, rng))
    made.sort(key=lambda event: (event.row.starts_at, event.row.title))
    settled = _settled(made, calendar)
    rows = series.with_exceptions([event.row for event in settled])
    return [Happening(row, event.area, event.owner) for row, event in zip(rows, settled, strict=True)]


def _repeated(
    kind: str, bank: Mapping[str, Any], calendar: Calendar, ids: Mapping[str, int], hosts: _Hosts, writer: Writer
) -> Iterator[Happening]:
    for plan in series.plans_of(kind):
        rng = stream("series", plan.name)
        one = _event(kind, bank, plan.area, calendar.today, calendar, ids, hosts, writer, rng)
        for row in series.rows_of(plan, one.row, calendar):
            topics = tuple(rng.sample(bank["topics"], 2))
            yield Happening(replace(row, topics=topics), one.area, one.owner)


def _day(kind: str, bank: Mapping[str, Any], number: int, calendar: Calendar, rng: Random) -> date:
    if kind == EventType.NIGHT_OUT:
        years = range(calendar.day(DAYS - 1).year, calendar.today.year + 1)
        nights = [night for year in years if 0 < calendar.ago(calendar.at(night := night_out(year), 12)) < DAYS]
        return nights[number % len(nights)]
    weight = _weight(kind, bank)
    if number < bank["ahead"]:
        first, last = 7, AHEAD
        days = [calendar.day(-n) for n in range(first, last) if weight(calendar.day(-n))]
        return rng.choice(days) if days else calendar.day(-rng.randrange(first, last))
    spans = {period: (period[1] - period[0]) * SHARE_OF_DAYS for period in PERIODS}
    return calendar.day(calendar.some_day(rng, pick(rng, spans), kind, weight))


def _weight(kind: str, bank: Mapping[str, Any]) -> Callable[[date], float]:
    season = SEASONS[bank.get("season", "flat")]
    school = bank.get("school_days", False)
    days = set(bank["days"])

    def weight(day: date) -> float:
        if (
            day.weekday() not in days
            or public_holiday(day)
            or (day.month, day.day) >= (12, 21)
            or (day.month, day.day) <= (1, 2)
        ):
            return 0.0
        return season[day.month - 1] ** 2 if not school or school_day(day) else 0.0

    return weight


def _event(
    kind: str,
    bank: Mapping[str, Any],
    area: str,
    day: date,
    calendar: Calendar,
    ids: Mapping[str, int],
    hosts: _Hosts,
    writer: Writer,
    rng: Random,
) -> Happening:
    indoors = [kind for kind in bank["venues"] if kind != "park"]
    venue = _venue(bank["venues"] if day.month in OUTDOORS or not indoors else indoors, area, hosts, rng)
    area = venue["area"]
    place = places()[area]
    words = {"area": place.name}
    hour, minute = (int(part) for part in rng.choice(bank["starts"]).split(":"))
    starts = calendar.at(day, hour, minute)
    length = rng.choice(range(bank["minutes"][0], bank["minutes"][1] + 1, 15))
    topics = rng.sample(bank["topics"], min(len(bank["topics"]), rng.randint(1, 3)))
    other = [
        language for language, share in place.languages.items() if language != "English" and rng.random() < share * 2.2
    ]
    language = rng.choice(other) if other and kind not in ENGLISH_ONLY and rng.random() < 0.5 else "English"
    row = PastEvent(
        type=EventType(kind),
        title=writer.write(kind, area, bank["titles"], rng, words, bank),
        starts_at=starts,
        ends_at=starts + timedelta(minutes=length),
        owner=BEAT[area].subject,
        status=EventStatus.PLANNED,
        hosted=rng.random() < bank.get("hosted", 0.93),
        series=bank.get("series"),
        venue=venue["name"],
        venue_organisation=venue["ref"],
        latitude=venue["latitude"],
        longitude=venue["longitude"],
        neighbourhood_id=ids[area],
        audience=rng.choice(bank["audience"]),
        language=language,
        interpreter=language != "English" or (bool(other) and kind not in ENGLISH_ONLY and rng.random() < 0.3),
        topics=tuple(topics),
    )
    return Happening(row, area, BEAT[area])


def _venue(kinds: Sequence[str], area: str, hosts: _Hosts, rng: Random) -> dict[str, Any]:
    """A place of one of the kinds in the area; else in another area of the same officer; else on the street."""
    for code in (area, *(other for other in BEAT[area].areas if other not in (area, quiet_area()))):
        for kind in rng.sample(list(kinds), len(kinds)):
            if kind == "street":
                break
            if kind == "park":
                parks = [v for v in venues_by_area()[code] if v.kind == "park"]
                if parks:
                    park = rng.choice(parks)
                    return {
                        "name": park.name,
                        "ref": None,
                        "latitude": park.latitude,
                        "longitude": park.longitude,
                        "area": code,
                    }
            elif some := hosts.partners.get((code, kind)):
                row = rng.choice(some).row
                return {
                    "name": row.name,
                    "ref": hosts.refs[row.name],
                    "latitude": row.latitude,
                    "longitude": row.longitude,
                    "area": code,
                }
    spot = some_spot(rng, places()[area], ("homes",))
    name = rng.choice(text_file("events")["common"]["street"])
    return {"name": name, "ref": None, "latitude": spot.latitude, "longitude": spot.longitude, "area": area}


def _settled(made: Sequence[Happening], calendar: Calendar) -> list[Happening]:
    """What became of each: held with attendance and a note, cancelled with a reason, or still to come."""
    writer = Writer("event outcomes")
    past = [n for n, event in enumerate(made) if event.row.ends_at < calendar.now]
    demo = [n for n in past if made[n].owner == PEOPLE[0] and made[n].row.ends_at < calendar.now - FORGOTTEN]
    waiting = {*past[-NOT_CLOSED_OUT:], *demo[-1:]}
    return [event if n in waiting else _became(event, n, calendar, writer) for n, event in enumerate(made)]


def _became(event: Happening, number: int, calendar: Calendar, writer: Writer) -> Happening:
    row, rng = event.row, stream("event", number)
    bank, common = text_file("events")[row.type.value], text_file("events")["common"]
    announced = row.starts_at - timedelta(days=rng.randrange(14, 45), hours=rng.randrange(1, 9))
    announced = min(announced, calendar.now - timedelta(hours=3 + number % 40))
    history: tuple[tuple[datetime, EventStatus, str | None], ...] = ((announced, EventStatus.PLANNED, None),)
    if row.ends_at >= calendar.now:
        return _with(event, history=history)
    if rng.random() < CANCELLED:
        why = rng.choice(common["cancelled"])
        called_off = row.starts_at - timedelta(hours=rng.randrange(2, 60))
        return _with(event, status=EventStatus.CANCELLED, history=(*history, (called_off, EventStatus.CANCELLED, why)))
    total = round(mostly(rng, bank["people"], 0.3))
    counted = rng.random() < (0.85 if total < 40 else 0.3)
    total = total if counted else max(5, round(total / 5) * 5)
    first = row.topics[0]
    slots = {"topic": first, "topic2": [topic for topic in bank["topics"] if topic != first]}
    patterns = bank.get("outcomes", common["outcomes"])
    note = writer.write(row.type if "outcomes" in bank else "common", row.owner, patterns, rng, slots, bank, common)
    done = row.ends_at + timedelta(minutes=rng.randrange(20, 900))
    return _with(
        event,
        status=EventStatus.HELD,
        attendance_total=total,
        attendance_counted=counted,
        groups=_groups(bank["groups"], total, counted, rng),
        outcome_note=note,
        history=(*history, (min(done, calendar.now - timedelta(minutes=5)), EventStatus.HELD, None)),
    )


def _with(event: Happening, **changes: Any) -> Happening:
    return Happening(replace(event.row, **changes), event.area, event.owner)


def _groups(names: Sequence[str], total: int, counted: bool, rng: Random) -> tuple[GroupCount, ...]:
    if rng.random() > 0.6:
        return ()
    left, found = total, []
    for name in names[: rng.randint(1, len(names))]:
        count = round(left * rng.uniform(0.35, 0.8))
        if count:
            found.append(GroupCount(AttendanceGroup(name), count, counted and rng.random() < 0.7))
            left -= count
    return tuple(found)
