"""What an officer wants to be written to about, and where."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import ROLE_PERMISSIONS, Permission, Viewer
from db.models import Notice, NoticeChoice, Officer
from db.settings import Settings
from db.vocabulary import Role
from db.vocabulary.notices import NoticeKind

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """What an officer is written to about, and where; no address: nothing."""

    address: str | None
    silent: frozenset[str] = frozenset()

    def wants(self, kind: NoticeKind) -> bool:
        return self.address is not None and kind not in self.silent


def is_address(text: str, settings: Settings) -> bool:
    """An address mails may go to: of one of the agency's domains, when it has named them."""
    domains = [domain.strip().lower().lstrip("@") for domain in settings.mail_domains.split(",") if domain.strip()]
    whole = len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None
    return whole and (not domains or text.rpartition("@")[2].lower() in domains)


def choice_of(session: Session, officer: Officer, settings: Settings) -> Choice:
    """An officer's choice, or what holds without one: everything, to the address they sign in with if it is one."""
    if not officer.active or Permission.TASK_WORK not in ROLE_PERMISSIONS[Role(officer.role)]:
        return Choice(None)  # nobody is written to about records that they may not open
    row = session.get(NoticeChoice, officer.id)
    signs_in_with = "" if officer.is_demo else officer.subject  # nobody reads the post of an invented person
    address = row.address if row and row.address else signs_in_with
    return Choice(address if is_address(address, settings) else None, frozenset(row.silent if row else ()))


@dataclass(frozen=True, slots=True)
class MyNotices:
    """`address`: where letters go now; `typed`: the one the officer gave, if any. `failing`: the last could not go."""

    address: str | None
    typed: str | None
    silent: frozenset[str]
    failing: bool


def my_notices(session: Session, *, viewer: Viewer, settings: Settings) -> MyNotices:
    """The viewer's own choice. Raises Refused for a role that is never written to."""
    viewer.must(Permission.TASK_WORK)
    officer = session.get_one(Officer, viewer.officer_id)
    choice, row = choice_of(session, officer, settings), session.get(NoticeChoice, officer.id)
    stuck = select(Notice.id).where(
        Notice.officer_id == officer.id, Notice.sent_at.is_(None), Notice.dropped_at.is_(None), Notice.tries > 0,
        Notice.last_error.is_not(None),
    )  # fmt: skip
    failing = session.scalar(stuck.limit(1)) is not None
    return MyNotices(choice.address, row.address if row else None, choice.silent, failing)
