"""The numbers above the lists: each is the length of the list it leads to, on both engines."""

from datetime import date, timedelta
from itertools import product

import pytest

from db.commands.concern_work import AssignConcern, MoveConcern
from db.commands.concerns import VoiceGiven
from db.commands.events import CloseOutEvent
from db.errors import Refused
from db.queries import clocks, concerns, events, triage
from db.queries.filters import Filters
from db.vocabulary import ClosingReason, ConcernCategory, ConcernStatus, Priority
from tests.db.conftest import NOW, Desk

TODAY = date(2026, 11, 3)
MONTH = Filters(TODAY - timedelta(days=29), TODAY)
VIEWS = {
    "triage": "open",
    "new": "new",
    "mine": "mine",
    "unowned": "unowned",
    "overdue": "overdue",
    "unanswered": "unanswered",
}


def a_month(desk: Desk) -> None:
    """One urgent and overdue, one waiting for an answer, one Ana's, one closed, one restricted, one of another team."""
    desk.concern(received_at=NOW - timedelta(days=2), priority=Priority.URGENT)
    desk.concern(voice=VoiceGiven(name="A", contact="555-0100", wants_answer=True))
    mine = desk.concern(category=ConcernCategory.NOISE)
    desk.do(AssignConcern(mine.ref, mine.version, desk.viewers["ana"].officer_id))
    closed = desk.concern(received_at=NOW - timedelta(days=9), priority=Priority.URGENT)
    desk.do(MoveConcern(closed.ref, closed.version, ConcernStatus.CLOSED, "Quiet.", ClosingReason.RESOLVED))
    desk.concern(category=ConcernCategory.HATE_INCIDENT)
    desk.concern(received_at=NOW - timedelta(days=60))
    desk.theirs()


def waiting(desk: Desk, by: str, filters: Filters = MONTH) -> triage.Waiting:
    with desk.store.reading() as session:
        return triage.waiting(session, viewer=desk.viewers[by], filters=filters, now=NOW)


def test_what_waits_is_counted_once_for_each_view(desk: Desk) -> None:
    a_month(desk)
    # Ana recorded the restricted one and so may open it; Sue may not.
    assert waiting(desk, "ana") == triage.Waiting(open=4, new=3, mine=1, unowned=3, overdue=1, unanswered=1)
    assert waiting(desk, "sue") == triage.Waiting(open=3, new=2, mine=0, unowned=2, overdue=1, unanswered=1)
    assert waiting(desk, "cal") == triage.Waiting(open=1, new=1, mine=0, unowned=1, overdue=0, unanswered=0)
    noise = Filters(MONTH.since, MONTH.until, categories=(ConcernCategory.NOISE,))
    assert waiting(desk, "ana", noise) == triage.Waiting(open=1, new=0, mine=1, unowned=0, overdue=0, unanswered=0)


@pytest.mark.parametrize("by", ["ana", "sue", "cal"])
def test_the_list_of_clocks_is_as_long_as_the_figure_on_today(desk: Desk, by: str) -> None:
    a_month(desk)
    with desk.store.reading() as session:
        counted = clocks.clocks(session, viewer=desk.viewers[by], now=NOW)
        long_ago = Filters(TODAY - timedelta(days=900), TODAY)
        listed = concerns.concern_list(session, viewer=desk.viewers[by], filters=long_ago, view="clocks", now=NOW)
    assert listed.total == counted.soon + counted.late
    assert set(listed.rows["ref"]) == set(counted.rows["ref"])
    if by == "ana":
        assert (counted.soon, counted.late) == (0, 2)


def test_a_number_is_the_length_of_the_list_it_leads_to(desk: Desk) -> None:
    a_month(desk)
    for by, (view, number) in product(["ana", "sue", "cal", "spec"], VIEWS.items()):
        with desk.store.reading() as session:
            listed = concerns.concern_list(session, viewer=desk.viewers[by], filters=MONTH, view=view, now=NOW).total
        assert getattr(waiting(desk, by), number) == listed, (by, view)


def test_closed_ones_are_never_overdue(desk: Desk) -> None:
    a_month(desk)
    closed = Filters(MONTH.since, MONTH.until, statuses=(ConcernStatus.CLOSED,))
    with desk.store.reading() as session:
        listed = concerns.concern_list(session, viewer=desk.viewers["ana"], filters=closed, view="overdue", now=NOW)
    assert listed.total == 0


def test_figures_alone_count_no_records(desk: Desk) -> None:
    with pytest.raises(Refused):
        waiting(desk, "analyst")


def test_people_who_came_are_summed_over_every_event_held_in_the_period(desk: Desk) -> None:
    before = NOW - timedelta(days=2)
    times = {"starts_at": before, "ends_at": before + timedelta(hours=1)}
    counted, estimated = desk.event(**times), desk.event(area="northgate", **times)
    desk.event(**times)  # over, but nobody has said that it was held
    desk.do(CloseOutEvent(counted.ref, counted.version, 12, True))
    desk.do(CloseOutEvent(estimated.ref, estimated.version, 30, False))
    window = {"since": NOW - timedelta(days=3), "until": NOW}
    with desk.store.reading() as session:
        everywhere = events.held(session, viewer=desk.viewers["ana"], **window)
        here = events.held(session, viewer=desk.viewers["ana"], neighbourhood_ids=(desk.areas["harbour"],), **window)
        later = events.held(session, viewer=desk.viewers["ana"], since=NOW, until=NOW + timedelta(days=9))
    assert everywhere == events.Held(events=2, people=42, counted=1)
    assert here == events.Held(events=1, people=12, counted=1)
    assert later == events.Held(events=0, people=0, counted=0)
