"""What was said to the public, as rows: drafts first; and the filters above them."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, navigation, partner_loaders
from dashboard.components.choices import look_up
from dashboard.components.map_answer import as_of
from dashboard.components.rows import present, rows
from dashboard.components.states import empty_state
from dashboard.labels import communication_channel_label, communication_kind_label
from dashboard.marked import with_hits
from dashboard.words import _, ngettext, number, plain, said_time
from db.access import Viewer
from db.vocabulary import CommunicationChannel, CommunicationKind

VIEWS = ("said", "enquiries", "templates", "training")


def view_words(view: str) -> str:
    return {
        "said": _("Sent and drafts"),
        "enquiries": _("Enquiries"),
        "templates": _("Templates"),
        "training": _("Training delivered"),
    }[view]


def communications_answer(found: pd.DataFrame) -> None:
    """How many went out and how many wait; whom they reached, where the channel says so."""
    drafts = int(found["sent_at"].isna().sum())
    sent = len(found) - drafts
    said = ngettext("{n} went out", "{n} went out", sent).format(n=number(sent))
    waiting = ngettext("{n} draft", "{n} drafts", drafts).format(n=number(drafts))
    st.markdown(f"**{said}, {waiting}**")
    reach, counted = int(found["reach"].fillna(0).sum()), int(found["reach"].notna().sum())
    st.caption(
        _("Reach {reach}, as {counted} of them say; whoever saw two counts twice.").format(
            reach=number(reach), counted=number(counted)
        )
        + " "
        + as_of()
    )


def said_filters(viewer: Viewer) -> dict[str, Any]:
    """Kind, channel, language and words; what is chosen narrows the list at once."""
    with st.container(horizontal=True, key="communications-bar"):
        kinds = st.multiselect(
            _("Kind"), list(CommunicationKind), format_func=communication_kind_label, key="communications-kinds",
            placeholder=_("All kinds"),
        )  # fmt: skip
        channels = st.multiselect(
            _("Channel"), list(CommunicationChannel), format_func=communication_channel_label,
            key="communications-channels", placeholder=_("All channels"),
        )  # fmt: skip
        languages = st.multiselect(
            _("Language"), list(partner_loaders.languages_used(viewer)), key="communications-languages",
            placeholder=_("All languages"),
        )  # fmt: skip
    search = look_up(_("Words of the title, a topic or an outlet"), key="communications-find")
    return {
        "kinds": tuple(str(kind) for kind in kinds),
        "channels": tuple(str(channel) for channel in channels),
        "languages": tuple(languages),
        "search": search,
    }


def communication_rows(found: pd.DataFrame, search: str) -> None:
    if found.empty:
        empty_state(
            _("Nothing here."),
            detail=_(
                "Press releases, posts, announcements, interviews: begin one above, from a template if there is one."
            ),
            icon=":material/campaign:",
            key="communications",
        )
        return
    rows(found, lambda row: _row(row, search), key="communications")


def _row(row: Any, search: str) -> None:
    title = with_hits(row.title, search) if search else f"**{plain(row.title)}**"
    navigation.link("communications", label=title, icon=":material/campaign:", ref=row.ref)
    st.markdown(f"{sent_badge(row.sent_at)} {communication_kind_label(row.kind)}")
    parts = [communication_channel_label(row.channel)]
    parts += [
        plain(part) for part in (row.organisation, row.audience, row.language, row.neighbourhood) if present(part)
    ]
    if present(row.reach):
        parts.append(reach_words(int(row.reach)))
    st.caption(" · ".join(parts))


def sent_badge(sent_at: Any) -> str:
    if not present(sent_at):
        return ":orange-badge[:material/draft: " + _("Draft") + "]"
    when = said_time(sent_at, clock.now())
    return ":green-badge[:material/send: " + _("Sent {when}").format(when=when) + "]"


def reach_words(reach: int) -> str:
    return _("reach {n}").format(n=number(reach))
