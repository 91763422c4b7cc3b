"""A draft exactly as it will be projected: the very page of the presentation, in a frame of its own."""

import streamlit as st

from dashboard import navigation
from dashboard.briefing_words import language_words
from dashboard.components.choices import choose_view
from dashboard.presenting_paths import draft_path
from dashboard.state import Url
from dashboard.words import _
from db.queries.briefings import BriefingRecord, SlideRecord

HEIGHT = 420  # until the style sheet knows how wide the frame is


def language_chosen(record: BriefingRecord) -> str:
    """The language somebody writes and looks in; where there is only English, nothing is asked."""
    if len(record.languages) < 2:
        return str(record.languages[0])
    pairs = [(str(language), language_words(language)) for language in record.languages]
    return choose_view(_("Language"), pairs, key="briefing-language", name=Url.LANGUAGE)


def preview_panel(record: BriefingRecord, language: str, slide: SlideRecord | None) -> None:
    hidden = slide is not None and slide.hidden
    at = slide.position if slide is not None and not hidden else None
    address = navigation.base_path() + draft_path(record.ref, language, record.version, slide=at)
    st.iframe(address, height=HEIGHT, tab_index=0, alt=_("{ref} as it will be projected").format(ref=record.ref))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.link_button(_("Look at it in full size"), address, icon=":material/open_in_new:")
        if hidden:
            st.caption(_("The open slide is hidden: it is not among these."))
