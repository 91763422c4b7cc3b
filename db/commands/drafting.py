"""What the commands of a briefing share: fetch the draft for change, take its approval away, note it, check its words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import must_be_current
from db.commands.registry import Saved
from db.disclosure.drafted import SlideWords, Wording
from db.errors import NotFound, NotOffered, Refused, Sentence, problem
from db.models import Briefing
from db.vocabulary.briefings import BriefingLanguage, BriefingStatus

LONGEST_TITLE, LONGEST_BODY, LONGEST_ITEM, LONGEST_WHY = 120, 1_500, 300, 300
FROZEN = (BriefingStatus.FROZEN, BriefingStatus.WITHDRAWN)
SHOWN = ("status", "titles", "audience", "languages")


def briefing_by_ref(session: Session, ref: str, version: int) -> Briefing:
    """Raises NotFound, Stale."""
    briefing = session.scalar(select(Briefing).where(Briefing.ref == ref))
    if briefing is None:
        raise NotFound(problem("There is no briefing {ref}.", ref=ref))
    must_be_current(briefing, version, dict.fromkeys(SHOWN))
    return briefing


def draft_to_change(session: Session, ref: str, version: int, *, by: Viewer, approvers_too: bool = False) -> Briefing:
    """A briefing of one's own that is not frozen. Nobody writes in somebody else's: then who approves it has written none
    of it. Raises NotFound, Refused, Stale."""
    by.must(Permission.BRIEFING_BUILD)
    briefing = briefing_by_ref(session, ref, version)
    if briefing.made_by_id != by.officer_id and not (approvers_too and by.may(Permission.BRIEFING_APPROVE)):
        raise Refused(problem("Only whoever began {ref} changes it. Send it back with what should change.", ref=ref))
    must_not_be_frozen(briefing)
    return briefing


def must_not_be_frozen(briefing: Briefing) -> None:
    if briefing.status in FROZEN:
        raise Refused(problem("{ref} is frozen: it stays as it is. Begin a new one instead.", ref=briefing.ref))


def changed(session: Session, briefing: Briefing, what: str, *, by: Viewer, now: datetime, **detail: Any) -> Saved:
    """Count the change, take an approval away that was given before it, note it."""
    had = briefing.status != BriefingStatus.DRAFT
    briefing.status = BriefingStatus.DRAFT.value
    briefing.sent_at = briefing.approved_at = briefing.approved_by_id = None
    more = {"approval": "taken away"} if had else {}
    return touched(session, briefing, Action.BRIEFING_CHANGED, by=by, now=now, what=what, **more, **detail)


def touched(session: Session, briefing: Briefing, action: Action, *, by: Viewer, now: datetime, **detail: Any) -> Saved:
    briefing.updated_at = now
    flag_modified(briefing, "updated_at")  # the version guards the slides too: it counts though no column may differ
    session.flush()
    audit.append(session, action, entity="briefing", ref=briefing.ref, by=by, at=now, detail=detail)
    return Saved(briefing.ref, briefing.version, "briefing")


def wordings_problem(said: Sequence[Wording], languages: Iterable[str], *, longest: int) -> Sentence | None:
    """One wording at most for each language of the briefing, none too long."""
    if not all(isinstance(one, Wording) and isinstance(one.words, str) for one in said):
        return NotOffered("Write the words again.")
    wrong = _language_problem([one.language for one in said], languages)
    return wrong or next(filter(None, (words.too_long(one.words, longest=longest) for one in said)), None)


def slide_words_problem(said: Sequence[SlideWords], languages: Iterable[str]) -> Sentence | None:
    if not all(isinstance(w, SlideWords) and isinstance(w.title, str) and isinstance(w.body, str) for w in said):
        return NotOffered("Write the words again.")
    wrong = _language_problem([one.language for one in said], languages)
    if wrong is not None:
        return wrong
    titles = (words.too_long(one.title, longest=LONGEST_TITLE) for one in said)
    bodies = (words.too_long(one.body, longest=LONGEST_BODY) for one in said)
    return next(filter(None, (*titles, *bodies)), None)


def _language_problem(said: Sequence[Any], languages: Iterable[str]) -> Sentence | None:
    if not all(isinstance(one, BriefingLanguage) for one in said) or len(set(said)) < len(said):
        return NotOffered("Choose each language once.")
    if set(said) - {*languages}:
        return problem("Choose this language for the briefing first.")
    if said and BriefingLanguage.ENGLISH not in said:
        return problem("Write the English words too: they are shown where a language has none.")
    return None


def confirmed(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Languages whose machine-made words a person has now confirmed: an entry of the trail says who."""
    return sorted(
        language
        for language, of in before.items()
        if of.get("machine") and language in after and not after[language].get("machine")
    )
