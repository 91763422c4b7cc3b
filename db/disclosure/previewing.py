"""What would be frozen now, what the pre-flight says of it, and the hash that whoever froze it has to have seen."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.disclosure import composing, publishing
from db.disclosure.content import Release, Snapshot, Text
from db.disclosure.periods import open_from
from db.disclosure.preflight import Finding, findings
from db.errors import Invalid, Sentence, problem
from db.models import Briefing, Contact, Event, Neighbourhood, Organisation, Voice
from db.settings import get_settings
from db.vocabulary.briefings import FindingKind, PeriodKind

WORD = re.compile(r"\w{2,}")
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


def looked_at(session: Session, briefing: Briefing, *, now: datetime) -> Look:
    """With the figures as published, or as they would be; with none, and why, while they cannot be."""
    kind = PeriodKind(briefing.kind)
    try:
        figures = publishing.published(session, kind, briefing.starts_on)
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
        known_names=_names(session, whole.snapshot),
        period_open_from=None if published else open_from(briefing.last_day),
        missing_consent=whole.missing_consent,
        today=now.astimezone(settings.zone).date(),
        known_places=_places(session),
    )
    gone = [
        Finding(FindingKind.LEFT_OUT, slide, Sentence(NOT_SAID.template, {"ref": ref}), stops=False, excerpt=ref)
        for slide, ref in whole.left_out
    ]
    named = tuple(replace(one, slide=whole.positions[one.slide - 1] if one.slide else None) for one in (*found, *gone))
    return Look(whole.snapshot, composing.seen(whole.snapshot), named)


def _names(session: Session, snapshot: Snapshot) -> Collection[str]:
    """Of the people the desk knows, those a word of whose name is somewhere in what was written."""
    words = {word.casefold() for text in _written(snapshot) for one in text for word in WORD.findall(one.words)}
    if not words:
        return ()
    found: set[str] = set()
    for column in (Voice.name, Contact.name):
        known = select(column).where(column.is_not(None)).distinct().execution_options(yield_per=AT_A_TIME)
        for name in session.scalars(known):
            if not words.isdisjoint(word.casefold() for word in WORD.findall(name or "")):
                found.add(name or "")
    return found


def _written(snapshot: Snapshot) -> Iterator[Text]:
    """What people wrote: not the titles of events and the names of officers, which are announced."""
    yield snapshot.title
    for slide in snapshot.slides:
        yield slide.title
        yield slide.text
        if slide.kind not in composing.ANNOUNCED:
            yield from (item.text for item in slide.items)


def _places(session: Session) -> Collection[str]:
    columns = (Organisation.name, Neighbourhood.name, Event.venue)
    return {name for column in columns for name in session.scalars(select(column).distinct()) if name}
