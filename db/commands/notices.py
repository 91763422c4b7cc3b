"""Notices: what each officer wants, what has become overdue, and handing letters to whoever sends them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.outbox import queue
from db.commands.registry import Saved, handles
from db.errors import Refused, problem
from db.models import Notice, NoticeChoice, Officer
from db.queries.notices import choice_of, is_address
from db.queries.people import viewer_of
from db.queries.reminders import NEWLY, still_theirs
from db.vocabulary.notices import NoticeKind

AT_ONCE = 200  # notices one claim takes
CLAIMED_FOR = timedelta(minutes=5)  # a sender that dies holds its letters back no longer
GIVE_UP_AFTER = timedelta(hours=24)  # what nobody could be told in a day is on their Today anyway


@dataclass(frozen=True, slots=True)
class SetNotices:
    """What the viewer wants to be written to about; no address: the one they sign in with, if it is one."""

    address: str | None
    wanted: frozenset[NoticeKind]


@handles(SetNotices, changes_records=False)
def set_notices(session: Session, command: SetNotices, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.TASK_WORK)
    if by.officer_id is None:
        raise Refused(problem("Only a person who signs in is written to."))
    address = words.tidy(command.address)
    wrong = address is not None and not is_address(address, session.info["settings"])
    unknown = not all(isinstance(kind, NoticeKind) for kind in command.wanted)
    words.refuse_if_any(
        [
            ("address", problem("This is no address that mails may go to here.") if wrong else None),
            ("wanted", problem("Choose from the list.") if unknown else None),
        ]
    )
    row = session.get(NoticeChoice, by.officer_id) or NoticeChoice(officer_id=by.officer_id)
    row.address, row.updated_at = address, now
    row.silent = [kind.value for kind in NoticeKind if kind not in command.wanted]
    session.add(row)
    session.flush()
    officer = session.get_one(Officer, by.officer_id)
    detail = {"silent": row.silent, "own_address": address is not None}
    audit.append(session, Action.NOTICES_CHOSEN, entity="officer", ref=officer.subject, by=by, at=now, detail=detail)
    return Saved(officer.subject, officer.version, "officer")


@dataclass(frozen=True, slots=True)
class QueueNewlyLate:
    """Put what has become overdue since the last look into the outbox; each state of a record once."""


@handles(QueueNewlyLate, audited=False, changes_records=False)
def queue_newly_late(session: Session, command: QueueNewlyLate, *, by: Viewer, now: datetime) -> int:
    """How many notices are new. What counts as late, and of which kind: db.queries.reminders.NEWLY."""
    _only_the_sender(by)
    return sum([queue(session, kind, newly(session, now=now), now=now) for kind, newly in NEWLY])


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail: to whom, why, the references it may name. Empty `refs`: the digest, which is made when it is sent."""

    notice_ids: tuple[int, ...]
    officer_id: int
    address: str
    kind: NoticeKind
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimLetters:
    """Take what is waiting, so that no other server sends it too."""


@handles(ClaimLetters, audited=False, changes_records=False, keeps_answer=False)
def claim_letters(session: Session, command: ClaimLetters, *, by: Viewer, now: datetime) -> list[Letter]:
    """One letter an officer and kind. What its reader may no longer see, no longer wants, or was taken back, is
    dropped here."""
    _only_the_sender(by)
    rows = session.scalars(
        select(Notice)
        .where(Notice.sent_at.is_(None), Notice.dropped_at.is_(None), Notice.next_try_at <= now)
        .order_by(Notice.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    together: dict[tuple[int, str], list[Notice]] = {}
    for row in rows:
        row.tries, row.next_try_at = row.tries + 1, now + CLAIMED_FOR
        together.setdefault((row.officer_id, row.kind), []).append(row)
    return [letter for mine in together.values() if (letter := _letter(session, mine, now=now)) is not None]


def _letter(session: Session, mine: list[Notice], *, now: datetime) -> Letter | None:
    officer = session.get_one(Officer, mine[0].officer_id)
    kind = NoticeKind(mine[0].kind)
    choice = choice_of(session, officer, session.info["settings"])
    refs = list(dict.fromkeys(row.ref for row in mine if row.ref))
    if refs:
        seen = still_theirs(session, refs, viewer=viewer_of(session, officer))
        refs = [ref for ref in refs if ref in seen]
    nothing = not refs and any(row.ref for row in mine)
    if nothing or choice.address is None or not choice.wants(kind):
        for row in mine:
            row.dropped_at, row.last_error = now, "nothing to say"
        return None
    return Letter(tuple(row.id for row in mine), officer.id, choice.address, kind, tuple(refs))


@dataclass(frozen=True, slots=True)
class SettleLetter:
    """What became of a claimed letter: sent, nothing to say, or a kind of error and another try later."""

    notice_ids: tuple[int, ...]
    sent: bool
    error: str | None = None


@handles(SettleLetter, audited=False, changes_records=False)
def settle_letter(session: Session, command: SettleLetter, *, by: Viewer, now: datetime) -> bool:
    _only_the_sender(by)
    mine = update(Notice).where(Notice.id.in_(command.notice_ids), Notice.sent_at.is_(None))
    if command.sent:
        session.execute(mine.values(sent_at=now, last_error=None))
    elif command.error is None:
        session.execute(mine.values(dropped_at=now, last_error="nothing to say"))
    else:
        rows = session.scalars(select(Notice).where(Notice.id.in_(command.notice_ids), Notice.sent_at.is_(None)))
        for row in rows:
            row.last_error = command.error[:120]
            row.next_try_at = now + min(timedelta(minutes=2**row.tries), timedelta(hours=1))
            row.dropped_at = now if now - row.created_at > GIVE_UP_AFTER else None
    return True


def _only_the_sender(by: Viewer) -> None:
    by.must(Permission.BULK_IMPORT)  # nobody who signs in has it: only the system itself sends
