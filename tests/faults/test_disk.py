"""The disk is full or cannot be written: refused with a reason, reading goes on, and it works again once there is room."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from db.cleaning import clean
from db.commands.attachments import AttachFile
from db.models import Attachment
from db.store import Store
from tests.faults.conftest import FaultReport, lengthened
from tests.faults.durable import Durable, made
from tests.faults.invariants import assert_whole, doubled, lost
from tests.faults.privileges import ordinary, small_disk
from tests.faults.saving import a_key, count, person, read_or_refused, refused, save
from tests.faults.writing import ROOT, Writers, writing

pytestmark = pytest.mark.timeout(240)

Opened = Callable[..., Store]


@pytest.mark.long
def test_a_full_disk_refuses_saves_of_a_file_store_and_reading_goes_on(
    furnished_sqlite: Path, opened: Opened, tmp_path: Path, fault_report: FaultReport
) -> None:
    with small_disk(32) as disk:
        url = f"sqlite:///{shutil.copy(furnished_sqlite, disk.path / 'store.db')}"
        with writing(url, tmp_path / "writers") as writers:
            writers.wait_for(lengthened(10, 100))
            disk.fill()
            until_refused(writers)
            assert opened(url).revision() > 0, "reading went on"
            known = count(opened(url))
            disk.free()
            freed = time.monotonic()
            seconds = writers.seconds_until_writing(freed)
            writers.wait_for(10)
        store, acknowledged = opened(url), writers.acknowledged
        assert count(store) >= known
        assert writers.broken == []
        assert any("full" in sentence for sentence in writers.sentences), writers.sentences
        assert_whole(store, acknowledged)
        fault_report.note(
            "Disk full", engine="SQLite", acknowledged=len(acknowledged), lost=len(lost(store, acknowledged)),
            doubled=len(doubled(store)), seconds=seconds, saw=writers.saw,
        )  # fmt: skip
        store.close()


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.parametrize("log", ["elsewhere", "with the data"])
def test_a_full_disk_under_postgresql_loses_nothing_and_works_again_with_room(
    log: str, opened: Opened, tmp_path: Path, fault_report: FaultReport
) -> None:
    """With its log elsewhere it refuses and reads on. A full disk under its log ends PostgreSQL: it is started again."""
    with small_disk(192) as disk:
        server = made(data=disk.path / "server" / "data", log_apart=log == "elsewhere")
        try:
            url = server.furnished()
            with writing(url, tmp_path / "writers") as writers:
                writers.wait_for(lengthened(10, 100))
                disk.fill()
                until_refused(writers)
                if log == "elsewhere":
                    assert answers(server), "it ended, though its log had room"
                    assert opened(url).revision() > 0, "reading went on"
                else:
                    read_or_refused(opened(url))  # it ends, starts again, and ends again: whichever is now
                disk.free()
                freed = time.monotonic()
                if not answers(server):
                    server.crash() if server.processes() else None
                    server.start()
                seconds = writers.seconds_until_writing(freed)
                writers.wait_for(10)
            store, acknowledged = opened(url), writers.acknowledged
            assert writers.broken == []
            if log == "elsewhere":
                assert any("full" in sentence for sentence in writers.sentences), writers.sentences
            assert_whole(store, acknowledged)
            fault_report.note(
                f"Disk full, PostgreSQL's own log {log}", engine="PostgreSQL", acknowledged=len(acknowledged),
                lost=len(lost(store, acknowledged)), doubled=len(doubled(store)), seconds=seconds, saw=writers.saw,
            )  # fmt: skip
            store.close()
        finally:
            server.remove()


@pytest.mark.long
def test_a_full_disk_for_photos_refuses_the_photo_and_leaves_no_half_of_it(
    sqlite_url: str, opened: Opened, fault_report: FaultReport
) -> None:
    with small_disk(4) as disk:
        store = opened(sqlite_url, files_dir=str(disk.path / "files"))
        by = person(store)
        ref, key = save(store, by, (first := a_key())), a_key()

        def attach() -> str:
            command = AttachFile(ref, clean(photo()))
            return str(store.execute(command, by=by, now=datetime.now(UTC), key=key).ref)

        disk.fill()
        sentence, _ = refused(attach)
        assert "full" in sentence
        assert [file for file in disk.path.rglob("*") if file.is_file()] == [disk.filler]
        second = a_key()
        acknowledged = {first: ref, second: save(store, by, second)}  # what needs no photo goes on
        disk.free()
        freed = time.monotonic()
        assert attach() == ref
        assert attach() == ref
        seconds = time.monotonic() - freed
        with store.reading() as session:
            assert session.scalar(select(func.count()).select_from(Attachment)) == 1
        assert_whole(store, acknowledged)
        fault_report.note(
            "Disk for photos full", engine="SQLite", acknowledged=3, lost=0, doubled=0, seconds=seconds,
            saw=f"“{sentence}”",
        )  # fmt: skip


@pytest.mark.long
def test_a_folder_that_may_not_be_written_refuses_saves_and_can_be_read(
    furnished_sqlite: Path, opened: Opened, tmp_path: Path, fault_report: FaultReport
) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    url = f"sqlite:///{shutil.copy(furnished_sqlite, folder / 'store.db')}"
    acknowledged = {(first := a_key()): save(opened(url), person(opened(url)), first)}
    with opened(url).reading() as session:  # the store is open elsewhere, as it is on a running desk
        session.connection()
        for place in (*folder.iterdir(), folder):
            place.chmod(0o444 if place.is_file() else 0o555)
        writers = Writers(url, tmp_path / "writers", count=1, before=ordinary())
        try:
            writers.start()
            until_refused(writers)
            read = [*ordinary(), sys.executable, "-m", "db", "check"]
            done = subprocess.run(
                read, cwd=ROOT, env=writers.environment, capture_output=True, text=True, timeout=150, check=False
            )
            assert "Audit trail: whole" in done.stdout, done.stdout + done.stderr
        finally:
            for place in (folder, *folder.iterdir()):
                place.chmod(0o755 if place.is_dir() else 0o644)
    again = time.monotonic()
    try:
        seconds = writers.seconds_until_writing(again)
        writers.stop()
    finally:
        writers.kill()
    assert writers.broken == []
    assert any("read-only" in sentence for sentence in writers.sentences), writers.sentences
    acknowledged |= writers.acknowledged
    assert_whole(opened(url), acknowledged)
    fault_report.note(
        "Folder read-only for the server's user", engine="SQLite", acknowledged=len(acknowledged), lost=0, doubled=0,
        seconds=seconds, saw=writers.saw,
    )  # fmt: skip


@pytest.mark.long
def test_a_disk_that_turns_read_only_refuses_saves_and_can_be_read(
    furnished_sqlite: Path, opened: Opened, tmp_path: Path, fault_report: FaultReport
) -> None:
    with small_disk(32) as disk:
        url = f"sqlite:///{shutil.copy(furnished_sqlite, disk.path / 'store.db')}"
        # A disk with files open for writing does not turn read-only by itself, so those who have them open go first.
        with writing(url, tmp_path / "writers", count=1) as writers:
            writers.wait_for(5)
            writers.kill()
            disk.read_only(True)
            store, key = opened(url), a_key()
            by, known = person(store), count(store)
            assert known > 0, "reading goes on"
            sentence, _ = refused(save, store, by, key)
            assert "read-only" in sentence
            disk.read_only(False)
            again = time.monotonic()
            acknowledged = {key: save(store, by, key)}
            seconds = time.monotonic() - again
            writers.start()
            writers.wait_for(5)
        acknowledged |= writers.acknowledged
        assert_whole(store, acknowledged)
        fault_report.note(
            "Disk turned read-only", engine="SQLite", acknowledged=len(acknowledged), lost=0, doubled=0,
            seconds=seconds, saw=f"“{sentence}”",
        )  # fmt: skip
        store.close()


def until_refused(writers: Writers) -> None:
    since, deadline = time.monotonic(), time.monotonic() + 60
    while not [line for line in writers.said("refused", "broke") if line["at"] > since]:
        assert time.monotonic() < deadline, "nobody was refused"
        time.sleep(0.05)


def answers(server: Durable) -> bool:
    try:
        server.run("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever is wrong with it: it does not answer
        return False
    return True


def photo() -> bytes:
    picture = BytesIO()
    Image.effect_noise((900, 900), 90).convert("RGB").save(picture, "JPEG", quality=90)
    return picture.getvalue()
