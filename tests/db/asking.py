"""Every query that pages ask, as widely as it can be asked: with arguments that reach whatever lies on the desk."""

from collections.abc import Callable
from typing import Any

from db.access import Permission
from db.queries import (
    briefings,
    calendars,
    case_partners,
    communications,
    escalation,
    event_plans,
    events,
    glass,
    own_work,
    partners,
    subjects,
    thresholds,
    training,
    week_sheets,
    work,
)
from db.vocabulary.briefings import PeriodKind
from tests.db.conftest import NOW
from tests.db.test_complaints import ASKED, BRIEFING, SINCE, UNTIL

Ask = Callable[[Any, Any, dict[str, str]], Any]
FROZEN = "B-2026-00002"

# Those that a complaint cannot touch; `refs` names an event, a partner and a message besides the concern and the case.
MORE: dict[str, Ask] = {
    "briefings.briefing_list": lambda s, v, r: briefings.briefing_list(s, viewer=v),
    "briefings.briefing_record": lambda s, v, r: briefings.briefing_record(s, viewer=v, ref=BRIEFING),
    "briefings.catalogues_confirmed": lambda s, v, r: briefings.catalogues_confirmed(s, viewer=v),
    "briefings.comparable": lambda s, v, r: briefings.comparable(
        s, viewer=v, kind=PeriodKind.QUARTER, starts_on=UNTIL.date()
    ),
    "briefings.frozen_content": lambda s, v, r: briefings.frozen_content(s, viewer=v, ref=FROZEN),
    "briefings.periods": lambda s, v, r: briefings.periods(s, viewer=v, now=NOW),
    "calendars.announced": lambda s, v, r: calendars.announced(s, viewer=v, refs=(r["event"],)),
    "case_partners.partner_choices": lambda s, v, r: case_partners.partner_choices(s, viewer=v),
    "communications.communication_record": lambda s, v, r: communications.communication_record(
        s, viewer=v, ref=r["message"]
    ),
    "communications.languages_used": lambda s, v, r: communications.languages_used(s, viewer=v),
    "communications.templates": lambda s, v, r: communications.templates(s, viewer=v),
    "event_plans.event_plan": lambda s, v, r: event_plans.event_plan(s, viewer=v, ref=r["event"]),
    "events.event_record": lambda s, v, r: events.event_record(s, viewer=v, ref=r["event"]),
    "events.last_event": lambda s, v, r: events.last_event(s, viewer=v, neighbourhood_id=1, now=UNTIL),
    "events.venues": lambda s, v, r: events.venues(s, viewer=v),
    "escalation.escalation": lambda s, v, r: [
        ASKED["escalation.escalation"](s, v, r),
        [escalation.escalation(s, viewer=v, whose=whose, acknowledged=True, now=NOW) for whose in ("mine", "team")],
    ],
    "glass.openings": lambda s, v, r: [glass.openings(s, viewer=v, waiting=waiting) for waiting in (True, False)],
    "own_work.own_work": lambda s, v, r: own_work.own_work(s, viewer=v),
    "partners.partner_list": lambda s, v, r: partners.partner_list(s, viewer=v, now=NOW),
    "partners.partner_record": lambda s, v, r: partners.partner_record(s, viewer=v, ref=r["partner"], now=NOW),
    "partners.services_known": lambda s, v, r: partners.services_known(s, viewer=v),
    "partner_story.partner_story": lambda s, v, r: ASKED["partner_story.partner_story"](s, v, r),
    # All of them where that may be asked; otherwise what waits for a second person.
    "subjects.subject_requests": lambda s, v, r: subjects.subject_requests(
        s, viewer=v, waiting=not v.may(Permission.SUBJECT_ACCESS)
    ),
    "thresholds.threshold_list": lambda s, v, r: thresholds.threshold_list(s, viewer=v),
    "thresholds.thresholds": lambda s, v, r: thresholds.thresholds(s, viewer=v),
    "training.training_held": lambda s, v, r: training.training_held(s, viewer=v, since=SINCE, until=UNTIL),
    "week_sheets.sheets_waiting": lambda s, v, r: week_sheets.sheets_waiting(s, viewer=v),
    "week_sheets.team_sheets": lambda s, v, r: week_sheets.team_sheets(s, viewer=v, week=NOW.date()),
    "week_sheets.weeks_returned": lambda s, v, r: week_sheets.weeks_returned(s, viewer=v),
    "work.last_activity": lambda s, v, r: work.last_activity(s, viewer=v),
    "work.partners": lambda s, v, r: work.partners(s, viewer=v, neighbourhood_id=1),
}
EVERY: dict[str, Ask] = {**ASKED, **MORE}
# What only commands ask: of any level.
FOR_COMMANDS = {"cases.any_case", "concerns.any_concern"}
