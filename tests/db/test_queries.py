"""What the reads answer, row by row, on both engines; and what they keep to themselves."""

from datetime import date, timedelta
from typing import Any

import pytest

from db.commands.concern_work import AssignConcern, MoveConcern, RecordAnswer
from db.commands.concerns import VoiceGiven
from db.errors import NotFound, Refused
from db.models import Voice
from db.queries import areas, cases, clocks, concerns, events, figures, points, work
from db.queries.filters import Filters
from db.queries.list_pages import PAGE
from db.vocabulary import ClosingReason, ConcernCategory, ConcernStatus, Priority, SourceType
from tests.db.conftest import CENTRES, NOW, Desk

TODAY = date(2026, 11, 3)
MONTH = Filters(TODAY - timedelta(days=29), TODAY)


def ask(desk: Desk, query: Any, *, by: str = "ana", **more: Any) -> Any:
    with desk.store.reading() as session:
        return query(session, viewer=desk.viewers[by], **more)


def by_name(frame: Any, column: str = "n") -> dict[str, int]:
    return dict(zip(frame["name"], frame[column].astype(int), strict=True))


def some_history(desk: Desk) -> None:
    """Harbour: two open, one closed, one of a sensitive category; Northgate: one from before; one without a place."""
    for hours in (2, 50):
        desk.concern(
            received_at=NOW - timedelta(hours=hours), latitude=CENTRES["harbour"][0], longitude=CENTRES["harbour"][1]
        )
    closed = desk.concern(category=ConcernCategory.NOISE)
    desk.do(MoveConcern(closed.ref, closed.version, ConcernStatus.CLOSED, "Quiet again.", ClosingReason.RESOLVED))
    desk.concern(category=ConcernCategory.DOMESTIC_ABUSE)
    desk.concern(neighbourhood_id=desk.areas["northgate"], received_at=NOW - timedelta(days=40))
    desk.concern(neighbourhood_id=None)


def test_open_by_area_counts_what_is_open_in_the_period_and_lists_every_area(desk: Desk) -> None:
    some_history(desk)
    found = by_name(ask(desk, figures.open_by_area, filters=MONTH))
    assert found == {"Harbour": 2, "Mill": 0, "Northgate": 0, "Riverside": 0}


@pytest.mark.parametrize(
    ("more", "harbour"),
    [
        ({"categories": (ConcernCategory.LIGHTING,)}, 2),
        ({"categories": (ConcernCategory.NOISE,)}, 0),
        ({"statuses": (ConcernStatus.CLOSED,)}, 1),
        ({"sources": (SourceType.BUSINESS,)}, 0),
        ({"sources": (SourceType.RESIDENT,)}, 2),
        ({"categories": (ConcernCategory.DOMESTIC_ABUSE,)}, 0),
    ],
)
def test_filters_narrow_the_counts_and_never_reach_a_sensitive_category(
    desk: Desk, more: dict[str, Any], harbour: int
) -> None:
    some_history(desk)
    for by in ("ana", "sue", "spec", "analyst"):
        found = by_name(ask(desk, figures.open_by_area, by=by, filters=Filters(MONTH.since, MONTH.until, **more)))
        assert found["Harbour"] == harbour


def test_change_compares_everything_received_in_two_equal_periods(desk: Desk) -> None:
    some_history(desk)
    found = ask(desk, figures.received_by_area, filters=MONTH)
    assert by_name(found) == {"Harbour": 3, "Mill": 0, "Northgate": 0, "Riverside": 0}
    assert by_name(found, "before") == {"Harbour": 0, "Mill": 0, "Northgate": 1, "Riverside": 0}


@pytest.mark.parametrize(("by", "sensitive"), [("ana", 0), ("sue", 1), ("dee", 0), ("spec", 1), ("analyst", 0)])
def test_what_is_not_on_the_map_counts_restricted_ones_only_for_those_entitled(
    desk: Desk, by: str, sensitive: int
) -> None:
    some_history(desk)
    found = ask(desk, figures.not_on_map, by=by, filters=MONTH)
    assert (found.no_area, found.sensitive, found.personal) == (1, sensitive, 0)


def test_a_trend_is_whole_weeks_and_the_city_beside_them(desk: Desk) -> None:
    for days in (8, 9, 10, 30):
        desk.concern(received_at=NOW - timedelta(days=days))
    desk.concern(by="cal", neighbourhood_id=desk.areas["mill"], received_at=NOW - timedelta(days=9))
    found = ask(desk, figures.trend, until=TODAY, neighbourhood_id=desk.areas["harbour"], weeks=6)
    assert list(found["week_start"])[-1] == date(2026, 10, 26)
    assert dict(zip(found["week_start"], found["area"], strict=True))[date(2026, 10, 19)] == 2
    assert sum(found["area"]) == 4
    assert sum(found["city_average"]) == pytest.approx(5 / 4)


def test_categories_stand_by_their_number(desk: Desk) -> None:
    some_history(desk)
    found = ask(desk, figures.by_category, filters=MONTH, every_status=True)
    assert list(found.itertuples(index=False, name=None)) == [("lighting and environment", 2), ("noise", 1)]


def test_points_are_exact_open_and_ones_own_teams(desk: Desk) -> None:
    some_history(desk)
    sensitive = desk.concern(category=ConcernCategory.HATE_INCIDENT, latitude=50.05, longitude=10.05)
    theirs = desk.theirs(latitude=CENTRES["mill"][0], longitude=CENTRES["mill"][1])
    found = ask(desk, points.concern_points, filters=MONTH)
    assert len(found) == 2
    assert not {sensitive.ref, theirs.ref} & set(found["ref"])
    with pytest.raises(Refused):
        ask(desk, points.concern_points, by="analyst", filters=MONTH)


def test_the_triage_list_begins_with_new_ones_and_its_views_narrow_it(desk: Desk) -> None:
    first = desk.concern(received_at=NOW - timedelta(days=2), priority=Priority.URGENT)
    owned = desk.concern(received_at=NOW - timedelta(hours=1))
    desk.do(AssignConcern(owned.ref, owned.version, desk.viewers["ana"].officer_id))
    theirs = desk.theirs()

    def refs(view: str, **more: Any) -> list[str]:
        page = ask(desk, concerns.concern_list, filters=MONTH, view=view, now=NOW, **more)
        assert page.total == len(page.rows)
        return list(page.rows["ref"])

    assert refs("triage") == [first.ref, owned.ref]
    assert refs("mine") == [owned.ref]
    assert refs("unowned") == [first.ref]
    assert refs("overdue") == [first.ref]
    assert refs("triage", search=owned.ref[-5:]) == [owned.ref]
    assert refs("triage", search="LAMP out") == [first.ref, owned.ref]
    assert refs("triage", search="100%") == []
    assert theirs.ref not in refs("everything")


def test_a_long_list_comes_in_pages_that_do_not_overlap(desk: Desk) -> None:
    made = {desk.concern().ref for _ in range(PAGE + 3)}
    pages = [ask(desk, concerns.concern_list, filters=MONTH, page=n, now=NOW) for n in (0, 1)]
    assert [len(page.rows) for page in pages] == [PAGE, 3]
    assert {ref for page in pages for ref in page.rows["ref"]} == made


def test_a_record_counts_its_voices_and_says_whether_there_is_more(desk: Desk) -> None:
    saved = desk.concern(details="More was said.", voice=VoiceGiven(name="A", contact="555-0100", wants_answer=True))
    record = ask(desk, concerns.concern_record, ref=saved.ref)
    assert (record.voices, record.waiting, record.has_details) == (1, 1, True)
    assert not hasattr(record, "details")
    assert record.answer_due_at == NOW - timedelta(hours=2) + timedelta(hours=72)
    desk.do(RecordAnswer(saved.ref, record.version, "By phone."))
    assert ask(desk, concerns.concern_record, ref=saved.ref).waiting == 0
    with pytest.raises(NotFound):
        ask(desk, concerns.concern_record, by="cal", ref=saved.ref)


def test_somebody_who_wanted_no_answer_is_not_noted_as_told(desk: Desk) -> None:
    saved = desk.concern(voice=VoiceGiven(name="A", contact="555-0100"))
    desk.do(RecordAnswer(saved.ref, saved.version, "By phone."))
    with desk.store.reading() as session:
        assert session.query(Voice.told_at).one() == (None,)


def test_clocks_put_what_can_still_be_met_before_what_was_missed(desk: Desk) -> None:
    waiting = VoiceGiven(name="A", contact="555-0100", wants_answer=True)
    missed_long_ago = desk.concern(received_at=NOW - timedelta(days=60))
    missed_yesterday = desk.concern(received_at=NOW - timedelta(days=15))
    answer_soon = desk.concern(received_at=NOW - timedelta(hours=60), voice=waiting)
    desk.concern(received_at=NOW - timedelta(hours=1), voice=waiting)
    desk.theirs(received_at=NOW - timedelta(days=60))
    found = ask(desk, clocks.clocks, now=NOW, within=timedelta(hours=24))
    assert list(found.rows["ref"]) == [answer_soon.ref, missed_yesterday.ref, missed_long_ago.ref]
    assert list(found.rows["clock"]) == ["first answer", "due", "due"]
    assert (found.soon, found.late) == (1, 2)


def test_new_ones_are_those_received_in_ones_own_areas_since_then(desk: Desk) -> None:
    new = desk.concern()
    desk.concern(received_at=NOW - timedelta(days=3))
    desk.concern(neighbourhood_id=desk.areas["northgate"])
    found = ask(desk, concerns.received_since, since=NOW - timedelta(days=1), now=NOW)
    assert (found.total, list(found.rows["ref"])) == (1, [new.ref])


def test_cases_due_for_review_come_first_and_restricted_ones_only_to_their_own(desk: Desk) -> None:
    later = desk.case(review_at=TODAY + timedelta(days=20))
    sooner = desk.case(review_at=TODAY + timedelta(days=2))
    found = ask(desk, cases.case_list, now=NOW)
    assert list(found["ref"]) == [sooner.ref, later.ref]
    assert list(ask(desk, cases.case_list, by="cal", now=NOW)["ref"]) == []
    a_month_on = ask(desk, cases.case_list, now=NOW + timedelta(days=10))
    assert dict(zip(a_month_on["ref"], a_month_on["review_overdue"], strict=True)) == {
        sooner.ref: True,
        later.ref: False,
    }


def test_events_of_the_whole_city_are_listed_and_an_undone_one_is_not(desk: Desk) -> None:
    seen, gone = desk.event(), desk.event()
    desk.undo(gone.ref)
    week = {"since": NOW, "until": NOW + timedelta(days=7)}
    assert list(ask(desk, events.event_list, by="cal", **week)["ref"]) == [seen.ref]
    assert ask(desk, events.last_event, neighbourhood_id=desk.areas["harbour"], now=NOW) is None
    later = NOW + timedelta(days=4)
    assert ask(desk, events.last_event, neighbourhood_id=desk.areas["harbour"], now=later) == NOW + timedelta(days=3)


def test_tasks_promises_and_minutes_add_up(desk: Desk) -> None:
    desk.task(is_promise=True)
    desk.activity(minutes=30, people_reached=4)
    desk.activity(minutes=45)
    tasks = ask(desk, work.task_list, mine=True, now=NOW)
    assert list(tasks["late"]) == [False]
    assert list(ask(desk, work.task_list, mine=True, now=NOW + timedelta(days=9))["late"]) == [True]
    owed = ask(
        desk, work.promises, since=NOW - timedelta(days=9), until=NOW + timedelta(days=9),
        neighbourhood_id=desk.areas["harbour"],
    )  # fmt: skip
    assert (owed.kept, owed.kept_late, owed.overdue, owed.ahead) == (0, 0, 1, 0)
    day = {"since": NOW - timedelta(days=1), "until": NOW, "neighbourhood_id": None, "mine": True}
    worked = ask(desk, work.worked, **day)
    assert (worked.activities, worked.minutes, worked.people_reached) == (2, 75, 4)


def test_a_neighbourhood_says_who_lives_there_and_an_unknown_code_does_not_exist(desk: Desk) -> None:
    assert ask(desk, areas.neighbourhood, code="harbour").population == 1200
    with pytest.raises(NotFound):
        ask(desk, areas.neighbourhood, code="atlantis")
