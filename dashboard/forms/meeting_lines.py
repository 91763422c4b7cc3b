"""One line each, as people speak: a concern, a promise, a question, hand-outs. Area and event fill themselves in."""

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from dashboard import clock, loaders, meeting_loaders
from dashboard.components.form import field_problem, form_notice, save_button, short_receipt
from dashboard.components.states import empty_state
from dashboard.draft import Draft
from dashboard.forms.case_work import end_of_day
from dashboard.labels import category_label
from dashboard.submit import Receipt, submit
from dashboard.tuples import tuples
from dashboard.words import DATE_FORMAT, _, ngettext, number, plain, said_date
from db.access import Viewer
from db.commands.concerns import RecordConcern
from db.commands.handouts import GiveHandouts
from db.commands.meetings import NoteQuestion
from db.commands.registry import Saved
from db.commands.tasks import AddTask
from db.queries.events import EventRecord
from db.vocabulary import SENSITIVE_CATEGORIES, Channel, ConcernCategory, SourceType

WEEKS = (1, 2, 4)
ANSWER_AFTER = timedelta(days=7)


def concern_line(viewer: Viewer, event: EventRecord) -> None:
    draft = Draft(f"meeting.{event.ref}.concern", viewer)
    form_notice(draft.form, fields={"summary": "", "category": ""})
    summary = draft.words(
        _("The concern, in one line"), "summary", required=True, rows=2, most=300,
        placeholder=_("No names, no house numbers."),
    )  # fmt: skip
    # Nothing about abuse or other sensitive matters is typed in a full room: those go through the Log, afterwards.
    open_ones = [category for category in ConcernCategory if category not in SENSITIVE_CATEGORIES]
    category = st.selectbox(
        _("About"), open_ones, format_func=category_label,
        **draft.bind("category", ConcernCategory.OTHER, options=open_ones),
        help=_("“Other” is sorted out later. What is sensitive belongs into the Log, after the meeting."),
    )  # fmt: skip
    field_problem(draft.form, "category")
    if save_button(draft, _("Save the concern"), icon=":material/chat_error:"):
        submit(
            RecordConcern(
                summary=summary,
                category=ConcernCategory(category),
                channel=Channel.EVENT,
                source_type=SourceType.RESIDENT,
                received_at=clock.now(),
                neighbourhood_id=event.neighbourhood_id,
                raised_at_event=event.ref,
            ),
            viewer=viewer,
            form=draft.form,
            said=_saved_as(_("Concern saved as {ref}.")),
        )
    short_receipt(draft.form, viewer)


def promise_line(viewer: Viewer, event: EventRecord) -> None:
    draft = Draft(f"meeting.{event.ref}.promise", viewer)
    form_notice(draft.form, fields={"text": "", "due_at": "", "owner": ""})
    text = draft.words(_("What we promise"), "text", required=True, rows=2, most=300)
    due = due_field(draft, first=2)
    field_problem(draft.form, "due_at")
    owner = owner_field(viewer, draft)
    field_problem(draft.form, "owner")
    if save_button(draft, _("Save the promise"), icon=":material/handshake:"):
        submit(
            AddTask(text=text, due_at=end_of_day(due), owner_id=owner, promised_at_event=event.ref),
            viewer=viewer,
            form=draft.form,
            said=_saved_as(_("Promised until {day}: {ref}.").format(day=said_date(due, clock.today()), ref="{ref}")),
        )
    short_receipt(draft.form, viewer)


def question_line(viewer: Viewer, event: EventRecord) -> None:
    draft = Draft(f"meeting.{event.ref}.question", viewer)
    form_notice(draft.form, fields={"text": "", "due_at": "", "owner": ""})
    text = draft.words(_("The question"), "text", required=True, rows=2, most=300)
    owner = owner_field(viewer, draft)
    field_problem(draft.form, "owner")
    if save_button(draft, _("Save the question"), icon=":material/help:"):
        submit(
            NoteQuestion(event.ref, text, end_of_day(clock.today() + ANSWER_AFTER), owner_id=owner),
            viewer=viewer,
            form=draft.form,
            said=_saved_as(_("To be answered within a week: {ref}.")),
        )
    short_receipt(draft.form, viewer)


def handout_line(viewer: Viewer, event: EventRecord) -> None:
    items = meeting_loaders.handout_items(viewer)
    if items.empty:
        empty_state(
            _("No hand-outs are in stock."),
            detail=_("A supervisor notes under Reference data what there is to give."),
            icon=":material/description:",
            key="handouts",
        )
        return
    draft = Draft(f"meeting.{event.ref}.handout", viewer)
    form_notice(draft.form, fields={"item_id": "", "quantity": ""})
    names = {
        int(item.id): _("{name}, {language} ({n} left)").format(
            name=plain(item.name), language=plain(item.language), n=number(item.stock)
        )
        for item in tuples(items)
    }
    item = st.selectbox(
        _("What was given (required)"), list(names), format_func=lambda n: names[n], index=None,
        placeholder=_("Choose or type"), **draft.bind("item_id", options=[None, *names]),
    )  # fmt: skip
    field_problem(draft.form, "item_id")
    quantity = st.number_input(
        _("How many (required)"), min_value=0, max_value=100_000, step=1, **draft.bind("quantity", None)
    )
    field_problem(draft.form, "quantity")
    if save_button(draft, _("Save the hand-outs"), icon=":material/description:"):
        given = int(quantity or 0)
        submit(
            GiveHandouts(int(item or 0), given, event=event.ref),
            viewer=viewer,
            form=draft.form,
            said=lambda _saved: Receipt(ngettext("{n} given.", "{n} given.", given).format(n=number(given))),
        )
    short_receipt(draft.form, viewer)


def due_field(draft: Draft, *, first: int) -> date:
    """In so many weeks, or another day."""
    options = [*WEEKS, 0]
    weeks = st.pills(
        _("Until when"), options, format_func=_in_weeks, required=True, **draft.bind("weeks", first, options=options)
    )
    if weeks:
        return clock.today() + timedelta(weeks=int(weeks))
    later = clock.today() + timedelta(weeks=first)
    day = st.date_input(_("Day"), min_value=clock.today(), format=DATE_FORMAT, width=170, **draft.bind("day", later))
    return day if isinstance(day, date) else later


def owner_field(viewer: Viewer, draft: Draft) -> int:
    """Whose it is: mine, unless a colleague takes it."""
    names = loaders.colleague_names(viewer)
    mine = viewer.officer_id or 0
    options = [mine, *(i for i in names if i != mine)]
    chosen = st.selectbox(
        _("Whose"), options, format_func=lambda i: _("Mine") if i == mine else plain(names[i]),
        **draft.bind("owner", mine, options=options),
    )  # fmt: skip
    return int(chosen or mine)


def _in_weeks(weeks: int) -> str:
    if weeks == 0:
        return _("Another day")
    return ngettext("In {n} week", "In {n} weeks", weeks).format(n=weeks)


def _saved_as(sentence: str) -> Callable[[Saved], Receipt]:
    return lambda saved: Receipt(sentence.format(ref=saved.ref), (saved.ref,))
