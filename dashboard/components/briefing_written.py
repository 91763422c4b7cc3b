"""Every word of a briefing that somebody wrote, slide by slide and language by language: what a second person reads."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.briefing_words import language_words, slide_words
from dashboard.words import _, plain
from db.queries.briefings import BriefingRecord, SlideRecord


def written_words(record: BriefingRecord) -> None:
    st.markdown("## " + _("All words that were written"))
    st.caption(_("Figures and fixed words are not among them: they are the same in every briefing of this period."))
    _lines(_("Title"), [(language, said) for language in record.languages if (said := _title(record, language))])
    for slide in record.slides:
        _slide(record, slide)


def _title(record: BriefingRecord, language: str) -> str:
    words = record.titles.get(language, {})
    return _with_mark(str(words.get("words") or ""), words)


def _slide(record: BriefingRecord, slide: SlideRecord) -> None:
    said: list[tuple[str, str]] = []
    for language in record.languages:
        words = slide.texts.get(language, {})
        parts = [str(words[part]) for part in ("title", "body") if words.get(part)]
        if parts:
            said.append((language, _with_mark("\n".join(parts), words)))
        for item in slide.items:
            line = item["texts"].get(language, {})
            if line.get("words"):
                said.append((language, _with_mark(str(line["words"]), line)))
    name = f"{slide.position} · {slide_words(slide.kind)}" + (" · " + _("hidden") if slide.hidden else "")
    if slide.has_picture:
        st.markdown(f"**{name}**  \n:material/image: " + _("Picture: {consent}").format(
            consent=plain(slide.picture_consent or _("nobody said whether those in it agreed"))
        ))  # fmt: skip
    _lines(name, said)


def _lines(name: str, said: list[tuple[str, str]]) -> None:
    if said:
        lines = [f"- {language_words(language)}: {words}" for language, words in said]
        st.markdown(f"**{plain(name)}**\n\n" + "\n".join(lines))


def _with_mark(words: str, about: Mapping[str, Any]) -> str:
    shown = plain(words).replace("\n", " / ")
    return shown + (" :orange-badge[" + _("by a machine") + "]" if words and about.get("machine") else "")
