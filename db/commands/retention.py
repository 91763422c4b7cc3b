"""How long a class of records is kept: the records manager chooses, within what the class allows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import own_numbers, words
from db.commands.registry import Saved, handles
from db.errors import Sentence, problem
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
    row, detail = own_numbers.choose(
        session,
        RetentionSetting,
        "years",
        own_numbers.Choice(command.name.value, command.years, command.version),
        default=RULES[command.name].years,
        stale=problem("Somebody else changed these years after you opened them. Nothing of theirs was overwritten."),
        by=by,
        now=now,
    )
    audit.append(
        session, Action.RETENTION_SET, entity="retention", ref=command.name.value, by=by, at=now, detail=detail
    )
    return Saved(row.name, row.version, "retention")


def _years_problem(command: SetRetention) -> Sentence | None:
    rule = RULES.get(command.name) if isinstance(command.name, RetentionClass) else None
    if rule is None:
        return None
    return own_numbers.out_of_range(command.years, least=rule.least, most=rule.most)
