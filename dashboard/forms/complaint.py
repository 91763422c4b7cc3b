"""Whom a complaint is about, and who may look into it: when it is opened, and later."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import case_loaders
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.concern_work import no_names
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.tuples import tuples
from dashboard.words import _
from db.access import Viewer
from db.commands.complaints import NameComplained, TakeOffComplaint
from db.queries.cases import CaseRecord
from db.queries.complaints import STANDARDS


@dataclass(frozen=True, slots=True)
class Named:
    officers: tuple[int, ...]
    words: str | None
    owner_id: int | None


def name_fields(viewer: Viewer, draft: Draft, *, case: CaseRecord | None = None) -> Named:
    """Officers, words, and who takes it on. Nobody here is told whom a complaint already names."""
    names = _everybody(viewer)
    chosen = st.multiselect(
        _("Officers it is about") + " :material/lock:", list(names), format_func=lambda i: names[i],
        placeholder=_("Choose, or leave empty when not known yet"),
        help=_("From then on they can neither open nor find this case, its tasks or its concerns, whatever their role."),
        **draft.bind("officers", [], options=list(names)),
    )  # fmt: skip
    field_problem(draft.form, "subjects")
    said = st.text_input(
        _("Or in words: somebody who is not in the list") + " :material/lock:", max_chars=300, **draft.bind("words", "")
    )
    field_problem(draft.form, "words")
    officers = tuple(int(i) for i in chosen)
    owner_id = _owner(viewer, draft, officers, case=case)
    return Named(officers, said or None, owner_id)


def _everybody(viewer: Viewer) -> dict[int, str]:
    people = case_loaders.complaint_officers(viewer)
    return {int(row.officer_id): _with_team(row.name, row.team) for row in tuples(people)}


def _owner(viewer: Viewer, draft: Draft, officers: Sequence[int], *, case: CaseRecord | None) -> int | None:
    owners = case_loaders.complaint_owners(viewer, officers=tuple(officers), case=case.ref if case else None)
    may = {int(row.officer_id): row for row in tuples(owners)}
    if case is not None and case.owner_id in may:
        return None  # whoever has it keeps it
    if not may:
        st.warning(
            _(
                "Nobody here may look into this: each supervisor is named or answers for somebody named, and there is no "
                "team for professional standards. Ask an administrator to add one."
            ),
            icon=":material/error:",
        )
        return None
    standards = _("professional standards")

    def label(i: int) -> str:
        return _with_team(may[i].name, standards if may[i].why == STANDARDS else may[i].team)

    first = next(iter(may))
    chosen = st.selectbox(
        _("Who looks into it"), list(may), format_func=label,
        help=_("Only supervisors whom none of those named report to, and professional standards."),
        **draft.bind("owner", first, options=list(may)),
    )  # fmt: skip
    field_problem(draft.form, "owner")
    return int(chosen) if chosen is not None else None


def form_of(ref: str) -> str:
    return f"case.{ref}.named"


def _with_team(name: str, team: str | None) -> str:
    return f"{name} ({team})" if isinstance(team, str) else name


def complaint_form(viewer: Viewer, case: CaseRecord) -> None:
    """Name somebody later; a new owner is asked for where the one there is may not go on."""
    draft = Draft(form_of(case.ref), viewer)
    with st.expander(_("Say whom it is about"), icon=":material/person_off:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Name somebody else")):
            return
        draft_notice(draft)
        shown = dict.fromkeys(("subjects", "words", "owner"), "")
        form_notice(draft.form, fields=shown)
        named = name_fields(viewer, draft, case=case)
        if save_button(draft, _("Keep it from them"), icon=":material/lock:"):
            submit(
                NameComplained(
                    case.ref, newest_version(draft.form, case.version), named.officers, named.words, named.owner_id
                ),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(_("Kept from those named from now on.")),
            )
        note_shown(draft.form, case.version)


def named_by_mistake_form(viewer: Viewer, case: CaseRecord) -> None:
    """Take somebody off it. The form lists everybody: who is named is told by the personal details alone."""
    draft = Draft(f"case.{case.ref}.mistaken", viewer)
    with st.expander(_("Somebody was named by mistake"), icon=":material/person_remove:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Close")):
            return
        draft_notice(draft)
        form_notice(draft.form, fields=dict.fromkeys(("officer", "reason"), ""))
        names = _everybody(viewer)
        chosen = st.selectbox(
            _("Who is taken off it (required)") + " :material/lock:", list(names), format_func=names.__getitem__,
            index=None, placeholder=_("Choose an officer"), **draft.bind("officer", options=[None, *names]),
        )  # fmt: skip
        field_problem(draft.form, "officer")
        st.caption(
            _(
                "They are not named in it any more. What was taken from them then does not come back by itself: opening "
                "restricted records, what they had begun to type, and what they owned of it. Give it back to them where "
                "that is right. When nobody is left, say whom it is about before the case closes."
            )
        )
        reason = draft.words(_("Why"), "reason", required=True, rows=2, most=2000, placeholder=no_names())
        if save_button(draft, _("Take them off it"), icon=":material/person_remove:"):
            submit(
                TakeOffComplaint(
                    case.ref, newest_version(draft.form, case.version), int(chosen) if chosen else None, reason
                ),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(_("Not named in it any more.")),
            )
        note_shown(draft.form, case.version)
