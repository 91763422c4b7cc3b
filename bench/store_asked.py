"""Every question that pages ask of the store, as a page asks it: one line each, the hot ones with several."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.kept import QUERIES
from db.access import Viewer
from db.models import Briefing, Case, Communication, Concern, Event, Neighbourhood, Officer, Organisation, Task
from db.queries.days import begin
from db.queries.filters import Filters
from db.queries.people import viewer_by_subject
from db.vocabulary import (
    SENSITIVE_CATEGORIES,
    CaseStatus,
    ConcernCategory,
    ConcernStatus,
    Role,
    SourceType,
)
from db.vocabulary.briefings import PeriodKind
from db.vocabulary.retention import RetentionClass

# Measured with what makes them heavy, by bench.briefings.
ELSEWHERE = {"preview", "frozen_content"}
OFFICER, SUPERVISOR, ADMINISTRATOR, RECORDS, PARTNER = "officer", "supervisor", "administrator", "records", "partner"


@dataclass(frozen=True, slots=True)
class Known:
    """What there is in the store to ask about, and who asks."""

    now: datetime
    viewers: dict[str, Viewer]
    concern: str
    case: str
    event: str
    partner: str
    briefing: str
    message: str
    area: int
    code: str
    point: tuple[float, float]

    @property
    def today(self) -> date:
        return self.now.date()

    def filters(self, days: int, *, chosen: int = 0, statuses: tuple[ConcernStatus, ...] = ()) -> Filters:
        """The last so many days; with the first `chosen` of: three areas, three categories, two sources."""
        asked = Filters(self.today - timedelta(days=days - 1), self.today, statuses=statuses)
        if chosen > 0:
            asked = replace(asked, neighbourhoods=(self.area, self.area + 7, self.area + 23))
        if chosen > 1:
            asked = replace(asked, categories=tuple(CATEGORIES[:3]))
        if chosen > 2:
            asked = replace(asked, sources=tuple(SourceType)[:2])
        return asked


CATEGORIES = [c for c in ConcernCategory if c not in SENSITIVE_CATEGORIES]


@dataclass(frozen=True, slots=True)
class Line:
    """One question: the query of dashboard.kept.QUERIES, who asks, and with what."""

    name: str
    query: str
    arguments: Callable[[Known], dict[str, Any]] = field(default=lambda _: {})
    who: str = OFFICER
    most_ms: float | None = None  # what the product promises for it, at the large size

    def ask(self, session: Session, known: Known) -> Any:
        return QUERIES[self.query](session, viewer=known.viewers[self.who], **self.arguments(known))


def known_in(session: Session, now: datetime) -> Known:
    def first(column: Any, *conditions: Any) -> Any:
        return session.execute(select(column).where(*conditions).order_by(column.class_.id).limit(1)).scalar_one()

    people = {name: viewer_by_subject(session, f"{name}@example.org") for name in (OFFICER, SUPERVISOR, ADMINISTRATOR)}
    viewers = {name: viewer for name, viewer in people.items() if viewer is not None}
    organisation = session.execute(select(Organisation.id, Organisation.ref).order_by(Organisation.id)).first()
    assert organisation is not None
    officer = viewers[OFFICER].officer_id
    viewers[RECORDS] = Viewer.of(officer_id=officer, name="Records", role=Role.RECORDS_MANAGER)
    viewers[PARTNER] = Viewer.of(officer_id=officer, name="Partner", role=Role.PARTNER, organisation_id=organisation.id)
    task = session.execute(select(Task.concern_id).where(Task.concern_id.is_not(None)).order_by(Task.id)).scalars()
    numbers = task.fetchmany(50)
    concern = session.execute(
        select(Concern.ref, Concern.latitude, Concern.longitude)
        .where(Concern.id.in_(numbers), Concern.confidentiality < 2)
        .order_by(Concern.id)
    ).first()
    assert concern is not None
    area = session.execute(select(Neighbourhood.id, Neighbourhood.code).order_by(Neighbourhood.id)).first()
    assert area is not None and session.scalar(select(Officer.id).where(Officer.id == officer))
    return Known(
        now=now,
        viewers=viewers,
        concern=concern.ref,
        case=first(Case.ref, Case.status != CaseStatus.CLOSED.value),
        event=first(Event.ref, Event.starts_at > now),
        partner=organisation.ref,
        briefing=first(Briefing.ref),
        message=first(Communication.ref),
        area=area.id,
        code=area.code,
        point=(concern.latitude, concern.longitude),
    )


def _list(name: str, days: int = 365, *, chosen: int = 0, **more: Any) -> Line:
    """The list of concerns; 365 days is what its page begins with."""
    statuses = more.pop("statuses", ())
    return Line(
        f"list_{name}",
        "concern_list",
        lambda k: {"filters": k.filters(days, chosen=chosen, statuses=statuses), "now": k.now, **more},
        most_ms=50.0,
    )


def _day(k: Known, days: int) -> datetime:
    return begin(k.today + timedelta(days=days))


VIEWS = ("triage", "clocks", "new", "mine", "unowned", "overdue", "unanswered", "everything")
LISTS = (
    *(_list(view, view=view) for view in VIEWS),
    *(_list(f"{view}_page_20", view=view, page=19) for view in ("triage", "everything")),
    *(_list(f"{view}_3_filters", chosen=3, view=view) for view in ("triage", "everything", "overdue", "unowned")),
    _list("everything_1_filter", chosen=1, view="everything"),
    _list("everything_2_years", 730, view="everything"),
    _list("everything_3_filters_page_20", chosen=3, view="everything", page=19),
    _list("triage_area_search", chosen=1, view="triage", search="sofa alley"),
    _list("triage_3_filters_search", chosen=3, view="triage", search="sofa alley"),
    _list("everything_3_filters_search", chosen=3, view="everything", search="alley"),
    _list("everything_rare_search", view="everything", search="galmorris street"),
    _list("everything_common_search", view="everything", search="broken window"),
    _list("everything_reference", view="everything", search="C-2026-00042"),
    _list("closed", view="everything", statuses=(ConcernStatus.CLOSED,)),
)
MAPS = (
    *(Line(f"map_{n}_filters", "open_by_area", lambda k, n=n: {"filters": k.filters(30, chosen=n)}) for n in (0, 1, 3)),
    Line("map_received", "received_by_area", lambda k: {"filters": k.filters(30)}),
    Line("map_received_3_filters", "received_by_area", lambda k: {"filters": k.filters(90, chosen=3)}),
    Line("map_received_year", "received_by_area", lambda k: {"filters": k.filters(365)}),
    Line("not_on_map", "not_on_map", lambda k: {"filters": k.filters(30)}),
    Line("not_on_map_3_filters", "not_on_map", lambda k: {"filters": k.filters(90, chosen=3)}),
    Line("not_on_map_supervisor", "not_on_map", lambda k: {"filters": k.filters(365)}, SUPERVISOR),
    Line("points", "concern_points", lambda k: {"filters": k.filters(30)}),
    Line("points_3_filters", "concern_points", lambda k: {"filters": k.filters(365, chosen=3)}),
    Line("points_of_events", "event_points", lambda k: {"filters": k.filters(30), "now": k.now}),
    Line("by_category", "by_category", lambda k: {"filters": k.filters(90), "every_status": True}),
    Line("by_category_here", "by_category", lambda k: {"filters": k.filters(90, chosen=1)}),
)
TRENDS = tuple(
    Line(
        f"trend_2_years_{name}",
        "trend",
        lambda k, here=here, more=more: {
            "until": k.today, "neighbourhood_id": k.area if here else None, "weeks": 104, **more
        },
        most_ms=10.0,
    )
    for name, here, more in (
        ("city", False, {}),
        ("here", True, {}),
        ("3_categories", True, {"categories": tuple(CATEGORIES[:3])}),
        ("3_categories_2_sources", True, {"categories": tuple(CATEGORIES[:3]), "sources": tuple(SourceType)[:2]}),
    )
)  # fmt: skip
TODAY = (
    Line("clocks", "clocks", lambda k: {"now": k.now}),
    Line("waiting", "waiting", lambda k: {"filters": k.filters(365), "now": k.now}),
    Line("waiting_30_days", "waiting", lambda k: {"filters": k.filters(30), "now": k.now}),
    Line("received_since", "received_since", lambda k: {"since": k.now - timedelta(hours=16), "now": k.now}),
    Line("escalated", "escalated", lambda k: {"now": k.now}),
    Line("escalated_team", "escalated", lambda k: {"whose": "team", "now": k.now}, SUPERVISOR),
    Line("escalation", "escalation", lambda k: {"now": k.now}),
    Line("escalation_team", "escalation", lambda k: {"whose": "team", "now": k.now}, SUPERVISOR),
    Line("tasks_today", "task_list", lambda k: {"mine": True, "due_before": _day(k, 1), "now": k.now}),
    Line("tasks", "task_list", lambda k: {"now": k.now}),
    Line("tasks_done", "task_list", lambda k: {"mine": True, "done": True, "now": k.now}),
    Line("tasks_of_concern", "task_list", lambda k: {"concern": k.concern, "done": None, "now": k.now}),
    Line("events_today", "event_list", lambda k: {"since": k.now, "until": _day(k, 8), "mine": True}),
    Line("last_activity", "last_activity"),
    Line("activities", "activity_list", lambda k: {"since": _day(k, -7), "until": _day(k, 1), "mine": True}),
    Line("activities_all", "activity_list", lambda k: {"since": _day(k, -365), "until": _day(k, 1)}),
    Line("thresholds", "thresholds"),
    Line("colleagues", "colleagues"),
)
EVENTS = (
    Line("events_30_days", "event_list", lambda k: {"since": _day(k, -30), "until": _day(k, 1), "newest_first": True}),
    Line(
        "events_here",
        "event_list",
        lambda k: {"since": _day(k, -365), "until": _day(k, 1), "neighbourhood_ids": (k.area,), "newest_first": True},
    ),
    Line("calendar_month", "event_days", lambda k: {"since": _day(k, -15), "until": _day(k, 27)}),
    Line("calendar_month_here", "event_days",
         lambda k: {"since": _day(k, -15), "until": _day(k, 27), "neighbourhood_ids": (k.area,)}),
    Line("held_year", "held", lambda k: {"since": _day(k, -365), "until": _day(k, 1)}),
    Line("held_here", "held", lambda k: {"since": _day(k, -90), "until": _day(k, 1), "neighbourhood_ids": (k.area,)}),
    Line("last_event", "last_event", lambda k: {"neighbourhood_id": k.area, "now": k.now}),
    Line("venues", "venues"),
    Line("event_record", "event_record", lambda k: {"ref": k.event}),
    Line("event_plan", "event_plan", lambda k: {"ref": k.event}),
    Line("announced", "announced", lambda k: {"refs": (k.event,)}),
    Line("clashes", "clashes", lambda k: {
        "spans": ((k.now + timedelta(days=9), k.now + timedelta(days=9, hours=2)),), "neighbourhood_id": k.area,
        "owner_id": k.viewers[OFFICER].officer_id,
    }),
    Line("captured", "captured", lambda k: {"event": k.event}),
    Line("made_at", "made_at", lambda k: {"event": k.event}),
    Line("meeting_before", "meeting_before", lambda k: {"ref": k.event, "now": k.now}),
    Line("handout_items", "handout_items"),
    Line("training_held", "training_held", lambda k: {"since": _day(k, -365), "until": _day(k, 1)}),
)  # fmt: skip
RECORDS_AND_PLACES = (
    Line("search_rare", "search", lambda k: {"text": "galmorris street", "limit": 20}),
    Line("search_common", "search", lambda k: {"text": "broken window", "limit": 20}),
    Line("search_number", "search", lambda k: {"text": k.concern, "limit": 20}),
    Line("concern_record", "concern_record", lambda k: {"ref": k.concern}),
    Line("timeline", "timeline", lambda k: {"entity": "concern", "ref": k.concern}),
    Line("timeline_of_case", "timeline", lambda k: {"entity": "case", "ref": k.case}),
    Line("history", "history", lambda k: {"entity": "concern", "ref": k.concern}),
    Line("to_tell", "to_tell", lambda k: {"ref": k.concern}),
    Line("merged_into", "merged_into", lambda k: {"ref": k.concern}),
    Line("likely_duplicates", "likely_duplicates", lambda k: {
        "point": k.point, "area": None, "received_at": k.now, "category": "noise",
        "text": "Loud music after midnight by the shelter",
    }),
    Line("attachment_list", "attachment_list", lambda k: {"ref": k.concern}),
    Line("cases_mine", "case_list", lambda k: {"view": "mine", "now": k.now}),
    Line("cases", "case_list", lambda k: {"now": k.now}),
    Line("cases_closed", "case_list", lambda k: {"statuses": tuple(CaseStatus), "now": k.now}),
    Line("cases_here", "case_list", lambda k: {"neighbourhood_ids": (k.area,), "now": k.now}),
    Line("cases_search", "case_list", lambda k: {"search": "corner 77", "statuses": tuple(CaseStatus), "now": k.now}),
    Line("case_record", "case_record", lambda k: {"ref": k.case}),
    Line("case_details", "case_details", lambda k: {"ref": k.case}),
    Line("case_partners", "case_partners", lambda k: {"ref": k.case}),
    Line("partner_choices", "partner_choices"),
    Line("usual_tasks", "usual_tasks"),
    Line("linked_concerns", "linked_concerns", lambda k: {"ref": k.case}),
    Line("complaint_officers", "complaint_officers"),
    Line("complaint_owners", "complaint_owners"),
    Line("neighbourhood", "neighbourhood", lambda k: {"code": k.code}),
    Line("neighbourhoods", "neighbourhoods"),
    Line("promises", "promises", lambda k: {"since": _day(k, -90), "until": _day(k, 1), "neighbourhood_id": k.area}),
    Line("worked_here", "worked",
         lambda k: {"since": _day(k, -90), "until": _day(k, 1), "neighbourhood_id": k.area, "mine": False}),
    Line("worked_year", "worked",
         lambda k: {"since": _day(k, -365), "until": _day(k, 1), "neighbourhood_id": None, "mine": False}),
    Line("partners_here", "partners", lambda k: {"neighbourhood_id": k.area}),
    Line("you_said", "you_said", lambda k: {"neighbourhood_id": k.area, "since": _day(k, -90), "until": _day(k, 1)}),
    Line("partner_list", "partner_list", lambda k: {"now": k.now}),
    Line("partners_search", "partner_list", lambda k: {"now": k.now, "search": "partner 0001"}),
    Line("partner_record", "partner_record", lambda k: {"ref": k.partner, "now": k.now}),
    Line("partner_story", "partner_story", lambda k: {"ref": k.partner}),
    Line("services_known", "services_known"),
    Line("own_work", "own_work", who=PARTNER),
)  # fmt: skip
REST = (
    Line("briefing_list", "briefing_list"),
    Line("briefing_record", "briefing_record", lambda k: {"ref": k.briefing}),
    Line("catalogues_confirmed", "catalogues_confirmed"),
    Line("comparable", "comparable", lambda k: {"kind": PeriodKind.QUARTER, "starts_on": k.today}),
    Line("periods", "periods", lambda k: {"now": k.now}),
    Line("sayable", "sayable", lambda k: {"ref": k.briefing}),
    Line("stories", "stories"),
    Line("communication_list", "communication_list"),
    Line("communication_record", "communication_record", lambda k: {"ref": k.message}),
    Line("enquiries", "enquiries", lambda k: {"now": k.now}),
    Line("languages_used", "languages_used"),
    Line("templates", "templates"),
    Line("openings", "openings", lambda _: {"waiting": True}, SUPERVISOR),
    Line("openings_waiting", "openings_waiting", who=SUPERVISOR),
    Line("work_held", "work_held", lambda k: {"officer_id": k.viewers[OFFICER].officer_id, "now": k.now}, SUPERVISOR),
    Line("givers", "givers"),
    Line("hand_overs", "hand_overs", lambda k: {"now": k.now}),
    Line("due_classes", "due_classes", lambda k: {"now": k.now}, RECORDS),
    *(
        Line(f"due_{which.name.lower()}", "due_records", lambda k, w=which: {"which": w, "now": k.now}, RECORDS)
        for which in (RetentionClass.CONCERNS, RetentionClass.EVENTS, RetentionClass.TASKS)
    ),
    Line("erasures_decided", "erasures_decided", who=RECORDS),
    Line("erasures_waiting", "erasures_waiting", who=RECORDS),
    Line("holds", "holds", who=RECORDS),
    Line("subject_requests", "subject_requests", who=RECORDS),
    Line("threshold_list", "threshold_list", who=ADMINISTRATOR),
    Line("saved_views", "saved_views", lambda _: {"page": "concerns"}),
    Line("sheets_waiting", "sheets_waiting", who=SUPERVISOR),
    Line("team_sheets", "team_sheets", lambda k: {"week": k.today - timedelta(days=k.today.weekday())}, SUPERVISOR),
    Line("week_sheet", "week_sheet", lambda k: {
        "officer_id": k.viewers[OFFICER].officer_id, "week": k.today - timedelta(days=k.today.weekday()),
    }),
    Line("weeks_returned", "weeks_returned"),
)  # fmt: skip
LINES = (*LISTS, *MAPS, *TRENDS, *TODAY, *EVENTS, *RECORDS_AND_PLACES, *REST)
