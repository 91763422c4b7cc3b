"""Fixed words that a machine translated: what is said about them, and the word of a person who has read them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import briefing_loaders, navigation
from dashboard.briefing_words import language_words
from dashboard.components.form import form_notice, short_receipt
from dashboard.documents.briefing.words import catalogue, catalogue_hash, machine_made
from dashboard.state import Url
from dashboard.submit import Receipt, submit
from dashboard.words import _, ngettext, number
from db.access import Permission, Viewer
from db.commands.frozen import ConfirmTranslation
from db.queries.briefings import BriefingRecord
from db.vocabulary.briefings import BriefingLanguage

CONFIRM = "briefing.translation"
OTHERS = [language for language in BriefingLanguage if language != BriefingLanguage.ENGLISH]


def translations_notice(viewer: Viewer, record: BriefingRecord) -> None:
    """On a briefing: which of its languages say that nobody has confirmed them."""
    confirmed = briefing_loaders.confirmed_now(viewer)
    waiting = [language for language in record.languages if machine_made(language) and language not in confirmed]
    if not waiting:
        return
    names = ", ".join(language_words(language) for language in waiting)
    said = _("The fixed words of these languages were translated by a machine, and briefings say so: {languages}.")
    st.caption(said.format(languages=names))
    if viewer.may(Permission.REFERENCE_KEEP):
        label = _("Have them read and confirmed")
        navigation.link("reference_data", label=label, icon=":material/translate:", **{Url.VIEW: "languages"})


def languages_section(viewer: Viewer) -> None:
    """In the reference data: every language with its words, and the tick of whoever had them read."""
    confirmed = briefing_loaders.confirmed_now(viewer)
    waiting = [language for language in OTHERS if language not in confirmed]
    said = ngettext("{n} language of briefings waits for somebody who reads it.",
                    "{n} languages of briefings wait for somebody who reads them.", len(waiting))  # fmt: skip
    st.markdown("**" + (said.format(n=number(len(waiting))) if waiting else _("All languages are confirmed.")) + "**")
    form_notice(CONFIRM, fields={})
    short_receipt(CONFIRM, viewer)
    language = BriefingLanguage(
        st.pills(
            _("Language of briefings"),
            [language.value for language in OTHERS],
            format_func=language_words,
            default=(waiting or OTHERS)[0].value,
            required=True,
            key="briefing-words-language",
        )  # fmt: skip
    )
    name = language_words(language)
    if language in confirmed:
        st.markdown(
            ":green[:material/verified:] " + _("A person has confirmed the words of {language}.").format(language=name)
        )
    else:
        st.markdown(_("Until a person has confirmed them, every briefing in {language} says so.").format(language=name))
        st.button(
            _("A person who reads {language} has read all of these and confirms them").format(language=name),
            key=f"confirm-{language.name.lower()}", type="primary", icon=":material/verified:", on_click=_confirm,
            args=(viewer, language),
        )  # fmt: skip
    words = pd.DataFrame(_fixed_words(language), columns=[_("English"), name])
    st.dataframe(words, hide_index=True, width="stretch", row_height=48)


def _confirm(viewer: Viewer, language: BriefingLanguage) -> None:
    said = Receipt(_("{language} is confirmed.").format(language=language_words(language)))
    stamp = catalogue_hash(language)
    submit(
        ConfirmTranslation(language, stamp), viewer=viewer, form=CONFIRM, key=f"{CONFIRM}.{stamp}",
        said=lambda _saved: said, redraw=False,
    )  # fmt: skip


def _fixed_words(language: BriefingLanguage) -> list[tuple[str, str]]:
    """English beside the language; of a plural every form."""
    return [
        (_forms(message.id), _forms(message.string))
        for message in sorted(catalogue(language), key=lambda message: _forms(message.id))
        if message.id
    ]


def _forms(said: str | Sequence[str] | None) -> str:
    return said if isinstance(said, str) else " / ".join(said or ())
