"""Lines of a slide that come from records: which promises, sentences or stories, and in which words for the public."""

from collections.abc import Sequence

import streamlit as st

from dashboard import briefing_loaders, clock
from dashboard.areas import known_areas
from dashboard.briefing_words import fate_words, language_words
from dashboard.components.form import field_problem
from dashboard.draft import Draft
from dashboard.words import _, plain, said_date
from db.access import Viewer
from db.disclosure.drafted import ChosenItem, Wording
from db.disclosure.sources import Source
from db.queries.briefings import BriefingRecord, SlideRecord
from db.vocabulary.briefings import BriefingLanguage, SlideKind

LONGEST = 300
MOST = 8  # lines of one slide, more nobody reads from the back of a room
# Which slides take such lines, and what they are called there.
CHOSEN_ON = (SlideKind.TOLD, SlideKind.PROMISES, SlideKind.WORKS)


def items_fields(viewer: Viewer, record: BriefingRecord, draft: Draft, slide: SlideRecord, language: str) -> None:
    if slide.kind not in CHOSEN_ON:
        return
    offered = {
        source.ref: source for source in briefing_loaders.sayable(viewer, record.ref) if source.slide == slide.kind
    }
    now = [item.ref for item in slide.items]
    if not offered and not now:
        st.caption(_nothing(slide.kind))
        return
    options = [*offered, *(ref for ref in now if ref not in offered)]
    chosen = st.multiselect(
        _label(slide.kind), options, format_func=lambda ref: _offered(viewer, offered.get(ref), ref),
        max_selections=MOST, placeholder=_("None chosen"), **draft.bind("items", now, options=options),
    )  # fmt: skip
    field_problem(draft.form, "items")
    for ref in chosen:
        _line(draft, slide, offered.get(ref), ref, language)


def chosen_items(draft: Draft, record: BriefingRecord, slide: SlideRecord) -> tuple[ChosenItem, ...]:
    """In the order they were chosen, each in every language: as typed, or as it was."""
    refs = draft.value("items", [item.ref for item in slide.items])
    return tuple(ChosenItem(str(ref), tuple(_wordings(draft, record, slide, str(ref)))) for ref in refs)


def _wordings(draft: Draft, record: BriefingRecord, slide: SlideRecord, ref: str) -> Sequence[Wording]:
    made = []
    for language in record.languages:
        now = _now(slide, ref, language)
        words = str(draft.value(f"words_{ref}_{language}", now.words if now else "") or "").strip()
        if words:
            machine = bool(draft.value(f"machine_{ref}_{language}", now.machine if now else False))
            made.append(Wording(BriefingLanguage(language), words, machine))
    return made


def _now(slide: SlideRecord, ref: str, language: str) -> Wording | None:
    item = next((item for item in slide.items if item.ref == ref), None)
    return next((said for said in item.wordings if said.language == language), None) if item else None


def _line(draft: Draft, slide: SlideRecord, source: Source | None, ref: str, language: str) -> None:
    now = _now(slide, ref, language)
    begins = now.words if now else (source.words if source and language == BriefingLanguage.ENGLISH else "")
    field = f"words_{ref}_{language}"
    if not now and begins and draft.value(field) is None:
        draft.put(field, begins)
    with st.container(border=True, key=f"item-{ref}"):
        draft.words(
            _("{ref} in {language}, in words for the public (required)").format(
                ref=ref, language=language_words(language)
            ),
            field, default=begins, rows=2, most=LONGEST,
            placeholder=_("As you would say it to the whole room: no names, no house numbers."),
        )  # fmt: skip
        if language != BriefingLanguage.ENGLISH:
            st.checkbox(
                _("Translated by a machine"), **draft.bind(f"machine_{ref}_{language}", bool(now and now.machine))
            )


def _offered(viewer: Viewer, source: Source | None, ref: str) -> str:
    """As a choice: what it is, where, what became of it."""
    if source is None:
        return _("{ref} (not to be chosen any more)").format(ref=ref)
    names = {area.code: area.name for area in known_areas(viewer)}
    parts = [source.ref, source.words]
    parts += [names.get(source.area, source.area)] if source.area else []
    parts += [fate_words(source.fate)] if source.fate else []
    parts += [said_date(source.on, clock.today())] if source.on else []
    return " · ".join(part for part in parts if part)


def _label(kind: str) -> str:
    return {
        SlideKind.TOLD: _("What was said, in sentences written for the public"),
        SlideKind.PROMISES: _("Promises to name"),
        SlideKind.WORKS: _("Success stories to name"),
    }[SlideKind(kind)]


def _nothing(kind: str) -> str:
    return plain(
        {
            SlideKind.TOLD: _(
                "No concern of this period has a sentence for the public yet: it is written on the concern."
            ),
            SlideKind.PROMISES: _("No promise fell due in this period that may be named here."),
            SlideKind.WORKS: _("No event of this period has a success story that may be told."),
        }[SlideKind(kind)]
    )
