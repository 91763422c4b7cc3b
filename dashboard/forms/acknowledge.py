"""Take note of a line of the escalation list: a reason and a day; and take that back."""

from datetime import timedelta

import streamlit as st

from dashboard import clock
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft, form_state
from dashboard.forms.concern_work import no_names
from dashboard.submit import Receipt, submit
from dashboard.words import DATE_FORMAT, _, plain, said_date
from db.access import Viewer
from db.commands.escalation import LONGEST_ASIDE, AcknowledgeEscalation, TakeBackAcknowledgement
from db.queries.escalation import Line

OPENED = "escalation-opened"  # the form of the line somebody is taking note of
TAKEN_BACK = "escalation-taken-back"
ASIDE_FOR = timedelta(days=14)


def form_of(line: Line) -> str:
    return f"escalation.{line.rule.name.lower()}.{line.ref}"


def acknowledge_receipt(viewer: Viewer) -> None:
    """Above the list: what was put aside or brought back just now. The line itself has gone."""
    opened = str(st.session_state.get(OPENED, ""))
    if opened:
        show_receipt(opened, viewer, another=_("Good"))
    remembered = form_state(TAKEN_BACK)
    for sentence in (remembered.get("sentence"), *remembered["problems"].values()):
        if sentence:
            st.error(plain(sentence), icon=":material/error:")
    if receipt := remembered.pop("receipt", None):
        st.success(plain(receipt["sentence"]), icon=":material/check_circle:")


def acknowledge_form(viewer: Viewer, line: Line) -> None:
    """Beneath the line whose button was pressed: the two fields."""
    form = form_of(line)
    if st.session_state.get(OPENED) != form:
        return
    draft = Draft(form, viewer)
    form_notice(form, fields={"reason": "", "until": ""})
    reason = draft.words(_("Why it may wait"), "reason", required=True, rows=2, most=500, placeholder=no_names())
    today = clock.today()
    until = st.date_input(
        _("Until"), min_value=today + timedelta(days=1), max_value=today + LONGEST_ASIDE, format=DATE_FORMAT,
        help=_("It comes back after this day, or sooner when it gets worse."),
        **draft.bind("until", today + ASIDE_FOR),
    )  # fmt: skip
    field_problem(form, "until")
    with st.container(horizontal=True):
        if save_button(draft, _("Put it aside")):
            said = _("{ref} stands aside until {day}, with your reason.").format(
                ref=line.ref, day=said_date(until, today)
            )
            submit(
                AcknowledgeEscalation(line.rule, line.ref, reason, until, line.weight),
                viewer=viewer,
                form=form,
                said=lambda _saved: Receipt(said, (line.ref,)),
            )
        st.button(_("Cancel"), key=f"{form}-cancel", on_click=_open, args=("",))


def line_button(viewer: Viewer, line: Line) -> None:
    """Acknowledge; or, of a line that stands aside, take that back."""
    if not line.acknowledged:
        form = form_of(line)
        if st.session_state.get(OPENED) != form:
            icon = ":material/bookmark_added:"
            st.button(_("Acknowledge"), key=f"{form}-open", icon=icon, on_click=_open, args=(form,))
        return
    st.button(
        _("Take back"), key=f"{form_of(line)}-back", icon=":material/undo:", on_click=_take_back, args=(viewer, line),
        help=_("{ref} stands on the list again.").format(ref=line.ref),
    )  # fmt: skip


def _open(form: str) -> None:
    st.session_state[OPENED] = form


def _take_back(viewer: Viewer, line: Line) -> None:
    sentence = _("{ref} stands on the list again.").format(ref=line.ref)
    at = line.acknowledged.at.isoformat() if line.acknowledged else ""
    submit(
        TakeBackAcknowledgement(line.rule, line.ref),
        viewer=viewer,
        form=TAKEN_BACK,
        key=f"back-{line.rule}-{line.ref}-{at}",
        said=lambda _saved: Receipt(sentence, (line.ref,)),
        redraw=False,
    )
