"""Putting the community into a store, part by part, through the same commands as everybody else's records."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from db.access import Viewer
from db.audit import Action
from db.commands.bulk_community import RecordPast
from db.commands.bulk_concerns import RecordConcernsInBulk
from db.commands.geography import LoadNeighbourhoods, Residents
from db.errors import Refused, problem
from db.models import AuditEntry, Neighbourhood, Officer, Task
from db.queries.areas import ids_by_code
from db.settings import get_settings
from db.store import Store
from seed import seattle
from seed.demo import activities, cases, concerns, events, organisations, people, sketches, tasks
from seed.demo.rhythms import Calendar

NAME = "The demonstration"
SOURCE = "demonstration"
TOTAL = 61 + 15 + 150 + 700 + 400 + 6_000 + 5_000 + 600  # rows, for the progress

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
        areas, officers = (session.scalar(select(func.count()).select_from(m)) for m in (Neighbourhood, Officer))
        ours = select(func.count()).select_from(AuditEntry).where(AuditEntry.actor.startswith(NAME))
        begun = session.scalar(ours)
        bulk = ours.where(AuditEntry.action == Action.RECORDED_IN_BULK.value, AuditEntry.entity == Task.__tablename__)
        finished = session.scalar(bulk)
    if finished:
        return State.LOADED
    if begun:
        return State.HALF_LOADED
    return State.SOMETHING_ELSE if areas or officers else State.EMPTY


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

    def run(self) -> Report:
        ids = self._timed("neighbourhoods", self._ground)
        self._timed("people", self._people)
        partners = self._timed("organisations", lambda: self._written(organisations.partners(self.calendar, ids)))
        happenings = self._timed("events", lambda: self._written(events.events(self.calendar, ids, *partners)))
        made = sketches.sketches(self.calendar, happenings[0])
        bundled = self._timed("cases", lambda: self._past(cases.cases(self.calendar, ids, made)))
        reported = self._timed("concerns", lambda: self._concerns(made, ids, happenings[1], bundled[1]))
        ground = activities.Ground(self.calendar, ids, made, reported[1], *happenings, *partners)
        self._timed("activities", lambda: self._past(activities.activities(ground)))
        self._timed("tasks", lambda: self._past(tasks.tasks(ground, reported[0], *bundled)))
        self.progress(TOTAL, TOTAL, "done")
        return self.report

    def _timed(self, what: str, part: Callable[[], Any]) -> Any:
        self.progress(sum(self.report.counts.values()), TOTAL, what)
        began = time.perf_counter()
        answer = part()
        self.report.seconds[what] = time.perf_counter() - began
        self.report.counts[what] = len(answer[1] if isinstance(answer, tuple) else answer)
        return answer

    def _ground(self) -> dict[str, int]:
        areas = seattle.areas()
        residents = {
            code: Residents(one.population, one.households, one.languages, illustrative=True)
            for code, one in seattle.figures().items()
        }
        command = LoadNeighbourhoods(areas, residents)
        self.store.execute(command, by=self.by, now=self.now)
        with self.store.reading() as session:
            return ids_by_code(session, [area.code for area in areas])

    def _people(self) -> list[Any]:
        for command in (*people.teams(), *people.officers()):
            self.store.execute(command, by=self.by, now=self.now)
        return people.officers()

    def _written(self, made: list[Any]) -> tuple[list[Any], tuple[str, ...]]:
        return made, self._past([one.row for one in made])[1]

    def _past(self, rows: list[Any]) -> tuple[list[Any], tuple[str, ...]]:
        return rows, self.store.execute(RecordPast(rows), by=self.by, now=self.now)

    def _concerns(
        self, made: list[sketches.Sketch], ids: dict[str, int], event_refs: tuple[str, ...], case_refs: tuple[str, ...]
    ) -> tuple[list[Any], tuple[str, ...]]:
        rows = concerns.rows(made, self.calendar, ids, events=event_refs, cases=case_refs)
        saved = self.store.execute(RecordConcernsInBulk(rows, SOURCE), by=self.by, now=self.now)
        return rows, saved.refs
