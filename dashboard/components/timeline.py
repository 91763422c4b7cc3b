"""A record's story, newest first: what changed, who was spoken to, what was done, in one list."""

import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import loaders
from dashboard.components.rows import present
from dashboard.labels import (
    activity_label,
    case_status_label,
    contact_method_label,
    status_label,
)
from dashboard.tuples import tuples
from dashboard.words import _, exact_time, ngettext, plain
from db.access import Viewer
from db.audit import Action
from db.queries.timeline import Step
from db.vocabulary import AnswerOutcome

SHOWN = 12
MERGE = re.compile(r"^(C-\d+-\d+) ([→↛]) (C-\d+-\d+)$")
# Steps of another record, which is named; the record's page links to it further up.
ELSEWHERE = (Step.JOINED, Step.CONCERN_MOVED, Step.ANSWERED)
ICONS = {
    Step.MOVED: ":material/swap_horiz:",
    Step.REPORTED: ":material/record_voice_over:",
    Step.RAISED: ":material/groups:",
    Step.JOINED: ":material/add_link:",
    Step.CONCERN_MOVED: ":material/swap_horiz:",
    Step.ANSWERED: ":material/mark_chat_read:",
    Step.ACTIVITY: ":material/directions_walk:",
    Step.TASK_ADDED: ":material/add_task:",
    Step.TASK_DONE: ":material/task_alt:",
    Step.GIVEN_UP: ":material/heart_broken:",
    Step.CHANGED: ":material/edit:",
}


def timeline(viewer: Viewer, *, entity: str, ref: str, first: str) -> None:
    """`first` says how it all began: "Received", "Opened"."""
    steps = loaders.timeline(viewer, entity=entity, ref=ref)
    if steps.empty:
        return
    st.markdown("#### " + _("History"))
    newest = list(tuples(steps.iloc[::-1]))
    for step in newest[:SHOWN]:
        _line(step, entity, ref, first)
    if more := newest[SHOWN:]:
        with st.expander(ngettext("{n} earlier step", "{n} earlier steps", len(more)).format(n=len(more))):
            for step in more:
                _line(step, entity, ref, first)


def _line(step: Any, entity: str, ref: str, first: str) -> None:
    kind = Step(step.what)
    said = _said(kind, step, case_status_label if entity == "case" else status_label, first)
    who = plain(step.who) if present(step.who) else ""
    when = exact_time(step.at)
    signed = _("{who}, {when}").format(who=who, when=when) if who else when
    about = f" {plain(step.ref)}" if kind in ELSEWHERE and step.ref != ref else ""
    st.markdown(f"- {ICONS[kind]}{about} {said}  \n  :small[{signed}]")


def _said(kind: Step, step: Any, label: Callable[[str], str], first: str) -> str:
    words = plain(step.words) if present(step.words) else ""
    if kind in (Step.MOVED, Step.CONCERN_MOVED):
        return _moved(kind, step, label if kind == Step.MOVED else status_label, first)
    if kind == Step.ANSWERED:
        return _answered(step)
    if kind == Step.ACTIVITY:
        return f"**{activity_label(step.words)}**"
    if kind == Step.CHANGED:
        return _changed(Action(step.words)) + (f"  \n{plain(step.before)}" if present(step.before) else "")
    sentences: dict[Step, str] = {
        Step.REPORTED: _("**Reported again**"),
        Step.RAISED: _("**Raised at an event:** {words}"),
        Step.JOINED: _("**Concern received:** {words}"),
        Step.TASK_ADDED: _("**Task:** {words}"),
        Step.TASK_DONE: _("**Done:** {words}"),
        Step.GIVEN_UP: _("**Promise given up:** {words}"),
    }
    why = f"  \n{plain(step.before)}" if kind == Step.GIVEN_UP and present(step.before) else ""
    return sentences[kind].format(words=words) + why


def _moved(kind: Step, step: Any, label: Callable[[str], str], first: str) -> str:
    if merge := _merge_step(step.words):
        return merge
    reason = f"  \n{plain(step.words)}" if present(step.words) else ""
    if not present(step.before):
        return f"**{first}**{reason}"
    if step.before == step.after:
        return _("**Asked whether it is still solved: it is**") + reason
    said = _("{before} → **{after}**").format(before=label(step.before), after=label(step.after))
    return f"{said}{reason}"


def _merge_step(reason: Any) -> str | None:
    """The sentence for a step that db.commands.duplicates wrote: "C-1 → C-2" and "C-1 ↛ C-2"."""
    found = MERGE.match(reason) if isinstance(reason, str) else None
    if found is None:
        return None
    said = _("**{repeat} was merged into {main}**") if found[2] == "→" else _("**{repeat} was taken out of {main}**")
    return said.format(repeat=plain(found[1]), main=plain(found[3]))


def _answered(step: Any) -> str:
    if step.before == AnswerOutcome.TOLD and present(step.after):
        return _("**A reporter was told** ({how})").format(how=contact_method_label(step.after))
    sentences = {
        AnswerOutcome.TOLD: _("**A reporter was told**"),
        AnswerOutcome.NOT_REACHED: _("**A reporter could not be reached**"),
        AnswerOutcome.DECLINED: _("**A reporter wants no answer any more**"),
    }
    return sentences[AnswerOutcome(step.before)]


def _changed(action: Action) -> str:
    sentences = {
        Action.CONCERN_EDITED: _("**Corrected**"),
        Action.CONCERN_ASSIGNED: _("**Given to another owner**"),
        Action.CASE_ASSIGNED: _("**Given to another owner**"),
        Action.CASE_LINKED: _("**A concern was added**"),
        Action.CONCERN_ANSWERED: _("**Answer noted**"),
        Action.CASE_EDITED: _("**Corrected**"),
        Action.CASE_PARTNERS: _("**Partners changed**"),
        Action.COMPLAINT_NAMED: _("**Noted whom the complaint is about**"),
        Action.COMPLAINT_TAKEN_OFF: _("**Somebody was taken off it**"),
        Action.HANDED_OVER: _("**Handed over**"),
        Action.FILE_ATTACHED: _("**A file was added**"),
        Action.FILE_REMOVED: _("**A file was removed**"),
        Action.ESCALATION_ACKNOWLEDGED: _("**Put aside until later**"),
        Action.UNDONE: _("**The last save was taken back**"),
    }
    return sentences[action]
