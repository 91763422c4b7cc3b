"""The audit trail in plain words: what was done, to what, and what its entry says beside that."""

from collections.abc import Mapping
from typing import Any

from dashboard import navigation
from dashboard.labels import permission_label
from dashboard.words import N_, _
from db.access import Permission
from db.audit import Action

ACTIONS: Mapping[Action, str] = {
    Action.SIGNED_IN: N_("Signed in"),
    Action.SIGNED_OUT: N_("Signed out"),
    Action.SESSION_ENDED: N_("Session ended"),
    Action.SIGN_IN_FAILED: N_("Sign-in failed"),
    Action.ACCOUNT_LOCKED: N_("Account locked"),
    Action.ACCOUNT_RELEASED: N_("Account released"),
    Action.ACCOUNT_MADE: N_("Local account made"),
    Action.ACCOUNT_CHANGED: N_("Account switched on or off"),
    Action.PASSWORD_CHANGED: N_("Password changed"),
    Action.SECOND_FACTOR_CHANGED: N_("Second factor changed"),
    Action.REACH_CHANGED: N_("Role or reach changed"),
    Action.REFUSED: N_("Refused"),
    Action.AUDIT_SEARCHED: N_("Audit trail searched"),
    Action.AUDIT_CHECKED: N_("Audit trail checked"),
    Action.RECORD_OPENED: N_("Personal or restricted record opened"),
    Action.GLASS_BROKEN: N_("Opened without an assignment, with a reason"),
    Action.GLASS_CLOSED: N_("Access without an assignment closed again"),
    Action.GLASS_REVIEWED: N_("Opening without an assignment reviewed"),
    Action.RETENTION_SET: N_("Retention changed"),
    Action.TIDIED: N_("What is no record thrown away"),
    Action.HOLD_PLACED: N_("Legal hold placed"),
    Action.HOLD_LIFTED: N_("Legal hold lifted"),
    Action.ERASURE_PROPOSED: N_("Erasure proposed"),
    Action.ERASURE_REFUSED: N_("Erasure refused"),
    Action.ERASED: N_("Erased"),
    Action.ERASED_AGAIN: N_("Erased again after a restore"),
    Action.SUBJECT_ASKED: N_("Subject’s request changed"),
    Action.SUBJECT_SEARCHED: N_("Searched for what is kept about a subject"),
    Action.SUBJECT_APPROVED: N_("Answer to a subject approved"),
    Action.SUBJECT_GIVEN: N_("Answer to a subject taken out"),
    Action.PEOPLE_CHANGED: N_("People changed"),
    Action.NEIGHBOURHOODS_LOADED: N_("Neighbourhoods loaded"),
    Action.RECORDED_IN_BULK: N_("Recorded in bulk"),
    Action.COUNTED_AGAIN: N_("Counted again"),
    Action.CONCERN_RECORDED: N_("Concern recorded"),
    Action.CONCERN_MOVED: N_("Concern moved"),
    Action.CONCERN_ASSIGNED: N_("Concern assigned"),
    Action.CONCERN_EDITED: N_("Concern edited"),
    Action.CONCERN_ANSWERED: N_("Concern answered"),
    Action.CONCERN_MERGED: N_("Concern merged"),
    Action.CONCERN_TAKEN_APART: N_("Merged concern taken apart"),
    Action.DUPLICATE_RULED_OUT: N_("Found not to be a duplicate"),
    Action.VOICE_ADDED: N_("Further report added"),
    Action.CONCERN_OPENED: N_("Concern: personal details opened"),
    Action.CASE_OPENED: N_("Case opened"),
    Action.CASE_MOVED: N_("Case moved"),
    Action.CASE_ASSIGNED: N_("Case assigned"),
    Action.CASE_LINKED: N_("Concern linked to case"),
    Action.CASE_EDITED: N_("Case edited"),
    Action.CASE_PARTNERS: N_("Case partners changed"),
    Action.CASE_STAGE_MOVED: N_("Case moved to another stage"),
    Action.CASE_DETAILS_OPENED: N_("Case: personal details opened"),
    Action.COMPLAINT_NAMED: N_("Officers complained about named"),
    Action.COMPLAINT_TAKEN_OFF: N_("Officer taken off a complaint"),
    Action.REFERENCE_CHANGED: N_("Reference data changed"),
    Action.EVENT_RECORDED: N_("Event recorded"),
    Action.EVENT_CLOSED_OUT: N_("Event closed out"),
    Action.EVENT_CANCELLED: N_("Event cancelled"),
    Action.EVENT_EDITED: N_("Event edited"),
    Action.SERIES_PLANNED: N_("Series planned"),
    Action.SERIES_CHANGED: N_("Series changed"),
    Action.EVENTS_IMPORTED: N_("Events imported"),
    Action.FEED_MADE: N_("Calendar address made"),
    Action.FEED_REVOKED: N_("Calendar address revoked"),
    Action.ATTENDANCE_COUNTED: N_("Attendance counted"),
    Action.HANDOUTS_GIVEN: N_("Hand-outs given"),
    Action.HANDOUTS_STOCKED: N_("Stock of hand-outs changed"),
    Action.ACTIVITY_LOGGED: N_("Activity logged"),
    Action.ACTIVITY_EDITED: N_("Activity corrected"),
    Action.WEEK_HANDED_IN: N_("Week handed in"),
    Action.WEEK_SIGNED_OFF: N_("Week signed off"),
    Action.WEEK_RETURNED: N_("Week returned"),
    Action.ACTIVITY_NOTE_OPENED: N_("Activity: note opened"),
    Action.TASK_ADDED: N_("Task added"),
    Action.TASK_DONE: N_("Task done"),
    Action.TASK_REOPENED: N_("Task reopened"),
    Action.PROMISE_GIVEN_UP: N_("Promise given up"),
    Action.OUTCOME_CHECKED: N_("Outcome checked"),
    Action.PEOPLE_TOLD: N_("Those promised to were told"),
    Action.ORGANISATION_RECORDED: N_("Organisation recorded"),
    Action.ORGANISATION_EDITED: N_("Organisation edited"),
    Action.CONTACT_RECORDED: N_("Contact recorded"),
    Action.CONTACT_REMOVED: N_("Contact removed"),
    Action.CONTACTS_OPENED: N_("Partner: contacts’ personal details opened"),
    Action.COMMUNICATION_RECORDED: N_("Communication recorded"),
    Action.COMMUNICATION_EDITED: N_("Communication edited"),
    Action.TEMPLATE_SAVED: N_("Template saved"),
    Action.UNDONE: N_("Undone"),
    Action.EXPORTED: N_("Taken out as a file"),
    Action.THRESHOLD_SET: N_("Threshold set"),
    Action.ESCALATION_ACKNOWLEDGED: N_("Escalation acknowledged"),
    Action.ESCALATION_TAKEN_BACK: N_("Acknowledgement taken back"),
    Action.HANDED_OVER: N_("Handed over"),
    Action.FILE_ATTACHED: N_("File attached"),
    Action.FILE_REMOVED: N_("File removed"),
    Action.FILE_OPENED: N_("Attached file opened"),
    Action.FIGURES_PUBLISHED: N_("Public figures published"),
    Action.BRIEFING_CHANGED: N_("Briefing changed"),
    Action.BRIEFING_SENT: N_("Briefing sent for approval"),
    Action.BRIEFING_SENT_BACK: N_("Briefing sent back"),
    Action.BRIEFING_APPROVED: N_("Briefing’s words approved"),
    Action.BRIEFING_FROZEN: N_("Briefing frozen"),
    Action.BRIEFING_RENDERED: N_("Briefing’s documents kept"),
    Action.BRIEFING_PRESENTED: N_("Briefing presented"),
    Action.BRIEFING_TAKEN_OUT: N_("Briefing’s document taken out"),
    Action.BRIEFING_WITHDRAWN: N_("Briefing withdrawn"),
    Action.TRANSLATION_CONFIRMED: N_("Translation confirmed"),
    Action.NOTICES_CHOSEN: N_("Notices chosen"),
    Action.JOB_RUN: N_("Backup, check or other job run"),
}

KINDS: Mapping[str, str] = {
    "activity": N_("Activity"),
    "audit trail": N_("Audit trail"),
    "case": N_("Case"),
    "communication": N_("Communication"),
    "communication_template": N_("Template"),
    "concern": N_("Concern"),
    "event": N_("Event"),
    "event_feed": N_("Calendar address"),
    "export": N_("File taken out"),
    "handout": N_("Hand-out"),
    "handout_item": N_("Hand-out"),
    "neighbourhood": N_("Neighbourhood"),
    "officer": N_("Officer"),
    "organisation": N_("Partner"),
    "refusal": N_("Refusal"),
    "session": N_("Signing in"),
    "task": N_("Task"),
    "task_template": N_("Usual task"),
    "team": N_("Team"),
    "threshold": N_("Clock or distance"),
    "week_sheet": N_("Week sheet"),
}

# What an entry says beside its action, by the name it is kept under.
DETAILS: Mapping[str, str] = {
    "actions": N_("what was done"),
    "count": N_("how many"),
    "entries": N_("entries"),
    "fields": N_("fields"),
    "filters": N_("chosen"),
    "from": N_("from"),
    "kind": N_("kind"),
    "method": N_("how"),
    "person": N_("person"),
    "reason": N_("reason"),
    "reference": N_("reference"),
    "rows": N_("rows"),
    "since": N_("from day"),
    "to": N_("to"),
    "tried": N_("tried"),
    "until": N_("to day"),
    "what": N_("what"),
    "whole": N_("whole"),
    "why": N_("why"),
}
WHY: Mapping[str, str] = {
    "refused": N_("not theirs to do"),
    "notfound": N_("not there, or not theirs to see"),
    "invalid": N_("a choice that no form offers"),
}


def action_label(value: str) -> str:
    try:
        return _(ACTIONS[Action(value)])
    except ValueError:
        return _spoken(value).capitalize()


def kind_label(value: str) -> str:
    return _(KINDS[value]) if value in KINDS else _spoken(value).capitalize()


def detail_words(detail: Mapping[str, Any]) -> str:
    """What else the entry says, as a line; empty when it says nothing more."""
    parts = []
    for name, value in detail.items():
        said = (
            _tried(str(value))
            if name == "tried"
            else _(WHY[value])
            if name == "why" and value in WHY
            else _value(value)
        )
        if said:
            label = _(DETAILS[name]) if name in DETAILS else _spoken(name)
            parts.append(f"{label}: {said}")
    return "; ".join(parts)


def _tried(what: str) -> str:
    """A page by what it is for, a command or a read by its name in words."""
    if what in [permission.value for permission in Permission]:
        pages = [_(place.title) for place in navigation.TABLE if place.permission == what]
        return ", ".join(pages) or permission_label(Permission(what))
    return _spoken("".join(f"_{c.lower()}" if c.isupper() else c for c in what))


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{_spoken(str(name))} {_value(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_value(inner) for inner in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else _spoken(str(value))


def _spoken(name: str) -> str:
    return name.replace("_", " ").strip()
