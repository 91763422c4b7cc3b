"""How long a class of records is kept: the records manager chooses, within what the class allows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.registry import Saved, handles
from db.errors import Sentence, Stale, problem
from db.models import RetentionSetting
from db.retention import RULES
from db.vocabulary.retention import RetentionClass


@dataclass(frozen=True, slots=True)
class SetRetention:
    """Years after the class's trigger; None is back to the default. `version` is 0 while nobody has touched it."""

    name: RetentionClass
    years: int | None
    version: int


@handles(SetRetention)
def set_retention(session: Session, command: SetRetention, *, by: Viewer, now: datetime) -> Saved:
    """Nothing is erased by it: what is due changes, and two people still decide."""
    by.must(Permission.RETENTION_KEEP)
    words.refuse_if_any(
        [
            ("name", words.one_of(command.name, RetentionClass, ask=problem("Choose which class of records."))),
            ("years", _years_problem(command)),
        ]
    )
    rule = RULES[command.name]
    row = session.scalar(select(RetentionSetting).where(RetentionSetting.name == command.name.value))
    if command.version != (row.version if row else 0):
        raise Stale(
            problem("Somebody else changed these years after you opened them. Nothing of theirs was overwritten."),
            theirs={"years": row.years if row else None},
            version=row.version if row else 0,
        )
    before = rule.years if row is None or row.years is None else row.years
    if row is None:
        row = RetentionSetting(name=command.name.value, created_at=now, updated_at=now)
        session.add(row)
    row.years, row.changed_by_id, row.updated_at = command.years, by.officer_id, now
    session.flush()
    detail = {
        "from": before,
        "to": rule.years if command.years is None else command.years,
        "default": command.years is None,
    }
    audit.append(
        session, Action.RETENTION_SET, entity="retention", ref=command.name.value, by=by, at=now, detail=detail
    )
    return Saved(row.name, row.version, "retention")


def _years_problem(command: SetRetention) -> Sentence | None:
    rule = RULES.get(command.name) if isinstance(command.name, RetentionClass) else None
    years = command.years
    if rule is None or years is None:
        return None
    whole = isinstance(years, int) and not isinstance(years, bool)
    if not whole or not rule.least <= years <= rule.most:
        return problem("Choose a whole number of years from {least} to {most}.", least=rule.least, most=rule.most)
    return None
