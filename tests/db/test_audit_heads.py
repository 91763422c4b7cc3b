"""The head of the chain leaves the store as it grows, and the command line compares."""

import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db import __main__, audit
from db.audit import heads
from db.commands.people import AddTeam
from db.settings import Settings, get_settings
from db.store import Store
from tests.db.conftest import NOW, SYSTEM, Desk, opened


@pytest.fixture
def url(desk: Desk) -> str:
    return desk.store.settings.database_url


def grow(store: Store, *names: str) -> None:
    for name in names:
        store.execute(AddTeam(name), by=SYSTEM, now=NOW)


def test_the_head_goes_out_with_the_first_commit_then_once_a_minute_and_at_the_close(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(heads.time, "monotonic", lambda: clock[0])
    file = tmp_path / "heads"

    def entries() -> list[int]:
        return [head.entries - before for head in audit.read_heads(str(file))]

    with opened(url, audit_head_file=str(file)) as store:
        with store.reading() as session:
            before = audit.head(session).entries
        grow(store, "A", "B", "C")
        assert entries() == [1]
        clock[0] += 61
        grow(store, "D", "E")
        assert entries() == [1, 4]
    assert entries() == [1, 4, 5]
    with opened(url) as store, store.reading() as session:
        assert list(audit.read_heads(str(file)))[-1] == audit.head(session)
        assert store.verify_audit(heads=str(file)) is None


def test_a_failure_to_export_is_logged_and_loses_no_save(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(url, audit_head_file=str(tmp_path)) as store, caplog.at_level(logging.ERROR):  # a folder
        grow(store, "Kept")
        with store.reading() as session:
            assert audit.head(session)
    assert "the head of the audit trail could not be exported: Is a directory" in caplog.text
    assert str(tmp_path) not in caplog.text


def test_nothing_goes_out_for_what_was_not_saved(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "heads"
    seal = audit.seal

    def breaks(session: object, **more: object) -> None:
        seal(session, **more)  # type: ignore[arg-type]
        raise RuntimeError("broken before the commit")

    monkeypatch.setattr(audit, "seal", breaks)
    with opened(url, audit_head_file=str(file)) as store, pytest.raises(RuntimeError):
        grow(store, "Lost")
    assert not file.exists()


def test_a_syslog_gets_the_same_line_and_its_file_can_be_compared(url: str, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as syslog:
        syslog.bind(("127.0.0.1", 0))
        syslog.settimeout(5)
        with opened(url, audit_syslog=f"127.0.0.1:{syslog.getsockname()[1]}") as store:
            grow(store, "Sent")
            received = syslog.recv(1000).rstrip(b"\0").decode()
            with store.reading() as session:
                assert received.endswith(f"common-ground: audit head {audit.head(session)}")
            kept = tmp_path / "syslog"
            kept.write_text(f"Nov  3 12:00:00 desk sshd: something else\nNov  3 12:00:01 desk {received}\n")
            assert store.verify_audit(heads=str(kept)) is None


def test_a_syslog_that_is_not_there_is_logged_and_loses_no_save(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(url, audit_syslog=str(tmp_path / "log")) as store, caplog.at_level(logging.ERROR):
        grow(store, "Kept")
    assert "could not be exported" in caplog.text


@pytest.fixture
def line(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The command line's own settings: this store."""
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", url)
    get_settings.cache_clear()
    monkeypatch.setattr("db.audit_line.SAID_EVERY", 3)
    yield get_settings()
    get_settings.cache_clear()


def test_the_command_line_prints_the_head_and_verifies(
    line: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert __main__.main(["audit", "head"]) == 0
    printed = capsys.readouterr().out
    when, entries, _ = printed.split()
    assert datetime.fromisoformat(when) <= datetime.now(UTC)
    good = tmp_path / "heads"
    good.write_text(printed)
    assert __main__.main(["audit", "verify", "--heads", str(good)]) == 0
    said = capsys.readouterr()
    assert said.out == "Audit trail: whole\n"
    assert f"{int(entries)} entries verified" in said.err
    assert __main__.main(["audit", "verify"]) == 0
    assert "There are no exported heads" in capsys.readouterr().err


def test_a_chain_unlike_its_heads_ends_the_command_line_with_one(
    line: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "heads"
    file.write_text(f"2026-11-03T20:00:00.000000+00:00 3 {'a' * 64}\n")
    assert __main__.main(["audit", "verify", "--heads", str(file)]) == 1
    assert "entry 3 is not the one exported on 2026-11-03 20:00:00 UTC" in capsys.readouterr().out
    file.write_text(f"2026-11-03T20:00:00.000000+00:00 9000 {'a' * 64}\n")
    assert __main__.main(["audit", "verify", "--heads", str(file)]) == 1
    assert "was cut off: on 2026-11-03 20:00:00 UTC it had 9000 entries" in capsys.readouterr().out
    for nothing in (tmp_path / "not there", tmp_path / "empty"):
        (tmp_path / "empty").touch()
        assert __main__.main(["audit", "verify", "--heads", str(nothing)]) == 1
        assert "There are no exported heads" in capsys.readouterr().err
