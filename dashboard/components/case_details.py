"""What a case of this kind says: open fields at once, personal ones when they are asked for."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.case_words import field_label, said_value
from dashboard.shared_store import shared_store
from dashboard.words import _, ngettext, plain, said_time, say
from db.access import Permission, Viewer
from db.commands.case_details import OpenCaseDetails, OpenedCase
from db.errors import CommonGroundError
from db.kinds import ON_THE_CASE, Form, fields_of
from db.queries.case_details import CaseDetails
from db.queries.cases import CaseRecord
from db.vocabulary import CaseKind, CaseStatus


def case_details_shown(viewer: Viewer, case: CaseRecord, details: CaseDetails) -> None:
    fields = [f for f in fields_of(case.kind) if not f.sensitive and f.name not in ON_THE_CASE]
    said = [f for f in fields if details.values.get(f.name.value) not in (None, "")]
    lines = [f"**{field_label(f.name)}:** {plain(said_value(f, details.values[f.name.value]))}" for f in said]
    open_still = [field_label(f.name) for f in fields if f not in said]
    if lines:
        st.markdown("  \n".join(lines))
    if open_still and case.status != CaseStatus.CLOSED:
        st.caption(_("Not said yet: {fields}").format(fields=", ".join(plain(name) for name in open_still)))
    if case.kind == CaseKind.COORDINATION:
        _agencies(details)
    _personal(viewer, case, details)


def _agencies(details: CaseDetails) -> None:
    n = len(details.agencies)
    st.markdown("**" + ngettext("{n} agency works on this", "{n} agencies work on this", n).format(n=n) + "**")
    lines = []
    for one in details.agencies:
        head = f"**{plain(one.agency)}**" + (f", {plain(one.role)}" if one.role else "")
        over = (
            _("handed over {when}").format(when=said_time(one.handed_over_at, clock.now()))
            if one.handed_over_at
            else ""
        )
        parts = [plain(one.task) if one.task else "", over]
        lines.append(f"- {head}  \n  " + " · ".join(part for part in parts if part))
    if lines:
        st.markdown("\n".join(lines))


def _personal(viewer: Viewer, case: CaseRecord, details: CaseDetails) -> None:
    if not details.kept or not viewer.may(Permission.PERSONAL_READ):
        return
    with st.container(border=True, key="personal-details"):
        st.markdown("#### :material/lock: " + _("Personal details"))
        st.caption(_("Not for projection. Opening them is recorded."))
        if not st.button(_("Open personal details"), key=f"open-{case.ref}", icon=":material/visibility:"):
            return
        try:
            opened: OpenedCase = shared_store().execute(OpenCaseDetails(case.ref), by=viewer, now=clock.now())
        except CommonGroundError as error:
            st.error(say(error.sentence))
            return
        _shown(case, opened)


def _shown(case: CaseRecord, opened: OpenedCase) -> None:
    for name, value in opened.values.items():
        st.markdown(f"**{field_label(name)}:** {plain(value)}")
    if opened.subjects:
        st.markdown(_("**Complained about:** {names}").format(names=", ".join(plain(name) for name in opened.subjects)))
    st.button(_("Hide them"), key=f"hide-{opened.ref}", icon=":material/visibility_off:")


def closing_fields(case: CaseRecord, details: CaseDetails) -> list[Any]:
    """Fields a case of this kind must say before it closes and does not yet."""
    asked = [f for f in fields_of(case.kind) if f.missing_at_close and not details.values.get(f.name.value)]
    if case.kind == CaseKind.MEDIATION:
        held = set(details.kept)
        asked += [f for f in fields_of(case.kind) if f.name.value == "agreement" and f.name.value not in held]
    return [f for f in asked if f.form != Form.DAY]
