"""Signing in, staying in, going home: by the clock, and by the row that every rerun looks up."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.commands.people import AddOfficer
from db.commands.sessions import RedeemTicket, SignInDemo, SignOut, Touch, digest
from db.errors import NotFound, Refused
from db.models import Officer, Session
from db.queries.people import Resolved, resolve
from db.settings import get_settings
from db.vocabulary import EndReason, Role
from tests.db.conftest import NOW, Desk

IDLE, ABSOLUTE = timedelta(minutes=15), timedelta(hours=12)


def sign_in(desk: Desk, role: Role = Role.OFFICER, at: datetime = NOW) -> str:
    return str(desk.do(SignInDemo(role), by="system", at=at).token)


def look(desk: Desk, token: str, at: datetime) -> Resolved:
    with desk.store.reading() as session:
        return resolve(session, token_hash=digest(token), now=at, idle=IDLE, absolute=ABSOLUTE)


def after(**more: float) -> datetime:
    return NOW + timedelta(**more)


def rows(desk: Desk) -> list[Session]:
    with desk.store.reading() as session:
        return list(session.scalars(select(Session).order_by(Session.id)))


def test_a_token_finds_its_person_with_their_areas_and_their_teams(desk: Desk) -> None:
    found = look(desk, sign_in(desk), after(minutes=1))
    assert found.viewer is not None
    assert (found.viewer.name, found.viewer.role) == ("Ana Rivera", Role.OFFICER)
    assert found.viewer.areas == (desk.areas["harbour"],)
    assert found.viewer.team_areas == (desk.areas["harbour"], desk.areas["northgate"])


def test_the_store_keeps_no_token_that_could_be_used(desk: Desk) -> None:
    answer = desk.do(SignInDemo(Role.OFFICER), by="system")
    cookie = desk.do(RedeemTicket(answer.ticket), by="system")
    kept = repr([vars(row) for row in rows(desk)])
    assert answer.token not in kept
    assert answer.ticket not in kept
    assert cookie not in kept
    assert digest(answer.token) in kept


def test_an_unknown_token_finds_nobody(desk: Desk) -> None:
    sign_in(desk)
    assert look(desk, "made up", NOW) == Resolved(None, "unknown")


def test_the_demonstrations_sign_in_takes_only_invented_people(desk: Desk) -> None:
    with desk.store._writer.begin() as connection:
        connection.execute(update(Officer).where(Officer.subject == "analyst").values(active=False))
    with pytest.raises(NotFound, match="nobody with that role"):
        sign_in(desk, Role.ANALYST)
    desk.do(AddOfficer("real@agency.example", "Real Person", Role.OFFICER), by="system")
    for role in (Role.OFFICER, Role.ADMINISTRATOR):
        with pytest.raises(Refused, match="holds real officers"):
            sign_in(desk, role)
    assert rows(desk) == []


def test_the_demonstrations_sign_in_can_be_switched_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_DEMO_SIGN_IN", "false")
    get_settings.cache_clear()
    try:
        with pytest.raises(Refused, match="switched off"):
            sign_in(desk)
    finally:
        get_settings.cache_clear()


def test_nobody_can_be_given_the_systems_role_to_sign_in_with(desk: Desk) -> None:
    with pytest.raises(NotFound):
        sign_in(desk, Role.SYSTEM)


def test_a_ticket_is_good_once(desk: Desk) -> None:
    ticket = desk.do(SignInDemo(Role.OFFICER), by="system").ticket
    cookie = desk.do(RedeemTicket(ticket), by="system")
    assert look(desk, cookie, NOW).viewer is not None
    assert desk.do(RedeemTicket(ticket), by="system") is None
    assert look(desk, cookie, NOW).viewer is not None


def test_a_ticket_is_good_for_a_minute(desk: Desk) -> None:
    ticket = desk.do(SignInDemo(Role.OFFICER), by="system").ticket
    assert desk.do(RedeemTicket(ticket), by="system", at=after(seconds=61)) is None
    assert desk.do(RedeemTicket(ticket), by="system", at=after(seconds=60)) is not None


def test_a_ticket_is_worthless_after_signing_out(desk: Desk) -> None:
    answer = desk.do(SignInDemo(Role.OFFICER), by="system")
    desk.do(SignOut(rows(desk)[0].id))
    assert desk.do(RedeemTicket(answer.ticket), by="system") is None
    assert desk.do(RedeemTicket("made up"), by="system") is None


def test_a_quarter_of_an_hour_without_a_click_locks(desk: Desk) -> None:
    token = sign_in(desk)
    assert look(desk, token, after(minutes=14, seconds=59)).viewer is not None
    locked = look(desk, token, after(minutes=15))
    assert (locked.viewer, locked.reason) == (None, "idle")


def test_a_click_starts_the_idle_clock_again(desk: Desk) -> None:
    token = sign_in(desk)
    assert desk.do(Touch(rows(desk)[0].id), at=after(minutes=10))
    assert look(desk, token, after(minutes=24)).viewer is not None
    assert look(desk, token, after(minutes=25)).reason == "idle"


def test_nobody_keeps_somebody_elses_session_awake(desk: Desk) -> None:
    token = sign_in(desk)
    assert not desk.do(Touch(rows(desk)[0].id), by="ben", at=after(minutes=10))
    assert look(desk, token, after(minutes=15)).reason == "idle"


def test_twelve_hours_end_a_session_whatever_happens(desk: Desk) -> None:
    token, number = sign_in(desk), rows(desk)[0].id
    for minutes in range(10, 720, 10):
        desk.do(Touch(number), at=after(minutes=minutes))
    assert look(desk, token, after(hours=11, minutes=59)).viewer is not None
    assert look(desk, token, after(hours=12)).reason == "too old"


def test_a_session_begun_while_the_clock_was_ahead_does_not_live_until_then(desk: Desk) -> None:
    token = sign_in(desk)
    assert look(desk, token, NOW - timedelta(days=400)).reason == "too old"
    assert look(desk, token, NOW - timedelta(minutes=15)).reason == "too old"
    assert look(desk, token, NOW - timedelta(minutes=14, seconds=59)).viewer is not None  # servers differ a little


def test_a_click_while_the_clock_was_ahead_keeps_no_session_awake(desk: Desk) -> None:
    token = sign_in(desk)
    assert desk.do(Touch(rows(desk)[0].id), at=after(hours=2))
    assert look(desk, token, after(minutes=50)).reason == "idle"


def test_signing_out_ends_every_token_of_the_session_at_once(desk: Desk) -> None:
    answer = desk.do(SignInDemo(Role.OFFICER), by="system")
    cookie, number = desk.do(RedeemTicket(answer.ticket), by="system"), rows(desk)[0].id
    assert desk.do(SignOut(number)) is True
    assert [look(desk, token, NOW).reason for token in (answer.token, cookie)] == ["ended", "ended"]
    assert desk.do(SignOut(number)) is False
    assert not desk.do(Touch(number))
    assert look(desk, cookie, NOW).reason == "ended"


def test_signing_out_leaves_ones_other_sessions_alone(desk: Desk) -> None:
    first, second = sign_in(desk), sign_in(desk)
    desk.do(SignOut(rows(desk)[0].id))
    assert (look(desk, first, NOW).reason, look(desk, second, NOW).reason) == ("ended", None)


def test_an_administrator_can_end_anybodys_session_and_it_says_why(desk: Desk) -> None:
    token = sign_in(desk)
    desk.do(SignOut(rows(desk)[0].id, EndReason.ENDED), by="administrator")
    assert look(desk, token, NOW).reason == "ended"
    assert rows(desk)[0].end_reason == "ended by somebody"


def test_an_account_that_is_switched_off_is_out_at_the_next_look(desk: Desk) -> None:
    token = sign_in(desk)
    with desk.store._writer.begin() as connection:
        connection.execute(update(Officer).where(Officer.subject == "ana").values(active=False))
    assert look(desk, token, NOW).reason == "switched off"


def test_a_shift_begins_with_the_first_sign_in_after_eight_hours_away(desk: Desk) -> None:
    sign_in(desk)
    desk.do(Touch(rows(desk)[0].id), at=after(hours=1))
    back_too_soon = look(desk, sign_in(desk, at=after(hours=8, minutes=59)), after(hours=9)).viewer
    assert back_too_soon is not None
    assert (back_too_soon.shift_began_at, back_too_soon.previous_shift_at) == (NOW, None)
    desk.do(Touch(rows(desk)[1].id), at=after(hours=10))
    next_day = look(desk, sign_in(desk, at=after(hours=18)), after(hours=18)).viewer
    assert next_day is not None
    assert (next_day.shift_began_at, next_day.previous_shift_at) == (after(hours=18), after(hours=10))


def test_a_second_sign_in_within_the_shift_keeps_what_is_new_since_the_last_one(desk: Desk) -> None:
    sign_in(desk)
    sign_in(desk, at=after(hours=20))
    again = look(desk, sign_in(desk, at=after(hours=21)), after(hours=21)).viewer
    assert again is not None
    assert (again.shift_began_at, again.previous_shift_at) == (after(hours=20), NOW)


def test_a_colleagues_sign_in_does_not_begin_ones_shift(desk: Desk) -> None:
    sign_in(desk, Role.SUPERVISOR)
    mine = look(desk, sign_in(desk, at=after(hours=1)), after(hours=1)).viewer
    assert mine is not None
    assert (mine.shift_began_at, mine.previous_shift_at) == (after(hours=1), None)
