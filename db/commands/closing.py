"""Closing: nobody who asked is left without an answer, and no promise without a word on what becomes of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import audit, reports
from db.access import Viewer
from db.audit import Action
from db.commands import words
from db.errors import Sentence, problem
from db.models import Case, Concern, Task, Voice, VoiceAnswer
from db.vocabulary import AnswerOutcome, ContactMethod, PromiseFate


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one reporter (`voice` is the number of queries.voices.to_tell) was told; level 2."""

    voice: int
    outcome: AnswerOutcome
    words: str | None = None
    method: ContactMethod | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one open promise (`ref` is the task's). Giving it up needs a reason."""

    ref: str
    fate: PromiseFate
    why: str | None = None


def feedback_problems(
    session: Session, concern: Concern, given: tuple[Feedback, ...]
) -> list[tuple[str, Sentence | None]]:
    """A problem under "feedback.<voice>" for each voice that wants an answer and gets none, or not a whole one."""
    by_voice = {item.voice: item for item in given}
    wanted = [voice.id for voice in _who_want_an_answer(session, concern)]
    found = [(f"feedback.{number}", _feedback_problem(by_voice.get(number))) for number in wanted]
    strangers = sorted(set(by_voice) - set(wanted))
    return found + [("feedback", problem("Somebody else has been told meanwhile. Look again.")) for _ in strangers[:1]]


def _feedback_problem(item: Feedback | None) -> Sentence | None:
    if item is None or not isinstance(item.outcome, AnswerOutcome):
        return problem("Say what this person was told, or that they could not be reached.")
    if item.method is not None and not isinstance(item.method, ContactMethod):
        return problem("Choose how they were told.")
    if item.outcome == AnswerOutcome.DECLINED:
        return words.too_long(item.words, longest=2000)
    ask = (
        problem("Say what they were told.")
        if item.outcome == AnswerOutcome.TOLD
        else problem("Say what was tried to reach them.")
    )
    return words.sentence(item.words, ask=ask, longest=2000)


def _who_want_an_answer(session: Session, concern: Concern) -> list[Voice]:
    asked = select(Voice).where(reports.of_concern(concern.id), Voice.wants_answer).order_by(Voice.id)
    return list(session.scalars(asked))


def give_feedback(
    session: Session, concern: Concern, given: tuple[Feedback, ...], *, by: Viewer, now: datetime
) -> None:
    """Note the result each voice was told; the concern is answered once anybody was."""
    voices = {voice.id: voice for voice in _who_want_an_answer(session, concern)}
    for item in given:
        note_answer(session, voices[item.voice], item, by=by, now=now, closing=True)
        if item.outcome == AnswerOutcome.TOLD:
            concern.acknowledged_at = concern.acknowledged_at or now


def note_answer(session: Session, voice: Voice, item: Feedback, *, by: Viewer, now: datetime, closing: bool) -> None:
    """Add one answer to a voice: its clock stops when the person was told, or wants to hear nothing."""
    said = words.tidy(item.words)
    method = item.method.value if item.method else None
    session.add(
        VoiceAnswer(
            voice_id=voice.id, at=now, officer_id=by.officer_id, outcome=item.outcome.value,
            method=method, words=said, closing=closing,
        )
    )  # fmt: skip
    if item.outcome == AnswerOutcome.TOLD:
        voice.told_at, voice.told_how = now, (said or "")[:300]
    elif item.outcome == AnswerOutcome.DECLINED:
        voice.wants_answer = False
    voice.updated_at = now


def promise_problems(
    session: Session, record: Concern | Case, fates: tuple[Fate, ...]
) -> list[tuple[str, Sentence | None]]:
    """A problem under "promise.<reference>" for each open promise of the record that is passed over."""
    chosen = {item.ref: item for item in fates}
    return [(f"promise.{task.ref}", _fate_problem(chosen.get(task.ref))) for task in _open_promises(session, record)]


def _fate_problem(item: Fate | None) -> Sentence | None:
    if item is None or not isinstance(item.fate, PromiseFate):
        return problem("This was promised to the community. Say what happens to it.")
    if item.fate == PromiseFate.GIVEN_UP:
        return words.sentence(item.why, ask=problem("Say why the promise cannot be kept."), longest=300)
    return words.too_long(item.why, longest=300)


def _open_promises(session: Session, record: Concern | Case) -> list[Task]:
    of_record: ColumnElement[bool] = (
        Task.concern_id == record.id if isinstance(record, Concern) else Task.case_id == record.id
    )
    still_open = (Task.is_promise, Task.done_at.is_(None), Task.withdrawn_at.is_(None))
    return list(session.scalars(select(Task).where(of_record, *still_open).order_by(Task.id)))


def settle_promises(
    session: Session, record: Concern | Case, fates: tuple[Fate, ...], *, by: Viewer, now: datetime
) -> None:
    """Kept and given-up promises end now, each with an entry of its own; one that goes on stays with its owner."""
    chosen = {item.ref: item for item in fates}
    for task in _open_promises(session, record):
        item = chosen[task.ref]
        if item.fate == PromiseFate.GOES_ON:
            continue
        task.done_at, task.updated_at = now, now
        given_up = item.fate == PromiseFate.GIVEN_UP
        task.not_kept_why = words.tidy(item.why) if given_up else None
        action = Action.PROMISE_GIVEN_UP if given_up else Action.TASK_DONE
        audit.append(session, action, entity="task", ref=task.ref, by=by, at=now)
