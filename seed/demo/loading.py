"""Putting the community into a store, part by part, through the same commands as everybody else's records."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from db.access import Viewer
from db.audit import Action
from db.commands.bulk_community import RecordPast
from db.commands.bulk_concerns import RecordConcernsInBulk
from db.commands.geography import LoadNeighbourhoods, Residents
from db.commands.past import Past
from db.errors import Refused, problem
from db.models import AuditEntry, Concern, Neighbourhood, Officer, Task
from db.queries.codes import ids_by_code
from db.settings import get_settings
from db.store import Store
from db.vocabulary import OrganisationSector
from seed import seattle
from seed.demo import (
    activities,
    briefings,
    cases,
    checks,
    concerns,
    events,
    handouts,
    keeping,
    organisations,
    oversight,
    partner_person,
    partnerships,
    people,
    pictures,
    said,
    sketches,
    tasks,
)
from seed.demo.activities import Ground
from seed.demo.rhythms import Calendar

NAME = "The demonstration"
SOURCE = "demonstration"
AREAS = 61
PARTS = (organisations, events, cases, sketches, activities, tasks)
TOTAL = AREAS + len(people.PEOPLE) + sum(part.COUNT for part in PARTS)  # rows, for the progress

Progress = Callable[[int, int, str], None]


class State(StrEnum):
    """What a store holds, as far as the demonstration is concerned."""

    EMPTY = "empty"
    LOADED = "the demonstration"
    HALF_LOADED = "half a demonstration"
    SOMETHING_ELSE = "something else"


@dataclass(slots=True)
class Report:
    """How many of each kind came in, and how long each part took in seconds."""

    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = ", ".join(f"{count:,} {what}" for what, count in self.counts.items())
        return f"Loaded {parts} in {sum(self.seconds.values()):.1f} s."


def state(store: Store) -> State:
    """Tasks are written last: a demonstration that was begun and has none was cut off on the way."""
    with store.reading() as session:
        anything = [session.scalar(select(model.id).limit(1)) for model in (Neighbourhood, Officer, Concern)]
        ours = select(func.count()).select_from(AuditEntry).where(AuditEntry.actor.startswith(NAME))
        begun = session.scalar(ours)
        bulk = ours.where(AuditEntry.action == Action.RECORDED_IN_BULK.value, AuditEntry.entity == Task.__tablename__)
        finished = session.scalar(bulk)
    if finished:
        return State.LOADED
    if begun:
        return State.HALF_LOADED
    return State.SOMETHING_ELSE if any(anything) else State.EMPTY


def load(store: Store, *, now: datetime, progress: Progress | None = None) -> Report:
    """Fill an empty store. Raises Refused when it is not empty; then nothing is changed."""
    found = state(store)
    if found == State.HALF_LOADED:
        raise Refused(problem("Loading the demonstration was cut off last time. Delete the store and run it again."))
    if found != State.EMPTY:
        raise Refused(
            problem("This store holds {what} already. The demonstration needs an empty one.", what=found.value)
        )
    return _Loading(store, now, progress or (lambda done, total, what: None)).run()


class _Loading:
    """One load: where it stands, and how long each part takes."""

    def __init__(self, store: Store, now: datetime, progress: Progress) -> None:
        self.store, self.now, self.progress = store, now, progress
        self.by = Viewer.system(NAME)
        self.calendar = Calendar(now, get_settings().zone)
        self.report = Report()
        self.ids: dict[str, int] = {}

    def run(self) -> Report:
        with self._part("neighbourhoods", AREAS):
            self.ids = self._areas()
        with self._part("people", len(people.PEOPLE)):
            for command in (*people.teams(), *people.officers()):
                self.store.execute(command, by=self.by, now=self.now)
        with self._part("organisations", organisations.COUNT):
            partners = organisations.partners(self.calendar, self.ids)
            known = partnerships.known(partners, self.calendar)
            committees = partnerships.committees(self.calendar)
            partner_refs, committee_refs = self._past(known), self._past(committees)
        with self._part("events", events.COUNT):
            happenings = events.events(self.calendar, self.ids, partners, partner_refs)
            event_refs = self._past(partnerships.meetings(happenings, partners, partner_refs, committee_refs))
        with self._part("cases", cases.COUNT):
            made = sketches.sketches(self.calendar, happenings)
            bundled = cases.cases(self.calendar, self.ids, made)
            case_refs = self._past(bundled)
        with self._part("concerns", sketches.COUNT):
            rows = concerns.rows(made, self.calendar, self.ids, events=event_refs, cases=case_refs)
            concern_refs = self.store.execute(RecordConcernsInBulk(rows, SOURCE), by=self.by, now=self.now).refs
        ground = Ground(self.calendar, self.ids, made, concern_refs, happenings, event_refs, partners, partner_refs)
        with self._part("activities", activities.COUNT):
            rows_of_log = activities.activities(ground)
            refs = (*partner_refs, *committee_refs)
            self._past(partnerships.in_touch(rows_of_log, [*known, *committees], refs, self.calendar))
        with self._part("tasks", tasks.COUNT):
            self._past([*tasks.tasks(ground, rows, bundled, case_refs), *checks.checks(ground, rows)])
            self._past(partnerships.actions(self.calendar, committee_refs))
            partnerships.contacts(self.store, self.by, partners, partner_refs, now=self.now)
            media = [r for p, r in zip(partners, partner_refs, strict=True) if p.row.sector == OrganisationSector.MEDIA]
            said.communications(self.store, self.calendar, self.ids, media)
            self._past(said.enquiries(self.calendar, self.ids))
            said.templates(self.store, self.calendar)
            said.week_sheets(self.store, self.calendar)
            oversight.acknowledge_some(self.store, now=self.now)
            oversight.invite_partners(self.store, now=self.now)
            partner_person.join(self.store, by=self.by, now=self.now)
            pictures.hang(self.store, now=self.now)
            handouts.give_out(self.store, by=self.by, now=self.now)
            keeping.keep(self.store, now=self.now)
            briefings.brief(self.store, self.calendar)
        self.progress(TOTAL, TOTAL, "done")
        return self.report

    @contextmanager
    def _part(self, what: str, count: int) -> Iterator[None]:
        self.progress(sum(self.report.counts.values()), TOTAL, what)
        began = time.perf_counter()
        yield
        self.report.seconds[what] = time.perf_counter() - began
        self.report.counts[what] = count

    def _areas(self) -> dict[str, int]:
        areas = seattle.areas()
        residents = {
            code: Residents(one.population, one.households, one.languages, illustrative=True)
            for code, one in seattle.figures().items()
        }
        self.store.execute(LoadNeighbourhoods(areas, residents), by=self.by, now=self.now)
        with self.store.reading() as session:
            return ids_by_code(session, [area.code for area in areas])

    def _past(self, rows: Sequence[Past]) -> tuple[str, ...]:
        refs: tuple[str, ...] = self.store.execute(RecordPast(rows), by=self.by, now=self.now)
        return refs
