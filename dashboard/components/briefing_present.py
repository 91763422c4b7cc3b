"""The frozen briefings, each with a button per language: read from the public store and from nowhere else."""

from collections.abc import Sequence

import streamlit as st

from dashboard import clock, navigation, public_loaders
from dashboard.briefing_words import audience_words, language_words, period_words
from dashboard.components.briefing_documents import hand_outs
from dashboard.components.briefing_facts import areas_words, briefing_name
from dashboard.components.states import empty_state
from dashboard.presenting_paths import page_path
from dashboard.words import _, ngettext, number, plain, said_date
from db.access import Permission, Viewer
from db.public_store import PublicBriefing
from db.vocabulary.briefings import BriefingLanguage


def present_answer(frozen: Sequence[PublicBriefing]) -> None:
    if not frozen:
        return
    said = ngettext("{n} briefing is ready to be shown.", "{n} briefings are ready to be shown.", len(frozen))
    st.markdown("**" + said.format(n=number(len(frozen))) + "**")
    st.caption(
        _("Each opens in a tab of its own. Once it is open the network may be cut; its first page names the keys.")
    )


def frozen_list(viewer: Viewer, frozen: Sequence[PublicBriefing]) -> None:
    if not frozen:
        build = viewer.may(Permission.BRIEFING_BUILD)
        empty_state(
            _("Nothing is ready to be shown."),
            detail=_("Briefings appear here as soon as one is frozen."),
            action=_("Build a briefing") if build else None, page="briefings" if build else None,
            icon=":material/slideshow:", key="present",
        )  # fmt: skip
        return
    with st.container(key="present-list"):
        for briefing in frozen:
            with st.container(border=True, key=f"present-{briefing.ref}"):
                _briefing(briefing)


def _briefing(briefing: PublicBriefing) -> None:
    about = public_loaders.about(briefing)
    # One without a title of its own is listed under its reference.
    own = "" if briefing.title == briefing.ref else briefing.title
    st.markdown("### " + plain(briefing_name(own, about.names, briefing.kind, briefing.starts_on)))
    if own:
        period = period_words(briefing.kind, briefing.starts_on)
        st.markdown(f"**{period}** · {plain(areas_words(about.names))}")
    length = ngettext("about {n} minute", "about {n} minutes", about.minutes).format(n=number(about.minutes))
    day = _("frozen {day}").format(day=said_date(briefing.frozen_on, clock.today()))
    st.caption(" · ".join([plain(briefing.ref), audience_words(about.audience), length, day]))
    documents = public_loaders.documents(briefing.code)
    present_buttons(briefing.code, public_loaders.shown_in(briefing.languages, documents), key=briefing.ref)
    if documents:
        with st.expander(_("Hand out"), icon=":material/file_copy:"):
            made = [language for language in briefing.languages if any(d.language == language for d in documents)]
            hand_outs(briefing.code, made, documents, key=briefing.ref)


def present_buttons(code: str, languages: Sequence[str], *, key: str) -> None:
    """One for each language that can be shown; English is the main one."""
    if not languages:
        st.caption(_("Its documents are still being made."))
        return
    with st.container(horizontal=True, key=f"languages-{key}"):
        for language in languages:
            st.link_button(
                _("Present in {language}").format(language=language_words(language)),
                navigation.base_path() + page_path(code, language), icon=":material/slideshow:",
                type="primary" if language == BriefingLanguage.ENGLISH else "secondary",
            )  # fmt: skip
