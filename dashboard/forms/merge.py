"""Likely the same, on a concern's record: merge the two, or say that they are not the same; and take merged ones apart."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, loaders, navigation
from dashboard.components.form import form_notice, receipt_waits, show_receipt
from dashboard.components.likely import likely_row, reported_by
from dashboard.components.rows import present
from dashboard.submit import Receipt, submit
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, plain, said_time
from db.access import Permission, Viewer
from db.commands.duplicates import MergeConcern, RuleOutDuplicate, UnmergeConcern
from db.commands.registry import Saved
from db.queries.concerns import ConcernRecord
from db.vocabulary import OPEN_STATUSES, Confidentiality

MOST = 5


def likely_same(viewer: Viewer, concern: ConcernRecord) -> pd.DataFrame | None:
    """What may be the same as this record; None where it is not asked (merged already, or restricted)."""
    if concern.merged or concern.confidentiality >= Confidentiality.RESTRICTED:
        return None
    found: pd.DataFrame = loaders.likely_duplicates(
        viewer, point=point_of(concern), area=concern.neighbourhood_id, received_at=concern.received_at,
        category=concern.category, text=concern.summary, but_not=concern.ref, limit=MOST,
    )  # fmt: skip
    return found


def point_of(concern: ConcernRecord) -> tuple[float, float] | None:
    if concern.latitude is None or concern.longitude is None:
        return None
    return concern.latitude, concern.longitude


def likely_section(viewer: Viewer, concern: ConcernRecord, found: pd.DataFrame | None) -> None:
    """Up to five, each with both texts; nothing at all where there is none."""
    form = f"concern.{concern.ref}.merge"
    if (found is None or found.empty) and not receipt_waits(form):
        return
    with st.container(key="likely-same"):
        st.markdown("#### " + _("Likely the same"))
        if show_receipt(form, viewer, another=_("Close")):
            return
        form_notice(form, fields={})
        for row in tuples(found) if found is not None else ():
            with st.container(border=True, key=f"likely-{row.ref}", gap="small"):
                likely_row(row, mine=concern.summary, point=point_of(concern))
                if viewer.may(Permission.CONCERN_WORK):
                    _choices(viewer, concern, row, form=form)


def _choices(viewer: Viewer, concern: ConcernRecord, row: Any, *, form: str) -> None:
    # The versions are part of the keys: a click on what a colleague has changed since meets nothing, and the page shows
    # how it is now.
    name = f"{form}.{concern.version}.{row.ref}.{row.version}"
    with st.container(horizontal=True):
        with st.popover(_("This is the same"), icon=":material/merge:"):
            _confirmation(viewer, concern, row, form=form, name=name)
        if st.button(_("Not the same"), key=f"{name}.not", icon=":material/block:", type="tertiary"):
            said = _("{ref} will not be proposed here again.").format(ref=row.ref)
            submit(RuleOutDuplicate(concern.ref, row.ref), viewer=viewer, form=form, said=lambda _answer: Receipt(said))


def _confirmation(viewer: Viewer, concern: ConcernRecord, row: Any, *, form: str, name: str) -> None:
    """Which one goes on, and what then happens, before anything does."""
    both = {concern.ref: (concern.version, concern.voices), row.ref: (int(row.version), int(row.reported_by))}
    main = st.segmented_control(
        _("Which one goes on?"), list(both), default=_proposed(concern, row), required=True, key=f"{name}.main"
    )
    repeat = next(ref for ref in both if ref != main)
    counted = reported_by(sum(voices for _version, voices in both.values()))
    st.markdown(
        _(
            "**{repeat}** is closed as a duplicate; it keeps its words and its history and points to **{main}**, which "
            "then reads “{counted}”. Open follow-ups, what was done, the case and the event move to {main}. You can take "
            "them apart again as long as nothing has followed."
        ).format(repeat=plain(repeat), main=plain(main), counted=counted)
    )
    if st.button(_("Merge them"), key=f"{name}.merge", type="primary", icon=":material/merge:"):
        command = MergeConcern(repeat, both[repeat][0], main, both[main][0])
        submit(command, viewer=viewer, form=form, said=_merged_receipt(repeat, main, counted))


def _proposed(concern: ConcernRecord, row: Any) -> str:
    """The open one, else the one that was reported first."""
    here, there = concern.status in OPEN_STATUSES, row.status in OPEN_STATUSES
    if here != there:
        return concern.ref if here else str(row.ref)
    return concern.ref if concern.received_at <= row.received_at else str(row.ref)


def _merged_receipt(repeat: str, main: str, counted: str) -> Callable[[Saved], Receipt]:
    words = _("{repeat} is merged into {main}: {counted}.").format(repeat=repeat, main=main, counted=counted)
    return lambda _saved: Receipt(words, (main, repeat))


def merged_section(viewer: Viewer, concern: ConcernRecord) -> None:
    """On the main record: who reported it, and which concerns were merged into it."""
    form = f"concern.{concern.ref}.apart"
    merged = loaders.merged_into(viewer, concern.ref)
    if merged.empty and not receipt_waits(form):
        return
    with st.container(key="merged"):
        st.markdown("#### " + _("Reported by {n}").format(n=concern.voices))
        if show_receipt(form, viewer, another=_("Close")):
            return
        form_notice(form, fields={})
        for row in tuples(merged):
            with st.container(border=True, key=f"merged-{row.ref}", gap="small"):
                navigation.link("concerns", label=f"**{plain(row.ref)}**", ref=row.ref)
                st.markdown(plain(row.summary))
                received = _("received {when}").format(when=said_time(row.received_at, clock.now()))
                reports = ngettext("{n} report", "{n} reports", row.reported_by).format(n=row.reported_by)
                parts = [received, reports, *_who_merged(row)]
                st.caption(" · ".join(parts))
                if viewer.may(Permission.CONCERN_WORK):
                    take_apart(viewer, str(row.ref), int(row.version), concern.ref, form=form)


def _who_merged(row: Any) -> list[str]:
    if not present(row.merged_by):
        return []
    when = said_time(row.merged_at, clock.now())
    return [_("merged by {who}, {when}").format(who=plain(row.merged_by), when=when)]


def merged_banner(viewer: Viewer, concern: ConcernRecord) -> None:
    """On a merged record: where it went on, and the way back."""
    form = f"concern.{concern.ref}.apart"
    if show_receipt(form, viewer, another=_("Close")) or not concern.merged:
        return
    with st.container(border=True, key="merged-banner"):
        st.markdown(":material/merge: " + _("**This is the same as another concern and goes on there.**"))
        if concern.duplicate_of is None:
            st.caption(_("It is one that you cannot open."))
            return
        navigation.link("concerns", label=_("Open {ref}").format(ref=concern.duplicate_of), ref=concern.duplicate_of)
        form_notice(form, fields={})
        if viewer.may(Permission.CONCERN_WORK):
            take_apart(viewer, concern.ref, concern.version, concern.duplicate_of, form=form)


def take_apart(viewer: Viewer, repeat: str, version: int, main: str, *, form: str) -> None:
    with st.popover(_("Take apart"), icon=":material/call_split:"):
        st.markdown(
            _(
                "**{repeat}** stands on its own again, as it was before: its status, its follow-ups, what was done, its case "
                "and its event. Both histories keep that they were merged. It is refused when something has followed."
            ).format(repeat=plain(repeat))
        )
        if st.button(_("Take them apart"), key=f"{form}.{repeat}.{version}", icon=":material/call_split:"):
            words = _("{repeat} is no longer part of {main}.").format(repeat=repeat, main=main)
            submit(
                UnmergeConcern(repeat, version), viewer=viewer, form=form,
                said=lambda _answer: Receipt(words, (repeat,)),
            )  # fmt: skip
