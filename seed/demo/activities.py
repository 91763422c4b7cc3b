"""Officers' logs: 5,000 entries, some of them about a concern, with a partner, or at an event."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from db.commands.past import PastActivity
from db.vocabulary import SENSITIVE_CATEGORIES, ActivityType, ConcernCategory, Confidentiality, EventStatus, EventType
from seed.demo.chance import mostly, pick, shares, stream
from seed.demo.events import Happening
from seed.demo.organisations import Partner
from seed.demo.people import OFFICERS, SPECIALIST, Person
from seed.demo.places import near, places, quiet_area, some_spot
from seed.demo.rhythms import PERIODS, WEEKS, Calendar, school_day
from seed.demo.sentences import Writer, text_file
from seed.demo.sketches import Sketch

COUNT = 5_000
SINCE_A_REPORT = timedelta(days=24)
LONGEST = 180  # minutes that one officer stays
AT_EVENTS = 0.55  # share of held events that somebody also logged as work
T = ActivityType

AS_WORK = {  # what being at an event is logged as
    EventType.SCHOOL_VISIT: T.SCHOOL_LIAISON,
    EventType.COMMITTEE: T.AGENCY_MEETING,
    EventType.TRAINING: T.TRAINING_DELIVERED,
    EventType.PREVENTION_STALL: T.LITERATURE_DROP,
    EventType.HEALTH_FAIR: T.LITERATURE_DROP,
    EventType.NIGHT_OUT: T.FOOT_PATROL,
    EventType.VIGIL: T.FOOT_PATROL,
    EventType.COFFEE: T.ONE_TO_ONE,
    EventType.DROP_IN: T.ONE_TO_ONE,
    EventType.CULTURAL: T.ONE_TO_ONE,
    EventType.SPORTS: T.SCHOOL_LIAISON,
    EventType.CLEAN_UP: T.LITERATURE_DROP,
    EventType.BLOCK_CLUB: T.ONE_TO_ONE,
}
ABOUT_CONCERNS = {
    T.FOOT_PATROL: 0.5,
    T.CALL_OR_MESSAGE: 0.75,
    T.ONE_TO_ONE: 0.45,
    T.DOOR_TO_DOOR: 0.5,
    T.MEDIATION: 0.8,
}
WITH_PARTNERS = {
    T.BUSINESS_VISIT: "business",
    T.SCHOOL_LIAISON: "school",
    T.AGENCY_MEETING: "agency",
    T.ONE_TO_ONE: "non-profit",
}
POINT = (T.FOOT_PATROL, T.BUSINESS_VISIT, T.DOOR_TO_DOOR, T.LITERATURE_DROP, T.SCHOOL_LIAISON)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the log can refer to: sketches and partners by area, references by position."""

    calendar: Calendar
    ids: Mapping[str, int]
    sketches: Sequence[Sketch]
    concerns: Sequence[str]
    happenings: Sequence[Happening]
    events: Sequence[str]
    partners: Sequence[Partner]
    organisations: Sequence[str]

    def reports(self) -> dict[str, list[tuple[datetime, int]]]:
        """Concerns that anybody on the team may read, by area, oldest first."""
        found: dict[str, list[tuple[datetime, int]]] = {}
        for n, sketch in enumerate(self.sketches):
            level = SENSITIVE_CATEGORIES.get(sketch.category, Confidentiality.INTERNAL)
            if sketch.place is not None and level < Confidentiality.RESTRICTED:
                found.setdefault(sketch.place.code, []).append((sketch.received_at, n))
        return found

    def by_sector(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for n, partner in enumerate(self.partners):
            found.setdefault((partner.area, partner.row.sector.value), []).append(n)
        return found


def activities(ground: Ground) -> list[PastActivity]:
    """In the order of their starts."""
    writer = Writer("activities")
    made = _at_events(ground, writer)
    texts = {kind: bank for kind, bank in text_file("activities").items() if kind != "common"}
    counts = shares(COUNT - len(made), {kind: bank["share"] for kind, bank in texts.items()})
    reports, partners = ground.reports(), ground.by_sector()
    for kind, count in counts.items():
        rng = stream("activities", kind)
        for _ in range(count):
            officer = _officer(kind, rng)
            made.append(_one(ActivityType(kind), texts[kind], officer, ground, reports, partners, writer, rng))
    return sorted(made, key=lambda row: (row.started_at, row.officer, row.type))


def _officer(kind: str, rng: Random) -> Person:
    if kind == T.SUPPORT:
        return SPECIALIST
    return pick(rng, {person: person.share for person in OFFICERS})


def _weight(kind: str, bank: Mapping[str, Any]) -> Callable[[date], float]:
    week, school = WEEKS[bank["week"]], bank.get("school_days", False)
    return lambda day: week[day.weekday()] if not school or school_day(day) else 0.0


def _one(
    kind: ActivityType,
    bank: Mapping[str, Any],
    officer: Person,
    ground: Ground,
    reports: Mapping[str, Sequence[tuple[datetime, int]]],
    partners: Mapping[tuple[str, str], Sequence[int]],
    writer: Writer,
    rng: Random,
) -> PastActivity:
    calendar = ground.calendar
    period = pick(rng, {p: p[1] - p[0] for p in PERIODS})
    ago = calendar.some_day(rng, period, f"log/{kind}", _weight(kind, bank))
    started = calendar.some_time(rng, calendar.day(ago), bank["hours"])
    area = (
        None if bank.get("no_area") else pick(rng, {c: places()[c].weight for c in officer.areas if c != quiet_area()})
    )
    concern = _concern(reports, area, started, rng) if area and rng.random() < ABOUT_CONCERNS.get(kind, 0) else None
    partner = _partner(partners, area, officer, WITH_PARTNERS.get(kind), rng) if area and concern is None else None
    latitude, longitude = _point(kind, area, concern, partner, ground, rng)
    people = round(mostly(rng, bank["people"], 0.25)) if bank["people"][1] else None
    minutes = max(5, round(mostly(rng, bank["minutes"], 0.15) / 5) * 5)
    return PastActivity(
        officer=officer.subject,
        type=kind,
        started_at=started,
        minutes=_until_now(minutes, started, calendar),
        neighbourhood_id=ground.ids[area] if area else None,
        latitude=latitude,
        longitude=longitude,
        medium=bank["medium"],
        people_reached=people,
        language=_language(area, bank, rng),
        note=writer.write(kind, officer.subject, bank["notes"], rng, text_file("activities")["common"])
        if rng.random() < 0.85
        else None,
        concern=ground.concerns[concern] if concern is not None else None,
        organisation=ground.organisations[partner] if partner is not None else None,
    )


def _until_now(minutes: int, started: datetime, calendar: Calendar) -> int:
    """Nothing is logged that is still going on."""
    return max(1, min(minutes, int((calendar.now - started).total_seconds() // 60)))


def _concern(
    reports: Mapping[str, Sequence[tuple[datetime, int]]], area: str, started: datetime, rng: Random
) -> int | None:
    """One that was reported in the area shortly before."""
    mine = reports.get(area, ())
    end = bisect_right(mine, (started, -1))
    recent = [n for at, n in mine[max(0, end - 12) : end] if started - at <= SINCE_A_REPORT]
    return rng.choice(recent) if recent else None


def _partner(
    partners: Mapping[tuple[str, str], Sequence[int]], area: str, officer: Person, sector: str | None, rng: Random
) -> int | None:
    if sector is None or (sector == "non-profit" and rng.random() < 0.5):
        return None
    for code in (area, *(other for other in officer.areas if other != quiet_area())):
        if some := partners.get((code, sector)):
            return rng.choice(some)
    return None


def _point(
    kind: ActivityType, area: str | None, concern: int | None, partner: int | None, ground: Ground, rng: Random
) -> tuple[float | None, float | None]:
    if area is None or kind not in POINT:
        return None, None
    if partner is not None and ground.partners[partner].area == area:
        row = ground.partners[partner].row
        return row.latitude, row.longitude
    spot = ground.sketches[concern].spot if concern is not None else None
    if concern is not None and ground.sketches[concern].category == ConcernCategory.HOMELESSNESS:
        spot = None  # level 2: its place is not told by way of the log
    found = near(rng, places()[area], spot) if spot else some_spot(rng, places()[area])
    return found.latitude, found.longitude


def _language(area: str | None, bank: Mapping[str, Any], rng: Random) -> str:
    if area is None:
        return "English"
    spoken = dict(places()[area].languages)
    if bank.get("language_needed"):
        spoken.pop("English")
    return pick(rng, spoken)


def _at_events(ground: Ground, writer: Writer) -> list[PastActivity]:
    rng = stream("activities", "events")
    made = []
    for event, ref in zip(ground.happenings, ground.events, strict=True):
        row = event.row
        if row.status != EventStatus.HELD or rng.random() > AT_EVENTS:
            continue
        kind = AS_WORK.get(row.type, T.PRESENTATION)
        common = text_file("activities")["common"]
        made.append(
            PastActivity(
                officer=row.owner,
                type=kind,
                started_at=row.starts_at,
                minutes=min(LONGEST, int((row.ends_at - row.starts_at).total_seconds() // 60)),
                neighbourhood_id=row.neighbourhood_id,
                latitude=row.latitude,
                longitude=row.longitude,
                medium="in person",
                people_reached=round((row.attendance_total or 0) * rng.uniform(0.2, 0.9)),
                language=row.language,
                note=writer.write("at event", row.owner, common["at_event"], rng, common),
                event=ref,
                organisation=row.venue_organisation,
            )
        )
    return made
