"""What is planned about one event: with whom, what to bring, what is still to be done, where it stands in its series."""

from collections.abc import Iterator
from datetime import timedelta

import pandas as pd
import streamlit as st

from dashboard import clock, event_loaders, navigation
from dashboard.components.clashes import clashes_shown
from dashboard.components.form import field_problem, form_notice, receipt_waits, save_button, show_receipt
from dashboard.components.task_rows import task_rows
from dashboard.draft import Draft
from dashboard.forms.case_work import end_of_day
from dashboard.forms.event_edit import edit_plan_form, end_series_form
from dashboard.forms.event_plan import due_before
from dashboard.rule_words import said_rule
from dashboard.submit import Receipt, submit
from dashboard.words import DATE_FORMAT, _, local, ngettext, plain, said_date
from db.access import Viewer
from db.commands.event_planning import AddChecklist, ChecklistItem
from db.commands.registry import Saved
from db.queries.event_plans import EventPlan, InSeries, Neighbour
from db.queries.events import EventRecord
from db.vocabulary import EventStatus, EventType, TaskPurpose
from db.vocabulary.checklists import USUAL_CHECKLIST


def plan_facts(plan: EventPlan) -> Iterator[tuple[str, str | None]]:
    """Pairs for the record's list of facts."""
    yield _("Further languages"), ", ".join(plan.other_languages)
    yield _("Partners"), ", ".join(name for _ref, name in plan.partners)
    yield _("What to bring"), ", ".join(plan.materials)
    yield _("Unit"), plan.unit


def series_line(plan: EventPlan) -> None:
    """ "2nd of 12 in the series …", its rule in words, and the way to the ones before and after."""
    series = plan.series
    if series is None:
        return
    with st.container(key="series-line", gap="small"):
        st.markdown(":material/event_repeat: " + _place_in(series))
        with st.container(horizontal=True, gap="small"):
            _link(series.before, _("Before: {when}"), ":material/chevron_left:")
            _link(series.after, _("After: {when}"), ":material/chevron_right:")


def _place_in(series: InSeries) -> str:
    rule = said_rule(series.rule, series.starts_at, series.zone)
    if series.number is None:
        said = _("Left out of the series **{name}** ({rule})")
    else:
        said = _("{number} of {total} in the series **{name}** ({rule})")
    said = said.format(
        number=_ordinal(series.number or 0), total=series.total, name=plain(series.name), rule=plain(rule)
    )
    if series.moved:
        said += ", " + _("moved to another time")
    if series.left_out:
        said += ". " + ngettext("{n} day is left out.", "{n} days are left out.", series.left_out).format(
            n=series.left_out
        )
    return said


def _ordinal(n: int) -> str:
    if n % 100 in (11, 12, 13):
        return _("{n}th").format(n=n)
    return {1: _("{n}st"), 2: _("{n}nd"), 3: _("{n}rd")}.get(n % 10, _("{n}th")).format(n=n)


def _link(other: Neighbour | None, label: str, icon: str) -> None:
    if other is not None:
        when = said_date(local(other.starts_at).date(), clock.today())
        navigation.link("events", label=label.format(when=when), icon=icon, ref=other.ref)


def planning_work(viewer: Viewer, event: EventRecord, plan: EventPlan) -> None:
    """What can be done about a planned event; a form whose receipt has not been read yet stays for it."""
    planned = event.status == EventStatus.PLANNED
    if planned and event.starts_at > clock.now():
        (met,) = event_loaders.clashes(
            viewer, ((event.starts_at, event.ends_at),), neighbourhood_id=event.neighbourhood_id,
            owner_id=event.owner_id, audience=event.audience or "", apart_from=(event.ref,),
        )  # fmt: skip
        clashes_shown(met, key=event.ref)
    if planned or receipt_waits(f"event.{event.ref}.plan"):
        edit_plan_form(viewer, event, plan)
    if plan.series and ((planned and plan.series.planned_after > 1) or receipt_waits(f"event.{event.ref}.end")):
        end_series_form(viewer, event, plan.series)


def checklist(viewer: Viewer, event: EventRecord, tasks: pd.DataFrame, *, may_change: bool) -> None:
    """What is to be done before, late things first; of an event that is over, only what there was."""
    items = tasks[tasks["purpose"] == TaskPurpose.CHECKLIST]
    planned = event.status == EventStatus.PLANNED and may_change
    if items.empty and not planned:
        return
    st.markdown("#### " + _("To be done before"))
    if len(items):
        done = int(items["done_at"].notna().sum())
        late = int((items["late"] & items["done_at"].isna()).sum())
        said = _("{done} of {total} done").format(done=done, total=len(items))
        if late:
            said += ", :red[" + ngettext("{n} late", "{n} late", late).format(n=late) + "]"
        st.markdown(said)
        task_rows(viewer, items.sort_values(["done_at", "due_at"], na_position="first"), key=f"checklist-{event.ref}")
    if planned:
        _add(viewer, event, set(items["text"]))


def _add(viewer: Viewer, event: EventRecord, known: set[str]) -> None:
    draft = Draft(f"event.{event.ref}.checklist", viewer)
    usual = [item for item in USUAL_CHECKLIST[EventType(event.type)] if item[0] not in known]
    if usual and not known:
        _usual(viewer, event, usual)
    with st.expander(_("Add what is to be done"), icon=":material/add_task:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Add another")):
            return
        form_notice(draft.form, fields={"text": "", "due_at": ""})
        text = draft.words(_("What is to be done"), "text", required=True, rows=2, most=300)
        before = max(clock.today(), local(event.starts_at).date() - timedelta(days=7))
        day = st.date_input(_("By"), format=DATE_FORMAT, width=170, **draft.bind("due_at", before))
        field_problem(draft.form, "due_at")
        if save_button(draft, _("Add it")):
            item = ChecklistItem(text, end_of_day(day))
            submit(AddChecklist(event.ref, (item,)), viewer=viewer, form=draft.form, said=_added)


def _usual(viewer: Viewer, event: EventRecord, usual: list[tuple[str, int]]) -> None:
    draft = Draft(f"event.{event.ref}.usual", viewer)
    form_notice(draft.form)
    st.caption(
        _("Usual for this kind of event: {items}.").format(items=plain(", ".join(text for text, _days in usual)))
    )
    with st.container(key=f"usual-{event.ref}"):
        if st.button(_("Lay out the usual list"), key=draft.widget("usual"), icon=":material/checklist:"):
            items = tuple(ChecklistItem(text, due_before(event.starts_at, days)) for text, days in usual)
            submit(AddChecklist(event.ref, items), viewer=viewer, form=draft.form, said=_added)


def _added(saved: Saved) -> Receipt:
    n = len(saved.also) + 1
    return Receipt(ngettext("{n} task is on the list.", "{n} tasks are on the list.", n).format(n=n))
