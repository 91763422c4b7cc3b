"""What a past case's kind adds to it, as rows."""

from enum import Enum
from typing import Any

from db.commands.past import PastCase
from db.kinds import ON_THE_CASE, fields_of
from db.models import Base, CaseAgency, CaseDetail, CaseSubject

Rows = list[tuple[type[Base], list[dict[str, Any]]]]


def kind_rows(row: PastCase, case_id: int, officers: list[int | None]) -> Rows:
    """Its fields, agencies and whom it is about. One shape for all rows of a table: they are written together."""
    made: Rows = []
    named = [f.name.value for f in fields_of(row.kind) if f.name not in ON_THE_CASE]
    if any(row.values.get(name) is not None for name in named):
        blank = dict.fromkeys(column.name for column in CaseDetail.__table__.columns)
        made.append(
            (CaseDetail, [{**blank, "case_id": case_id, **{name: _plain(row.values.get(name)) for name in named}}])
        )
    for position, one in enumerate(row.agencies):
        agency = {name: getattr(one, name) for name in ("agency", "role", "task", "handed_over_at")}
        made.append((CaseAgency, [{"case_id": case_id, "position": position, **agency}]))
    about = {"case_id": case_id, "named_at": row.opened_at}
    made += [(CaseSubject, [{**about, "officer_id": officer_id, "words": None}]) for officer_id in officers]
    if row.officers_words:
        made.append((CaseSubject, [{**about, "officer_id": None, "words": row.officers_words}]))
    return made


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
