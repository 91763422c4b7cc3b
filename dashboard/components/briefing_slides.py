"""The slides of a draft in their order, the open one with its form; beside them what will be projected."""

import streamlit as st

from dashboard import navigation
from dashboard.briefing_words import slide_words
from dashboard.components.briefing_preview import language_chosen, preview_panel
from dashboard.components.form import form_notice
from dashboard.forms.briefing_add import add_slide_form
from dashboard.forms.briefing_slide import slide_form
from dashboard.forms.briefing_slide import slide_words as slide_words_in
from dashboard.state import Url
from dashboard.submit import Receipt, submit
from dashboard.words import _, plain
from db.access import Viewer
from db.commands.briefing_slides import MoveSlide, RemoveSlide, WriteSlide
from db.queries.briefings import BriefingRecord, Preview, SlideRecord
from db.vocabulary.briefings import LAID_OUT, BriefingLanguage


def slides_section(viewer: Viewer, record: BriefingRecord, look: Preview) -> None:
    language = language_chosen(record)
    open_now = open_slide(record)
    with st.container(key="briefing-builder"):
        with st.container(key="briefing-preview"):
            preview_panel(record, look, language, open_now)
        with st.container(key="briefing-slides"):
            form = order_form(record)
            form_notice(form, fields={})
            for slide in record.slides:
                with st.container(border=slide is open_now, key=f"slide-{slide.position}", gap="small"):
                    _line(record, slide, language, is_open=slide is open_now)
                    if slide is open_now:
                        _order(viewer, record, slide)
                        slide_form(viewer, record, slide, language)
            add_slide_form(viewer, record)


def order_form(record: BriefingRecord) -> str:
    return f"briefing.{record.ref}.order"


def open_slide(record: BriefingRecord) -> SlideRecord | None:
    """The slide the address names; none is open when it names none."""
    asked = st.query_params.get(Url.SLIDE, "")
    return next((slide for slide in record.slides if str(slide.position) == asked), None)


def slide_name(slide: SlideRecord) -> str:
    """What it is about, and its own title where it has one: "4 · What changed: Quieter nights"."""
    own = slide_words_in(slide, BriefingLanguage.ENGLISH).title
    kind = slide_words(slide.kind)
    return f"{slide.position} · {kind}" + (f": {own}" if own else "")


def _line(record: BriefingRecord, slide: SlideRecord, language: str, *, is_open: bool) -> None:
    mark = "" if not slide.hidden else " :gray-badge[:material/visibility_off: " + _("Hidden") + "]"
    words = f"**{plain(slide_name(slide))}**" if is_open else plain(slide_name(slide))
    place = {} if is_open else {Url.SLIDE: str(slide.position)}
    navigation.link(
        "briefings", label=words + mark, icon=":material/expand_less:" if is_open else ":material/expand_more:",
        **{Url.RECORD: record.ref, Url.LANGUAGE: language, **place},
    )  # fmt: skip


def _order(viewer: Viewer, record: BriefingRecord, slide: SlideRecord) -> None:
    at, last = slide.position, len(record.slides)
    hide = (_("Show it"), ":material/visibility:") if slide.hidden else (_("Hide it"), ":material/visibility_off:")
    with st.container(horizontal=True, key=f"order-{at}"):
        _button(_("Up"), "up", ":material/arrow_upward:", at == 1, _move, viewer, record, at, at - 1)
        _button(_("Down"), "down", ":material/arrow_downward:", at == last, _move, viewer, record, at, at + 1)
        _button(*(hide[0], "hide", hide[1]), False, _hide, viewer, record, slide)
        if slide.kind not in LAID_OUT:
            _button(_("Remove"), "remove", ":material/delete:", False, _remove, viewer, record, slide)


def _button(label: str, name: str, icon: str, disabled: bool, act: object, *args: object) -> None:
    st.button(label, key=f"slide-{name}", icon=icon, disabled=disabled, on_click=act, args=args)  # type: ignore[arg-type]


def _move(viewer: Viewer, record: BriefingRecord, at: int, to: int) -> None:
    said = Receipt(_("Slide {n} is now slide {to}.").format(n=at, to=to))
    if _save(MoveSlide(record.ref, record.version, at, to), viewer, record, said):
        st.query_params[Url.SLIDE] = str(to)


def _hide(viewer: Viewer, record: BriefingRecord, slide: SlideRecord) -> None:
    said = Receipt(_("It is shown again.") if slide.hidden else _("It is hidden: its words stay here."))
    command = WriteSlide(record.ref, record.version, slide.position, slide.texts, not slide.hidden, slide.items)
    _save(command, viewer, record, said)


def _remove(viewer: Viewer, record: BriefingRecord, slide: SlideRecord) -> None:
    if _save(RemoveSlide(record.ref, record.version, slide.position), viewer, record, Receipt(_("It is removed."))):
        st.query_params.pop(Url.SLIDE, None)


def _save(command: object, viewer: Viewer, record: BriefingRecord, said: Receipt) -> bool:
    # The version is part of the key: the same step back and forth is another save each time, a double click is one.
    form = order_form(record)
    key = f"{form}.{record.version}.{type(command).__name__}"
    return submit(command, viewer=viewer, form=form, key=key, said=lambda _saved: said, redraw=False) is not None
