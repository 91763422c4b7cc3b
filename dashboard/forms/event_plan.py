"""Plan an event, or a series of them: what, when, where, with whom, and what has to be done until then."""

from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from dashboard import clock, event_loaders, navigation
from dashboard.areas import known_areas
from dashboard.components.clashes import clashes_shown
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft, form_state
from dashboard.forms.case_work import end_of_day
from dashboard.forms.event_plan_fields import (
    MENDS,
    SHOWN,
    Planned,
    details_from,
    more_fields,
    what_fields,
    when_fields,
    where_fields,
    who_fields,
)
from dashboard.forms.event_plan_series import repeat_fields
from dashboard.submit import Receipt, submit
from dashboard.taps import area_at
from dashboard.words import _, local, ngettext, said_date
from db.access import Viewer
from db.commands.event_planning import ChecklistItem, PlanEvent
from db.commands.event_series import PlanSeries
from db.commands.registry import Saved
from db.vocabulary import EventType
from db.vocabulary.checklists import USUAL_CHECKLIST

FORM = "event.plan"


def plan_form(viewer: Viewer) -> None:
    navigation.link("events", label=_("All events"), icon=":material/arrow_back:")
    st.title(_("Plan an event"))
    draft = Draft(FORM, viewer, mends=MENDS)
    if show_receipt(FORM, viewer, another=_("Plan another"), links=_links()):
        return
    draft_notice(draft)
    form_notice(FORM, fields=dict.fromkeys(SHOWN, ""))
    start = Planned()
    with st.container(key="plan-form"):
        what = what_fields(draft, start)
        starts, ends = when_fields(draft, start)
        where = where_fields(viewer, draft, start)
        who = who_fields(draft, start)
        with st.expander(
            _("More: host, partners, topics, what to bring"), icon=":material/more_horiz:",
            expanded=draft.holds("partners", "topics", "materials", "unit") or not draft.value("hosted", True),
        ):  # fmt: skip
            more = more_fields(viewer, draft, start, kind=what["type"])
        area = _area(viewer, where)
        repeats = repeat_fields(
            viewer, draft, starts, ends, title=what["title"] or "", area=area, audience=who["audience"] or ""
        )
        if repeats is None:
            (met,) = event_loaders.clashes(
                viewer, ((starts, ends),), neighbourhood_id=area, owner_id=viewer.officer_id,
                audience=who["audience"] or "",
            )  # fmt: skip
            clashes_shown(met, key="plan")
        details = details_from({**what, **where, **who, **more})
        items = checklist_field(draft, what["type"], starts) if repeats is None else ()
        if save_button(draft, _("Plan it") if repeats is None else _("Plan the series"), icon=":material/event:"):
            command: Any = PlanEvent(details, starts, ends, items)
            if repeats is not None:
                minutes = int((ends - starts).total_seconds() // 60)
                command = PlanSeries(repeats.name, details, starts, minutes, repeats.rule, repeats.without)
            submit(
                command,
                viewer=viewer,
                form=FORM,
                said=_receipt(repeats.first if repeats else starts, series=repeats is not None),
            )
    if draft.kept_at is None:
        draft.start_again_button()


def checklist_field(draft: Draft, kind: EventType | None, starts: datetime) -> tuple[ChecklistItem, ...]:
    """What is usually to be done before, each with its day; what is not needed is taken away."""
    usual = dict(USUAL_CHECKLIST[kind]) if kind else {}
    if not usual:
        return ()
    due = {text: due_before(starts, days) for text, days in usual.items()}
    chosen = st.multiselect(
        _("To be done before"), list(usual),
        format_func=lambda text: _("{text}, by {day}").format(
            text=text, day=said_date(local(due[text]).date(), clock.today())
        ),
        help=_("Each becomes a task of yours with its day. Take away what is not needed; more can be added later."),
        **draft.bind(f"checklist-{kind}", list(usual), options=list(usual)),
    )  # fmt: skip
    field_problem(draft.form, "checklist")
    return tuple(ChecklistItem(text, due[text]) for text in chosen)


def due_before(starts: datetime, days: int) -> datetime:
    """So many days before, or today when that has passed already."""
    return end_of_day(max(local(starts).date() - timedelta(days=days), clock.today()))


def _area(viewer: Viewer, where: dict[str, Any]) -> int | None:
    """The neighbourhood it is in, a point's included: what else is on there is asked at once."""
    if where["neighbourhood_id"] is not None or where["latitude"] is None:
        return where["neighbourhood_id"]  # type: ignore[no-any-return]
    code = area_at(where["latitude"], where["longitude"])
    return next((area.id for area in known_areas(viewer) if area.code == code), None)


def _receipt(starts: datetime, *, series: bool) -> Any:
    def said(saved: Saved) -> Receipt:
        when = said_date(local(starts).date(), clock.today())
        if series:
            n = len(saved.also) + 1
            sentence = ngettext("{n} event is planned, from {when} on.", "{n} events are planned, from {when} on.", n)
            return Receipt(
                sentence.format(n=n, when=when), (saved.ref,),
                _("Each is an event of its own: it can be moved or called off by itself. Checklists are on each."),
            )  # fmt: skip
        tasks = ""
        if saved.also:
            tasks = ngettext("{n} task is on your list.", "{n} tasks are on your list.", len(saved.also))
            tasks = tasks.format(n=len(saved.also))
        return Receipt(_("Planned as {ref}, {when}.").format(ref=saved.ref, when=when), (saved.ref,), tasks)

    return said


def _links() -> dict[str, tuple[str, dict[str, str]]]:
    kept = form_state(FORM).get("receipt")
    if not kept or not kept["refs"]:
        return {}
    ref = kept["refs"][0]
    return {
        _("Open {ref}").format(ref=ref): ("events", {"ref": ref}),
        _("See it in the calendar"): ("events", {"as": "calendar"}),
    }
