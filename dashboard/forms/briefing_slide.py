"""What stands on one slide besides its figures: a title and words of one's own, in each language, and chosen lines."""

import streamlit as st

from dashboard.briefing_words import language_words
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.briefing_items import chosen_items, items_fields
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _
from db.access import Viewer
from db.commands.briefing_slides import WriteSlide
from db.disclosure.drafted import SlideWords
from db.queries.briefings import BriefingRecord, SlideRecord
from db.vocabulary.briefings import BriefingLanguage, SlideKind

LONGEST_TITLE, LONGEST_BODY = 120, 1_500
# Of these the words are the slide; elsewhere they stand beneath what the figures say.
OWN_WORDS = (SlideKind.TEXT, SlideKind.STORY, SlideKind.PICTURE)


def slide_form(viewer: Viewer, record: BriefingRecord, slide: SlideRecord, language: str) -> None:
    """The fields of the chosen language; what was typed in the others waits in the draft and is saved with it."""
    draft = Draft(form_of(record, slide), viewer)
    if show_receipt(draft.form, viewer, another=_("Change it again")):
        return
    draft_notice(draft)
    form_notice(draft.form, fields=_named(record))
    field_problem(draft.form, "texts")
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


def form_of(record: BriefingRecord, slide: SlideRecord) -> str:
    """What is laid out by itself there is once, wherever it stands; what was added is known by its place."""
    which = slide.position if slide.removable else slide.kind.name.lower()
    return f"briefing.{record.ref}.slide-{which}"


def _words(draft: Draft, slide: SlideRecord, language: str) -> None:
    now = said_in(slide, language)
    named = {"language": language_words(language)}
    st.text_input(
        _("Title in {language}").format(**named), max_chars=LONGEST_TITLE,
        placeholder="" if slide.kind in OWN_WORDS else _("Empty: the fixed title"),
        **draft.bind(f"title_{language}", now.title),
    )  # fmt: skip
    own = _("Text in {language}") if slide.kind in OWN_WORDS else _("Words beneath the figures, in {language}")
    if slide.kind == SlideKind.PICTURE:
        own = _("What the picture shows, in {language} (required)")
    draft.words(
        own.format(**named), f"body_{language}", default=now.body, rows=4, most=LONGEST_BODY,
        placeholder=_("No names, addresses or numbers of people: everybody in the room reads it."),
    )  # fmt: skip
    if language != BriefingLanguage.ENGLISH:
        st.checkbox(
            _("Translated by a machine, and nobody who speaks it has confirmed it"),
            help=_("It is marked as such wherever it is shown, until somebody takes the tick out."),
            **draft.bind(f"machine_{language}", now.machine),
        )


def texts(draft: Draft, record: BriefingRecord, slide: SlideRecord) -> tuple[SlideWords, ...]:
    """Every language of the briefing: as typed, or as it was."""
    made = []
    for language in record.languages:
        now = said_in(slide, language)
        title = str(draft.value(f"title_{language}", now.title) or "").strip()
        body = str(draft.value(f"body_{language}", now.body) or "").strip()
        if title or body:
            machine = bool(draft.value(f"machine_{language}", now.machine))
            made.append(SlideWords(BriefingLanguage(language), title, body, machine))
    return tuple(made)


def said_in(slide: SlideRecord, language: str) -> SlideWords:
    """What stands on the slide in this language, even if that is nothing."""
    found = next((said for said in slide.texts if said.language == language), None)
    return found or SlideWords(BriefingLanguage(language))


def _named(record: BriefingRecord) -> dict[str, str]:
    fields = {"texts": _("Words"), "items": _("Lines")}
    for language in record.languages:
        fields[f"title_{language}"] = _("Title in {language}").format(language=language_words(language))
        fields[f"body_{language}"] = _("Text in {language}").format(language=language_words(language))
    return fields
