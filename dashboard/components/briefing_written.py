"""Every word of a briefing that somebody wrote, slide by slide and language by language: what a second person reads."""

from collections.abc import Iterable

import streamlit as st

from dashboard.briefing_words import language_words, slide_words
from dashboard.words import _, plain
from db.queries.briefings import BriefingRecord, SlideRecord

Said = tuple[str, str, bool]  # language, words, by a machine


def written_words(record: BriefingRecord) -> None:
    st.markdown("## " + _("All words that were written"))
    st.caption(_("Figures and fixed words are not among them: they are the same in every briefing of this period."))
    if not record.needs_approval:
        st.markdown(_("None."))
        return
    _lines(_("Title"), [(said.language, said.words, said.machine) for said in record.titles])
    for slide in record.slides:
        name = f"{slide.position} · {slide_words(slide.kind)}"
        _lines(name + (" · " + _("hidden") if slide.hidden else ""), _of(slide), _picture(slide))


def _of(slide: SlideRecord) -> Iterable[Said]:
    for said in slide.texts:
        yield said.language, "\n".join(part for part in (said.title, said.body) if part), said.machine
    for item in slide.items:
        for line in item.wordings:
            yield line.language, line.words, line.machine


def _picture(slide: SlideRecord) -> str:
    if not slide.has_picture:
        return ""
    consent = slide.picture_consent or _("nobody said whether those in it agreed")
    return ":material/image: " + _("Picture: {consent}").format(consent=plain(consent))


def _lines(name: str, said: Iterable[Said], also: str = "") -> None:
    lines = [f"- {language_words(language)}: {_shown(words, machine)}" for language, words, machine in said if words]
    if lines or also:
        st.markdown("\n".join([f"**{plain(name)}**", "", *([f"- {also}"] if also else []), *lines]))


def _shown(words: str, machine: bool) -> str:
    mark = " :orange-badge[" + _("by a machine") + "]" if machine else ""
    return plain(words).replace("\n", " / ") + mark
