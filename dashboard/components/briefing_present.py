"""The frozen briefings, each with a button per language: read from the public store and from nowhere else."""

from collections.abc import Sequence

import streamlit as st
from db.public_store import PublicBriefing

from dashboard import clock, navigation
from dashboard.briefing_words import audience_words, language_words, period_words
from dashboard.components.briefing_hand_outs import hand_outs
from dashboard.components.briefing_list import areas_words
from dashboard.components.states import empty_state
from dashboard.presenting_paths import page_path
from dashboard.words import _, ngettext, number, plain, said_date
from db.access import Permission, Viewer
from db.vocabulary.briefings import BriefingLanguage


def present_answer(frozen: Sequence[PublicBriefing]) -> None:
    if frozen:
        said = ngettext("{n} briefing is ready to be shown.", "{n} briefings are ready to be shown.", len(frozen))
        st.markdown("**" + said.format(n=number(len(frozen))) + "**")
        st.caption(
            _(
                "Each opens in a tab of its own and is whole once it is open: the network may be cut from then on. F fills the screen, B blanks it."
            )
        )


def frozen_list(viewer: Viewer, frozen: Sequence[PublicBriefing]) -> None:
    if not frozen:
        build = viewer.may(Permission.BRIEFING_BUILD)
        empty_state(
            _("Nothing is ready to be shown."),
            detail=_("Briefings appear here as soon as an officer freezes one."),
            action=_("Build a briefing") if build else None, page="briefings" if build else None,
            icon=":material/slideshow:", key="present",
        )  # fmt: skip
        return
    with st.container(key="present-list"):
        for briefing in frozen:
            with st.container(border=True, key=f"present-{briefing.ref}"):
                _briefing(briefing)


def _briefing(briefing: PublicBriefing) -> None:
    st.markdown(f"### {plain(briefing.title)}")
    st.markdown(f"**{period_words(briefing.kind, briefing.starts_on)}** · {areas_words(briefing.area_names)}")
    frozen = _("frozen {day}").format(day=said_date(briefing.frozen_on, clock.today()))
    minutes = ngettext("about {n} minute", "about {n} minutes", briefing.minutes).format(n=number(briefing.minutes))
    st.caption(" · ".join([plain(briefing.ref), audience_words(briefing.audience), minutes, frozen]))
    present_buttons(briefing)
    with st.expander(_("Hand out"), icon=":material/file_copy:"):
        hand_outs(briefing)


def present_buttons(briefing: PublicBriefing) -> None:
    """One for each language that is made; English is the main one."""
    with st.container(horizontal=True, key=f"languages-{briefing.ref}"):
        for language in briefing.ready:
            main = language == BriefingLanguage.ENGLISH
            st.link_button(
                _("Present in {language}").format(language=language_words(language)),
                navigation.base_path() + page_path(briefing.code, language), icon=":material/slideshow:",
                type="primary" if main else "secondary",
            )  # fmt: skip
    if not briefing.ready:
        st.caption(_("Its documents are still being made."))
