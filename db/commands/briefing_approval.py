"""The second person: what somebody wrote for the public is looked at by somebody else before it is frozen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.drafting import LONGEST_WHY, briefing_by_ref, draft_to_change, must_not_be_frozen, touched
from db.commands.registry import Saved, handles
from db.errors import Invalid, Refused, problem
from db.models import Briefing
from db.vocabulary.briefings import BriefingStatus

NOT_SENT = problem("This was not sent for approval.")


@dataclass(frozen=True, slots=True)
class SendBriefing:
    """To whoever approves; any change afterwards takes it back."""

    ref: str
    version: int


@handles(SendBriefing)
def send_briefing(session: Session, command: SendBriefing, *, by: Viewer, now: datetime) -> Saved:
    briefing = draft_to_change(session, command.ref, command.version, by=by)
    if briefing.status != BriefingStatus.DRAFT:
        raise Invalid({"briefing": problem("It was sent already.")})
    briefing.status, briefing.sent_at, briefing.sent_back_why = BriefingStatus.WAITING.value, now, None
    return touched(session, briefing, Action.BRIEFING_SENT, by=by, now=now)


@dataclass(frozen=True, slots=True)
class ApproveBriefing:
    """Somebody else's words, as they are now."""

    ref: str
    version: int


@handles(ApproveBriefing)
def approve_briefing(session: Session, command: ApproveBriefing, *, by: Viewer, now: datetime) -> Saved:
    briefing = _waiting(session, command.ref, command.version, by=by)
    briefing.status = BriefingStatus.APPROVED.value
    briefing.approved_by_id, briefing.approved_at = by.officer_id, now
    return touched(session, briefing, Action.BRIEFING_APPROVED, by=by, now=now)


@dataclass(frozen=True, slots=True)
class SendBackBriefing:
    """To whoever made it, with what should change; an approval is taken back so too."""

    ref: str
    version: int
    why: str


@handles(SendBackBriefing)
def send_back_briefing(session: Session, command: SendBackBriefing, *, by: Viewer, now: datetime) -> Saved:
    briefing = _waiting(session, command.ref, command.version, by=by, approved_too=True)
    ask = problem("Say what should change.")
    words.refuse_if_any([("why", words.sentence(command.why, ask=ask, longest=LONGEST_WHY))])
    briefing.status, briefing.sent_back_why = BriefingStatus.DRAFT.value, command.why.strip()
    briefing.sent_at = briefing.approved_at = briefing.approved_by_id = None
    return touched(session, briefing, Action.BRIEFING_SENT_BACK, by=by, now=now)


def _waiting(session: Session, ref: str, version: int, *, by: Viewer, approved_too: bool = False) -> Briefing:
    by.must(Permission.BRIEFING_APPROVE)
    briefing = briefing_by_ref(session, ref, version)
    if briefing.made_by_id == by.officer_id:
        raise Refused(problem("A second person looks at it: you made {ref} yourself.", ref=ref))
    must_not_be_frozen(briefing)
    if briefing.status != BriefingStatus.WAITING and not (approved_too and briefing.status == BriefingStatus.APPROVED):
        raise Invalid({"briefing": NOT_SENT})
    return briefing
