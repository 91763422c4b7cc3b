"""Cases: 400 of all eight kinds, most of them made of concerns that lie close together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from db.commands.past import PastCase
from db.vocabulary import SENSITIVE_CATEGORIES, CaseKind, CaseStatus, ConcernCategory, Confidentiality
from seed.demo.case_kinds import Told, said
from seed.demo.chance import pick, stream
from seed.demo.people import BEAT, PEOPLE, SPECIALIST, Person, supervisor_of
from seed.demo.places import places, quiet_area
from seed.demo.rhythms import DAYS, Calendar
from seed.demo.sentences import Writer, text_file
from seed.demo.sketches import Sketch

COUNT = 400  # what texts/cases.toml adds up to
C = ConcernCategory

# Of which concerns a kind of case is made, and how many (least, most); nothing: it stands alone.
MADE_OF: dict[CaseKind, tuple[tuple[ConcernCategory, ...], int, int]] = {
    CaseKind.PROBLEM: (
        (
            C.ANTI_SOCIAL_BEHAVIOUR,
            C.NOISE,
            C.DRUGS,
            C.SPEEDING,
            C.PARKING,
            C.BURGLARY,
            C.VEHICLE_CRIME,
            C.SHOP_THEFT,
            C.YOUTH,
            C.GRAFFITI,
            C.DUMPING,
            C.LIGHTING,
            C.ABANDONED,
        ),
        3,
        7,
    ),
    CaseKind.COORDINATION: ((C.LIGHTING, C.DUMPING, C.ABANDONED, C.GRAFFITI, C.ANIMALS), 2, 4),
    CaseKind.MEDIATION: ((C.NEIGHBOUR_DISPUTE, C.NOISE), 1, 2),
    CaseKind.REFERRAL: ((C.HOMELESSNESS, C.YOUTH), 1, 1),
    CaseKind.SUPPORT: ((C.DOMESTIC_ABUSE, C.HATE_INCIDENT, C.EXPLOITATION, C.SEXUAL_HARM), 1, 1),
    CaseKind.COMPLAINT: ((C.POLICE_CONDUCT,), 1, 1),
    CaseKind.POLICY_FEEDBACK: ((C.POLICE_VISIBILITY, C.FEAR_OF_CRIME), 1, 3),
}
NEVER_CLOSED = 0.012  # share that outlasts everything
CLOSE_IN_TIME = 56  # days between the first and the last concern of a case


@dataclass(frozen=True, slots=True)
class _Bundle:
    kind: CaseKind
    area: str
    members: tuple[int, ...]
    opened_at: datetime


def cases(calendar: Calendar, ids: Mapping[str, int], made: Sequence[Sketch]) -> list[PastCase]:
    """In the order of their opening; marks the sketches that belong to one with its position."""
    bundles = sorted(_bundles(calendar, made), key=lambda b: (b.opened_at, b.kind, b.area))
    writer = Writer("cases")
    rows = []
    for number, bundle in enumerate(bundles):
        for member in bundle.members:
            made[member].case = number
        rows.append(_row(number, bundle, made, calendar, ids, writer))
    return rows


def _bundles(calendar: Calendar, made: Sequence[Sketch]) -> Iterator[_Bundle]:
    texts = text_file("cases")
    free = [n for n, s in enumerate(made) if s.duplicate_of is None and s.place is not None]
    taken: set[int] = set()
    for kind in CaseKind:
        rng = stream("cases", kind)
        made_of = MADE_OF.get(kind)
        starts = [n for n in free if made_of and made[n].category in made_of[0] and n not in taken]
        rng.shuffle(starts)
        for _ in range(texts[kind.value]["count"]):
            members = _members(made, starts, taken, made_of, rng) if made_of else ()
            if members:
                area = made[members[0]].place.code  # type: ignore[union-attr]
                latest = made[members[len(members) // 2]].received_at + timedelta(hours=rng.uniform(6, 200))
                opened = min(calendar.by_day(latest), calendar.now - timedelta(hours=rng.uniform(2, 40)))
            else:
                area = pick(rng, {code: p.weight for code, p in places().items() if code != quiet_area()})
                opened = calendar.at(calendar.day(rng.randrange(1, DAYS - 20)), rng.randrange(8, 18), rng.randrange(60))
            taken.update(members)
            yield _Bundle(kind, area, members, max(opened, made[members[0]].received_at) if members else opened)


def _members(
    made: Sequence[Sketch],
    starts: list[int],
    taken: set[int],
    made_of: tuple[tuple[ConcernCategory, ...], int, int],
    rng: Random,
) -> tuple[int, ...]:
    """Concerns of one category and area within a few weeks, oldest first; nothing when no such group is left."""
    _, least, most = made_of
    while starts:
        first = starts.pop()
        if first in taken:
            continue
        seed = made[first]
        group = [first]
        for n in range(first + 1, len(made)):
            if made[n].received_at - seed.received_at > timedelta(days=CLOSE_IN_TIME):
                break
            same = made[n].place is seed.place and made[n].category == seed.category
            if same and n not in taken and made[n].duplicate_of is None:
                group.append(n)
        if len(group) >= least:
            return tuple(group[: rng.randint(least, most)])
    return ()


def _row(
    number: int, bundle: _Bundle, made: Sequence[Sketch], calendar: Calendar, ids: Mapping[str, int], writer: Writer
) -> PastCase:
    rng, texts = stream("case", number), text_file("cases")
    bank, common = texts[bundle.kind.value], texts["common"]
    slots = {"area": places()[bundle.area].name}
    status, closed = _stands(bundle, calendar, rng)
    titles = bank["titles"]
    if bundle.kind == CaseKind.PROBLEM:
        category = made[bundle.members[0]].category.value if bundle.members else "default"
        titles = titles.get(category, titles["default"])
    level = Confidentiality.INTERNAL
    if any(made[m].category in SENSITIVE_CATEGORIES for m in bundle.members):
        level = max(SENSITIVE_CATEGORIES.get(made[m].category, level) for m in bundle.members)
    title_kind = f"{bundle.kind}/{titles[0]}"
    row = PastCase(
        kind=bundle.kind,
        title=writer.write(title_kind, bundle.area, titles, rng, slots, bank, common),
        owner=_owner(bundle, rng).subject,
        opened_at=bundle.opened_at,
        status=status,
        goal=writer.write(f"goal/{bundle.kind}", bundle.area, _goals(bundle, bank, made), rng, bank, common),
        stage=_stage(bundle, status, calendar, rng),
        neighbourhood_ids=(ids[bundle.area],),
        review_at=_review(status, calendar, rng),
        closed_at=closed,
        outcome=writer.write(f"outcome/{bundle.kind}", bundle.area, bank["outcomes"], rng, bank, common)
        if closed
        else None,
        confidentiality=level,
        history=_history(bundle, status, closed, bank, common, calendar, writer, rng),
    )
    # Words of their own stream: the others stay as they were.
    told = Told(bundle.kind, number, bundle.area, row.stage, bundle.opened_at, closed is not None, calendar.now)
    kind_says = said(told, stream("case kinds", number), common)
    return replace(
        row,
        owner=kind_says.owner.subject if kind_says.owner else row.owner,
        values=kind_says.values,
        agencies=kind_says.agencies,
        complained_of=kind_says.complained_of,
        officers_words=kind_says.words,
    )


def _goals(bundle: _Bundle, bank: Mapping[str, Any], made: Sequence[Sketch]) -> list[str]:
    own = bank.get("goals_for", {}).get(made[bundle.members[0]].category.value, []) if bundle.members else []
    return [*own, *bank["goals"]]


def _owner(bundle: _Bundle, rng: Random) -> Person:
    if bundle.kind == CaseKind.SUPPORT:
        return SPECIALIST
    if bundle.kind in (CaseKind.COMPLAINT, CaseKind.POLICY_FEEDBACK):
        return supervisor_of(bundle.area)
    return supervisor_of(bundle.area) if rng.random() < 0.12 else BEAT[bundle.area]


def _stands(bundle: _Bundle, calendar: Calendar, rng: Random) -> tuple[CaseStatus, datetime | None]:
    age = calendar.now - bundle.opened_at
    lasts = timedelta(days=rng.triangular(6, 260, 70) if bundle.kind != CaseKind.ENQUIRY else rng.uniform(0.5, 18))
    mine = bundle.area in PEOPLE[0].areas and age < timedelta(days=110)
    if lasts < age and not (mine and rng.random() < 0.5) and rng.random() > NEVER_CLOSED:
        return CaseStatus.CLOSED, min(calendar.by_day(bundle.opened_at + lasts), calendar.now - timedelta(minutes=30))
    chance = rng.random()
    if chance < 0.2 and age > timedelta(days=20):
        return CaseStatus.REVIEW_DUE, None
    return (CaseStatus.WAITING if chance < 0.42 and age > timedelta(days=5) else CaseStatus.OPEN), None


def _stage(bundle: _Bundle, status: CaseStatus, calendar: Calendar, rng: Random) -> str | None:
    if bundle.kind != CaseKind.PROBLEM:
        return None
    stages = text_file("cases")["problem"]["stages"]
    if status == CaseStatus.CLOSED:
        return str(stages[-1])
    return str(stages[min(3, (calendar.now - bundle.opened_at).days // 28 + (rng.random() < 0.3))])


def _review(status: CaseStatus, calendar: Calendar, rng: Random) -> date | None:
    if status == CaseStatus.CLOSED:
        return None
    return calendar.day(rng.randrange(0, 12) if status == CaseStatus.REVIEW_DUE else -rng.randrange(1, 42))


def _history(
    bundle: _Bundle,
    status: CaseStatus,
    closed: datetime | None,
    bank: Mapping[str, Any],
    common: Mapping[str, Any],
    calendar: Calendar,
    writer: Writer,
    rng: Random,
) -> tuple[tuple[datetime, CaseStatus, str | None], ...]:
    def why(what: str) -> str:
        return writer.write(f"{what}/{bundle.kind}", bundle.area, bank[what], rng, bank, common)

    end = closed or calendar.now - timedelta(hours=rng.uniform(1, 90))
    span = max(end - bundle.opened_at, timedelta(hours=1))
    steps: list[tuple[datetime, CaseStatus, str | None]] = [(bundle.opened_at, CaseStatus.OPEN, None)]
    if status == CaseStatus.CLOSED and rng.random() < 0.5:
        steps.append((bundle.opened_at + span * 0.3, CaseStatus.WAITING, why("steps")))
        steps.append((bundle.opened_at + span * 0.6, CaseStatus.OPEN, why("steps")))
    if status == CaseStatus.CLOSED:
        return (*steps, (end, status, why("outcomes")))
    if status != CaseStatus.OPEN:
        steps.append((bundle.opened_at + span * rng.uniform(0.4, 0.9), status, why("steps")))
    return tuple(steps)
