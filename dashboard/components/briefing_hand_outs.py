"""What can be handed out of a frozen briefing, by language: each file as it was made once, with its size."""

from itertools import groupby

import streamlit as st
from db.public_store import PublicBriefing

from dashboard import navigation
from dashboard.briefing_words import document_shown, language_words
from dashboard.presenting_paths import document_path
from dashboard.words import _, plain, said_size


def hand_outs(briefing: PublicBriefing) -> None:
    if not briefing.documents:
        st.caption(_("Its documents are still being made."))
        return
    st.caption(_("Who takes a file out, and when, stands in the audit trail."))
    tabs = [language for language in briefing.languages if any(d.language == language for d in briefing.documents)]
    for place, language in zip(st.tabs([language_words(name) for name in tabs]), tabs, strict=True):
        with place:
            of_language = [document for document in briefing.documents if document.language == language]
            for form, documents in groupby(of_language, key=lambda document: document.format):
                shown = document_shown(form)
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.markdown(f"{shown.icon} {shown.word}")
                    for document in documents:
                        st.link_button(
                            f"{plain(document.name)} ({said_size(document.size)})",
                            navigation.base_path()
                            + document_path(briefing.code, document.format, language, document.name),
                            icon=":material/download:", type="tertiary",
                        )  # fmt: skip
