"""Freezing: figures published, content fixed by its hash, in one transaction with its audit entries; and taking it out."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.drafting import FROZEN, LONGEST_WHY, briefing_by_ref, must_not_be_frozen, touched
from db.commands.references import BRIEFING, one_at_a_time
from db.commands.registry import Saved, handles
from db.disclosure import publishing
from db.disclosure.composing import has_words, slides_of
from db.disclosure.content import Release, hash_of, written
from db.disclosure.previewing import previewed
from db.errors import Invalid, Refused, Sentence, Stale, problem
from db.models import Briefing, PublicRelease
from db.vocabulary.briefings import BriefingStatus, PeriodKind

ALL_YEARS = 0


@dataclass(frozen=True, slots=True)
class FreezeBriefing:
    """`seen`: of the preview somebody looked at; what would be frozen must still be that."""

    ref: str
    version: int
    seen: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """`code`: what its public address is made of; `hash`: of its content for ever."""

    ref: str
    code: str
    hash: str


@handles(FreezeBriefing, takes_long=True)
def freeze_briefing(session: Session, command: FreezeBriefing, *, by: Viewer, now: datetime) -> Frozen:
    """Counted in here, though that takes seconds in a large store: what is published is what the records say in this very
    transaction. Raises Invalid (the period, or what the pre-flight stops), Stale, Refused, NotFound."""
    by.must(Permission.BRIEFING_BUILD)
    words.must_be_kept(command)
    briefing = briefing_by_ref(session, command.ref, command.version)
    if by.officer_id not in (briefing.made_by_id, briefing.approved_by_id):
        raise Refused(problem("Whoever began {ref} freezes it, or whoever approved it.", ref=briefing.ref))
    must_not_be_frozen(briefing)
    if has_words(briefing, slides_of(session, briefing)) and briefing.status != BriefingStatus.APPROVED:
        raise Invalid({"briefing": problem("A second person has to approve its words first.")})
    # Two that publish periods which share days would not see each other's otherwise.
    one_at_a_time(session, BRIEFING, ALL_YEARS)
    kind = PeriodKind(briefing.kind)
    known = publishing.published(session, kind, briefing.starts_on)
    figures = known or publishing.prepared(session, kind, briefing.starts_on, now=now)
    look = previewed(session, briefing, figures, now=now)
    if command.seen != look.seen:
        raise Stale(
            problem("What would be shown has changed since you looked at it. Look at the preview again."),
            theirs={},
            version=briefing.version,
        )
    words.refuse_if_any([("briefing", look.stops(approved=briefing.status == BriefingStatus.APPROVED))])
    row = _published(session, figures, fresh=known is None, by=by, now=now)
    content = written(look.snapshot)
    briefing.release_id, briefing.content, briefing.hash = row.id, content, hash_of(content)
    briefing.code = secrets.token_urlsafe(24)
    briefing.status, briefing.frozen_at, briefing.frozen_by_id = BriefingStatus.FROZEN.value, now, by.officer_id
    session.info["public"] = True  # once committed, it goes to where presenters read
    hashes = {"hash": briefing.hash, "figures": row.hash}
    touched(session, briefing, Action.BRIEFING_FROZEN, by=by, now=now, **hashes)
    return Frozen(briefing.ref, briefing.code, briefing.hash)


@dataclass(frozen=True, slots=True)
class WithdrawBriefing:
    """Out of every presenter's list, at once and for good. Its figures stay published: they were seen."""

    ref: str
    version: int
    why: str


@handles(WithdrawBriefing)
def withdraw_briefing(session: Session, command: WithdrawBriefing, *, by: Viewer, now: datetime) -> Saved:
    """Whoever builds briefings may: what should not be shown must not wait for somebody."""
    by.must(Permission.BRIEFING_BUILD)
    briefing = briefing_by_ref(session, command.ref, command.version)
    ask = problem("Say why, without names.")
    words.refuse_if_any(
        [
            ("why", words.sentence(command.why, ask=ask, longest=LONGEST_WHY)),
            ("briefing", _not_shown(briefing)),
        ]
    )
    briefing.status, briefing.withdrawn_at = BriefingStatus.WITHDRAWN.value, now
    briefing.withdrawn_why = command.why.strip()
    session.info["public"] = True
    return touched(session, briefing, Action.BRIEFING_WITHDRAWN, by=by, now=now)


def _not_shown(briefing: Briefing) -> Sentence | None:
    if briefing.status == BriefingStatus.FROZEN:
        return None
    withdrawn = briefing.status in FROZEN
    return (
        problem("It is withdrawn already.") if withdrawn else problem("It is not frozen: put the draft away instead.")
    )


def _published(session: Session, figures: Release, *, fresh: bool, by: Viewer, now: datetime) -> PublicRelease:
    """The row of the figures: written once for each period."""
    if not fresh:
        return session.query(PublicRelease).filter_by(kind=figures.kind.value, starts_on=figures.starts_on).one()
    content = written(figures)
    row = PublicRelease(
        kind=figures.kind.value,
        starts_on=figures.starts_on,
        last_day=figures.last_day,
        content=content,
        hash=hash_of(content),
        published_at=now,
        published_by_id=by.officer_id,
    )
    session.add(row)
    session.flush()
    detail = {"kind": row.kind, "starts_on": row.starts_on.isoformat(), "hash": row.hash}
    audit.append(session, Action.FIGURES_PUBLISHED, entity="public_release", ref=None, by=by, at=now, detail=detail)
    return row
