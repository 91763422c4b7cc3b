"""What the rows of a bulk save point at: people, cases, events, areas and each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from db.commands.bulk_rows import BulkConcern
from db.commands.chunks import chunks
from db.errors import Sentence, problem
from db.models import Case, CaseSubject, Concern, Event, Neighbourhood, Officer
from db.vocabulary import CaseKind


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may point at: subjects, references and area numbers to internal numbers."""

    people: Mapping[str, int]
    cases: Mapping[str, int]
    events: Mapping[str, int]
    areas: frozenset[int]
    numbers: frozenset[str]
    complaints: frozenset[str]  # references of cases that are complaints
    named: Mapping[str, frozenset[str]]  # by complaint: subjects of the officers it is about

    @classmethod
    def to(cls, session: Session, rows: Sequence[BulkConcern], source: str) -> "Known":
        repeated = [row.duplicate_of for row in rows if row.duplicate_of is not None]

        def ids(name: Any, number: Any, wanted: bool = True) -> dict[str, int]:
            return dict(session.execute(select(name, number)).all()) if wanted else {}

        cases = any(row.case for row in rows)
        return cls(
            complaints=frozenset(_complaints(session) if cases else ()),
            named=_named(session) if cases else {},
            people=ids(Officer.subject, Officer.id),
            cases=ids(Case.ref, Case.id, cases),
            events=ids(Event.ref, Event.id, any(row.raised_at_event for row in rows)),
            areas=frozenset(session.scalars(select(Neighbourhood.id))),
            numbers=frozenset([row.external_id for row in rows if row.external_id and repeated])
            | numbered(session, source, repeated).keys(),
        )

    def missing(self, row: BulkConcern) -> Sentence | None:
        """The first thing a row points at that is not here."""
        if row.neighbourhood_id is not None and row.neighbourhood_id not in self.areas:
            return problem("Its neighbourhood is not here.")
        if row.duplicate_of is not None and row.duplicate_of not in self.numbers:
            return problem("It repeats {number}, which is not here.", number=row.duplicate_of)
        links = ((row.owner, self.people), (row.recorded_by, self.people), (row.case, self.cases))
        for name, known in (*links, (row.raised_at_event, self.events)):
            if name is not None and name not in known:
                return problem("It names {name}, which is not here.", name=name)
        if row.case is not None and row.owner in self.named.get(row.case, ()):
            return problem("{case} is about {name}, who cannot own what belongs to it.", case=row.case, name=row.owner)
        for step in row.history:
            if step.by is not None and step.by not in self.people:
                return problem("It names {name}, which is not here.", name=step.by)
        return None


def _complaints(session: Session) -> list[str]:
    return list(session.scalars(select(Case.ref).where(Case.kind == CaseKind.COMPLAINT.value)))


def _named(session: Session) -> dict[str, frozenset[str]]:
    statement = (
        select(Case.ref, Officer.subject)
        .join(CaseSubject, CaseSubject.case_id == Case.id)
        .join(Officer, Officer.id == CaseSubject.officer_id)
    )
    found: dict[str, set[str]] = {}
    for ref, subject in session.execute(statement):
        found.setdefault(ref, set()).add(subject)
    return {ref: frozenset(subjects) for ref, subjects in found.items()}


def numbered(session: Session, source: str, numbers: Sequence[str]) -> dict[str, int]:
    """Internal numbers of the concerns of a source with these external ids."""
    found: dict[str, int] = {}
    for some in chunks(numbers):
        statement = select(Concern.external_id, Concern.id)
        rows = session.execute(statement.where(Concern.source == source, Concern.external_id.in_(some)))
        found.update({number: id_ for number, id_ in rows if number is not None})
    return found


def point_at_originals(session: Session, rows: list[BulkConcern], source: str) -> None:
    """Repeats say what they repeat; by number, because both may have come in just now."""
    pairs = [(row.external_id, row.duplicate_of) for row in rows if row.external_id and row.duplicate_of]
    if not pairs:
        return
    ids = numbered(session, source, [number for pair in pairs for number in pair])
    table: Table = Concern.__table__  # type: ignore[assignment]
    statement = update(table).where(table.c.id == bindparam("repeat")).values(duplicate_of_id=bindparam("original"))
    session.execute(statement, [{"repeat": ids[repeat], "original": ids[original]} for repeat, original in pairs])
