"""Search: what was found, kind by kind, with the words that were looked for marked. Their text stays text."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, navigation
from dashboard.components.choices import show_view
from dashboard.components.rows import present
from dashboard.components.states import empty_state
from dashboard.labels import activity_label, badge, case_status_shown, event_status_shown, status_shown
from dashboard.marked import marked
from dashboard.tuples import tuples
from dashboard.words import _, number, plain, said_time
from db.queries.search import KINDS, REFERENCE
from db.queries.words import hits

KIND_KEY = "search-kind"
EVERYTHING = "everything"
SOME, MANY = 5, 50  # of a kind: beside the other kinds, and alone

# Where a record is opened, by the letter of its reference.
PAGES = {"C": "concerns", "K": "cases", "E": "events"}
ICONS = {
    "concern": ":material/chat_error:",
    "case": ":material/cases:",
    "event": ":material/event:",
    "task": ":material/task_alt:",
    "activity": ":material/directions_walk:",
    "organisation": ":material/handshake:",
}


def kinds() -> list[tuple[str, str]]:
    """What can be looked in; the first is the default. Values but the first are those of db.queries.search.KINDS."""
    return [
        (EVERYTHING, _("Everything")),
        ("concern", _("Concerns")),
        ("case", _("Cases")),
        ("event", _("Events")),
        ("task", _("Tasks and promises")),
        ("activity", _("Activities")),
        ("organisation", _("Partners")),
    ]


def nothing_typed() -> None:
    empty_state(
        _("What are you looking for?"),
        detail=_(
            "Words from a summary, a title, a task or a partner’s name, or a reference. Every word must be there; its "
            "beginning is enough: “scoot” also finds scooters. Accents and capitals do not matter."
        ),
        icon=":material/search:",
        key="search",
    )


def found_answer(found: pd.DataFrame, *, shown: int) -> None:
    """How many there are, as far as was looked; and what is never looked in."""
    sizes = [len(found[found["kind"] == kind]) for kind in KINDS]
    n = sum(min(size, shown) for size in sizes)
    more = any(size > shown for size in sizes)
    said = _("More than {n} found") if more else _("{n} found")
    st.markdown(f"**{said.format(n=number(n))}**")
    st.caption(
        _(
            "Among what you may read. Personal details, notes and the names of those who reported are never searched; "
            "restricted records are found only by those assigned to them."
        )
    )


def nothing_found(typed: str) -> None:
    empty_state(
        _("Nothing that you may read has “{words}”.").format(words=plain(typed)),
        detail=_("Try fewer words, or only their beginnings. A reference such as C-2026-00042 finds its own record."),
        icon=":material/search_off:",
        key="search",
    )


def found_rows(found: pd.DataFrame, typed: str, *, shown: int) -> None:
    """One section a kind, that of an exact reference first."""
    for kind, words in sorted(kinds()[1:], key=lambda pair: not _has_reference(found, pair[0])):
        of_kind = found[found["kind"] == kind]
        if of_kind.empty:
            continue
        st.markdown(f"#### {words}")
        with st.container(key=f"rows-found-{kind}", gap="small"):
            for row in tuples(of_kind.head(shown)):
                with st.container(border=True, key=f"row-found-{row.ref}", gap=None):
                    _row(row, typed)
        if len(of_kind) > shown:
            _more(kind, words, typed, shown=shown)


def _has_reference(found: pd.DataFrame, kind: str) -> bool:
    return bool(((found["kind"] == kind) & (found["rank"] == REFERENCE)).any())


def _more(kind: str, words: str, typed: str, *, shown: int) -> None:
    if shown < MANY:
        said = _("More of these: {kind}").format(kind=words)
        st.button(said, key=f"more-{kind}", icon=":material/expand_more:", on_click=show_view, args=(KIND_KEY, kind))
        return
    st.caption(_("The first {n} are shown: another word narrows it down.").format(n=number(shown)))
    if kind == "concern":
        # The list has pages, filters and an order of its own; here: of any day and status.
        label = _("See all of them in the list")
        navigation.link("concerns", label=label, find=typed, view="everything", since="2000-01-01")


def _row(row: Any, typed: str) -> None:
    title, spans = str(row.title), row.title_hits
    if row.kind == "activity":
        title = activity_label(title)
        spans = hits(title, typed)
    # References of partners and activities are on no other screen: nobody would know them.
    named = f"**{plain(row.ref)}** · " if row.kind in ("concern", "case", "event", "task") else ""
    _leading_to(row, named + marked(title, spans))
    if row.excerpt:
        st.markdown(marked(row.excerpt, row.excerpt_hits))
    if present(row.status):
        shown = {"concern": status_shown, "case": case_status_shown, "event": event_status_shown}[row.kind]
        st.markdown(badge(shown(row.status)))
    st.caption(" · ".join(_about(row)))


def _leading_to(row: Any, label: str) -> None:
    """To the record itself, to the one it belongs to, or to its neighbourhood's page."""
    ref = row.about if present(row.about) else row.ref
    icon = ICONS[row.kind]
    if page := PAGES.get(str(ref)[:1]):
        navigation.link(page, label=label, icon=icon, ref=str(ref))
    elif present(row.area_code):
        navigation.link("neighbourhood", label=label, icon=icon, area=str(row.area_code))
    else:
        st.markdown(f"{icon} {label}")


def _about(row: Any) -> Sequence[str]:
    parts = [plain(row.area) if present(row.area) else _("no neighbourhood")]
    if present(row.at):
        when = {
            "concern": _("received {when}"),
            "case": _("opened {when}"),
            "task": _("due {when}"),
        }.get(row.kind, "{when}")
        parts.append(when.format(when=said_time(row.at, clock.now())))
    return parts
