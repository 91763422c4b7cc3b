"""One communication on one page: the text as it goes out, what it is about, and sending it."""

import streamlit as st

from dashboard import navigation, partner_loaders
from dashboard.components.communication_list import sent_badge
from dashboard.components.record_layout import record_layout, record_title
from dashboard.forms.communication import edit_communication_form, send_form
from dashboard.labels import communication_channel_label, communication_kind_label
from dashboard.words import _, exact_time, number, plain
from db.access import Viewer
from db.queries.communications import CommunicationRecord


def communication_page(viewer: Viewer, ref: str) -> None:
    navigation.link("communications", label=_("All communications"), icon=":material/arrow_back:")
    written = partner_loaders.communication_record(viewer, ref)
    with record_title(written.title):
        st.markdown(
            f"**{plain(written.ref)}** {sent_badge(written.sent_at)} {communication_kind_label(written.kind)}, "
            f"{communication_channel_label(written.channel)}"
        )
    layout = record_layout()
    with layout.facts:
        _facts(written)
    with layout.work:
        send_form(viewer, written)
        edit_communication_form(viewer, written)
    with layout.rest:
        st.markdown("#### " + _("The text"))
        st.markdown(plain(written.words).replace("\n", "  \n") if written.words else _("No text yet."))
        _about(written)


def _facts(written: CommunicationRecord) -> None:
    pairs = [
        (_("Sent"), exact_time(written.sent_at) if written.sent_at else None),
        (_("Reach"), number(written.reach) if written.reach is not None else None),
        (_("For"), written.audience),
        (_("Language"), written.language),
        (_("Topics"), ", ".join(written.topics)),
        (_("Neighbourhood"), written.neighbourhood),
        (_("Written by"), written.owner),
    ]
    st.markdown("  \n".join(f"**{name}:** {plain(str(value))}" for name, value in pairs if value))


def _about(written: CommunicationRecord) -> None:
    if written.event:
        navigation.link("events", label=plain(written.event_title or ""), icon=":material/event:", ref=written.event)
    if written.case:
        navigation.link("cases", label=plain(written.case), icon=":material/cases:", ref=written.case)
    if written.organisation:
        name = plain(written.organisation_name or "")
        navigation.link("partners", label=name, icon=":material/handshake:", ref=written.organisation)
