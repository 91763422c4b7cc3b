"""What would be frozen now, what the pre-flight says of it, and the hash that whoever froze it has to have seen."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.disclosure import composing, publishing
from db.disclosure.content import Release, Snapshot
from db.disclosure.periods import open_from
from db.disclosure.preflight import Finding, findings
from db.errors import Invalid, Sentence, problem
from db.models import Briefing, Contact, Neighbourhood, Organisation, Voice
from db.settings import get_settings
from db.vocabulary.briefings import FindingKind, PeriodKind

AT_A_TIME = 5_000
NOT_SAID = problem("{ref} may not be spoken of any more, so it is left out. Take it off the slide.")


@dataclass(frozen=True, slots=True)
class Look:
    """`seen`: stays the same until something shown is another. Findings name slides by their position in the draft."""

    snapshot: Snapshot
    seen: str
    findings: tuple[Finding, ...]

    def stops(self, *, approved: bool) -> Sentence | None:
        """Why it cannot be frozen like this: the first of the pre-flight's reasons that no second person has let through."""
        stopping = (one for one in self.findings if one.stops and not (one.by_second and approved))
        return next((one.sentence for one in stopping), None)


def looked_at(session: Session, briefing: Briefing, *, now: datetime, figures: Release | None = None) -> Look:
    """With the figures as published, or as they would be; with none, and why, while they cannot be. `figures`: counted a
    moment ago, where they are not published yet."""
    kind = PeriodKind(briefing.kind)
    try:
        figures = publishing.published(session, kind, briefing.starts_on) or figures
        figures = figures or publishing.prepared(session, kind, briefing.starts_on, now=now)
    except Invalid as invalid:
        empty = composing.unpublished(session, briefing, now=now)
        look = previewed(session, briefing, empty, now=now)
        if any(one.kind == FindingKind.PERIOD and one.stops for one in look.findings):
            return look
        sentence = next(iter(invalid.problems.values()))
        return replace(look, findings=(Finding(FindingKind.PERIOD, None, sentence, stops=True), *look.findings))
    return previewed(session, briefing, figures, now=now)


def previewed(session: Session, briefing: Briefing, figures: Release, *, now: datetime) -> Look:
    settings = get_settings()
    whole = composing.composed(session, briefing, figures, now=now)
    published = publishing.published(session, figures.kind, figures.starts_on) is not None
    found = findings(
        whole.snapshot,
        known_names=_names(session),
        period_open_from=None if published else open_from(briefing.last_day),
        missing_consent=whole.missing_consent,
        today=now.astimezone(settings.zone).date(),
        known_places=_places(session),
        public_contact=settings.public_contact,
    )
    gone = [
        Finding(FindingKind.LEFT_OUT, slide, Sentence(NOT_SAID.template, {"ref": ref}), stops=False, excerpt=ref)
        for slide, ref in whole.left_out
    ]
    named = tuple(replace(one, slide=whole.positions[one.slide - 1] if one.slide else None) for one in (*found, *gone))
    return Look(whole.snapshot, composing.seen(whole.snapshot), named)


def _names(session: Session) -> Collection[str]:
    """Of everybody the desk knows; which of them were said, the pre-flight finds out."""
    found: set[str] = set()
    for column in (Voice.name, Contact.name):
        found.update(filter(None, session.scalars(select(column).distinct().execution_options(yield_per=AT_A_TIME))))
    return found


def _places(session: Session) -> Collection[str]:
    """Not where events are: somebody's home may be among those."""
    columns = (Organisation.name, Neighbourhood.name)
    return {name for column in columns for name in session.scalars(select(column).distinct()) if name}
