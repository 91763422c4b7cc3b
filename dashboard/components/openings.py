"""The supervisor's list of what was opened without an assignment: who, what, when; why is opened; what they found."""

import streamlit as st

from dashboard import clock
from dashboard.components.form import form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.concern_work import no_names
from dashboard.shared_store import shared_store
from dashboard.submit import Receipt, submit
from dashboard.words import _, exact_time, local, plain, said_time, say
from db.access import Viewer
from db.commands.glass import LONGEST, OpenGlassReason, ReviewGlass
from db.errors import CommonGroundError
from db.queries.glass import Opening

REASONS = "oversight-reasons"  # the opening whose reason is shown
REVIEWED = "oversight-reviewed"


def review_receipt(viewer: Viewer) -> None:
    """Above the list: what was looked at just now. Its line has moved on."""
    if form := str(st.session_state.get(REVIEWED, "")):
        show_receipt(form, viewer, another=_("Good"))


def opening_rows(viewer: Viewer, found: tuple[Opening, ...]) -> None:
    with st.container(key="rows-openings", gap="small"):
        for opening in found:
            with st.container(border=True, key=f"row-opening-{opening.id}", gap="xsmall"):
                _line(opening)
                if opening.reviewed_at is None:
                    _review(viewer, opening)


def _line(opening: Opening) -> None:
    now = clock.now()
    st.markdown(f"**{plain(opening.ref)}** · {plain(opening.who)}")
    times = _("Opened {when}, closed {until}") if opening.until <= now else _("Opened {when}, open until {until}")
    st.caption(times.format(when=exact_time(opening.broken_at), until=f"{local(opening.until):%H:%M}"))
    if opening.reviewed_at is not None:
        said = _("{who} looked at it {when}").format(
            who=plain(opening.reviewed_by or ""), when=said_time(opening.reviewed_at, now)
        )
        note = f": {plain(opening.review_note)}" if opening.review_note else ""
        st.markdown(f":green[:material/check_circle:] {said}{note}")


def _review(viewer: Viewer, opening: Opening) -> None:
    """Why comes first: nobody looks at it without having read that. Reading it is recorded."""
    if st.session_state.get(REASONS) != opening.id:
        st.button(
            _("Read why and review"), key=f"reason-{opening.id}", icon=":material/visibility:",
            on_click=_show, args=(opening.id,),
        )  # fmt: skip
        return
    try:
        opened = shared_store().execute(OpenGlassReason(opening.id), by=viewer, now=clock.now())
    except CommonGroundError as error:
        st.error(say(error.sentence))
        return
    st.markdown("> " + plain(opened.reason).replace("\n", "\n> "))
    form = f"oversight.{opening.id}"
    draft = Draft(form, viewer)
    form_notice(form, fields={"note": ""})
    note = draft.words(_("What you found"), "note", rows=2, most=LONGEST, placeholder=no_names())
    with st.container(horizontal=True):
        if save_button(draft, _("I have looked at it")):
            st.session_state[REVIEWED] = form
            said = _("{ref}, opened by {who}: looked at.").format(ref=opening.ref, who=opening.who)
            submit(ReviewGlass(opening.id, note), viewer=viewer, form=form, said=lambda _saved: Receipt(said))
        st.button(_("Cancel"), key=f"{form}-cancel", on_click=_show, args=(None,))


def _show(number: int | None) -> None:
    st.session_state[REASONS] = number
