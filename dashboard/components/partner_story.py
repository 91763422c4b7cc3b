"""What happened with a partner, newest first; each line leads to its record where there is a page for it."""

from typing import Any

import streamlit as st

from dashboard import navigation, partner_loaders
from dashboard.components.rows import present
from dashboard.labels import activity_label, communication_kind_label, event_status_label, partner_ending_label
from dashboard.tuples import tuples
from dashboard.words import _, exact_time, ngettext, plain
from db.access import Viewer
from db.audit import Action
from db.queries.partner_story import PartnerStep

SHOWN = 12
ICONS = {
    PartnerStep.EVENT: ":material/event:",
    PartnerStep.ACTIVITY: ":material/directions_walk:",
    PartnerStep.CASE: ":material/cases:",
    PartnerStep.COMMUNICATION: ":material/campaign:",
    PartnerStep.TASK: ":material/add_task:",
    PartnerStep.TASK_DONE: ":material/task_alt:",
    PartnerStep.CHANGED: ":material/edit:",
}
PAGES = {
    PartnerStep.EVENT: "events",
    PartnerStep.CASE: "cases",
    PartnerStep.COMMUNICATION: "communications",
}


def partner_story(viewer: Viewer, ref: str) -> None:
    steps = list(tuples(partner_loaders.partner_story(viewer, ref)))
    if not steps:
        return
    st.markdown("#### " + _("History"))
    for step in steps[:SHOWN]:
        _line(step)
    if more := steps[SHOWN:]:
        with st.expander(ngettext("{n} earlier step", "{n} earlier steps", len(more)).format(n=len(more))):
            for step in more:
                _line(step)


def _line(step: Any) -> None:
    kind = PartnerStep(step.what)
    when = exact_time(step.at)
    signed = _("{who}, {when}").format(who=plain(step.who), when=when) if present(step.who) else when
    said = _said(kind, step)
    if kind in PAGES:
        address = navigation.address(PAGES[kind], ref=str(step.ref))
        said = f"[{said}]({address})"
    st.markdown(f"- {ICONS[kind]} {said}  \n  :small[{signed}]")


def _said(kind: PartnerStep, step: Any) -> str:
    words = plain(step.words)
    if kind == PartnerStep.EVENT:
        return f"**{words}** ({event_status_label(step.more)})"
    if kind == PartnerStep.ACTIVITY:
        return f"**{activity_label(step.words)}** {plain(step.ref)}"
    if kind == PartnerStep.CASE:
        part = f", {plain(step.more)}" if present(step.more) else ""
        return _("**Works on a case with us:** {title}").format(title=words) + part
    if kind == PartnerStep.COMMUNICATION:
        return f"**{communication_kind_label(step.more)}:** {words}"
    if kind == PartnerStep.TASK:
        return _("**Task:** {words}").format(words=words)
    if kind == PartnerStep.TASK_DONE:
        return _("**Done:** {words}").format(words=words)
    return _changed(Action(step.words), step.more if present(step.more) else "")


def _changed(action: Action, more: str) -> str:
    if more.startswith("ended: "):
        return _("**Ended:** {why}").format(why=partner_ending_label(more.removeprefix("ended: ")))
    if more == "resumed":
        return _("**A partner again**")
    if action == Action.CONTACT_RECORDED:
        return _("**A contact was corrected**") if more == "corrected" else _("**A contact was added**")
    sentences = {
        Action.ORGANISATION_RECORDED: _("**Recorded**"),
        Action.ORGANISATION_EDITED: _("**Corrected**"),
        Action.CONTACT_REMOVED: _("**A contact was removed**"),
        Action.HANDED_OVER: _("**Handed over**"),
        Action.UNDONE: _("**The last save was taken back**"),
    }
    return sentences[action]
