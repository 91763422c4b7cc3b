"""Work on a concern: move it, give it to somebody, note the answer given, correct it."""

from collections.abc import Callable

import streamlit as st

from dashboard import loaders
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.labels import category_label, closing_reason_label, priority_label, source_label, status_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, plain
from db.access import Viewer
from db.commands.concern_work import AssignConcern, EditConcern, MoveConcern, RecordAnswer
from db.queries.concerns import ConcernRecord
from db.vocabulary import (
    CONCERN_MOVES,
    OPEN_STATUSES,
    ClosingReason,
    ConcernCategory,
    ConcernStatus,
    Priority,
    SourceType,
)


def move_form(viewer: Viewer, concern: ConcernRecord) -> None:
    """Status, with a reason; closing also asks for the kind of reason."""
    draft = Draft(f"concern.{concern.ref}.move", viewer)
    moves = list(CONCERN_MOVES[ConcernStatus(concern.status)])
    with st.container(border=True, key="move"):
        st.markdown("#### " + _("Change the status"))
        if show_receipt(draft.form, viewer, another=_("Change it again")):
            return
        form_notice(
            draft.form, fields={"status": _("Status"), "to": "", "reason": "", "closing_reason": "", "outcome": ""}
        )
        to = st.selectbox(_("To"), moves, format_func=_move_label(concern), **draft.bind("to", moves[0], options=moves))
        field_problem(draft.form, "to")
        closing = None
        if to == ConcernStatus.CLOSED:
            reasons = list(ClosingReason)
            closing = st.selectbox(
                _("Why it is closed"), reasons, format_func=closing_reason_label, index=None,
                placeholder=_("Choose a reason"), **draft.bind("closing_reason", options=[None, *reasons]),
            )  # fmt: skip
            field_problem(draft.form, "closing_reason")
        reason = draft.words(
            _("Why (required)"), "reason", placeholder=_("No names: everybody on the team reads this.")
        )
        outcome = ""
        if to in (ConcernStatus.RESOLVED, ConcernStatus.CLOSED):
            outcome = draft.words(_("What came of it"), "outcome", default=concern.outcome or "")
        if save_button(draft, _("Save the status")):
            version = newest_version(draft.form, concern.version)
            reason_kind = ClosingReason(closing) if closing else None
            submit(
                MoveConcern(concern.ref, version, ConcernStatus(to), reason, reason_kind, outcome or None),
                viewer=viewer,
                form=draft.form,
                said=_said(_("{ref} is now “{status}”.").format(ref=concern.ref, status=status_label(to))),
            )
        note_shown(draft.form, concern.version)


def _move_label(concern: ConcernRecord) -> Callable[[str], str]:
    reopens = concern.status not in OPEN_STATUSES

    def label(to: str) -> str:
        if reopens and to == ConcernStatus.IN_PROGRESS:
            return _("Reopen: in progress")
        return status_label(to)

    return label


def _said(sentence: str) -> Callable[[object], Receipt]:
    return lambda _answer: Receipt(sentence)


def assign_form(viewer: Viewer, concern: ConcernRecord) -> None:
    """Who answers for it: colleagues of one's own team first."""
    draft = Draft(f"concern.{concern.ref}.assign", viewer)
    colleagues = loaders.colleagues(viewer)
    names = dict(zip(colleagues["officer_id"].astype(int), colleagues["name"], strict=True))
    with st.container(border=True, key="assign"):
        st.markdown("#### " + _("Owner"))
        if show_receipt(draft.form, viewer, another=_("Change it again")):
            return
        form_notice(draft.form, fields={"owner": "", "status": _("Status"), "owner_id": _("Owner")})
        if concern.owner_id != viewer.officer_id and st.button(
            _("Take it myself"), key=draft.widget("mine"), icon=":material/person_add:", width="stretch"
        ):
            _assign(viewer, concern, draft, viewer.officer_id)
        options = [i for i in names if i != concern.owner_id]
        chosen = st.selectbox(
            _("Give it to"), options, format_func=lambda i: names[i], index=None, placeholder=_("Choose a colleague"),
            **draft.bind("owner", options=[None, *options]),
        )  # fmt: skip
        field_problem(draft.form, "owner")
        if chosen is not None and save_button(draft, _("Give it to {name}").format(name=plain(names[chosen]))):
            _assign(viewer, concern, draft, chosen)
        note_shown(draft.form, concern.version)


def _assign(viewer: Viewer, concern: ConcernRecord, draft: Draft, owner_id: int | None) -> None:
    command = AssignConcern(concern.ref, newest_version(draft.form, concern.version), int(owner_id or 0))
    submit(command, viewer=viewer, form=draft.form, said=_said(_("{ref} has a new owner.").format(ref=concern.ref)))


def answer_form(viewer: Viewer, concern: ConcernRecord) -> None:
    """That those who wanted an answer have been told."""
    draft = Draft(f"concern.{concern.ref}.answer", viewer)
    with st.container(border=True, key="answer"):
        st.markdown("#### " + _("Answer given"))
        if show_receipt(draft.form, viewer, another=_("Close")):
            return
        form_notice(draft.form, fields={"how": ""})
        how = draft.words(_("How they were told, and what (required)"), "how", rows=2, most=300)
        if save_button(draft, _("They have been told"), icon=":material/mark_chat_read:"):
            submit(
                RecordAnswer(concern.ref, newest_version(draft.form, concern.version), how),
                viewer=viewer,
                form=draft.form,
                said=_said(_("Noted: those who asked about {ref} were told.").format(ref=concern.ref)),
            )
        note_shown(draft.form, concern.version)


def edit_form(viewer: Viewer, concern: ConcernRecord) -> None:
    """Correct what was recorded. A stale edit shows both versions and keeps what was typed."""
    draft = Draft(f"concern.{concern.ref}.edit", viewer)
    with st.expander(_("Correct what was recorded"), icon=":material/edit:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Correct something else")):
            return
        named = {
            "summary": _("Summary"),
            "category": _("About"),
            "priority": _("Priority"),
            "source_type": _("Raised by"),
            "language": _("Language"),
        }
        form_notice(draft.form, fields=named, mine=draft.fields)
        summary = draft.words(
            _("Summary, one sentence without names"), "summary", default=concern.summary, rows=2, most=300
        )
        categories, priorities, sources = list(ConcernCategory), list(Priority), list(SourceType)
        category = st.selectbox(
            named["category"], categories, format_func=category_label,
            **draft.bind("category", ConcernCategory(concern.category), options=categories),
        )  # fmt: skip
        field_problem(draft.form, "category")
        priority = st.selectbox(
            named["priority"], priorities, format_func=priority_label,
            **draft.bind("priority", Priority(concern.priority), options=priorities),
        )  # fmt: skip
        source = st.selectbox(
            named["source_type"], sources, format_func=source_label,
            **draft.bind("source_type", SourceType(concern.source_type), options=sources),
        )  # fmt: skip
        language = st.text_input(named["language"], max_chars=40, **draft.bind("language", concern.language or ""))
        dispatch = st.text_input(
            _("Dispatch incident"), max_chars=40, **draft.bind("dispatch_ref", concern.dispatch_ref or "")
        )
        if save_button(draft, _("Save the correction")):
            submit(
                EditConcern(
                    ref=concern.ref,
                    version=newest_version(draft.form, concern.version),
                    summary=summary,
                    category=ConcernCategory(category),
                    priority=Priority(priority),
                    source_type=SourceType(source),
                    language=language,
                    dispatch_ref=dispatch,
                ),
                viewer=viewer,
                form=draft.form,
                said=_said(_("{ref} is corrected.").format(ref=concern.ref)),
            )
        note_shown(draft.form, concern.version)
