"""What waits for a second person, and what was decided. Nobody decides what they proposed."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, keeping_loaders
from dashboard.components.form import field_problem, form_notice, save_button, short_receipt
from dashboard.components.rows import present, rows
from dashboard.components.states import empty_state
from dashboard.components.subject_decide import subjects_waiting
from dashboard.draft import Draft
from dashboard.keeping_words import ground_of, kind_of, what_happens
from dashboard.submit import Receipt, submit
from dashboard.words import _, ngettext, plain, said_time, say
from db.access import Viewer
from db.commands.erasing import MOST, DecideErasure, Settled

FORM = "keeping.decide"


def waiting_section(viewer: Viewer) -> None:
    waiting = keeping_loaders.erasures_waiting(viewer)
    theirs = waiting[~waiting["mine"].astype(bool)]
    short_receipt(FORM, viewer)
    if waiting.empty:
        empty_state(
            _("Nothing waits to be erased."), detail=_("What a records manager proposes comes up here."),
            key="keeping-waiting", icon=":material/task_alt:",
        )  # fmt: skip
    else:
        if not theirs.empty:
            words = ngettext("{n} record waits for your decision.", "{n} records wait for your decision.", len(theirs))
            st.markdown("**" + words.format(n=len(theirs)) + "**")
        if len(theirs) < len(waiting):
            st.caption(_("You proposed {n} of them: another person decides.").format(n=len(waiting) - len(theirs)))
        if not theirs.empty:
            _decide(viewer, theirs)
        rows(waiting, _row, key="erasure-waiting")
    subjects_waiting(viewer)


def _row(row: Any) -> None:
    st.markdown(f"**{plain(row.ref)}** · {kind_of(row.entity)} · {ground_of(row.ground)}")
    who = plain(row.proposed_by) if present(row.proposed_by) else _("nobody here")
    said = _("Proposed by {who}, {when}.").format(who=who, when=said_time(row.proposed_at, clock.now()))
    note = " " + plain(row.note) if present(row.note) else ""
    st.caption(f"{said} {what_happens(row.kind).capitalize()}.{note}")


def _decide(viewer: Viewer, theirs: pd.DataFrame) -> None:
    refs = list(theirs["ref"])[:MOST]
    draft = Draft(FORM, viewer)
    with st.container(border=True, key="decide-erasures"):
        form_notice(draft.form, fields={"refs": "", "typed": ""})
        chosen = st.multiselect(_("Records"), refs, **draft.bind("refs", refs, options=refs))
        field_problem(draft.form, "refs")
        names = {"erase": _("Erase them"), "keep": _("Refuse: they stay")}
        what = st.radio(
            _("Your decision"), list(names), format_func=names.__getitem__, index=None, horizontal=True,
            **draft.bind("what", None, options=[None, *names]),
        )  # fmt: skip
        erase = what == "erase"
        typed = None
        if erase:
            st.warning(_("There is no way back. Figures stay as they are."), icon=":material/warning:")
            label = _("Type how many records will be erased ({n})").format(n=len(chosen))
            typed = st.number_input(label, min_value=0, step=1, value=None, **draft.bind("typed", None))
            field_problem(draft.form, "typed")
        label = _("Erase") if erase else _("Save the decision")
        if save_button(draft, label, icon=":material/delete_forever:" if erase else ":material/check:"):
            _save(viewer, draft, chosen, what, typed)


def _save(viewer: Viewer, draft: Draft, chosen: list[str], what: str | None, typed: Any) -> None:
    if what is None:
        st.error(_("Choose whether they are erased or stay."), icon=":material/error:")
        return
    count = int(typed) if typed is not None else None
    command = DecideErasure(tuple(chosen), what == "erase", count)

    def said(settled: Settled) -> Receipt:
        erased = ngettext("{n} record was erased.", "{n} records were erased.", len(settled.done))
        stayed = ngettext("{n} record stays.", "{n} records stay.", len(settled.done))
        words = (erased if command.carry_out else stayed).format(n=len(settled.done))
        return Receipt(words + "".join(f" {item.ref}: {say(item.why)}" for item in settled.left))

    submit(command, viewer=viewer, form=draft.form, said=said)


def decided_section(viewer: Viewer) -> None:
    decided = keeping_loaders.erasures_decided(viewer)
    if decided.empty:
        empty_state(_("Nothing was erased yet."), key="keeping-decided", icon=":material/history:")
        return
    st.caption(_("The last fifty decisions, newest first. All of them are in the audit trail."))
    rows(decided.drop_duplicates("ref"), _decided_row, key="erasure-decided")


def _decided_row(row: Any) -> None:
    done = present(row.carried_out_at)
    mark = ":red-badge[:material/delete_forever: " + _("Erased") + "]"
    stayed = ":green-badge[:material/inventory_2: " + _("Stays") + "]"
    st.markdown(f"**{plain(row.ref)}** · {kind_of(row.entity)} · {mark if done else stayed}")
    names = [plain(who) if present(who) else _("the command line") for who in (row.proposed_by, row.decided_by)]
    said = _("{ground}. Proposed by {one}, decided by {other}, {when}.")
    st.caption(
        said.format(
            ground=ground_of(row.ground), one=names[0], other=names[1], when=said_time(row.decided_at, clock.now())
        )
    )
