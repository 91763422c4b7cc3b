"""Answers to subjects that wait for a second person."""

from typing import Any

import streamlit as st

from dashboard import clock, keeping_loaders
from dashboard.components.form import form_notice, short_receipt
from dashboard.components.rows import present, rows
from dashboard.components.subject_found import found_line, look, who_asks
from dashboard.submit import Receipt, submit
from dashboard.words import _, plain, said_left
from db.access import Viewer
from db.commands.subject_requests import DecideSubjectRequest

FORM = "subject.decide"


def subjects_waiting(viewer: Viewer) -> None:
    waiting = keeping_loaders.subject_requests(viewer, waiting=True)
    if waiting.empty:
        return
    st.markdown("## " + _("Answers to subjects"))
    form_notice(FORM, fields={})
    short_receipt(FORM, viewer)
    rows(waiting, lambda row: _row(viewer, row), key="subject-waiting")


def _row(viewer: Viewer, row: Any) -> None:
    who = plain(row.asked_by) if present(row.asked_by) else _("nobody here")
    said = _("{n} places chosen by {who} · {left}")
    st.markdown(
        f"**{plain(row.ref)}** · " + said.format(n=len(row.chosen), who=who, left=said_left(row.due_at, clock.now()))
    )
    if row.mine:
        st.caption(_("You prepared this: another person decides."))
        return
    search = look(viewer, row.ref, _("Look at what was chosen"))
    if search is None:
        return
    who_asks(search)
    for one in search.found:
        icon = ":material/check_box:" if one.chosen else ":material/check_box_outline_blank:"
        st.markdown(f"{icon} {found_line(one)}")
    with st.container(horizontal=True):
        for agree, label, icon in (
            (True, _("Agree"), ":material/check:"),
            (False, _("Send back"), ":material/undo:"),
        ):
            st.button(
                label, key=f"decide-{row.ref}-{agree}", icon=icon, on_click=_decide,
                args=(viewer, row.ref, int(row.version), agree),
            )  # fmt: skip


def _decide(viewer: Viewer, ref: str, version: int, agree: bool) -> None:
    words = _("{ref}: agreed.") if agree else _("{ref}: sent back.")
    said = Receipt(words.format(ref=ref))
    submit(DecideSubjectRequest(ref, version, agree), viewer=viewer, form=FORM, said=lambda _saved: said, redraw=False)
