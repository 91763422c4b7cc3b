"""The escalation list: each rule, whose line it is, standing aside and coming back, and what it must not tell."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.commands.cases import MoveCase, OpenCase
from db.commands.concern_work import AssignConcern, EditConcern, MoveConcern, RecordAnswer
from db.commands.concerns import VoiceGiven
from db.commands.escalation import AcknowledgeEscalation, TakeBackAcknowledgement
from db.commands.events import CancelEvent, CloseOutEvent
from db.commands.meetings import NoteQuestion
from db.commands.thresholds import SetThreshold
from db.commands.voices import AddVoice
from db.errors import Invalid, Refused
from db.queries import places
from db.queries.escalation import Escalation, Line, escalated, escalation
from db.queries.places import busy_places, months_before
from db.rules import Rule, Threshold
from db.vocabulary import (
    CaseKind,
    CaseStatus,
    ClosingReason,
    ConcernCategory,
    ConcernStatus,
    ContactMethod,
    Priority,
    SourceType,
)
from tests.db.conftest import NOW, Desk

DAY = timedelta(days=1)
ASKS = VoiceGiven(preferred_method=ContactMethod.IN_PERSON, wants_answer=True)
PLACE = (50.05, 10.05)


def listed(desk: Desk, by: str = "ana", **which: Any) -> Escalation:
    """The list; Today's figures, which are counted and not read, must say the same of it."""
    now, viewer, whose = which.pop("now", NOW), desk.viewers[by], which.get("whose", "mine")
    with desk.store.reading() as session:
        found = escalation(session, viewer=viewer, now=now, **which)
        if whose != "officer":
            assert escalated(session, viewer=viewer, whose=whose, now=now) == found.by_rule
    return found


def lines(desk: Desk, by: str = "ana", **which: Any) -> list[tuple[Rule, str]]:
    return [(line.rule, line.ref) for line in listed(desk, by, **which).lines]


def only(desk: Desk, by: str = "ana", **which: Any) -> Line:
    found = listed(desk, by, **which).lines
    assert len(found) == 1, found
    return found[0]


def at_the_place(desk: Desk, *days_ago: float, **more: Any) -> list[str]:
    """Concerns within a few steps of each other, received so many days ago."""
    made = []
    for number, ago in enumerate(days_ago):
        spot = {"latitude": PLACE[0] + number * 0.0001, "longitude": PLACE[1]}
        made.append(desk.concern(**{"received_at": NOW - ago * DAY, "priority": Priority.LOW, **spot, **more}).ref)
    return made


def aside(desk: Desk, rule: Rule, ref: str, *, days: int = 7, seen: int = 0, by: str = "ana", at: Any = NOW) -> None:
    until = (at + days * DAY).date()
    desk.do(AcknowledgeEscalation(rule, ref, "The council repairs it next week", until, seen), by=by, at=at)


# Each rule


def test_no_first_answer_within_72_hours(desk: Desk) -> None:
    late = desk.concern(received_at=NOW - 4 * DAY, voice=ASKS).ref
    desk.concern(received_at=NOW - 2 * DAY, voice=ASKS)
    line = only(desk)
    assert (line.rule, line.ref, line.since) == (Rule.FIRST_ANSWER, late, NOW - DAY)
    assert (line.owner, line.neighbourhood, line.words) == (None, "Harbour", "Lamp out by the steps")
    desk.do(RecordAnswer(late, 1, "By phone"))
    assert lines(desk) == []


def test_a_result_past_its_due_date_and_the_urgent_ones_first(desk: Desk) -> None:
    low = desk.concern(received_at=NOW - 40 * DAY, priority=Priority.LOW).ref
    urgent = desk.concern(received_at=NOW - 3 * DAY, priority=Priority.URGENT).ref
    found = listed(desk).lines
    assert [(line.rule, line.ref, line.severity) for line in found] == [
        (Rule.PAST_DUE, urgent, 3),
        (Rule.PAST_DUE, low, 2),
    ]
    desk.do(MoveConcern(low, 1, ConcernStatus.CLOSED, "Mended", ClosingReason.RESOLVED))
    assert lines(desk) == [(Rule.PAST_DUE, urgent)]


def test_three_concerns_at_one_place_in_six_months(desk: Desk) -> None:
    refs = at_the_place(desk, 20, 10, 1)
    line = only(desk)
    assert (line.rule, line.ref, line.weight, line.since) == (Rule.PLACE, refs[2], 3, NOW - DAY)
    assert line.refs == (refs[2], refs[1], refs[0])


def test_two_or_too_long_ago_or_too_far_apart_are_no_place(desk: Desk) -> None:
    at_the_place(desk, 20, 10, 200, priority=Priority.LOW)
    desk.concern(received_at=NOW - DAY, latitude=PLACE[0] + 0.002, longitude=PLACE[1])
    assert listed(desk, rule=Rule.PLACE).total == 0


def test_a_place_counts_closed_concerns_and_not_unfounded_ones(desk: Desk) -> None:
    refs = at_the_place(desk, 9, 6, 3)
    desk.do(MoveConcern(refs[0], 1, ConcernStatus.CLOSED, "Mended", ClosingReason.RESOLVED))
    assert listed(desk, rule=Rule.PLACE).total == 1
    desk.do(MoveConcern(refs[1], 1, ConcernStatus.CLOSED, "Nothing there", ClosingReason.UNFOUNDED))
    assert listed(desk, rule=Rule.PLACE).total == 0


def test_a_place_whose_newest_concern_is_part_of_a_case_is_in_hand(desk: Desk) -> None:
    refs = at_the_place(desk, 9, 6, 3)
    desk.do(OpenCase(CaseKind.PROBLEM, "Dark steps", concerns=tuple(refs)))
    assert listed(desk, rule=Rule.PLACE).total == 0
    at_the_place(desk, 1)
    assert only(desk, rule=Rule.PLACE).weight == 4


def test_a_concern_that_turns_out_to_be_domestic_abuse_takes_its_place_with_it_at_once(desk: Desk) -> None:
    refs = at_the_place(desk, 9, 6, 3)
    assert only(desk, rule=Rule.PLACE).refs == tuple(reversed(refs))
    desk.do(
        EditConcern(refs[2], 1, "Shouting at home", ConcernCategory.DOMESTIC_ABUSE, Priority.HIGH, SourceType.RESIDENT)
    )
    assert listed(desk, rule=Rule.PLACE).total == 0
    assert listed(desk, "sue", whose="team", rule=Rule.PLACE).total == 0


def test_places_are_worked_out_once_for_all_who_work_everywhere_until_more_than_an_activity_is_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere = tuple(desk.areas.values())
    two = [replace(desk.viewers[name], areas=everywhere, team_areas=everywhere) for name in ("ana", "cal")]
    refs, worked_out, numbers = at_the_place(desk, 9, 6, 3), [], places._numbers

    def counted(*asked: Any) -> Any:
        worked_out.append(asked)
        return numbers(*asked)

    def weights() -> list[int]:
        with desk.store.reading() as session:
            return [len(place.members) for who in two for place in busy_places(session, viewer=who, now=NOW)]

    monkeypatch.setattr(places, "_numbers", counted)
    assert (weights(), weights()) == ([3, 3], [3, 3])
    desk.activity(concern=refs[0])
    assert (weights(), len(worked_out)) == ([3, 3], 1)
    at_the_place(desk, 1)
    assert (weights(), len(worked_out)) == ([4, 4], 2)


def test_sensitive_and_restricted_concerns_make_no_place(desk: Desk) -> None:
    at_the_place(desk, 5, 4)
    at_the_place(desk, 3, category=ConcernCategory.DOMESTIC_ABUSE)
    at_the_place(desk, 2, category=ConcernCategory.HOMELESSNESS)
    assert listed(desk, rule=Rule.PLACE).total == 0
    assert listed(desk, "sue", whose="team", rule=Rule.PLACE).total == 0


def test_a_case_nobody_wrote_to_for_thirty_days(desk: Desk) -> None:
    ref = desk.bare_case().ref
    at = {"now": NOW + 31 * DAY}
    assert lines(desk, now=NOW + 29 * DAY) == []
    line = only(desk, **at)
    assert (line.rule, line.ref, line.since, line.neighbourhood) == (Rule.STALE_CASE, ref, NOW + 30 * DAY, "Harbour")
    desk.do(MoveCase(ref, 1, CaseStatus.WAITING, "Asked the council"), at=NOW + 20 * DAY)
    assert lines(desk, **at) == []


def test_a_review_that_was_missed(desk: Desk) -> None:
    ref = desk.case(review_at=(NOW + 2 * DAY).date()).ref
    assert lines(desk, now=NOW + 2 * DAY) == []
    assert lines(desk, now=NOW + 3 * DAY) == [(Rule.REVIEW, ref)]


def test_promises_and_tasks_that_are_overdue(desk: Desk) -> None:
    task, promise = desk.task().ref, desk.task(is_promise=True).ref
    assert lines(desk) == []
    assert lines(desk, now=NOW + 3 * DAY) == [(Rule.PROMISE, promise), (Rule.TASK, task)]


def test_an_event_nobody_has_closed_out_after_48_hours(desk: Desk) -> None:
    over = desk.event(starts_at=NOW - 3 * DAY).ref
    desk.event(starts_at=NOW - 1.5 * DAY)
    desk.do(CancelEvent(desk.event(starts_at=NOW + DAY).ref, 1, "Storm"))
    line = only(desk)
    assert (line.rule, line.ref, line.owner) == (Rule.CLOSE_OUT, over, "Ana Rivera")
    assert line.since == NOW - 3 * DAY + timedelta(hours=50)
    assert lines(desk, "sue", whose="team") == [(Rule.CLOSE_OUT, over)]
    aside(desk, Rule.CLOSE_OUT, over)
    assert lines(desk) == []
    desk.do(CloseOutEvent(over, 1, 4, True))
    assert listed(desk).acknowledged == 0


def test_a_question_from_a_meeting_is_overdue_like_any_task(desk: Desk) -> None:
    asked = desk.do(NoteQuestion(desk.event().ref, "When does it open?", NOW + DAY)).ref
    assert lines(desk, now=NOW + 2 * DAY) == [(Rule.TASK, asked)]


def test_nobody_asked_whether_it_was_fixed_28_days_after_resolved(desk: Desk) -> None:
    ref = desk.concern().ref
    desk.do(MoveConcern(ref, 1, ConcernStatus.IN_PROGRESS, "Went there"))
    desk.do(MoveConcern(ref, 2, ConcernStatus.RESOLVED, "Lamp mended"))
    assert lines(desk, now=NOW + 27 * DAY) == []
    assert lines(desk, now=NOW + 29 * DAY) == [(Rule.OUTCOME_CHECK, ref)]


def test_a_rule_follows_its_threshold(desk: Desk) -> None:
    at_the_place(desk, 20, 10)
    desk.do(SetThreshold(Threshold.PLACE_COUNT, 2, 0), by="administrator")
    assert only(desk).rule == Rule.PLACE
    desk.do(SetThreshold(Threshold.PLACE_RADIUS, 10, 0), by="administrator")
    assert lines(desk) == []


# Whose it is


def test_mine_is_what_i_own_and_what_nobody_owns_in_my_areas(desk: Desk) -> None:
    of_ben = desk.concern(received_at=NOW - 20 * DAY, neighbourhood_id=desk.areas["northgate"]).ref
    nobodys = desk.concern(received_at=NOW - 19 * DAY).ref
    assigned = desk.concern(received_at=NOW - 18 * DAY).ref
    desk.do(AssignConcern(assigned, 1, desk.viewers["ben"].officer_id or 0))
    assert lines(desk) == [(Rule.PAST_DUE, nobodys)]
    assert lines(desk, "ben") == [(Rule.PAST_DUE, of_ben), (Rule.PAST_DUE, assigned)]
    assert lines(desk, "sue") == []
    assert len(lines(desk, "sue", whose="team")) == 3
    ben = desk.viewers["ben"].officer_id
    assert lines(desk, "sue", whose="officer", officer_id=ben) == lines(desk, "ben")
    assert lines(desk, "cal", whose="team") == lines(desk, "dee", whose="team") == []


def test_another_officers_list_is_for_the_supervisor_of_their_team(desk: Desk) -> None:
    for viewer, officer in (("ana", "ben"), ("dee", "ben"), ("sue", "cal")):
        with pytest.raises(Refused):
            listed(desk, viewer, whose="officer", officer_id=desk.viewers[officer].officer_id)


def test_a_restricted_record_is_on_the_list_of_those_assigned_only(desk: Desk) -> None:
    ref = desk.concern(received_at=NOW - 20 * DAY, category=ConcernCategory.HATE_INCIDENT).ref
    assert lines(desk) == [(Rule.PAST_DUE, ref)]
    assert listed(desk, "sue", whose="team").total == 0
    assert listed(desk, "sue", whose="team").by_rule == {}


def test_the_list_comes_by_pages_and_counts_each_rule(desk: Desk) -> None:
    for day in range(27):
        desk.concern(received_at=NOW - (50 - day) * DAY)
    desk.concern(received_at=NOW - 4 * DAY, voice=ASKS)
    first, second = listed(desk), listed(desk, page=1)
    assert (len(first.lines), len(second.lines), first.total) == (25, 3, 28)
    assert first.by_rule == {Rule.FIRST_ANSWER: 1, Rule.PAST_DUE: 27}
    assert first.lines[0].rule == Rule.FIRST_ANSWER
    assert [line.since for line in first.lines[1:]] == sorted(line.since for line in first.lines[1:])
    assert listed(desk, rule=Rule.FIRST_ANSWER).total == 1


# Standing aside


def test_an_acknowledged_line_stands_aside_until_its_day(desk: Desk) -> None:
    ref = desk.concern(received_at=NOW - 20 * DAY).ref
    aside(desk, Rule.PAST_DUE, ref, days=7)
    assert (lines(desk), listed(desk).acknowledged) == ([], 1)
    shown = only(desk, acknowledged=True).acknowledged
    assert shown is not None
    assert (shown.reason, shown.who) == ("The council repairs it next week", "Ana Rivera")
    assert lines(desk, now=NOW + 7 * DAY) == []
    assert lines(desk, now=NOW + 8 * DAY) == [(Rule.PAST_DUE, ref)]


def test_it_comes_back_when_taken_back(desk: Desk) -> None:
    ref = desk.concern(received_at=NOW - 20 * DAY).ref
    aside(desk, Rule.PAST_DUE, ref)
    desk.do(TakeBackAcknowledgement(Rule.PAST_DUE, ref), by="ben")
    assert (lines(desk), listed(desk).acknowledged) == ([(Rule.PAST_DUE, ref)], 0)


def test_only_the_rule_that_was_acknowledged_stands_aside(desk: Desk) -> None:
    ref = desk.concern(received_at=NOW - 20 * DAY, voice=ASKS).ref
    aside(desk, Rule.PAST_DUE, ref)
    assert lines(desk) == [(Rule.FIRST_ANSWER, ref)]


def test_another_report_at_the_place_brings_it_back(desk: Desk) -> None:
    refs = at_the_place(desk, 9, 6, 3)
    aside(desk, Rule.PLACE, refs[2], seen=3)
    assert lines(desk) == []
    fourth = at_the_place(desk, 0.5)[0]
    assert (only(desk).ref, only(desk).weight) == (fourth, 4)


def test_an_older_report_written_down_late_brings_the_place_back_too(desk: Desk) -> None:
    refs = at_the_place(desk, 9, 6, 3)
    aside(desk, Rule.PLACE, refs[2], seen=3)
    at_the_place(desk, 25)
    assert (only(desk).ref, only(desk).weight) == (refs[2], 4)


def test_what_came_in_while_somebody_was_typing_is_not_covered(desk: Desk) -> None:
    refs = at_the_place(desk, 9, 6, 5, 3)
    aside(desk, Rule.PLACE, refs[3], seen=3)  # four are there, three were shown
    assert only(desk).weight == 4


def test_one_more_who_waits_for_an_answer_brings_it_back(desk: Desk) -> None:
    ref = desk.concern(received_at=NOW - 5 * DAY, voice=ASKS).ref
    aside(desk, Rule.FIRST_ANSWER, ref)
    assert lines(desk) == []
    desk.do(AddVoice(ref, NOW, None, ASKS))
    assert lines(desk) == [(Rule.FIRST_ANSWER, ref)]


def test_the_next_review_that_is_missed_is_a_new_line(desk: Desk) -> None:
    ref = desk.bare_case(review_at=(NOW + DAY).date()).ref
    aside(desk, Rule.REVIEW, ref, days=20, at=NOW + 3 * DAY)
    move = MoveCase(ref, 1, CaseStatus.WAITING, "Looked at it", review_at=(NOW + 9 * DAY).date())
    desk.do(move, at=NOW + 4 * DAY)
    assert lines(desk, now=NOW + 5 * DAY) == []
    assert lines(desk, now=NOW + 11 * DAY) == [(Rule.REVIEW, ref)]


def test_what_is_not_on_the_list_cannot_be_put_aside(desk: Desk) -> None:
    ref = desk.concern().ref
    with pytest.raises(Invalid) as refusal:
        aside(desk, Rule.PAST_DUE, ref)
    assert str(refusal.value.problems["ref"]) == f"{ref} is not on the list any more."


def test_six_months_before_the_end_of_august_is_the_end_of_february() -> None:
    assert months_before(NOW.replace(month=8, day=31), 6).date().isoformat() == "2026-02-28"
    assert months_before(NOW.replace(month=3, day=5), 6).date().isoformat() == "2025-09-05"
