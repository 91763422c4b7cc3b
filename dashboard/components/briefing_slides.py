"""The slides of a draft in their order, the open one with its form; beside them what will be projected."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import navigation
from dashboard.briefing_words import slide_words
from dashboard.components.briefing_preview import language_chosen, preview_panel
from dashboard.components.form import form_notice
from dashboard.draft import form_state
from dashboard.forms.briefing_add import add_slide_form
from dashboard.forms.briefing_slide import form_of, said_in, slide_form
from dashboard.state import Url
from dashboard.submit import Receipt, submit
from dashboard.words import _, plain
from db.access import Viewer
from db.commands.briefing_slides import MoveSlide, RemoveSlide, WriteSlide
from db.disclosure.content import Snapshot
from db.queries.briefings import BriefingRecord, SlideRecord
from db.vocabulary.briefings import BriefingLanguage


def slides_section(viewer: Viewer, record: BriefingRecord, snapshot: Snapshot) -> None:
    language = language_chosen(record)
    opened = open_slide(record)
    with st.container(key="briefing-builder"):
        with st.container(key="briefing-preview"):
            preview_panel(record, snapshot, language, opened)
        with st.container(key="briefing-slides", gap="small"):
            form_notice(_form(record), fields={})
            for slide in record.slides:
                is_open = slide is opened
                with st.container(border=is_open, key=f"slide-{slide.position}", gap="small"):
                    _line(record, slide, is_open=is_open)
                    if is_open and record.mine:
                        _order(viewer, record, slide)
                        slide_form(viewer, record, slide, language)
            if record.mine:
                add_slide_form(viewer, record)


def open_slide(record: BriefingRecord) -> SlideRecord | None:
    """The slide the address names; none is open when it names none."""
    asked = st.query_params.get(Url.SLIDE, "")
    return next((slide for slide in record.slides if str(slide.position) == asked), None)


def slide_name(slide: SlideRecord) -> str:
    """What it is about, and its own title where it has one: "4 · What changed: Quieter nights"."""
    own = said_in(slide, BriefingLanguage.ENGLISH).title
    return f"{slide.position} · {slide_words(slide.kind)}" + (f": {own}" if own else "")


def _line(record: BriefingRecord, slide: SlideRecord, *, is_open: bool) -> None:
    mark = " :gray-badge[:material/visibility_off: " + _("Hidden") + "]" if slide.hidden else ""
    words = plain(slide_name(slide))
    place = {} if is_open else {Url.SLIDE: str(slide.position)}
    navigation.link(
        "briefings", label=(f"**{words}**" if is_open else words) + mark,
        icon=":material/expand_less:" if is_open else ":material/expand_more:", **{Url.RECORD: record.ref, **place},
    )  # fmt: skip


def _order(viewer: Viewer, record: BriefingRecord, slide: SlideRecord) -> None:
    """Slides are named by their place: while words typed on one are not saved, it stays where it is."""
    at, last = slide.position, len(record.slides)
    typed = bool(form_state(form_of(record, slide))["fields"])
    hide = (_("Show it"), ":material/visibility:") if slide.hidden else (_("Hide it"), ":material/visibility_off:")
    with st.container(horizontal=True, key=f"order-{at}"):
        _button(_("Up"), "up", ":material/arrow_upward:", typed or at == 1, _move, (viewer, record, at, at - 1))
        _button(
            _("Down"), "down", ":material/arrow_downward:", typed or at == last, _move, (viewer, record, at, at + 1)
        )
        _button(hide[0], "hide", hide[1], typed, _hide, (viewer, record, slide))
        if slide.removable:
            _button(_("Remove"), "remove", ":material/delete:", typed, _remove, (viewer, record, slide))
    if typed:
        st.caption(_("Save or clear what you typed first; then it can be moved or hidden."))


def _button(label: str, name: str, icon: str, off: bool, act: Callable[..., None], args: tuple[Any, ...]) -> None:
    # Pressed with a switched-off button forged, the store answers as to any other order.
    st.button(label, key=f"slide-{name}", icon=icon, disabled=off, on_click=act, args=args)


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


def _form(record: BriefingRecord) -> str:
    return f"briefing.{record.ref}.order"


def _save(command: object, viewer: Viewer, record: BriefingRecord, said: Receipt) -> bool:
    # The version is part of the key: a step there and back is two saves, a double click is one.
    key = f"{_form(record)}.{type(command).__name__}.{record.version}"
    return (
        submit(command, viewer=viewer, form=_form(record), key=key, said=lambda _saved: said, redraw=False) is not None
    )
