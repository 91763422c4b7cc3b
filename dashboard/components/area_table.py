"""The map's figures as a table: to read, to choose an area from with the keyboard, to take away."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, loaders, map_view, navigation
from dashboard.area_figures import figures_by_area
from dashboard.components.results_table import chosen_row
from dashboard.exports import csv_button
from dashboard.filters import link_query, period_words
from dashboard.labels import category_label, source_label, status_label
from dashboard.words import _, local
from db.access import Viewer
from db.commands.exports import Export
from db.queries.filters import Filters

TABLE, OPEN, CODES = "area-table", "area-table-open", "area-table-codes"
HEIGHT = 460


def area_table(viewer: Viewer, filters: Filters) -> None:
    """One click away, beneath the map; nothing of it is read or sent before."""
    query: dict[str, Any] = link_query(viewer, filters)
    with st.container(key="area-figures", gap="small"):
        shown = st.expander(_("The same figures as a table"), key=OPEN, icon=":material/table:", on_change="rerun")
        if shown.open:
            with shown:
                _table(figures_by_area(viewer, filters))
        with st.container(horizontal=True, vertical_alignment="center"):
            csv_button(
                _("Download these figures (CSV)"),
                lambda taker: table_file(taker, filters),
                name=f"concerns-{filters.since.isoformat()}-{filters.until.isoformat()}",
                what=Export.FIGURES,
                filters=query,
                key="area-download",
            )
            if navigation.may_open(viewer, "concerns"):
                navigation.link("concerns", label=_("See the concerns you may open"), **query)


def _table(rows: pd.DataFrame) -> None:
    few = _("Empty: too few to compare. A rate needs 20 concerns, a change 20 in one of the two periods.")
    st.session_state[CODES] = list(rows["code"])
    st.dataframe(
        rows.drop(columns="code"),
        key=TABLE,
        hide_index=True,
        height=HEIGHT,
        placeholder="–",
        on_select=_choose,
        selection_mode=["single-row", "single-cell"],
        alt=_("Concerns by neighbourhood"),
        column_config={
            "name": st.column_config.TextColumn(_("Neighbourhood"), pinned=True),
            "district": st.column_config.TextColumn(_("District")),
            "open": st.column_config.NumberColumn(_("Open")),
            "rate": st.column_config.NumberColumn(_("Per 1,000"), format="%.1f", help=few),
            "received": st.column_config.NumberColumn(_("Received")),
            "before": st.column_config.NumberColumn(_("Period before")),
            "change": st.column_config.NumberColumn(_("Change, %"), format="%+.0f", help=few),
            "population": st.column_config.NumberColumn(_("Residents"), format="localized"),
        },
    )
    st.caption(_("Any cell opens its row's story; arrow keys move from one to the next. A heading sorts."))


def _choose() -> None:
    codes = st.session_state.get(CODES, [])
    row = chosen_row(st.session_state.get(TABLE) or {}, rows=len(codes))
    map_view.choose(codes[row] if row is not None else None)


def table_file(viewer: Viewer, filters: Filters) -> pd.DataFrame:
    """What is downloaded: the table, what is not on the map, and in every row what it counts, as of when."""
    rows = figures_by_area(viewer, filters).drop(columns="code")
    table: Any = pd.concat([rows.astype(object), _not_on_map(viewer, filters)], ignore_index=True)[list(rows.columns)]
    table.columns = [
        _("Neighbourhood"),
        _("District"),
        _("With the chosen status now") if filters.statuses else _("Open now"),
        _("Per 1,000 residents (empty: too few to compare)"),
        _("Received"),
        _("Received in the period before ({period})").format(period=period_words(filters.before)),
        _("Change in % (empty: too few to compare)"),
        _("Residents"),
    ]
    return table.assign(
        **{
            _("Received from"): filters.since.isoformat(),
            _("Received to"): filters.until.isoformat(),
            _("Only"): only_words(filters),
            _("As of"): local(clock.now()).isoformat(timespec="minutes"),
        }
    )


def _not_on_map(viewer: Viewer, filters: Filters) -> pd.DataFrame:
    counts = {
        "open": loaders.not_on_map(viewer, filters),
        "received": loaders.not_on_map(viewer, filters, every_status=True),
        "before": loaders.not_on_map(viewer, filters.before, every_status=True),
    }
    reasons = {
        "no_area": _("No place (none given, or outside every neighbourhood)"),
        "sensitive": _("Not on the map: of a sensitive category"),
        "personal": _("Not on the map: marked personal"),
    }
    return pd.DataFrame(
        [{"name": words} | {name: getattr(n, why) for name, n in counts.items()} for why, words in reasons.items()],
        dtype=object,
    )


def only_words(filters: Filters) -> str:
    """Which categories, statuses and sources were asked for; empty when all."""
    words = [category_label(value) for value in filters.categories]
    words += [status_label(value) for value in filters.statuses]
    words += [source_label(value) for value in filters.sources]
    return ", ".join(words)
