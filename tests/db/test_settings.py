"""Settings: from the environment or a file, checked at the door."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from db.commands.zone import agency_day
from db.settings import Settings, get_settings


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_without_any_setting_there_is_a_store_in_the_projects_own_folder() -> None:
    settings = get_settings()
    assert settings.is_sqlite
    assert settings.database_url.endswith("/data/common_ground.db")
    assert (settings.idle_minutes, settings.session_hours, settings.demo_sign_in) == (15, 12, True)


def test_the_environment_sets_them_with_the_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", "postgresql+psycopg://desk@db.example/desk")
    monkeypatch.setenv("COMMON_GROUND_IDLE_MINUTES", "30")
    monkeypatch.setenv("IDLE_MINUTES", "1")
    assert not get_settings().is_sqlite
    assert get_settings().idle_minutes == 30


def test_a_file_sets_them_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text("COMMON_GROUND_AGENCY_NAME=Harbour Police\nCOMMON_GROUND_IDLE_MINUTES=20\n")
    monkeypatch.setenv("COMMON_GROUND_SETTINGS_FILE", str(file))
    monkeypatch.setenv("COMMON_GROUND_IDLE_MINUTES", "10")
    assert (get_settings().agency_name, get_settings().idle_minutes) == ("Harbour Police", 10)


def test_a_settings_file_that_is_not_there_is_refused_not_forgotten(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMMON_GROUND_SETTINGS_FILE", str(tmp_path / "mistyped"))
    with pytest.raises(ValueError, match="mistyped"):
        get_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("idle_minutes", 0),
        ("idle_minutes", 31),
        ("session_hours", 0),
        ("session_hours", 13),
        ("store_timeout_seconds", 0),
        ("store_timeout_seconds", 61),
        ("agency_name", "x" * 81),
        ("time_zone", "Europe/Atlantis"),
        ("time_zone", ""),
        ("time_zone", "../../etc/passwd"),
        ("database_url", ""),
        ("database_url", "mysql://desk@db.example/desk"),
        ("database_url", "postgresql://desk@db.example/desk"),
        ("database_url", "sqlite://"),
    ],
)
def test_what_would_be_unsafe_or_cannot_work_is_refused_and_named(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        Settings(**{name: value})  # type: ignore[arg-type]
    assert [error["loc"] for error in refusal.value.errors()] == [(name,)]


def test_the_audit_key_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_AUDIT_KEY", "a secret of this agency")
    assert "a secret" not in repr(get_settings())
    assert "a secret" not in str(get_settings().model_dump())


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("America/Los_Angeles", datetime(2026, 11, 1, 6, 59, tzinfo=UTC), "2026-10-31"),  # still summer time
        ("America/Los_Angeles", datetime(2026, 11, 2, 7, 59, tzinfo=UTC), "2026-11-01"),  # the day of 25 hours
        ("America/Los_Angeles", datetime(2028, 3, 1, 7, 59, tzinfo=UTC), "2028-02-29"),
        ("Pacific/Auckland", datetime(2026, 12, 31, 11, 0, tzinfo=UTC), "2027-01-01"),
        ("Europe/London", datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "2026-03-29"),
    ],
)
def test_days_are_the_agencys(monkeypatch: pytest.MonkeyPatch, zone: str, at: datetime, day: str) -> None:
    monkeypatch.setenv("COMMON_GROUND_TIME_ZONE", zone)
    assert str(agency_day(at)) == day


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
