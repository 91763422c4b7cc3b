"""The answer above the triage list: how much is waiting, each number one tap from its records."""

import streamlit as st

from dashboard.components.choices import show_view
from dashboard.components.map_answer import as_of
from dashboard.words import _, ngettext, number
from db.queries.triage import Waiting

VIEW_KEY = "concerns-view"


def views() -> list[tuple[str, str]]:
    """The saved views of the list; the first is the default. Values are those of db.queries.concerns.VIEWS."""
    return [
        ("triage", _("To triage first")),
        ("clocks", _("Clocks running out")),
        ("new", _("New")),
        ("mine", _("Mine")),
        ("unowned", _("Nobody’s")),
        ("overdue", _("Overdue")),
        ("unanswered", _("Waiting for an answer")),
        ("everything", _("Closed ones too")),
    ]


def triage_answer(waiting: Waiting) -> None:
    """One sentence and the numbers behind it. A concern can be new, overdue and nobody's at once."""
    said = ngettext("{n} open concern", "{n} open concerns", waiting.open).format(n=number(waiting.open))
    numbers = [
        ("new", waiting.new, ngettext("{n} new", "{n} new", waiting.new), ":material/fiber_new:"),
        (
            "unowned",
            waiting.unowned,
            ngettext("{n} nobody’s", "{n} nobody’s", waiting.unowned),
            ":material/person_off:",
        ),
        ("overdue", waiting.overdue, ngettext("{n} overdue", "{n} overdue", waiting.overdue), ":material/alarm:"),
        (
            "unanswered",
            waiting.unanswered,
            ngettext("{n} waiting for an answer", "{n} waiting for an answer", waiting.unanswered),
            ":material/mark_chat_unread:",
        ),
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="triage-answer"):
        st.markdown(f"**{said}**", width="content")
        for view, n, words, icon in numbers:
            if n:
                st.button(
                    words.format(n=number(n)),
                    key=f"triage-{view}",
                    icon=icon,
                    help=_("Show these"),
                    on_click=show_view,
                    args=(VIEW_KEY, view),
                )
        if waiting.open and not any(n for _view, n, _words, _icon in numbers):
            st.markdown(_("each with an owner and in time."), width="content")
    st.caption(_("In your team’s neighbourhoods; restricted ones only where you are assigned.") + " " + as_of())
