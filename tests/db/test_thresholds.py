"""Thresholds: everything that reckons with one follows it at once; what is stored stays."""

from datetime import timedelta

import pytest

from db.commands.concern_work import EditConcern
from db.commands.concerns import VoiceGiven
from db.commands.sessions import SignInDemo
from db.commands.thresholds import SetThreshold
from db.errors import Invalid, Refused
from db.models import Concern, Session
from db.queries.clocks import clocks
from db.queries.concerns import concern_record
from db.queries.duplicates import likely_duplicates
from db.queries.thresholds import threshold_list
from db.rules import DEFINITIONS, Threshold
from db.vocabulary import ConcernCategory, ContactMethod, Priority, Role, SourceType
from tests.db.conftest import NOW, Desk

ASKS = VoiceGiven(preferred_method=ContactMethod.IN_PERSON, wants_answer=True)


def set_to(desk: Desk, name: Threshold, value: int | None, version: int = 0) -> int:
    return int(desk.do(SetThreshold(name, value, version), by="administrator").version)


def test_every_threshold_has_a_default_within_its_own_bounds() -> None:
    assert set(DEFINITIONS) == set(Threshold)
    assert [n for n, d in DEFINITIONS.items() if not d.least <= d.default <= d.most] == []


def test_a_first_answer_is_late_when_the_agency_says_so(desk: Desk) -> None:
    ref = desk.concern(received_at=NOW - timedelta(hours=30), voice=ASKS).ref
    with desk.store.reading() as session:
        assert clocks(session, viewer=desk.viewers["ana"], now=NOW).late == 0
    set_to(desk, Threshold.FIRST_ANSWER, 24)
    with desk.store.reading() as session:
        assert clocks(session, viewer=desk.viewers["ana"], now=NOW).late == 1
        due = concern_record(session, viewer=desk.viewers["ana"], ref=ref).answer_due_at
    assert due == NOW - timedelta(hours=6)


def test_due_dates_that_are_stored_stay_and_new_ones_follow(desk: Desk) -> None:
    before = desk.concern(received_at=NOW).ref
    set_to(desk, Threshold.DUE_NORMAL, 10)
    after = desk.concern(received_at=NOW).ref
    assert desk.one(Concern, before).due_at == NOW + timedelta(days=14)
    assert desk.one(Concern, after).due_at == NOW + timedelta(days=10)
    edit = EditConcern(before, 1, "Lamp out", ConcernCategory.LIGHTING, Priority.NORMAL, SourceType.RESIDENT)
    desk.do(edit)
    assert desk.one(Concern, before).due_at == NOW + timedelta(days=10)


def test_duplicates_are_looked_for_within_the_radius_in_force(desk: Desk) -> None:
    desk.concern(latitude=50.05, longitude=10.05)
    about = {"received_at": NOW, "category": "lighting and environment", "text": "Lamp out by the steps", "area": None}
    near = (50.0518, 10.05)  # 200 m north
    with desk.store.reading() as session:
        assert len(likely_duplicates(session, viewer=desk.viewers["ana"], point=near, **about)) == 1
    set_to(desk, Threshold.DUPLICATE_RADIUS, 150)
    with desk.store.reading() as session:
        assert len(likely_duplicates(session, viewer=desk.viewers["ana"], point=near, **about)) == 0


def test_a_shift_begins_after_the_gap_in_force(desk: Desk) -> None:
    set_to(desk, Threshold.SHIFT_GAP, 2)
    for hours in (0, 3):
        desk.do(SignInDemo(Role.OFFICER), by="system", at=NOW + timedelta(hours=hours))
    with desk.store.reading() as session:
        began = [row.shift_began_at for row in session.query(Session).order_by(Session.id)]
    assert began == [NOW, NOW + timedelta(hours=3)]


def test_back_to_the_default_keeps_who_changed_it_and_when(desk: Desk) -> None:
    version = set_to(desk, Threshold.STALE_CASE, 45)
    set_to(desk, Threshold.STALE_CASE, None, version)
    with desk.store.reading() as session:
        listed = {one.name: one for one in threshold_list(session, viewer=desk.viewers["sue"])}
    stale = listed[Threshold.STALE_CASE]
    assert (stale.value, stale.default, stale.version) == (30, 30, 2)
    assert (stale.changed_by, stale.changed_at) == ("Kim Tran", NOW)
    assert listed[Threshold.SHIFT_GAP].changed_by is None


def test_a_value_outside_its_bounds_is_refused_with_a_sentence(desk: Desk) -> None:
    with pytest.raises(Invalid) as refusal:
        set_to(desk, Threshold.FIRST_ANSWER, 0)
    assert str(refusal.value.problems["value"]) == "Choose a whole number from 1 to 720."


def test_supervisors_look_and_officers_do_not(desk: Desk) -> None:
    with desk.store.reading() as session:
        assert threshold_list(session, viewer=desk.viewers["sue"])
        with pytest.raises(Refused):
            threshold_list(session, viewer=desk.viewers["ana"])
    with pytest.raises(Refused):
        desk.do(SetThreshold(Threshold.FIRST_ANSWER, 48, 0), by="sue")
