"""Hand-outs: what is on the shelf, what was given, and counting the shelf again."""

import pandas as pd
import streamlit as st

from dashboard import meeting_loaders
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.components.results_table import figures_table
from dashboard.components.states import empty_state
from dashboard.draft import Draft
from dashboard.submit import Receipt, submit
from dashboard.words import _, ngettext, number
from db.access import Permission, Viewer
from db.commands.handouts import StockHandouts

FEW = 50  # so few left are soon gone


def handouts_section(viewer: Viewer) -> None:
    items = meeting_loaders.handout_items(viewer, retired=True)
    if items.empty:
        empty_state(
            _("No hand-outs are noted yet."),
            detail=_("Say below what is on the shelf; officers then note at a meeting what they gave."),
            icon=":material/description:",
            key="handouts",
        )
    else:
        _answer(items)
        figures_table(_shown(items), labels=_labels(), alt=_("Hand-outs in stock"))
    if viewer.may(Permission.EVENT_WORK):
        _count(viewer)


def _answer(items: pd.DataFrame) -> None:
    low = items[(items["stock"] < FEW) & ~items["retired"].astype(bool)]
    if low.empty:
        st.markdown(_("**Nothing runs out.**"))
    else:
        said = ngettext("{n} hand-out runs out", "{n} hand-outs run out", len(low)).format(n=number(len(low)))
        st.markdown(f":orange-badge[:material/inventory: {said}]")
    st.caption(_("“Given” counts what was noted at events and on activities."))


def _shown(items: pd.DataFrame) -> pd.DataFrame:
    gone = items["retired"].astype(bool)
    names = items["name"].where(~gone, items["name"] + " " + _("(no longer given out)"))
    return items.assign(name=names)


def _labels() -> dict[str, str]:
    return {"name": _("Hand-out"), "language": _("Language"), "stock": _("Left"), "given": _("Given")}


def _count(viewer: Viewer) -> None:
    draft = Draft("handouts.stock", viewer)
    with st.container(border=True, key="handouts-stock"):
        st.markdown("#### " + _("Count the shelf"))
        if show_receipt(draft.form, viewer, another=_("Count another")):
            return
        form_notice(draft.form, fields={"name": "", "language": "", "stock": ""})
        name = st.text_input(_("What it is called (required)"), max_chars=160, **draft.bind("name", ""))
        field_problem(draft.form, "name")
        language = st.text_input(_("Language (required)"), max_chars=40, **draft.bind("language", ""))
        field_problem(draft.form, "language")
        stock = st.number_input(
            _("How many are there (required)"), min_value=0, max_value=1_000_000, step=1, **draft.bind("stock", None)
        )
        field_problem(draft.form, "stock")
        retired = st.toggle(_("No longer given out"), **draft.bind("retired", False))
        if save_button(draft, _("Save the count")):
            submit(
                StockHandouts(name, language, None if stock is None else int(stock), retired=bool(retired)),  # type: ignore[arg-type]
                viewer=viewer,
                form=draft.form,
                said=lambda saved: Receipt(_("{name}: counted.").format(name=saved.ref)),
            )
