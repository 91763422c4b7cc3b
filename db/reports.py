"""Who reported a concern: its own voices and those of the concerns merged into it, as SQL conditions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from db.models import Concern, Voice
from db.vocabulary import Confidentiality

# The concern a voice was given to: the main one itself, or one that was merged into it.
_GIVEN_TO = aliased(Concern, name="given_to")
# A restricted duplicate (an import can bring one) stays out of the numbers of those who read the main one.
_COUNTED = and_(_GIVEN_TO.withdrawn_at.is_(None), _GIVEN_TO.confidentiality < int(Confidentiality.RESTRICTED))
# Asked to be told, and nobody has: neither this person, nor anybody who had asked before the concern was answered.
_WAITS = and_(
    Voice.wants_answer,
    Voice.told_at.is_(None),
    or_(_GIVEN_TO.acknowledged_at.is_(None), Voice.reported_at > _GIVEN_TO.acknowledged_at),
)


def of_concern(concern_id: int) -> ColumnElement[bool]:
    """Voices of the concern with this number and of its duplicates."""
    repeats = select(_GIVEN_TO.id).where(_GIVEN_TO.duplicate_of_id == concern_id, _COUNTED)
    return or_(Voice.concern_id == concern_id, Voice.concern_id.in_(repeats))


def how_many_wait(concern_id: int) -> Any:
    """A statement: how many people wait for an answer to this concern, those of its duplicates included."""
    return (
        select(func.count())
        .select_from(Voice)
        .join(_GIVEN_TO, _GIVEN_TO.id == Voice.concern_id)
        .where(of_concern(concern_id), _WAITS)
    )


def _first_waiting(merged: bool) -> Any:
    same = and_(_GIVEN_TO.duplicate_of_id == Concern.id, _COUNTED) if merged else _GIVEN_TO.id == Concern.id
    first = select(func.min(Voice.reported_at)).join(_GIVEN_TO, _GIVEN_TO.id == Voice.concern_id)
    return first.where(same, _WAITS).correlate(Concern).scalar_subquery()


def waiting_since() -> Any:
    """When the first of those who still wait for an answer reported it; empty when nobody waits."""
    own, merged = _first_waiting(False), _first_waiting(True)
    return case((or_(own.is_(None), merged < own), merged), else_=own)


def waits(before: datetime | None = None) -> ColumnElement[bool]:
    """Somebody waits for an answer to this concern; `before`: since before that moment."""
    # Those who wait are few: they are found once, not looked for beside every concern.
    waiting = select(_GIVEN_TO.id).join(Voice, _GIVEN_TO.id == Voice.concern_id).where(_WAITS)
    repeats = waiting.with_only_columns(_GIVEN_TO.duplicate_of_id).where(
        _GIVEN_TO.duplicate_of_id.is_not(None), _COUNTED
    )
    either = [some if before is None else some.where(Voice.reported_at < before) for some in (waiting, repeats)]
    return or_(*(Concern.id.in_(some.correlate(None)) for some in either))
