"""One save from the Log page: what happened, what was reported and what follows, together or not at all."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from db.access import Viewer
from db.cleaning import CleanFile
from db.commands.activities import LogActivity
from db.commands.attachments import AttachFile
from db.commands.concerns import RecordConcern
from db.commands.events import RecordEvent
from db.commands.registry import Saved, handles, run
from db.commands.tasks import AddTask
from db.commands.voices import AddVoice
from db.errors import Invalid, Sentence, problem


@dataclass(frozen=True, slots=True)
class LogEntry:
    """At least one of an activity, a concern, a further voice of a known concern, and an event; what else is here is
    tied to the concern (new or known) or the event."""

    activity: LogActivity | None = None
    concern: RecordConcern | None = None
    event: RecordEvent | None = None
    follow_up: AddTask | None = None
    voice: AddVoice | None = None
    # Of the concern, new or known; or why the file cannot be kept: then that is said with all else that is wrong.
    photo: CleanFile | Sentence | None = None


def _an_activity(command: LogEntry) -> bool:
    """Of the parts, nothing but an activity."""
    return command == LogEntry(activity=command.activity)


@handles(LogEntry, activities_alone=_an_activity, can_undo=True)
def log_entry(session: Session, command: LogEntry, *, by: Viewer, now: datetime) -> Saved:
    """Raises Invalid with the problems of all parts at once; keys of the follow-up begin with "follow_up_"."""
    if all(part is None for part in (command.activity, command.concern, command.event, command.voice)):
        raise Invalid({"kind": problem("Choose what happened.")})
    problems: dict[str, Sentence] = {}
    saved: list[Saved] = []

    def attempt(part: object, prefix: str = "") -> Saved | None:
        try:
            answer: Saved = run(session, part, by=by, now=now)
        except Invalid as invalid:
            for field, sentence in invalid.problems.items():
                problems.setdefault(prefix + field, sentence)
            return None
        saved.append(answer)
        return answer

    event = attempt(command.event) if command.event else None
    concern = command.concern
    if concern is not None and event is not None:
        concern = replace(concern, raised_at_event=event.ref)
    recorded = attempt(concern) if concern is not None else None
    if command.voice is not None:
        recorded = attempt(command.voice)
    activity = command.activity
    if activity is not None:
        activity = replace(
            activity,
            concern=recorded.ref if recorded else activity.concern,
            event=event.ref if event else activity.event,
        )
        attempt(activity)
    if isinstance(command.photo, Sentence):
        problems["photo"] = command.photo
    elif command.photo is not None and not problems:
        known = activity.concern if activity else None
        _attach(session, command.photo, recorded.ref if recorded else known, by=by, now=now)
    if command.follow_up is not None:
        follow_up = replace(
            command.follow_up,
            concern=recorded.ref if recorded else command.follow_up.concern,
            event=event.ref if event else command.follow_up.event,
        )
        attempt(follow_up, "follow_up_")
    if problems:
        raise Invalid(problems)
    first, *others = saved
    return Saved(first.ref, first.version, first.entity, tuple(other.ref for other in others))


def _attach(session: Session, photo: CleanFile, ref: str | None, *, by: Viewer, now: datetime) -> None:
    if ref is None:
        raise Invalid({"photo": problem("A photo is kept with a concern: log what was reported as well.")})
    try:
        run(session, AttachFile(ref, photo), by=by, now=now)
    except Invalid as invalid:
        raise Invalid({"photo": next(iter(invalid.problems.values()))}) from invalid
