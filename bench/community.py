"""Everything around the concerns of a measured store, in proportion: people, partners, cases, events, work done."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.access import Viewer
from db.commands.briefings import BeginBriefing
from db.commands.bulk_community import RecordPast
from db.commands.communications import RecordCommunication
from db.commands.past import Past, PastActivity, PastCase, PastEvent, PastOrganisation, PastTask
from db.commands.people import AddOfficer, AddTeam
from db.disclosure.periods import forms_of
from db.queries.people import viewer_by_subject
from db.store import Store
from db.vocabulary import (
    ActivityType,
    CaseKind,
    CaseStatus,
    EventStatus,
    EventType,
    OrganisationSector,
    Role,
)
from db.vocabulary.briefings import PeriodKind
from db.vocabulary.outreach import CommunicationChannel, CommunicationKind

BATCH = 25_000
DAYS = 730
AHEAD = 90  # days of events already planned
EVERYWHERE = "Everywhere"
OFFICER = "officer@example.org"
# Those who can own records, then those who see only what their role is for. A city with a million concerns has more than a
# handful of officers: sixty own some sixteen thousand each.
OFFICERS, OWN_AREAS = 60, 3
DESK = (
    (OFFICER, "Officer", Role.OFFICER),
    *((f"officer{n}@example.org", f"Officer {n}", Role.OFFICER) for n in range(2, OFFICERS + 1)),
    ("supervisor@example.org", "Supervisor", Role.SUPERVISOR),
)
OTHERS = (
    ("administrator@example.org", "Administrator", Role.ADMINISTRATOR),
    ("analyst@example.org", "Analyst", Role.ANALYST),
    ("presenter@example.org", "Presenter", Role.PRESENTER),
)
OWNERS = tuple(subject for subject, _, _ in DESK)
KINDS = (CaseKind.PROBLEM, CaseKind.COORDINATION)
SERVICES = ("food", "advice", "youth work", "housing help", "language classes", "mediation", "repairs", "play")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of each there are beside so many concerns."""

    concerns: int

    @property
    def events(self) -> int:
        return self.concerns // 10

    @property
    def cases(self) -> int:
        return self.concerns // 100

    @property
    def tasks(self) -> int:
        return self.concerns // 20

    @property
    def activities(self) -> int:
        return self.concerns // 10

    @property
    def organisations(self) -> int:
        return max(10, self.concerns // 2_500)


def add_people(store: Store, codes: tuple[str, ...], *, by: Viewer, now: datetime) -> None:
    """Those who sign in; the desk's team has every area, each of its officers some of them."""
    store.execute(AddTeam(EVERYWHERE), by=by, now=now)
    store.execute(AddOfficer(OFFICER, "Officer", Role.OFFICER, EVERYWHERE, codes, is_demo=True), by=by, now=now)
    for place, (subject, name, role) in enumerate(DESK[1:]):
        own = tuple(codes[(place * OWN_AREAS + n) % len(codes)] for n in range(OWN_AREAS))
        adds = AddOfficer(subject, name, role, EVERYWHERE, own, supervises=role == Role.SUPERVISOR, is_demo=True)
        store.execute(adds, by=by, now=now)
    for subject, name, role in OTHERS:
        store.execute(AddOfficer(subject, name, role, is_demo=True), by=by, now=now)
    with store.reading() as session:
        officer = viewer_by_subject(session, OFFICER)
    assert officer is not None
    offered = forms_of(now.date(), back=now.date() - timedelta(days=400))
    starts_on = next(first for kind, first in offered if kind == PeriodKind.QUARTER)
    store.execute(BeginBriefing("", PeriodKind.QUARTER, starts_on), by=officer, now=now)
    said = RecordCommunication(CommunicationKind.POST, CommunicationChannel.SOCIAL_MEDIA, "What was done at the park")
    store.execute(said, by=officer, now=now)


def add_before(store: Store, sizes: Sizes, areas: int, *, by: Viewer, now: datetime) -> tuple[str, ...]:
    """Partners, cases and events, which concerns point at; the answer is the references of the cases."""
    chance = random.Random(23)
    partners = _saved(store, _organisations(chance, sizes.organisations, areas, now), by=by, now=now)
    _saved(store, _events(chance, sizes.events, areas, partners, now), by=by, now=now)
    return _saved(store, _cases(chance, sizes.cases, areas, now), by=by, now=now)


def add_after(
    store: Store, sizes: Sizes, areas: int, concerns: list[str], cases: tuple[str, ...], *, by: Viewer, now: datetime
) -> None:
    """Tasks and activities, some of them about one of these concerns and cases."""
    chance = random.Random(29)
    _saved(store, _tasks(chance, sizes.tasks, areas, concerns, cases, now), by=by, now=now)
    _saved(store, _activities(chance, sizes.activities, areas, concerns, now), by=by, now=now)


def _saved(store: Store, rows: Iterator[Past], *, by: Viewer, now: datetime) -> tuple[str, ...]:
    refs: list[str] = []
    batch: list[Past] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            refs += store.execute(RecordPast(batch), by=by, now=now)
            batch = []
    if batch:
        refs += store.execute(RecordPast(batch), by=by, now=now)
    return tuple(refs)


def _organisations(chance: random.Random, n: int, areas: int, now: datetime) -> Iterator[Past]:
    sectors = list(OrganisationSector)
    for number in range(n):
        yield PastOrganisation(
            f"Partner {number:04d} of the community",
            chance.choice(sectors),
            now - timedelta(days=chance.uniform(100, DAYS)),
            neighbourhood_id=chance.randrange(1, areas + 1),
            is_venue=number % 3 == 0,
            latitude=47.6 if number % 3 == 0 else None,
            longitude=-122.3 if number % 3 == 0 else None,
            relationship_owner=chance.choice(OWNERS),
            contact_every_days=chance.choice((30, 60, 90, None)),
            services=tuple(chance.sample(SERVICES, 2)),
        )


def _events(chance: random.Random, n: int, areas: int, partners: tuple[str, ...], now: datetime) -> Iterator[Past]:
    kinds = list(EventType)
    begins = now.replace(minute=0, second=0, microsecond=0)
    for _ in range(n):
        starts = begins + timedelta(hours=chance.randrange(-DAYS * 24, AHEAD * 24))
        past, kind = starts < now, chance.choice(kinds)
        cancelled = chance.random() < 0.05
        status = EventStatus.CANCELLED if cancelled else EventStatus.HELD if past else EventStatus.PLANNED
        yield PastEvent(
            kind,
            f"{kind.value.capitalize()} number {chance.randrange(1_000)}",
            starts,
            starts + timedelta(hours=2),
            chance.choice(OWNERS),
            status,
            neighbourhood_id=chance.randrange(1, areas + 1),
            attendance_total=chance.randrange(3, 80) if status == EventStatus.HELD else None,
            attendance_counted=True if status == EventStatus.HELD else None,
            partners=(chance.choice(partners),) if chance.random() < 0.2 else (),
        )


def _cases(chance: random.Random, n: int, areas: int, now: datetime) -> Iterator[Past]:
    """One in ten is still open: what the list shows first."""
    for number in range(n):
        opened = now - timedelta(days=chance.uniform(0, DAYS))
        still_open = chance.random() < 0.1
        closed = min(now, opened + timedelta(days=chance.uniform(5, 200)))
        yield PastCase(
            chance.choice(KINDS),
            f"Case number {number} about the same corner",
            chance.choice(OWNERS),
            opened,
            CaseStatus.OPEN if still_open else CaseStatus.CLOSED,
            neighbourhood_ids=(chance.randrange(1, areas + 1),),
            review_at=(now + timedelta(days=chance.uniform(-20, 60))).date() if still_open else None,
            closed_at=None if still_open else closed,
            outcome=None if still_open else "It was settled with those who live there",
        )


def _tasks(
    chance: random.Random, n: int, areas: int, concerns: list[str], cases: tuple[str, ...], now: datetime
) -> Iterator[Past]:
    for number in range(n):
        made = now - timedelta(days=chance.uniform(0, DAYS))
        due = made + timedelta(days=chance.uniform(1, 30))
        done = chance.random() < 0.97 or due < now - timedelta(days=60)
        yield PastTask(
            f"Call back about number {number}",
            chance.choice(OWNERS),
            made,
            due,
            done_at=min(now, made + timedelta(days=chance.uniform(0, 30))) if done else None,
            is_promise=number % 5 == 0,
            neighbourhood_id=chance.randrange(1, areas + 1),
            concern=chance.choice(concerns) if number % 4 == 0 else None,
            case=chance.choice(cases) if number % 4 == 1 else None,
        )


def _activities(chance: random.Random, n: int, areas: int, concerns: list[str], now: datetime) -> Iterator[Past]:
    kinds = list(ActivityType)
    for number in range(n):
        yield PastActivity(
            chance.choice(OWNERS),
            chance.choice(kinds),
            now - timedelta(days=chance.uniform(0, DAYS)),
            chance.randrange(5, 120),
            neighbourhood_id=chance.randrange(1, areas + 1),
            people_reached=chance.randrange(0, 40),
            concern=chance.choice(concerns) if number % 10 == 0 else None,
        )
