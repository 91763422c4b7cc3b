"""Correct what was recorded about a concern."""

import streamlit as st

from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.concern_work import in_words
from dashboard.labels import category_label, priority_label, source_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _
from db.access import Viewer
from db.commands.concern_work import EditConcern
from db.queries.concerns import ConcernRecord
from db.vocabulary import SENSITIVE_CATEGORIES, ConcernCategory, Confidentiality, Priority, SourceType


def edit_form(viewer: Viewer, concern: ConcernRecord) -> None:
    """Correct what was recorded. A stale edit shows both versions and keeps what was typed."""
    draft = Draft(f"concern.{concern.ref}.edit", viewer)
    with st.expander(_("Correct what was recorded"), icon=":material/edit:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Correct something else")):
            return
        draft_notice(draft)
        named = {
            "summary": _("Summary"),
            "category": _("About"),
            "priority": _("Priority"),
            "source_type": _("Raised by"),
            "language": _("Language"),
            "dispatch_ref": _("Dispatch incident"),
            "public_text": _("For the public"),
        }
        form_notice(draft.form, fields=named, mine=draft.fields, in_words=in_words(viewer))
        command = _fields(draft, concern, named)
        if save_button(draft, _("Save the correction")):
            submit(
                command,
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(_("{ref} is corrected.").format(ref=concern.ref)),
            )
        note_shown(draft.form, concern.version)


def _fields(draft: Draft, concern: ConcernRecord, named: dict[str, str]) -> EditConcern:
    summary = draft.words(
        _("Summary, one sentence without names"), "summary", default=concern.summary, required=True, rows=2, most=300
    )
    categories, priorities, sources = list(ConcernCategory), list(Priority), list(SourceType)
    category = st.selectbox(
        named["category"], categories, format_func=category_label,
        **draft.bind("category", ConcernCategory(concern.category), options=categories),
    )  # fmt: skip
    field_problem(draft.form, "category")
    least = SENSITIVE_CATEGORIES.get(ConcernCategory(category), Confidentiality.PUBLIC)
    if concern.confidentiality < Confidentiality.RESTRICTED <= least:
        st.warning(
            _("Concerns of this category are restricted: once saved, only you and its owner can open it."),
            icon=":material/lock:",
        )
    priority = st.selectbox(
        named["priority"], priorities, format_func=priority_label,
        **draft.bind("priority", Priority(concern.priority), options=priorities),
    )  # fmt: skip
    field_problem(draft.form, "priority")
    source = st.selectbox(
        named["source_type"], sources, format_func=source_label,
        **draft.bind("source_type", SourceType(concern.source_type), options=sources),
    )  # fmt: skip
    field_problem(draft.form, "source_type")
    language = st.text_input(named["language"], max_chars=40, **draft.bind("language", concern.language or ""))
    field_problem(draft.form, "language")
    dispatch = st.text_input(
        named["dispatch_ref"], max_chars=40, **draft.bind("dispatch_ref", concern.dispatch_ref or "")
    )
    field_problem(draft.form, "dispatch_ref")
    public = draft.words(
        _(
            "For the public: what was raised, without names or addresses. Briefings offer it; a second person approves it."
        ),
        "public_text",
        default=concern.public_text or "",
        rows=2,
        most=300,
    )
    return EditConcern(
        ref=concern.ref,
        version=newest_version(draft.form, concern.version),
        summary=summary,
        category=ConcernCategory(category),
        priority=Priority(priority),
        source_type=SourceType(source),
        language=language,
        dispatch_ref=dispatch,
        public_text=public,
    )
