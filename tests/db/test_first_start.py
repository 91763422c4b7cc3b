"""The command line on a new machine: keys along with a new store, and the first administrator."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.__main__ import main
from db.settings import Settings, get_settings
from db.store import migrate


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", f"sqlite:///{tmp_path}/new/store.db")
    get_settings.cache_clear()
    yield tmp_path / "new"
    get_settings.cache_clear()


def test_a_store_that_began_without_keys_gets_none_and_the_command_line_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    migrate(Settings(database_url=f"sqlite:///{folder}/store.db").database_url)
    assert main(["admin", "--name", "Kim Tran", "--login", "kim"]) == 1
    assert "This desk has no key for second factors yet." in capsys.readouterr().err
    assert not (folder / "keys").exists()


def test_a_new_store_gets_its_keys_and_its_first_administrator_whose_password_is_said_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    keys = folder / "keys"
    made = keys.read_text()
    assert (keys.stat().st_mode & 0o777, len(made) > 60) == (0o600, True)  # for its user alone
    assert main(["admin", "--name", " ", "--login", "kim"]) == 1
    assert "Say their name." in capsys.readouterr().err
    assert main(["admin", "--name", "Kim Tran", "--login", "two words"]) == 1
    assert "without spaces" in capsys.readouterr().err
    assert main(["admin", "--name", "Kim Tran", "--login", "Kim"]) == 0
    said = capsys.readouterr().out
    assert "Kim Tran signs in as: kim\nOne-time password:  " in said
    password = said.split("password:")[1].split()[0]
    assert password not in (folder / "store.db").read_bytes().decode("latin-1")
    assert main(["admin", "--name", "Sam", "--login", "sam"]) == 1
    assert "There is an administrator with an account already" in capsys.readouterr().err
    assert keys.read_text() == made
    assert main(["check"]) == 0
