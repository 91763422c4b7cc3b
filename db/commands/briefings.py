"""Briefings: begun with a first version laid out, described, and put away before they are frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.drafting import LONGEST_TITLE, changed, confirmed, draft_to_change, touched, wordings_problem
from db.commands.references import BRIEFING, next_reference
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.disclosure import periods
from db.disclosure.drafted import Wording, stored
from db.errors import NotOffered, Sentence, problem
from db.models import Briefing, BriefingSlide, Neighbourhood
from db.vocabulary.briefings import LAID_OUT, Audience, BriefingLanguage, BriefingStatus, PeriodKind

FIRST_YEAR = 2000
ENGLISH = BriefingLanguage.ENGLISH


@dataclass(frozen=True, slots=True)
class BeginBriefing:
    """`title`: in English, for the public; empty: named after its areas and period. `areas`: codes; none: the whole city.
    `compared_with`: reference of an earlier frozen briefing; none: the period right before, where it is published."""

    title: str
    kind: PeriodKind
    starts_on: date
    areas: tuple[str, ...] = ()
    audience: Audience | None = None
    languages: tuple[BriefingLanguage, ...] = (ENGLISH,)
    compared_with: str | None = None


@handles(BeginBriefing)
def begin_briefing(session: Session, command: BeginBriefing, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.BRIEFING_BUILD)
    today = agency_day(now)
    period = _period_problem(command.kind, command.starts_on, today)
    earlier = None if period else _earlier(session, command.compared_with, command.kind, command.starts_on)
    words.refuse_if_any(
        [
            ("title", words.too_long(command.title, longest=LONGEST_TITLE)),
            ("starts_on", period),
            ("areas", _areas_problem(session, command.areas)),
            *_audience_and_languages(command.audience, command.languages),
            ("compared_with", earlier if isinstance(earlier, Sentence) else None),
        ]
    )
    assert not isinstance(earlier, Sentence)
    briefing = Briefing(
        ref=next_reference(session, BRIEFING, today.year),
        titles=stored([Wording(ENGLISH, command.title or "")]),
        kind=command.kind.value,
        starts_on=command.starts_on,
        last_day=periods.last_day(command.kind, command.starts_on),
        areas=sorted(set(command.areas)),
        audience=command.audience.value if command.audience else None,
        languages=_in_order(command.languages),
        compared_with_id=earlier.id if earlier else None,
        made_by_id=by.officer_id,
        created_at=now,
        updated_at=now,
    )
    session.add(briefing)
    session.flush()
    for position, kind in enumerate(LAID_OUT, start=1):
        slide = BriefingSlide(briefing_id=briefing.id, position=position, kind=kind.value, texts={}, items=[])
        slide.created_at = slide.updated_at = now
        session.add(slide)
    session.flush()
    detail = {
        "what": "begun",
        "kind": briefing.kind,
        "starts_on": briefing.starts_on.isoformat(),
        "areas": briefing.areas,
    }
    audit.append(session, Action.BRIEFING_CHANGED, entity="briefing", ref=briefing.ref, by=by, at=now, detail=detail)
    return Saved(briefing.ref, briefing.version, "briefing")


@dataclass(frozen=True, slots=True)
class EditBriefing:
    """Areas and period stay: another picture is another briefing. Words in a language that is taken off are not shown."""

    ref: str
    version: int
    titles: tuple[Wording, ...]
    audience: Audience | None
    languages: tuple[BriefingLanguage, ...]
    compared_with: str | None = None


@handles(EditBriefing)
def edit_briefing(session: Session, command: EditBriefing, *, by: Viewer, now: datetime) -> Saved:
    briefing = draft_to_change(session, command.ref, command.version, by=by)
    earlier = _earlier(session, command.compared_with, PeriodKind(briefing.kind), briefing.starts_on)
    languages = _audience_and_languages(command.audience, command.languages)
    offered = command.languages if languages[1][1] is None else tuple(BriefingLanguage)
    known = _in_order(offered)
    words.refuse_if_any(
        [
            ("titles", wordings_problem(command.titles, known, longest=LONGEST_TITLE)),
            *languages,
            ("compared_with", earlier if isinstance(earlier, Sentence) else None),
        ]
    )
    assert not isinstance(earlier, Sentence)
    titles = stored(command.titles)
    by_person = confirmed(briefing.titles, titles)
    briefing.titles, briefing.languages = titles, known
    briefing.audience = command.audience.value if command.audience else None
    briefing.compared_with_id = earlier.id if earlier else None
    detail = {"confirmed": by_person} if by_person else {}
    return changed(session, briefing, "described", by=by, now=now, languages=briefing.languages, **detail)


@dataclass(frozen=True, slots=True)
class DiscardBriefing:
    """Put away a draft for good, slides and pictures included: one's own, or as who approves, that of somebody who left.
    What is frozen is withdrawn instead."""

    ref: str
    version: int


@handles(DiscardBriefing)
def discard_briefing(session: Session, command: DiscardBriefing, *, by: Viewer, now: datetime) -> Saved:
    briefing = draft_to_change(session, command.ref, command.version, by=by, approvers_too=True)
    saved = touched(session, briefing, Action.BRIEFING_CHANGED, by=by, now=now, what="discarded")
    session.execute(delete(BriefingSlide).where(BriefingSlide.briefing_id == briefing.id))
    session.delete(briefing)
    session.flush()
    return saved


def _period_problem(kind: PeriodKind, starts_on: date | None, today: date) -> Sentence | None:
    if not isinstance(kind, PeriodKind):
        return NotOffered("Choose a month, a quarter, a half-year or a year.")
    if type(starts_on) is not date or not periods.is_whole(kind, starts_on):
        return problem("Choose the period from the list.")
    if starts_on > today or starts_on.year < FIRST_YEAR:
        return problem("Choose a period that has begun.")
    return None


def _areas_problem(session: Session, areas: Sequence[str]) -> Sentence | None:
    known = set(session.scalars(select(Neighbourhood.code).where(Neighbourhood.valid_to.is_(None))))
    return NotOffered("Choose neighbourhoods from the list.") if set(areas) - known else None


def _audience_and_languages(
    audience: Audience | None, languages: Sequence[BriefingLanguage]
) -> list[tuple[str, Sentence | None]]:
    whom = None if audience is None or isinstance(audience, Audience) else NotOffered("Choose whom it is for.")
    known = all(isinstance(language, BriefingLanguage) for language in languages)
    return [("audience", whom), ("languages", None if known else NotOffered("Choose languages from the list."))]


def _in_order(languages: Sequence[BriefingLanguage]) -> list[str]:
    """In the vocabulary's order; English is always one."""
    return [language.value for language in BriefingLanguage if language in {ENGLISH, *languages}]


def _earlier(session: Session, ref: str | None, kind: PeriodKind, starts_on: date) -> Briefing | Sentence | None:
    """The frozen briefing to compare with, or what is wrong with it."""
    if not ref:
        return None
    earlier = session.scalar(
        select(Briefing).where(Briefing.ref == ref, Briefing.status == BriefingStatus.FROZEN.value)
    )
    if earlier is None or earlier.kind != kind.value or earlier.last_day >= starts_on:
        return problem("Choose a frozen briefing of an earlier period that is as long as this one.")
    return earlier
