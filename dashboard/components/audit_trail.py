"""The audit trail on its page: whether it is whole, what to look for, and what was found in plain words."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import audit_loaders, clock, state
from dashboard.audit_words import ACTIONS, action_label, detail_words, kind_label
from dashboard.components.results_table import figures_table
from dashboard.exports import csv_button
from dashboard.words import DATE_FORMAT, _, exact_time, number, plain
from db.access import Viewer
from db.audit import REFERENCE
from db.commands.exports import Export
from db.queries.audit_trail import COUNTED, LOOKS, NOBODY, SIGNING_IN, Asked, Chain, Entry, Found

EVERYTHING, LOOKED, SIGN_INS = "everything", "looked", "sign-ins"
DAYS = 7


def views() -> Sequence[tuple[str, str]]:
    return [
        (EVERYTHING, _("Everything")),
        (LOOKED, _("Who looked at a record")),
        (SIGN_INS, _("Signing in")),
    ]


def chain_state(viewer: Viewer) -> None:
    """How long the trail is, whether it was whole when somebody last checked, and a check now."""
    with st.container(border=True, key="trail-chain"):
        answer = st.container(gap="xsmall")
        if st.button(_("Check now"), key="trail-check", icon=":material/fact_check:"):
            _check(viewer, entries=audit_loaders.chain(viewer).entries)
        found = audit_loaders.chain(viewer)
        with answer:
            st.markdown(_last_check(found))
            said = _("{n} entries; the last one’s fingerprint begins with {head}.")
            st.caption(said.format(n=number(found.entries), head=found.head[:12]))


def _last_check(found: Chain) -> str:
    if found.checked_at is None:
        return ":material/help: " + _("Nobody has checked this trail yet.")
    when, entries = exact_time(found.checked_at), number(found.checked_entries)
    if found.whole:
        said = _("Whole when it was last checked: {n} entries, {when}.")
        return "**:green[:material/verified: " + said.format(n=entries, when=when) + "]**"
    said = _("Not whole when it was last checked, {when}. Tell whoever is answerable for this system.")
    return "**:red[:material/error: " + said.format(when=when) + "]**"


def _check(viewer: Viewer, *, entries: int) -> None:
    bar = st.progress(0.0, text=_("Checking every entry…"))

    def progress(done: int) -> None:
        bar.progress(min(1.0, done / max(1, entries)))

    broken = audit_loaders.check(viewer, progress)
    bar.empty()
    if broken:
        st.error(plain(broken), icon=":material/error:")
    else:
        st.success(_("Every entry is as it was written."), icon=":material/verified:")


def what_to_look_for(viewer: Viewer, view: str) -> Asked | None:
    """The question as it was last sent; None while it cannot be asked, with the reason beside it."""
    people = audit_loaders.people(viewer)
    with st.form(f"trail-{view}", border=True):
        with st.container(horizontal=True):
            since = st.date_input(
                _("From day"), None if view == LOOKED else clock.today() - timedelta(days=DAYS), format=DATE_FORMAT, width=170
            )  # fmt: skip
            until = st.date_input(_("To day"), None, format=DATE_FORMAT, width=170)
            person = _choice(_("Person"), {NOBODY: _("Nobody signed in"), **people}, key=f"trail-person-{view}")
            ref = "" if view == SIGN_INS else _reference(view)
            entity = None
            if view == EVERYTHING:
                kinds = {kind: kind_label(kind) for kind in audit_loaders.kinds(viewer)}
                entity = _choice(_("Kind of record"), kinds, key="trail-kind")
        actions = _actions() if view == EVERYTHING else LOOKS if view == LOOKED else SIGNING_IN
        st.form_submit_button(_("Search"), icon=":material/search:", type="primary")
    if ref and not REFERENCE.fullmatch(ref):
        st.error(_("Write a reference as it stands on the record, such as C-2026-00012."), icon=":material/error:")
        return None
    if view == LOOKED and not ref:
        st.info(_("Write the reference of a record to see who looked at it."), icon=":material/info:")
        return None
    return Asked(_day(since), _day(until), person, tuple(actions), entity, ref or None)


def _choice(label: str, options: dict[Any, str], *, key: str) -> Any:
    """One of these or none; a browser can send anything, so only one of these."""
    chosen = st.selectbox(
        label, list(options), index=None, format_func=lambda one: options.get(one, ""), key=key, placeholder=_("Any"),
        width=220,
    )  # fmt: skip
    return chosen if chosen in options else None


def _actions() -> tuple[str, ...]:
    chosen = st.multiselect(
        _("What was done"), list(ACTIONS), format_func=action_label, key="trail-actions", placeholder=_("Anything")
    )
    return tuple(action for action in chosen if action in ACTIONS)


def _reference(view: str) -> str:
    begins = st.query_params.get(state.Url.RECORD, "")
    typed = st.text_input(
        _("Reference"), begins, placeholder="C-2026-00012", max_chars=20, key=f"trail-ref-{view}", width=170
    )
    return (typed or "").strip().upper()


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def what_was_found(viewer: Viewer, found: Found, asked: Asked) -> None:
    """One page of entries, newest first. References are words here: whoever reads the trail opens no record."""
    columns = {
        "when": _("When"), "who": _("Who"), "what": _("What was done"), "record": _("Record"), "more": _("Details"),
    }  # fmt: skip
    figures_table(
        pd.DataFrame([_line(entry) for entry in found.entries]), labels=columns, alt=_("Entries of the trail")
    )
    if found.more:
        said = _("There are more than {n}: choose a shorter time to see older ones.")
        st.caption(said.format(n=number(COUNTED)))
    csv_button(
        _("Download these entries (CSV)"), lambda taker: audit_loaders.table(taker, asked), name="audit-trail",
        what=Export.AUDIT, filters=asked.words, key="trail-download",
    )  # fmt: skip


def _line(entry: Entry) -> dict[str, str]:
    # Sessions, people and settings have names of their own inside the system: nobody here knows them by those.
    known = bool(entry.ref and REFERENCE.fullmatch(entry.ref))
    record = kind_label(entry.entity) + (f" {entry.ref}" if known else "")
    return {
        "when": exact_time(entry.at), "who": entry.actor, "what": action_label(entry.action), "record": record,
        "more": detail_words(entry.detail),
    }  # fmt: skip
