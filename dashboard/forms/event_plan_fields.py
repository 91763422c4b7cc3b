"""What is planned about an event, field by field: the same for a new one, a changed one and a series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from dashboard import clock, event_loaders
from dashboard.components.form import field_problem
from dashboard.draft import Draft
from dashboard.forms.log_place import Place, place_fields
from dashboard.forms.log_when import moment
from dashboard.labels import event_type_label
from dashboard.tuples import tuples
from dashboard.words import DATE_FORMAT, _, local
from db.access import Viewer
from db.commands.event_details import EventDetails
from db.queries.event_plans import EventPlan
from db.queries.events import EventRecord
from db.vocabulary import EventType

EVENING, TWO_HOURS = time(18, 0), time(20, 0)
# A field of the form -> the problems that may no longer hold once it was changed, where the names differ.
MENDS = {
    "event_type": ("type",),
    "day": ("starts_at", "ends_at", "checklist", "rule"),
    "from": ("starts_at", "ends_at", "minutes"),
    "until": ("ends_at", "minutes"),
    "how": ("place",),
    "area": ("place",),
    "latitude": ("place",),
    "venue": ("place",),
    "pattern": ("rule",),
    "every": ("rule",),
    "count": ("rule",),
    "last_day": ("rule",),
}
SHOWN = (
    "type", "title", "starts_at", "ends_at", "place", "venue", "audience", "language", "other_languages", "topics",
    "partners", "materials", "unit", "minutes", "name", "rule", "checklist",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """What the fields start from: an event as it is, or nothing."""

    event: EventRecord | None = None
    plan: EventPlan | None = None

    def of(self, name: str, empty: Any) -> Any:
        for source in (self.event, self.plan):
            if hasattr(source, name):
                return getattr(source, name) or empty
        return empty


def when_fields(draft: Draft, start: Planned, *, fixed_day: bool = False) -> tuple[datetime, datetime]:
    """From and until; `fixed_day` asks for the times of day alone."""
    event = start.event
    first = local(event.starts_at) if event else None
    last = local(event.ends_at) if event else None
    day = first.date() if first else clock.today() + timedelta(days=28)
    over = last.date() - first.date() if first and last else timedelta(0)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not fixed_day:
            chosen = st.date_input(_("Day"), format=DATE_FORMAT, width=150, **draft.bind("day", day))
            day = chosen if isinstance(chosen, date) else day
        begins = first.time() if first else EVENING
        ends = last.time() if last else TWO_HOURS
        step = timedelta(minutes=15)
        with st.container(horizontal=True, width="content"):
            since = st.time_input(_("From"), step=step, width=110, **draft.bind("from", begins)) or begins
            until = st.time_input(_("Until"), step=step, width=110, **draft.bind("until", ends)) or ends
    for field in ("starts_at", "ends_at", "minutes"):
        field_problem(draft.form, field)
    return moment(day, since), moment(day + over, until)


def what_fields(draft: Draft, start: Planned) -> dict[str, Any]:
    """Type and title: what one says first."""
    types, kind = list(EventType), start.of("type", None)
    chosen = st.selectbox(
        _("Kind of event (required)"), types, format_func=event_type_label, index=None, placeholder=_("Choose or type"),
        **draft.bind("event_type", EventType(kind) if kind else None, options=[None, *types]),
    )  # fmt: skip
    field_problem(draft.form, "type")
    title = st.text_input(
        _("Title, as announced (required)"), max_chars=200, **draft.bind("title", start.of("title", ""))
    )
    field_problem(draft.form, "title")
    return {"type": chosen, "title": title}


def where_fields(viewer: Viewer, draft: Draft, start: Planned) -> dict[str, Any]:
    """Place and, in words, room or address. A planned event keeps its place until somebody says otherwise."""
    event = start.event
    if event is not None and not st.toggle(_("At another place"), **draft.bind("elsewhere", False)):
        place = {name: getattr(event, name) for name in ("latitude", "longitude", "neighbourhood_id")}
        place["venue_organisation"] = start.plan.venue_organisation if start.plan else None
        known = event.venue or ""
    else:
        found: Place = place_fields(viewer, draft)
        place = {
            "latitude": found.latitude, "longitude": found.longitude, "venue_organisation": found.venue,
            "neighbourhood_id": found.neighbourhood_id or found.area_id,
        }  # fmt: skip
        known = ""
    venue = st.text_input(_("Where, in words: room or address"), max_chars=160, **draft.bind("venue_words", known))
    field_problem(draft.form, "venue")
    return {**place, "venue": venue}


def who_fields(draft: Draft, start: Planned) -> dict[str, Any]:
    audience = st.text_input(_("For whom"), max_chars=120, **draft.bind("audience", start.of("audience", "")))
    field_problem(draft.form, "audience")
    with st.container(horizontal=True):
        language = st.text_input(
            _("Language"), max_chars=40, placeholder=_("English"), **draft.bind("language", start.of("language", ""))
        )
        others = _list_field(draft, start, "other_languages", _("Further languages, with commas"))
    field_problem(draft.form, "language")
    field_problem(draft.form, "other_languages")
    interpreter = st.toggle(_("An interpreter is booked"), **draft.bind("interpreter", start.of("interpreter", False)))
    return {"audience": audience, "language": language, "other_languages": others, "interpreter": bool(interpreter)}


def more_fields(viewer: Viewer, draft: Draft, start: Planned, *, kind: EventType | None) -> dict[str, Any]:
    hosts = start.event.hosted if start.event else True
    hosted = st.toggle(_("We host it"), **draft.bind("hosted", hosts), help=_("Off: we attend somebody else’s event."))
    known = event_loaders.possible_partners(viewer)
    names = {str(row.ref): str(row.name) for row in tuples(known)}
    with_us = [ref for ref, _name in start.of("partners", ()) if ref in names]
    partners = st.multiselect(
        _("Partners"), list(names), format_func=names.__getitem__, placeholder=_("Who does it with us"),
        **draft.bind("partners", with_us, options=list(names)),
    )  # fmt: skip
    field_problem(draft.form, "partners")
    topics = _list_field(draft, start, "topics", _("Topics, with commas"))
    field_problem(draft.form, "topics")
    materials = _list_field(draft, start, "materials", _("What to bring, with commas"))
    field_problem(draft.form, "materials")
    unit = ""
    if kind == EventType.TRAINING:
        unit = st.text_input(_("Unit that is trained"), max_chars=120, **draft.bind("unit", start.of("unit", "")))
        field_problem(draft.form, "unit")
    return {
        "hosted": bool(hosted), "partners": tuple(partners), "topics": topics, "materials": materials, "unit": unit,
    }  # fmt: skip


def details_from(fields: dict[str, Any]) -> EventDetails:
    return EventDetails(**fields)


def _list_field(draft: Draft, start: Planned, name: str, label: str) -> tuple[str, ...]:
    before: Sequence[str] = start.of(name, ())
    said = st.text_input(label, max_chars=400, **draft.bind(name, ", ".join(before)))
    return tuple(part.strip() for part in (said or "").split(",") if part.strip())
