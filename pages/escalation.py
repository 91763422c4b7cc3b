"""Escalation: what should have happened and has not, the gravest and oldest first."""

import streamlit as st

from dashboard import clock_loaders, navigation
from dashboard.components.choices import choose_view
from dashboard.components.escalation import choose_rule, choose_whose, escalation_answer, escalation_rows
from dashboard.components.pager import pager
from dashboard.components.states import empty_state
from dashboard.forms.acknowledge import acknowledge_receipt
from dashboard.state import Url
from dashboard.viewer import require_viewer
from dashboard.words import _
from db.access import Permission

viewer = require_viewer(Permission.CONCERN_READ)
navigation.link("today", icon=":material/arrow_back:")
st.title(_("Escalation"))
answer = st.container()
whose = choose_whose(viewer)
everything = clock_loaders.escalation(viewer, **whose)
with answer:
    escalation_answer(everything)
    acknowledge_receipt(viewer)
aside = _("Acknowledged ({n})").format(n=everything.acknowledged)
layout = choose_view(_("Show"), [("standing", _("To do")), ("aside", aside)], key="escalation-as", name=Url.LAYOUT)
rule = choose_rule(everything) if layout == "standing" and len(everything.by_rule) > 1 else None
page = pager("escalation", about=(tuple(whose.items()), layout, rule))
found = clock_loaders.escalation(viewer, **whose, rule=rule, acknowledged=layout == "aside", page=page.number)
page.stay_within(found.total)
if found.lines:
    escalation_rows(viewer, found.lines)
    page.buttons(total=found.total)
elif layout == "aside":
    empty_state(
        _("Nothing stands aside."),
        detail=_("A line that somebody has acknowledged waits here until its day, with the reason."),
        key="escalation",
    )
else:
    empty_state(
        _("Nothing is escalated."),
        detail=_("First answers, results, promises, reviews and places that come back are watched by the clock."),
        icon=":material/check_circle:",
        key="escalation",
    )
navigation.link("hand_over", icon=":material/swap_horiz:")
