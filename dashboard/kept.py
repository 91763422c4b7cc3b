"""Answers of the store, kept while they are true: the only @st.cache_*.

A kept answer belongs to a scope (the viewer without what does not change the answer), to the arguments, and to a store
revision looked up in each run: after anybody's save, on any server, the next rerun reads afresh. What is saved most, an
activity, is in few answers: the others hold on. An answer may come from a replica
(dashboard.up_to says how new that must be); one that is older than the revision asked for is shown, and not kept. Lists
carry level 1 and below; personal details come from commands and are never kept, and of a record of level 2 or 3 that a
command has opened (dashboard.record_loaders) nothing is.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard import state, up_to
from dashboard.refusals import note_refusal
from dashboard.shared_store import shared_store
from dashboard.viewer import current_viewer
from db.access import Viewer
from db.errors import NotFound, OpenedByCommand, Refused
from db.observing import observed
from db.queries import (
    areas,
    attachments,
    briefing_previews,
    briefings,
    calendars,
    case_details,
    case_partners,
    cases,
    clashes,
    communications,
    complaints,
    concerns,
    duplicates,
    event_days,
    event_plans,
    events,
    figures,
    glass,
    hand_over,
    handed_over,
    meetings,
    own_work,
    partner_story,
    partners,
    people,
    points,
    retention,
    search,
    subjects,
    timeline,
    training,
    triage,
    views,
    voices,
    week_sheets,
    work,
    you_said,
)
from db.queries import clocks as clock_queries
from db.queries import escalation as escalation_queries
from db.queries import thresholds as threshold_queries
from db.reads import REVISION

Query = Callable[..., Any]


def _scope_of(viewer: Viewer) -> str:
    """Everything of a viewer that an answer can depend on; the role stands for its permissions."""
    scope = (
        viewer.officer_id,
        viewer.role,
        viewer.team_id,
        viewer.areas,
        viewer.team_areas,
        viewer.organisation_id,
        viewer.glass,
    )
    return repr(scope)


@st.cache_data(
    max_entries=2_000,
    # Most answers hold for a minute, or until the next save: what nobody can ask for any more is not kept for long.
    ttl=timedelta(minutes=5),
    show_spinner=False,
)
def _kept(
    name: str, address: str, under: int, asked_with: str, _revision: int, _viewer: Viewer, _arguments: dict[str, Any]
) -> tuple[int, Any]:
    """The answer, and the revision it was read at where that is known. `asked_with`: the viewer's scope and the arguments,
    as one text: taken apart and hashed piece by piece they cost more than the answer. `under`: what it holds for."""

    def asked(session: Any) -> tuple[int, Any]:
        return session.info.get(REVISION, _revision), QUERIES[name](session, viewer=_viewer, **_arguments)

    with observed("read", name):
        at, answer = shared_store().ask(asked, at_least=_revision)
    if at < _revision:
        raise _Older(at, answer)
    return at, answer


class _Older(Exception):
    """The store went away meanwhile, and the replica is not as far as what the answer was to be kept under."""

    def __init__(self, at: int, answer: Any) -> None:
        self.at, self.answer = at, answer
        super().__init__(at)


def read(name: str, viewer: Viewer, **arguments: Any) -> Any:
    """Raises what the query raises; that somebody was refused, or asked for what they cannot open, is noted."""
    store = shared_store()
    try:
        if any(asked in state.OPENED.get() for asked in arguments.values() if isinstance(asked, str)):
            with observed("read", name), store.reading() as session:
                return QUERIES[name](session, viewer=viewer, **arguments)
        asked_with = f"{_scope_of(viewer)} {sorted(arguments.items())!r}"
        revision, besides = up_to.revisions()
        under = revision if name in OF_ACTIVITIES else besides
        at, answer = _kept(name, store.settings.database_url, under, asked_with, revision, viewer, arguments)
    except _Older as older:
        at, answer = older.at, older.answer
    except OpenedByCommand:
        raise  # not refused: such a record is opened by a command, which leaves its own entry
    except (Refused, NotFound) as error:
        # A figure is read as anybody of a role: who it was is asked anew.
        who = viewer if viewer.officer_id else current_viewer() or viewer
        note_refusal(name, who, ref=arguments.get("ref"), error=error)
        raise
    up_to.showed(at)
    return answer


QUERIES: dict[str, Query] = {
    query.__name__: query
    for query in (
        areas.neighbourhood, areas.neighbourhoods,
        case_details.case_details, case_details.usual_tasks,
        case_partners.case_partners, case_partners.partner_choices,
        attachments.attachment_list,
        briefings.briefing_list, briefings.briefing_record, briefings.catalogues_confirmed, briefings.comparable,
        briefings.frozen_content, briefings.periods,
        briefing_previews.preview, briefing_previews.sayable, briefing_previews.stories,
        calendars.announced,
        cases.case_list, cases.case_record, cases.linked_concerns,
        clock_queries.clocks,
        communications.communication_list, communications.communication_record, communications.enquiries,
        communications.languages_used, communications.templates, training.training_held,
        complaints.complaint_officers, complaints.complaint_owners,
        escalation_queries.escalated,
        escalation_queries.escalation,
        concerns.concern_list, concerns.concern_record, concerns.history, concerns.received_since,
        duplicates.likely_duplicates, duplicates.merged_into,
        clashes.clashes,
        event_days.event_days, event_plans.event_plan,
        events.event_list, events.event_record, events.held, events.last_event, events.venues,
        figures.by_category, figures.not_on_map, figures.open_by_area, figures.received_by_area, figures.trend,
        meetings.captured, meetings.handout_items, meetings.made_at, meetings.meeting_before,
        glass.openings, glass.openings_waiting,
        hand_over.work_held, handed_over.givers, handed_over.hand_overs,
        own_work.own_work,
        partner_story.partner_story,
        partners.partner_list, partners.partner_record, partners.services_known,
        people.colleagues,
        points.concern_points, points.event_points,
        retention.due_classes, retention.due_records, retention.erasures_decided, retention.erasures_waiting,
        retention.holds, subjects.subject_requests,
        search.search,
        timeline.timeline,
        threshold_queries.threshold_list, threshold_queries.thresholds,
        triage.waiting,
        views.saved_views,
        voices.to_tell,
        you_said.you_said,
        week_sheets.sheets_waiting, week_sheets.team_sheets, week_sheets.week_sheet, week_sheets.weeks_returned,
        work.activity_list, work.last_activity, work.partners, work.promises, work.task_list, work.worked,
    )
}  # fmt: skip

# What reads activities: a test asks every query and looks which do.
OF_ACTIVITIES = frozenset(
    query.__name__
    for query in (
        case_partners.case_partners,
        escalation_queries.escalated,
        escalation_queries.escalation,
        hand_over.work_held,
        own_work.own_work,
        partner_story.partner_story,
        partners.partner_list, partners.partner_record,
        retention.due_classes, retention.due_records, retention.erasures_decided, retention.erasures_waiting,
        retention.holds,
        search.search,
        timeline.timeline,
        week_sheets.week_sheet,
        work.activity_list, work.last_activity, work.partners, work.worked,
    )
)  # fmt: skip
