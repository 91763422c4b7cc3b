"""Local accounts: one step after the other, locked after five failures, over everywhere at once; all of it in the trail."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session as OrmSession

from db import second_factor
from db.audit import Action
from db.commands.accounts import MakeAccount, MakeFirstAdministrator, ReleaseAccount, ResetAccount
from db.commands.half_proofs import Half, NotSignedIn, Step
from db.commands.local_sign_in import (
    BeginSecondFactor,
    ChoosePassword,
    ConfirmSecondFactor,
    FinishSignIn,
    GiveCode,
    SignInLocal,
)
from db.commands.officers import ChangeOfficer, SwitchOfficer
from db.commands.own_account import NewRecoveryCodes, SetPassword
from db.commands.sessions import EndSession, EndSessions, SignedIn, SignInDemo, digest
from db.errors import Invalid, NotFound, Refused
from db.models import AuditEntry, LocalAccount, Officer, RecoveryCode, Session, SignInFailure, Team
from db.queries.accounts import living_sessions, own_account, person_list, ways
from db.queries.people import resolve
from db.vocabulary import Role
from tests.db.conftest import NOW, Desk
from tests.db.rows_accounts import PASSWORD, SECRET, account

pytestmark = pytest.mark.engine_free

MINUTE = timedelta(minutes=1)
WRONG = "This name and password do not go together. Check both, and try again."
LOCKED = "Too many failed tries: this name is locked for 15 minutes. An administrator can release it."


def try_in(desk: Desk, login: str = "ana", password: str = PASSWORD, at: datetime = NOW) -> Any:
    return desk.do(SignInLocal(login, password), by="system", at=at)


def said(answer: Any) -> str:
    assert isinstance(answer, NotSignedIn), answer
    return str(answer.sentence)


def code(at: datetime = NOW) -> str:
    return pyotp.TOTP(SECRET).at(at)


def sign_in(desk: Desk, login: str = "ana", at: datetime = NOW, device: str | None = None) -> str:
    answer = desk.do(GiveCode(try_in(desk, login, at=at).proof, code(at), device=device), by="system", at=at)
    assert isinstance(answer, SignedIn), answer
    return answer.token


def look(desk: Desk, token: str, at: datetime) -> str | None:
    with desk.store.reading() as session:
        found = resolve(session, token_hash=digest(token), now=at, idle=15 * MINUTE, absolute=timedelta(hours=12))
    return found.reason


def trail(desk: Desk, *actions: Action) -> list[tuple[str, str, str | None, Any]]:
    with desk.store.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action.in_(actions)).order_by(AuditEntry.id))
        return [(entry.action, entry.actor, entry.entity_ref, entry.detail) for entry in entries]


def people(desk: Desk, at: datetime = NOW) -> dict[str, Any]:
    with desk.store.reading() as session:
        found = person_list(session, viewer=desk.viewers["administrator"], settings=desk.store.settings, now=at)
    return {person.subject: person for person in found}


# The first sign-in


def test_from_a_one_time_password_to_a_session_step_by_step(desk: Desk) -> None:
    given = desk.do(MakeAccount("ana", " Ana.Rivera "), by="administrator").password
    half = try_in(desk, "ANA.rivera", given)
    assert half.step == Step.CHOOSE_PASSWORD
    with pytest.raises(Invalid, match="the password you have now"):
        desk.do(ChoosePassword(half.proof, given), by="system")
    half = desk.do(ChoosePassword(half.proof, PASSWORD), by="system")
    assert half.step == Step.SET_UP
    told = desk.do(BeginSecondFactor(half.proof), by="system")
    assert told.address.startswith("otpauth://totp/Common%20Ground")
    with pytest.raises(Invalid, match="does not fit"):
        desk.do(ConfirmSecondFactor(half.proof, "000000"), by="system")
    confirmed = desk.do(ConfirmSecondFactor(half.proof, pyotp.TOTP(told.secret).at(NOW)), by="system")
    assert (confirmed.half.step, len(confirmed.codes)) == (Step.KEEP_CODES, 10)
    assert desk.count(Session) == 0
    token = desk.do(FinishSignIn(confirmed.half.proof, "Firefox, Windows"), by="system").token
    assert look(desk, token, NOW) is None
    assert "do not go together" in said(try_in(desk, "ana.rivera", given))
    assert [entry[:3] for entry in trail(desk, Action.PASSWORD_CHANGED, Action.SECOND_FACTOR_CHANGED, Action.SIGNED_IN)] == [
        ("password changed", "Ana Rivera (officer)", "ana"),
        ("second factor changed", "Ana Rivera (officer)", "ana"),
        ("signed in", "Ana Rivera (officer)", "ana"),
    ]  # fmt: skip
    with desk.store.reading() as session:
        everything = repr(
            [tuple(row) for name in ("local_account", "recovery_code", "audit_entry", "session", "sign_in_failure")
             for row in session.execute(text(f"SELECT * FROM {name}"))]
        )  # fmt: skip
        assert session.scalar(select(Session.device)) == "Firefox, Windows"
    for secret in (given, PASSWORD, told.secret, confirmed.codes[0], token):
        assert secret not in everything


def test_a_password_alone_opens_nothing_and_no_step_can_be_left_out(desk: Desk) -> None:
    new = account(desk, "ana", chosen=False, factor=False)
    proof = try_in(desk, new).proof
    for skipped in (
        BeginSecondFactor(proof),
        ConfirmSecondFactor(proof, "1"),
        FinishSignIn(proof),
        GiveCode(proof, code()),
    ):
        with pytest.raises(Refused, match="Begin again"):
            desk.do(skipped, by="system")
    assert look(desk, proof, NOW) == "unknown"
    account(desk, "ana")
    proof = try_in(desk).proof
    for other in (
        ChoosePassword(proof, "two geese crossed the harbour"),
        BeginSecondFactor(proof),
        FinishSignIn(proof),
    ):
        with pytest.raises(Refused, match="Begin again"):
            desk.do(other, by="system")
    assert desk.count(Session) == 0


def test_half_a_sign_in_is_good_for_ten_minutes_and_until_something_changes(desk: Desk) -> None:
    account(desk, "ana")
    proof, later = try_in(desk).proof, NOW + 10 * MINUTE
    assert isinstance(desk.do(GiveCode(proof, code(later)), by="system", at=later), SignedIn)
    much_later = NOW + 10 * MINUTE + timedelta(seconds=1)
    with pytest.raises(Refused, match="took too long"):
        desk.do(GiveCode(proof, code(much_later)), by="system", at=much_later)
    for made_up in ("", "made up", proof[:-4] + "AAAA"):
        with pytest.raises(Refused):
            desk.do(GiveCode(made_up, code()), by="system")
    desk.do(ResetAccount("ana"), by="administrator")
    with pytest.raises(Refused):
        desk.do(GiveCode(proof, code()), by="system")


def test_a_one_time_password_is_good_for_three_days(desk: Desk) -> None:
    given = desk.do(MakeAccount("ana", "ana"), by="administrator").password
    assert isinstance(try_in(desk, "ana", given, NOW + timedelta(days=3)), Half)
    assert "too old" in said(try_in(desk, "ana", given, NOW + timedelta(days=3, seconds=1)))


def test_a_code_signs_in_once(desk: Desk) -> None:
    account(desk, "ana")
    sign_in(desk)
    assert "used before" in said(desk.do(GiveCode(try_in(desk).proof, code()), by="system"))
    later = NOW + timedelta(seconds=30)
    assert isinstance(desk.do(GiveCode(try_in(desk).proof, code(later)), by="system", at=later), SignedIn)


def test_a_recovery_code_signs_in_once_and_can_be_made_anew(desk: Desk) -> None:
    account(desk, "ana")
    codes = desk.do(NewRecoveryCodes(code()), by="ana")
    answer = desk.do(GiveCode(try_in(desk).proof, codes[3].upper(), recovery=True), by="system")
    assert isinstance(answer, SignedIn)
    assert "was used before" in said(desk.do(GiveCode(try_in(desk).proof, codes[3], recovery=True), by="system"))
    with desk.store.reading() as session:
        assert own_account(session, viewer=desk.viewers["ana"]).codes_left == 9  # type: ignore[union-attr]
        assert own_account(session, viewer=desk.viewers["ben"]) is None
    later = NOW + MINUTE
    newer = desk.do(NewRecoveryCodes(code(later)), by="ana", at=later)
    assert "not right" in said(desk.do(GiveCode(try_in(desk).proof, codes[4], recovery=True), by="system"))
    assert isinstance(desk.do(GiveCode(try_in(desk).proof, newer[4], recovery=True), by="system"), SignedIn)
    assert ("second factor changed", "Ana Rivera (officer)", "ana", {"recovery code": "used", "left": 9}) in trail(
        desk, Action.SECOND_FACTOR_CHANGED
    )


def test_a_hash_of_other_costs_is_made_anew_at_the_next_sign_in(desk: Desk) -> None:
    account(desk, "ana")
    cheap = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with OrmSession(desk.store._writer) as session, session.begin():
        session.execute(update(LocalAccount).values(password_hash=cheap))
    sign_in(desk)
    with desk.store.reading() as session:
        assert "m=19456" in session.scalars(select(LocalAccount.password_hash)).one()


# Failures and locks


@pytest.mark.parametrize("login", ["ana", "nobody at all"])
def test_five_failures_lock_whether_or_not_there_is_such_an_account(desk: Desk, login: str) -> None:
    account(desk, "ana")
    for failure in range(5):
        assert said(try_in(desk, login, "wrong", NOW + failure * MINUTE)) == WRONG
    locked = NOW + 4 * MINUTE
    for later in (timedelta(0), 14 * MINUTE + timedelta(seconds=59)):
        assert said(try_in(desk, login, PASSWORD, locked + later)) == LOCKED
    free = try_in(desk, login, PASSWORD, locked + 15 * MINUTE)
    assert isinstance(free, Half) if login == "ana" else said(free) == WRONG
    ref = "ana" if login == "ana" else None
    entries = trail(desk, Action.SIGN_IN_FAILED, Action.ACCOUNT_LOCKED)
    assert entries[:6] == [
        *[("sign-in failed", "tests (system)", ref, {"failed": "password"})] * 5,
        ("account locked", "tests (system)", ref, {}),
    ]
    assert ("sign-in failed", "tests (system)", ref, {"failed": "locked"}) in entries[6:]
    assert "nobody at all" not in repr(entries)
    assert desk.store.verify_audit() is None


def test_many_guesses_at_once_are_no_more_than_five(desk: Desk) -> None:
    account(desk, "ana")
    with ThreadPoolExecutor(8) as several:
        answers = list(several.map(lambda n: said(try_in(desk, "ana", f"guess {n}")), range(12)))
    assert (answers.count(WRONG), answers.count(LOCKED)) == (5, 7)
    assert desk.count(SignInFailure) == 5


def test_one_code_sent_twice_at_once_begins_one_session(desk: Desk) -> None:
    account(desk, "ana")
    proof = try_in(desk).proof
    with ThreadPoolExecutor(4) as several:
        answers = list(several.map(lambda _: desk.do(GiveCode(proof, code()), by="system"), range(4)))
    assert sorted(type(answer).__name__ for answer in answers) == [*["NotSignedIn"] * 3, "SignedIn"]
    assert desk.count(Session) == 1


def test_failures_far_apart_or_before_a_good_sign_in_do_not_lock(desk: Desk) -> None:
    account(desk, "ana")
    for failure in range(8):  # four within any fifteen minutes
        assert said(try_in(desk, "ana", "wrong", NOW + failure * 5 * MINUTE)) == WRONG
    at = NOW + 36 * MINUTE
    sign_in(desk, at=at)
    for _ in range(4):
        assert said(try_in(desk, "ana", "wrong", at)) == WRONG
    assert isinstance(try_in(desk, at=at), Half)


def test_wrong_codes_and_recovery_codes_count_as_failures_too(desk: Desk) -> None:
    account(desk, "ana")
    proof = try_in(desk).proof
    for attempt in range(5):
        assert "not right" in said(desk.do(GiveCode(proof, "000000", recovery=attempt % 2 == 0), by="system"))
    answer = desk.do(GiveCode(proof, code()), by="system")
    assert (said(answer), answer.locked) == (LOCKED, True)
    failed = [detail["failed"] for *_, detail in trail(desk, Action.SIGN_IN_FAILED)]
    assert failed == ["recovery code", "code", "recovery code", "code", "recovery code", "locked"]


def test_the_right_password_does_not_start_the_count_again_before_the_code(desk: Desk) -> None:
    account(desk, "ana")
    for _ in range(5):
        said(desk.do(GiveCode(try_in(desk).proof, "000000"), by="system"))
    assert said(try_in(desk)) == LOCKED


def test_whoever_is_signed_in_cannot_guess_their_password_either(desk: Desk) -> None:
    account(desk, "ana")
    for _ in range(5):
        assert "not your present password" in said(
            desk.do(SetPassword("wrong", "two geese crossed the quay"), by="ana")
        )
    assert said(desk.do(SetPassword(PASSWORD, "two geese crossed the quay"), by="ana")) == LOCKED
    assert said(desk.do(NewRecoveryCodes(code()), by="ana")) == LOCKED


def test_a_lock_shorter_than_the_fifteen_minutes_begins_a_new_count(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(desk, "ana")
    monkeypatch.setattr(desk.store, "settings", desk.store.settings.model_copy(update={"lock_minutes": 5}))
    for _ in range(5):
        try_in(desk, "ana", "wrong")
    assert "locked for 5 minutes" in said(try_in(desk))
    for _ in range(4):
        assert said(try_in(desk, "ana", "wrong", NOW + 5 * MINUTE)) == WRONG
    assert isinstance(try_in(desk, at=NOW + 5 * MINUTE), Half)


@pytest.mark.parametrize(
    ("clock_says", "fold"),
    [(datetime(2026, 3, 8, 1, 55), 0), (datetime(2026, 11, 1, 1, 55), 0), (datetime(2026, 11, 1, 1, 55), 1)],
)
def test_lock_idle_and_absolute_run_on_across_the_change_of_the_clocks(
    desk: Desk, clock_says: datetime, fold: int
) -> None:
    zone = ZoneInfo("America/Los_Angeles")
    began = clock_says.replace(tzinfo=zone, fold=fold)

    def on_the_wall(span: timedelta) -> datetime:
        return (began.astimezone(UTC) + span).astimezone(zone)

    account(desk, "ana")
    token = sign_in(desk, at=began)
    assert look(desk, token, on_the_wall(14 * MINUTE)) is None
    assert look(desk, token, on_the_wall(15 * MINUTE)) == "idle"
    with OrmSession(desk.store._writer) as session, session.begin():
        session.execute(update(Session).values(last_seen_at=on_the_wall(timedelta(hours=11, minutes=59))))
    assert look(desk, token, on_the_wall(timedelta(hours=11, minutes=59))) is None
    assert look(desk, token, on_the_wall(timedelta(hours=12))) == "too old"
    for failure in range(5):
        try_in(desk, "ana", "wrong", on_the_wall(failure * MINUTE))
    assert said(try_in(desk, at=on_the_wall(18 * MINUTE))) == LOCKED
    assert isinstance(try_in(desk, at=on_the_wall(19 * MINUTE)), Half)


# What administrators do


def test_an_administrator_releases_a_locked_account(desk: Desk) -> None:
    account(desk, "ana")
    for _ in range(5):
        try_in(desk, "ana", "wrong")
    assert people(desk)["ana"].locked_since == NOW
    desk.do(ReleaseAccount("ana"), by="administrator")
    assert people(desk)["ana"].locked_since is None
    assert isinstance(try_in(desk), Half)
    with pytest.raises(NotFound, match="no local account"):
        desk.do(ReleaseAccount("ben"), by="administrator")


def test_a_reset_takes_password_second_factor_codes_and_sessions(desk: Desk) -> None:
    account(desk, "ana")
    desk.do(NewRecoveryCodes(code(NOW - MINUTE)), by="ana", at=NOW - MINUTE)
    token = sign_in(desk)
    given = desk.do(ResetAccount("ana"), by="administrator").password
    assert look(desk, token, NOW) == "ended"
    assert said(try_in(desk)) == WRONG
    assert try_in(desk, "ana", given).step == Step.CHOOSE_PASSWORD
    assert desk.count(RecoveryCode) == 0
    assert people(desk)["ana"].second_factor is False


def test_switched_off_every_session_ends_and_the_right_password_sounds_wrong(desk: Desk) -> None:
    account(desk, "ana")
    tokens = [sign_in(desk), sign_in(desk, at=NOW + MINUTE)]
    half = try_in(desk)
    desk.do(SwitchOfficer("ana", 1, active=False), by="administrator", at=NOW + MINUTE)
    assert [look(desk, token, NOW + MINUTE) for token in tokens] == ["switched off"] * 2
    assert said(try_in(desk)) == WRONG
    with pytest.raises(Refused):
        desk.do(GiveCode(half.proof, code()), by="system")
    desk.do(SwitchOfficer("ana", 2, active=True), by="administrator", at=NOW + 2 * MINUTE)
    assert [look(desk, token, NOW + 2 * MINUTE) for token in tokens] == ["ended"] * 2
    assert isinstance(try_in(desk, at=NOW + 2 * MINUTE), Half)


def test_the_last_administrator_is_neither_switched_off_nor_demoted(desk: Desk) -> None:
    with pytest.raises(Invalid, match="last administrator"):
        desk.do(SwitchOfficer("administrator", 1, active=False), by="administrator")
    demoted = ChangeOfficer("administrator", 1, "Adi", Role.ANALYST)
    with pytest.raises(Invalid, match="last administrator"):
        desk.do(demoted, by="administrator")
    desk.do(ChangeOfficer("ben", 1, "Ben Ito", Role.ADMINISTRATOR), by="administrator")
    desk.do(demoted, by="administrator")
    with pytest.raises(Invalid, match="last administrator"):
        desk.do(SwitchOfficer("ben", 2, active=False), by="system")


def test_a_changed_role_and_reach_count_from_the_next_look_and_are_in_the_trail(desk: Desk) -> None:
    account(desk, "sue")
    token = sign_in(desk, "sue")
    desk.do(ChangeOfficer("sue", 1, "Sue Okafor", Role.OFFICER, "South", ("mill",)), by="administrator")
    with desk.store.reading() as session:
        viewer = resolve(
            session, token_hash=digest(token), now=NOW, idle=15 * MINUTE, absolute=timedelta(hours=12)
        ).viewer
        assert session.scalar(select(Team.supervisor_id).where(Team.name == "North")) is None
    assert viewer is not None
    assert (viewer.role, viewer.areas) == (Role.OFFICER, (desk.areas["mill"],))
    assert trail(desk, Action.REACH_CHANGED)[-1][2:] == (
        "sue", {"from": "supervisor", "to": "officer", "areas": 1, "team": "South"},
    )  # fmt: skip


def test_sessions_are_listed_and_ended_one_by_one_or_all(desk: Desk) -> None:
    account(desk, "ana")
    first, second = sign_in(desk, device="Chrome, Windows"), sign_in(desk, at=NOW + MINUTE)
    ana, settings = desk.viewers["ana"], desk.store.settings
    with desk.store.reading() as session:
        mine = living_sessions(session, viewer=ana, settings=settings, now=NOW + MINUTE, mine=True)
        with pytest.raises(Refused):
            living_sessions(session, viewer=ana, settings=settings, now=NOW + MINUTE, mine=False)
    assert [(one.method, one.device) for one in mine] == [("local", None), ("local", "Chrome, Windows")]
    desk.do(EndSession(mine[1].session_id), by="administrator")
    assert [look(desk, token, NOW + MINUTE) for token in (first, second)] == ["ended", None]
    with pytest.raises(Refused):
        desk.do(EndSessions("ana"), by="ben")
    assert desk.do(EndSessions(), by="ana") == 1
    assert look(desk, second, NOW + MINUTE) == "ended"
    assert people(desk, NOW + MINUTE)["ana"].signed_in == 0
    with pytest.raises(NotFound):
        desk.do(EndSessions("nobody"), by="administrator")


def test_another_password_ends_the_other_sessions(desk: Desk) -> None:
    account(desk, "ana")
    token = sign_in(desk)
    assert desk.do(SetPassword(PASSWORD, "two geese crossed the quay"), by="ana") is None
    assert look(desk, token, NOW) == "ended"
    assert isinstance(try_in(desk, "ana", "two geese crossed the quay"), Half)


def test_nobody_but_an_administrator_lists_people(desk: Desk) -> None:
    for who in ("ana", "sue", "analyst", "presenter"):
        with desk.store.reading() as session, pytest.raises(Refused):
            person_list(session, viewer=desk.viewers[who], settings=desk.store.settings, now=NOW)


def test_the_demonstration_is_off_as_soon_as_anybody_has_an_account(desk: Desk) -> None:
    desk.do(SignInDemo(Role.OFFICER), by="system")
    with desk.store.reading() as session:
        assert not ways(session).local_accounts
    account(desk, "ana")
    with pytest.raises(Refused, match="their own accounts"):
        desk.do(SignInDemo(Role.OFFICER), by="system")
    with desk.store.reading() as session:
        assert ways(session).local_accounts


def test_there_is_one_first_administrator(desk: Desk) -> None:
    given = desk.do(MakeFirstAdministrator("Kim Tran", "Kim"), by="system").password
    assert isinstance(try_in(desk, "kim", given), Half)
    with pytest.raises(Refused, match="an administrator with an account already"):
        desk.do(MakeFirstAdministrator("Kim Tran", "kim2"), by="system")
    with desk.store.reading() as session:
        kim = session.scalars(select(Officer).where(Officer.subject == "kim")).one()
    assert (kim.role, kim.is_demo) == ("administrator", False)


def test_the_name_that_was_typed_is_kept_nowhere(desk: Desk) -> None:
    try_in(desk, "my secret typed in the wrong field", "x")
    with desk.store.reading() as session:
        failure = session.scalars(select(SignInFailure)).one()
        kept = [tuple(row) for row in session.execute(text("SELECT * FROM audit_entry"))]
    assert len(failure.login_hash) == 64
    assert "my secret" not in repr(kept)


def test_without_the_key_of_second_factors_nobody_gets_in_and_is_told(desk: Desk) -> None:
    account(desk, "ana")
    with OrmSession(desk.store._writer) as session, session.begin():
        elsewhere = desk.store.settings.model_copy(
            update={"account_key": type(desk.store.settings.account_key)("other")}
        )
        session.execute(update(LocalAccount).values(totp_secret=second_factor.locked_away(elsewhere, SECRET)))
    with pytest.raises(Refused, match="cannot be read here"):
        desk.do(GiveCode(try_in(desk).proof, code()), by="system")
