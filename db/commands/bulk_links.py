"""What the rows of a bulk save point at: people, cases, events, areas and each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from db.commands.bulk_rows import BulkConcern
from db.commands.chunks import chunks
from db.errors import Sentence, problem
from db.models import Case, Concern, Event, Neighbourhood, Officer


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may point at: subjects, references and area numbers to internal numbers."""

    people: Mapping[str, int]
    cases: Mapping[str, int]
    events: Mapping[str, int]
    areas: frozenset[int]
    numbers: frozenset[str]

    @classmethod
    def to(cls, session: Session, rows: Sequence[BulkConcern], source: str) -> "Known":
        repeated = [row.duplicate_of for row in rows if row.duplicate_of is not None]

        def ids(name: Any, number: Any, wanted: bool = True) -> dict[str, int]:
            return dict(session.execute(select(name, number)).all()) if wanted else {}

        return cls(
            people=ids(Officer.subject, Officer.id),
            cases=ids(Case.ref, Case.id, any(row.case for row in rows)),
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
        for step in row.history:
            if step.by is not None and step.by not in self.people:
                return problem("It names {name}, which is not here.", name=step.by)
        return None


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
