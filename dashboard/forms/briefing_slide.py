"""What stands on one slide besides its figures: a title and words of one's own, in each language, and chosen lines."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.briefing_words import language_words
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.briefing_items import chosen_items, items_fields
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _
from db.access import Viewer
from db.commands.briefing_slides import WriteSlide
from db.queries.briefings import BriefingRecord, SlideRecord
from db.vocabulary.briefings import BriefingLanguage, SlideKind

LONGEST_TITLE = 80
LONGEST_TEXT = 600
# Of these the words are the slide; elsewhere they stand beneath what the figures say.
OWN_WORDS = (SlideKind.TEXT, SlideKind.STORY, SlideKind.PICTURE)


def slide_form(viewer: Viewer, record: BriefingRecord, slide: SlideRecord, language: str) -> None:
    """The fields of the chosen language; what was typed in the others waits in the draft and is saved with it."""
    draft = Draft(f"briefing.{record.ref}.slide{slide.number}", viewer)
    if show_receipt(draft.form, viewer, another=_("Change it again")):
        return
    draft_notice(draft)
    form_notice(draft.form, fields=_named(record), mine=draft.fields, in_words=_in_words)
    _words(draft, slide, language)
    items_fields(viewer, record, draft, slide, language)
    if save_button(draft, _("Save the slide")):
        submit(
            WriteSlide(
                record.ref, newest_version(draft.form, record.version), slide.position, texts(draft, record, slide),
                slide.hidden, chosen_items(draft, record, slide),
            ),
            viewer=viewer,
            form=draft.form,
            said=lambda _saved: Receipt(_("Slide {n} is saved.").format(n=slide.position)),
        )  # fmt: skip
    if draft.kept_at is None:
        draft.start_again_button()
    note_shown(draft.form, record.version)


def _words(draft: Draft, slide: SlideRecord, language: str) -> None:
    now = slide.texts.get(language, {})
    named = {"language": language_words(language)}
    st.text_input(
        _("Title in {language}").format(**named), max_chars=LONGEST_TITLE,
        placeholder="" if slide.kind in OWN_WORDS else _("Empty: the fixed title"),
        **draft.bind(f"title_{language}", now.get("title") or ""),
    )  # fmt: skip
    field_problem(draft.form, f"title_{language}")
    own = _("Text in {language}") if slide.kind in OWN_WORDS else _("Words beneath the figures, in {language}")
    if slide.kind == SlideKind.PICTURE:
        own = _("What the picture shows, in {language} (required)")
    draft.words(
        own.format(**named), f"body_{language}", default=str(now.get("body") or ""), rows=4, most=LONGEST_TEXT,
        placeholder=_("No names, addresses or numbers of people: everybody in the room reads it."),
    )  # fmt: skip
    if language != BriefingLanguage.ENGLISH:
        st.checkbox(
            _("Translated by a machine, and nobody who speaks it has confirmed it"),
            help=_("It is marked as such wherever it is shown, until somebody takes the tick out."),
            **draft.bind(f"machine_{language}", bool(now.get("machine"))),
        )


def texts(draft: Draft, record: BriefingRecord, slide: SlideRecord) -> dict[str, dict[str, Any]]:
    """Every language of the briefing: as typed, or as it was."""
    made: dict[str, dict[str, Any]] = {}
    for language in record.languages:
        now: Mapping[str, Any] = slide.texts.get(language, {})
        title = str(draft.value(f"title_{language}", now.get("title") or "") or "").strip()
        body = str(draft.value(f"body_{language}", now.get("body") or "") or "").strip()
        if title or body:
            machine = bool(draft.value(f"machine_{language}", bool(now.get("machine"))))
            made[language] = {"title": title, "body": body, "machine": machine}
    return made


def _named(record: BriefingRecord) -> dict[str, str]:
    fields = {"texts": _("Words"), "items": _("Lines"), "hidden": _("Hidden"), "position": _("Position")}
    for language in record.languages:
        fields[f"title_{language}"] = _("Title in {language}").format(language=language_words(language))
        fields[f"body_{language}"] = _("Text in {language}").format(language=language_words(language))
    return fields


def _in_words(field: str, value: Any) -> str:
    if field == "texts" and isinstance(value, dict):
        return " · ".join(str(words.get("title") or words.get("body") or "") for words in value.values())
    if isinstance(value, list | tuple):
        return str(len(value))
    return str(value)
