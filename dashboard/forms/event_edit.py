"""Change a planned event: this one alone, or this one and those of its series that come after it."""

from datetime import datetime
from typing import Any

import streamlit as st

from dashboard import event_loaders
from dashboard.areas import known_areas
from dashboard.components.clashes import clashes_shown
from dashboard.components.form import draft_notice, form_notice, save_button, show_receipt
from dashboard.draft import Draft, form_state
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
from dashboard.labels import event_status_label, event_type_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, exact_time, local, ngettext
from db.access import Viewer
from db.commands.event_planning import EditEvent
from db.commands.event_series import ChangeSeries, EndSeries
from db.queries.event_plans import EventPlan, InSeries
from db.queries.events import EventRecord

ALONE, ON = "alone", "on"


def edit_plan_form(viewer: Viewer, event: EventRecord, plan: EventPlan) -> None:
    """A stale edit shows both versions and keeps what was typed."""
    draft = Draft(f"event.{event.ref}.plan", viewer, mends=MENDS)
    with st.expander(_("Change the plan"), icon=":material/edit_calendar:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Change something else")):
            return
        draft_notice(draft)
        form_notice(draft.form, fields=_named(), mine=_mine(draft), in_words=_in_words(viewer))
        series = plan.series if plan.series and plan.series.planned_after > 1 else None
        on = series is not None and _scope(draft, series) == ON
        start = Planned(event, plan)
        what = what_fields(draft, start)
        starts, ends = when_fields(draft, start, fixed_day=on)
        if not on and draft.holds("day", "from", "until"):
            _clashes(viewer, event, starts, ends)
        where = where_fields(viewer, draft, start)
        who = who_fields(draft, start)
        details = details_from({**what, **where, **who, **more_fields(viewer, draft, start, kind=what["type"])})
        if save_button(draft, _("Save the change")):
            based = _series_version(draft, series) if on and series else newest_version(draft.form, event.version)
            command: Any = EditEvent(event.ref, based, details, starts, ends)
            if on:
                minutes = int((ends - starts).total_seconds() // 60)
                command = ChangeSeries(event.ref, based, details, local(starts).time(), minutes)
            submit(
                command,
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(_("{ref} is changed.").format(ref=event.ref)),
            )
        note_shown(draft.form, event.version)
        if series is not None:
            form_state(draft.form).setdefault("shown_series", series.version)


def _series_version(draft: Draft, series: InSeries) -> int:
    """A change of several is based on the series as its writer saw it, not on the event's own version."""
    remembered = form_state(draft.form)
    return int(remembered.get("agreed_version") or remembered.get("shown_series") or series.version)


def _scope(draft: Draft, series: InSeries) -> str:
    n = series.planned_after
    words = {
        ALONE: _("Only this one"),
        ON: ngettext("This and all after it ({n})", "This and all after it ({n})", n).format(n=n),
    }
    options = list(words)
    return str(
        st.radio(_("What is changed?"), options, format_func=words.__getitem__, **draft.bind("scope", ALONE, options=options))
    )  # fmt: skip


def _clashes(viewer: Viewer, event: EventRecord, starts: datetime, ends: datetime) -> None:
    (met,) = event_loaders.clashes(
        viewer, ((starts, ends),), neighbourhood_id=event.neighbourhood_id, owner_id=event.owner_id,
        audience=event.audience or "", apart_from=(event.ref,),
    )  # fmt: skip
    clashes_shown(met, key="edit")


def _named() -> dict[str, str]:
    """Fields of an edit in words; those that show their own problem are named as well, for the two versions."""
    return {
        "status": _("Status"),
        "type": _("Kind of event"),
        "title": _("Title"),
        "hosted": _("We host it"),
        "starts_at": _("From"),
        "ends_at": _("Until"),
        "venue": _("Where, in words"),
        "neighbourhood_id": _("Neighbourhood"),
        "audience": _("For whom"),
        "language": _("Language"),
        "other_languages": _("Further languages"),
        "interpreter": _("Interpreter"),
        "topics": _("Topics"),
        "partners": _("Partners"),
        "materials": _("What to bring"),
        "unit": _("Unit"),
        **{name: "" for name in SHOWN if name in ("place", "minutes")},
    }


def _mine(draft: Draft) -> dict[str, Any]:
    typed = dict(draft.fields)
    said = {"event_type": "type", "venue_words": "venue", "from": "starts_at", "until": "ends_at"}
    return {said.get(name, name): value for name, value in typed.items()}


def _in_words(viewer: Viewer) -> Any:
    areas = {area.id: area.name for area in known_areas(viewer)}

    def said(field: str, value: Any) -> str:
        if field == "type":
            return event_type_label(value)
        if field == "status":
            return event_status_label(value)
        if field == "neighbourhood_id":
            return areas.get(value, "")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list | tuple):
            return ", ".join(str(part) for part in value) or _("nothing")
        return exact_time(value) if isinstance(value, datetime) else str(value)

    return said


def end_series_form(viewer: Viewer, event: EventRecord, series: InSeries) -> None:
    """No more from here on: everything still planned is called off with one reason."""
    draft = Draft(f"event.{event.ref}.end", viewer)
    with st.expander(_("End the series here"), icon=":material/event_busy:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Close")):
            return
        form_notice(draft.form, fields={"reason": "", "name": _("Series")})
        n = series.planned_after
        st.caption(
            ngettext(
                "{n} planned event is called off: this one. What was held stays.",
                "{n} planned events are called off: this one and those after it. What was held stays.",
                n,
            ).format(n=n)
        )
        reason = draft.words(_("Why"), "reason", required=True, rows=2, most=2000)
        if save_button(draft, _("End the series"), icon=":material/event_busy:"):
            submit(
                EndSeries(event.ref, newest_version(draft.form, series.version), reason),
                viewer=viewer,
                form=draft.form,
                said=lambda answer: Receipt(
                    ngettext("{n} event is called off.", "{n} events are called off.", len(answer.also) + 1).format(
                        n=len(answer.also) + 1
                    )
                ),
            )
        note_shown(draft.form, series.version)
