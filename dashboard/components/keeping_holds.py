"""Legal holds: which stand, placing one, lifting one."""

from typing import Any

import streamlit as st

from dashboard import clock, keeping_loaders
from dashboard.components.form import field_problem, form_notice, save_button, short_receipt
from dashboard.components.rows import present, rows
from dashboard.components.states import empty_state
from dashboard.draft import Draft
from dashboard.keeping_words import kind_of
from dashboard.submit import Receipt, submit
from dashboard.words import _, ngettext, plain, said_time
from db.access import Viewer
from db.commands.holds import LiftHold, PlaceHold

PLACING, LIFTING = "keeping.hold", "keeping.lift"


def holds_section(viewer: Viewer) -> None:
    holds = keeping_loaders.holds(viewer)
    st.caption(_("A held record is kept, whatever its years say; so is what belongs to a held case or event."))
    short_receipt(PLACING, viewer)
    form_notice(LIFTING, fields={})
    _place(viewer)
    if holds.empty:
        empty_state(_("No hold stands."), key="keeping-holds", icon=":material/gavel:")
        return
    st.markdown("**" + ngettext("{n} hold stands.", "{n} holds stand.", len(holds)).format(n=len(holds)) + "**")
    rows(holds, lambda row: _row(viewer, row), key="hold")


def _row(viewer: Viewer, row: Any) -> None:
    st.markdown(f":material/gavel: **{plain(row.ref)}** · {kind_of(row.entity)}  \n{plain(row.reason)}")
    who = plain(row.placed_by) if present(row.placed_by) else _("nobody here")
    st.caption(_("Placed by {who}, {when}.").format(who=who, when=said_time(row.placed_at, clock.now())))
    st.button(
        _("Lift the hold"), key=f"lift-{row.ref}", icon=":material/lock_open:", on_click=_lift, args=(viewer, row.ref)
    )


def _lift(viewer: Viewer, ref: str) -> None:
    submit(LiftHold(ref), viewer=viewer, form=LIFTING, said=lambda _saved: Receipt(""), redraw=False)


def _place(viewer: Viewer) -> None:
    draft = Draft(PLACING, viewer)
    with st.expander(_("Place a hold"), icon=":material/add:", expanded=bool(draft.fields)):
        form_notice(draft.form, fields={"ref": "", "reason": ""})
        ref = st.text_input(
            _("Reference of the record (required)"), max_chars=20, placeholder="C-2026-00042", **draft.bind("ref", "")
        )
        field_problem(draft.form, "ref")
        reason = draft.words(
            _("Why it must be kept, without names (required)"), "reason", rows=2, most=500,
            placeholder=_("Court order, inquiry, claim"),
        )  # fmt: skip
        if save_button(draft, _("Place the hold"), icon=":material/gavel:"):
            said = _("{ref} is held from now on.").format(ref=ref)
            command = PlaceHold((ref or "").strip().upper(), reason)
            submit(command, viewer=viewer, form=draft.form, said=lambda _saved: Receipt(said))
