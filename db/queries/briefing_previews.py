"""A draft as it would be frozen now, and what can be spoken of on its slides."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.disclosure import sources
from db.disclosure.composing import has_words, slides_of
from db.disclosure.content import Snapshot
from db.disclosure.preflight import Finding
from db.disclosure.previewing import looked_at
from db.errors import NotFound, problem
from db.queries.briefings import briefing_called
from db.vocabulary.briefings import BriefingStatus


@dataclass(frozen=True, slots=True)
class Preview:
    """`seen`: what FreezeBriefing must be told; `stopped`: something in the findings keeps it from being frozen now."""

    snapshot: Snapshot
    seen: str
    findings: tuple[Finding, ...]
    needs_approval: bool
    stopped: bool


def preview(session: Session, *, viewer: Viewer, ref: str, now: datetime) -> Preview:
    """Counts the period where it is not published: seconds in a large store. Raises NotFound, for one that is frozen too."""
    viewer.must(Permission.BRIEFING_BUILD)
    briefing = briefing_called(session, ref)
    if briefing.status in (BriefingStatus.FROZEN, BriefingStatus.WITHDRAWN):
        raise NotFound(problem("{ref} is frozen: it is shown as it was then.", ref=ref))
    look = looked_at(session, briefing, now=now)
    stopped = look.stops(approved=briefing.status == BriefingStatus.APPROVED) is not None
    return Preview(look.snapshot, look.seen, look.findings, has_words(briefing, slides_of(session, briefing)), stopped)


def sayable(session: Session, *, viewer: Viewer, ref: str) -> tuple[sources.Source, ...]:
    """Promises due in the period, sentences written for the public, stories with consent, in its areas and the viewer's
    reach; each with the slide it goes on. Their words are a proposal: nothing is shown unless it is chosen (WriteSlide)."""
    viewer.must(Permission.BRIEFING_BUILD)
    briefing = briefing_called(session, ref)
    about = sources.About(briefing.starts_on, briefing.last_day, tuple(briefing.areas))
    return sources.sources(session, about, scope=viewer.scope)


def stories(session: Session, *, viewer: Viewer) -> tuple[sources.Source, ...]:
    """Success stories with consent of any time, newest first: for a slide of their own."""
    viewer.must(Permission.BRIEFING_BUILD)
    return sources.stories(session, scope=viewer.scope)
