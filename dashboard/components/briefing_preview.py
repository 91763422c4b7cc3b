"""A draft exactly as it will be projected: the very page of the presentation, in a frame of its own."""

from dataclasses import replace

import streamlit as st

from dashboard import navigation
from dashboard.briefing_words import language_words
from dashboard.components.choices import choose_view
from dashboard.documents.briefing.screens import screens
from dashboard.documents.briefing.telling import tell
from dashboard.presenting_paths import draft_path
from dashboard.state import Url
from dashboard.words import _
from db.disclosure.content import Snapshot
from db.queries.briefings import BriefingRecord, SlideRecord

HEIGHT = 420  # until the style sheet knows how wide the frame is


def language_chosen(record: BriefingRecord) -> str:
    """The language somebody writes and looks in; where there is only English, nothing is asked."""
    if len(record.languages) < 2:
        return str(record.languages[0])
    pairs = [(str(language), language_words(language)) for language in record.languages]
    return choose_view(_("Language"), pairs, key="briefing-language", name=Url.LANGUAGE)


def preview_panel(record: BriefingRecord, snapshot: Snapshot, language: str, slide: SlideRecord | None) -> None:
    address = navigation.base_path() + draft_path(record.ref, language, record.version)
    screen = screen_of(record, snapshot, language, slide)
    alt = _("{ref} as it will be projected").format(ref=record.ref)
    st.iframe(f"{address}#{screen}", height=HEIGHT, tab_index=0, alt=alt)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.link_button(_("Look at it in full size"), address, icon=":material/open_in_new:")
        if slide is not None and slide.hidden:
            st.caption(_("The open slide is hidden: it is not among these."))
        else:
            st.caption(_("Drawn anew after each save, which takes some seconds."))


def screen_of(record: BriefingRecord, snapshot: Snapshot, language: str, slide: SlideRecord | None) -> int:
    """On which screen a slide begins, from 1: those before it may go on over several."""
    shown = [one.position for one in record.slides if not one.hidden]
    if slide is None or slide.position not in shown or slide.position == shown[0]:
        return 1
    before = replace(snapshot, slides=snapshot.slides[: shown.index(slide.position)])
    return len(screens(tell(before, language, confirmed=True))) + 1
