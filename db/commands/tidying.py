"""What the command line does by itself: throwing away what is no record, and erasing again after a restore."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_
from sqlalchemy.orm import Session

from db import audit, redaction
from db.access import Permission, Viewer
from db.audit import Action
from db.commands.erasing import erase
from db.commands.registry import handles
from db.erasures import Erased
from db.errors import NotFound, Refused, problem
from db.kept import Named, named
from db.models import Attachment, Draft, Erasure, IdempotencyKey, Notice, RecoveryCode, SignInFailure
from db.models import Session as SessionRow
from db.retention import ERASED, ERASED_FILE, HOUSEKEEPING
from db.vocabulary.keeping import ErasureGround
from db.vocabulary.retention import Kept

ONLY_THE_COMMAND_LINE = problem("Only the command line does this.")


@dataclass(frozen=True, slots=True)
class Tidy:
    """Drafts, keys, sessions, failed tries, used codes and sent mails past their days (db.retention.HOUSEKEEPING)."""


@handles(Tidy, changes_records=False, takes_long=True)
def tidy(session: Session, command: Tidy, *, by: Viewer, now: datetime) -> dict[str, int]:
    """How many rows of each table. No second person: none of it is a record of anybody."""
    _must_be_the_command_line(by)
    gone = dict.fromkeys(HOUSEKEEPING, 0)
    for model, used in _purged():
        days, _what = HOUSEKEEPING[model.__tablename__]
        done = session.execute(delete(model).where(used(now - timedelta(days=days))))
        gone[model.__tablename__] = int(done.rowcount)  # type: ignore[attr-defined]
    audit.append(session, Action.TIDIED, entity="store", ref=None, by=by, at=now, detail={"rows": gone})
    return gone


def _purged() -> list[tuple[Any, Any]]:
    return [
        (Draft, lambda before: Draft.updated_at < before),
        (IdempotencyKey, lambda before: IdempotencyKey.at < before),
        (SessionRow, lambda before: and_(SessionRow.ended_at.is_not(None), SessionRow.ended_at < before)),
        (SignInFailure, lambda before: SignInFailure.at < before),
        (RecoveryCode, lambda before: and_(RecoveryCode.used_at.is_not(None), RecoveryCode.used_at < before)),
        (Notice, lambda before: or_(Notice.sent_at < before, Notice.dropped_at < before)),
    ]


@dataclass(frozen=True, slots=True)
class EraseAgain:
    """What the erasure list names and a restored store has again."""

    erased: tuple[Erased, ...]


@handles(EraseAgain, audited=False, takes_long=True)
def erase_again(session: Session, command: EraseAgain, *, by: Viewer, now: datetime) -> tuple[str, ...]:
    """References erased again, each with its entry. A record made after its reference was erased is another one that was
    given the number anew: it stays."""
    _must_be_the_command_line(by)
    done = []
    for one in dict.fromkeys(command.erased):
        try:
            record = named(session, one.ref, by=by)
        except NotFound:
            continue
        if record.entity is not one.entity or not _the_same_and_back(record, one):
            continue
        _note(session, record, one, now=now)
        rows = erase(session, record, now=now)
        detail = {"erased": one.at.isoformat(), "rows": rows}
        audit.append(session, Action.ERASED_AGAIN, entity=one.entity.value, ref=one.ref, by=by, at=now, detail=detail)
        done.append(one.ref)
    if done:
        redaction.forget_in_index(session)
    return tuple(done)


def _the_same_and_back(record: Named, one: Erased) -> bool:
    row = record.row
    if record.entity is Kept.ATTACHMENT:
        assert isinstance(row, Attachment)
        return row.hash != ERASED_FILE and row.attached_at <= one.at
    erased = row.name.startswith(ERASED) if record.entity is Kept.SUBJECT_REQUEST else row.redacted_at is not None
    return not erased and bool(row.created_at <= one.at)


def _note(session: Session, record: Named, one: Erased, *, now: datetime) -> None:
    """The restored store may not know that it was decided: the list is the evidence, the trail says who."""
    session.add(
        Erasure(
            entity=one.entity.value,
            entity_id=record.row.id,
            entity_ref=one.ref,
            kind=one.kind.value,
            ground=ErasureGround.RETENTION.value,
            proposed_at=one.at,
            decided_at=one.at,
            carried_out_at=now,
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()


def _must_be_the_command_line(by: Viewer) -> None:
    by.must(Permission.RETENTION_KEEP)
    if by.officer_id is not None:
        raise Refused(ONLY_THE_COMMAND_LINE)
