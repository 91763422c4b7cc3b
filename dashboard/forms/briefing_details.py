"""What a briefing is called in each language, for whom it is, in which languages, and what it is compared with."""

from typing import Any

import streamlit as st

from dashboard.briefing_words import audience_words, language_words
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.briefing_new import audience_field, compared_field, languages_field
from dashboard.navigation import go
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _
from db.access import Viewer
from db.commands.briefings import DiscardBriefing, EditBriefing
from db.disclosure.drafted import Wording
from db.queries.briefings import BriefingRecord
from db.vocabulary.briefings import BriefingLanguage


def details_section(viewer: Viewer, record: BriefingRecord) -> None:
    with st.container(key="briefing-details"):
        _edit(viewer, record)
        _discard(viewer, record)


def _edit(viewer: Viewer, record: BriefingRecord) -> None:
    draft = Draft(f"briefing.{record.ref}.details", viewer)
    if show_receipt(draft.form, viewer, another=_("Change it again")):
        return
    draft_notice(draft)
    form_notice(draft.form, fields=_named(record), mine=draft.fields, in_words=_in_words)
    languages = languages_field(draft, record.languages)
    titles = [_title(draft, record, language) for language in languages]
    field_problem(draft.form, "titles")
    audience = audience_field(draft, record.audience)
    before = compared_field(viewer, draft, record, record.compared_with)
    if save_button(draft):
        submit(
            EditBriefing(
                record.ref,
                newest_version(draft.form, record.version),
                titles=tuple(words for words in titles if words.words.strip()),
                audience=audience,
                languages=languages,
                compared_with=before,
            ),
            viewer=viewer,
            form=draft.form,
            said=lambda _saved: Receipt(_("{ref} is saved.").format(ref=record.ref)),
        )
    note_shown(draft.form, record.version)


def _title(draft: Draft, record: BriefingRecord, language: BriefingLanguage) -> Wording:
    now = next((said for said in record.titles if said.language == language), Wording(language, ""))
    words = st.text_input(
        _("Title in {language}").format(language=language_words(language)), max_chars=120,
        **draft.bind(f"title_{language}", now.words),
    )  # fmt: skip
    field_problem(draft.form, f"title_{language}")
    machine = False
    if language != BriefingLanguage.ENGLISH and words:
        machine = st.checkbox(
            _("Translated by a machine, and nobody who speaks {language} has confirmed it").format(
                language=language_words(language)
            ),
            **draft.bind(f"machine_{language}", now.machine),
        )
    return Wording(language, words or "", bool(machine))


def _discard(viewer: Viewer, record: BriefingRecord) -> None:
    form = f"briefing.{record.ref}.discard"
    draft = Draft(form, viewer)
    with st.expander(_("Throw this draft away"), icon=":material/delete:"):
        form_notice(form, fields={})
        st.markdown(_("Its slides and words go with it. Nothing has been published by it."))
        sure = st.checkbox(_("Throw {ref} away").format(ref=record.ref), key=draft.widget("sure"))
        if (
            st.button(_("Throw it away"), key=draft.widget("save"), icon=":material/delete:", disabled=not sure)
            and sure
        ):
            said = Receipt(_("{ref} is thrown away.").format(ref=record.ref))
            command = DiscardBriefing(record.ref, record.version)
            if submit(command, viewer=viewer, form=form, said=lambda _saved: said, redraw=False):
                go("briefings")
            st.rerun()


def _named(record: BriefingRecord) -> dict[str, str]:
    fields = {
        "titles": _("Title"),
        "audience": _("Whom it is for"),
        "languages": _("Languages"),
        "compared_with": _("Compare with"),
    }
    return fields | {
        f"title_{language}": _("Title in {language}").format(language=language_words(language))
        for language in record.languages
    }


def _in_words(field: str, value: Any) -> str:
    if field == "audience":
        return audience_words(str(value))
    if field == "languages":
        return ", ".join(language_words(str(language)) for language in value)
    if isinstance(value, dict):
        return " · ".join(str(said.get("words", "")) for said in value.values() if isinstance(said, dict))
    return str(value)
