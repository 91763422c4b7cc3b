"""A draft as it would be frozen now, and what can be spoken of on its slides."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.disclosure import sources
from db.disclosure.composing import has_words, slides_of
from db.disclosure.content import Release, Snapshot
from db.disclosure.preflight import Finding
from db.disclosure.previewing import looked_at
from db.disclosure.publishing import Progress, prepared, published
from db.errors import Invalid, NotFound, problem
from db.queries.briefings import briefing_called
from db.queries.reach import reach_of
from db.vocabulary.briefings import BriefingStatus, PeriodKind


@dataclass(frozen=True, slots=True)
class Preview:
    """`seen`: what FreezeBriefing must be told; `stopped`: something in the findings keeps it from being frozen now."""

    snapshot: Snapshot
    seen: str
    findings: tuple[Finding, ...]
    needs_approval: bool
    stopped: bool


def figures(
    session: Session, *, viewer: Viewer, ref: str, now: datetime, progress: Progress | None = None
) -> Release | None:
    """What `preview` would count, to be handed to it again and again while only words change; None where the period is
    published, or cannot be counted yet. Raises NotFound."""
    viewer.must(Permission.BRIEFING_BUILD)
    briefing = briefing_called(session, ref)
    kind = PeriodKind(briefing.kind)
    if published(session, kind, briefing.starts_on) is not None:
        return None
    try:
        return prepared(session, kind, briefing.starts_on, now=now, progress=progress)
    except Invalid:
        return None


def preview(session: Session, *, viewer: Viewer, ref: str, now: datetime, figures: Release | None = None) -> Preview:
    """Counts the period where it is not published and no `figures` are given: seconds in a large store. Raises NotFound, for
    one that is frozen too."""
    viewer.must(Permission.BRIEFING_BUILD)
    briefing = briefing_called(session, ref)
    if briefing.status in (BriefingStatus.FROZEN, BriefingStatus.WITHDRAWN):
        raise NotFound(problem("{ref} is frozen: it is shown as it was then.", ref=ref))
    look = looked_at(session, briefing, now=now, figures=figures)
    stopped = look.stops(approved=briefing.status == BriefingStatus.APPROVED) is not None
    return Preview(look.snapshot, look.seen, look.findings, has_words(briefing, slides_of(session, briefing)), stopped)


def sayable(session: Session, *, viewer: Viewer, ref: str) -> tuple[sources.Source, ...]:
    """Promises due in the period, sentences written for the public, stories with consent, in its areas and the viewer's
    reach; each with the slide it goes on. Their words are a proposal: nothing is shown unless it is chosen (WriteSlide)."""
    viewer.must(Permission.BRIEFING_BUILD)
    briefing = briefing_called(session, ref)
    about = sources.About(briefing.starts_on, briefing.last_day, tuple(briefing.areas))
    return sources.sources(session, about, scope=reach_of(session, viewer.scope))


def stories(session: Session, *, viewer: Viewer) -> tuple[sources.Source, ...]:
    """Success stories with consent of any time, newest first: for a slide of their own."""
    viewer.must(Permission.BRIEFING_BUILD)
    return sources.stories(session, scope=reach_of(session, viewer.scope))
