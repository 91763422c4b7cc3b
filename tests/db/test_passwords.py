"""Passwords: long rather than mixed, hard to guess, never readable; and what takes the place of a second factor."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from db import passwords, second_factor
from db.errors import CommonGroundError
from db.settings import Settings

ABOUT = ("Kim Tran", "kim.tran", "Seattle Police")


@pytest.mark.parametrize(
    "password",
    [
        "a lantern on the eastern quay",
        "Zwölf Boxkämpfer jagen Viktor",
        "Иван любит гречневую кашу",
        "x7#Kp2!vQm9$Lr4",
        "a word " * 9 + "hedgehog",  # 71 characters
        "no two of these words have ever met before in a sentence about boats " * 3,
    ],
)
def test_long_passwords_are_taken_whatever_they_are_made_of(password: str) -> None:
    assert passwords.weakness(password, about=ABOUT) is None


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "Choose a password."),
        ("   ", "Choose a password."),
        (None, "Choose a password."),
        ("fourteen chars", "Make it 15 characters or longer (it has 14)."),
        ("x7" * 129, "Shorten this to 256 characters (it has 258)."),
        ("a lantern on the\x00quay", "This contains a character"),
        ("passwordpassword1", "mostly a name"),
        ("Kim Tran Kim Tran", "mostly a name"),
        ("SeattlePolice2026!", "mostly a name"),
        ("correct horse battery staple", "mostly a name"),
        ("aaaaaaaaaaaaaaaaaaaa", "easy to guess"),
        ("qwertyuiopasdfgh", "easy to guess"),
        ("123456789012345", "easy to guess"),
        ("letmein letmein letmein", "easy to guess"),
    ],
)
def test_short_common_and_guessable_passwords_are_refused_with_the_reason(password: str | None, said: str) -> None:
    weakness = passwords.weakness(password, about=ABOUT)
    assert weakness is not None
    assert said in str(weakness)


def test_a_very_long_password_is_looked_at_quickly() -> None:
    began = datetime.now(UTC)
    passwords.weakness("ab" * 128, about=ABOUT)
    assert datetime.now(UTC) - began < timedelta(seconds=2)


def test_a_password_is_the_same_on_every_keyboard() -> None:
    kept = passwords.hashed("caf\u00e9 on the eastern quay")
    assert passwords.is_right(kept, "cafe\u0301 on the eastern quay")
    assert not passwords.is_right(kept, "cafe on the eastern quay")
    assert not passwords.is_right("no hash at all", "cafe on the eastern quay")


def test_what_is_kept_is_argon2id_and_costs_what_owasp_asks() -> None:
    kept = passwords.hashed("a lantern on the eastern quay")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != passwords.hashed("a lantern on the eastern quay")
    assert not passwords.is_outdated(kept)
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x"))


def test_for_a_name_that_nobody_has_a_password_is_hashed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Watched:
        def verify(self, kept: str, _typed: str) -> bool:
            asked.append(kept)
            return True

    monkeypatch.setattr(passwords, "HASHER", Watched())
    assert not passwords.is_right(None, "whatever it was")
    assert asked[0].startswith("$argon2id$")


def test_a_one_time_password_follows_the_rules_and_is_never_the_same() -> None:
    made = {passwords.one_time() for _ in range(20)}
    assert len(made) == 20
    assert [passwords.weakness(one, about=ABOUT) for one in made] == [None] * 20


SECRET, NOON = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", datetime(2026, 11, 3, 20, 0, tzinfo=UTC)


def test_a_code_is_good_half_a_minute_early_or_late_and_never_twice() -> None:
    code, step = pyotp.TOTP(SECRET).at(NOON), int(NOON.timestamp()) // 30
    for off in (-30, 0, 30):
        assert second_factor.step_of(SECRET, code, now=NOON + timedelta(seconds=off), after=None) == step
    for off in (-60, 60):
        assert second_factor.step_of(SECRET, code, now=NOON + timedelta(seconds=off), after=None) is None
    assert second_factor.step_of(SECRET, f" {code[:3]} {code[3:]} ", now=NOON, after=step - 1) == step
    assert second_factor.step_of(SECRET, code, now=NOON, after=step) is None
    assert second_factor.step_of(SECRET, code, now=NOON, after=step + 1) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５６", "None"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert second_factor.step_of(SECRET, typed, now=NOON, after=None) is None


def test_the_secret_is_kept_under_a_key_outside_the_store() -> None:
    mine, other = Settings(account_key="one"), Settings(account_key="another")  # type: ignore[arg-type]
    kept = second_factor.locked_away(mine, SECRET)
    assert SECRET not in kept
    assert second_factor.taken_out(mine, kept) == SECRET
    assert second_factor.taken_out(other, kept) is None
    with pytest.raises(CommonGroundError, match="no key for second factors"):
        second_factor.locked_away(Settings(database_url="postgresql+psycopg://x/y"), SECRET)


def test_ten_recovery_codes_that_cannot_be_guessed_and_are_typed_as_one_likes() -> None:
    codes = second_factor.new_codes()
    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {27}
    one = codes[0]
    assert second_factor.code_hash(one) == second_factor.code_hash(one.upper().replace("-", " "))
    assert second_factor.code_hash(one) != second_factor.code_hash(codes[1])
