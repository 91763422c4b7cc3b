"""Backups hold one acknowledged state and its files, and come back as that, or not at all."""

import os
import resource
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from db import audit, files, migrations, rollups
from db.backups import sqlite_copy
from db.commands.erasing import DecideErasure, ProposeErasure
from db.commands.people import AddTeam
from db.errors import CommonGroundError
from db.models import AuditEntry, Base, Concern, JobRun
from db.queries.attachments import kept_hashes
from db.settings import Settings
from db.store import Store
from db.vocabulary.keeping import ErasureGround
from db.vocabulary.operating import Job
from tests.db import backed_up, rows_keeping
from tests.db.backed_up import SECRET, drilled, empty_place, made, nothing_there, restored
from tests.db.conftest import BOTH, NOW, Desk, everything, opened, seated

CHANGED_BY_A_RESTORE = {"session", "store_revision", "job_run", "audit_entry"}


@pytest.fixture(params=BOTH)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from backed_up.desk_with_files(request, tmp_path)


def open_like(settings: Settings) -> Any:
    return opened(settings.database_url, files_dir=settings.files_dir)


def jobs(store: Store) -> list[tuple[Job, bool, str]]:
    with store.reading() as session:
        return [(Job(row.job), row.succeeded, row.said) for row in session.scalars(select(JobRun).order_by(JobRun.id))]


def test_what_was_backed_up_comes_back_row_by_row_with_its_files_and_nobody_signed_in(
    desk: Desk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    before, photos, revision = everything(desk.store), backed_up.photos(desk.store), backed_up.revision(desk.store)
    assert len(photos) == 2
    assert backed_up.signed_in(desk.store) == 1
    file = made(desk).file
    assert file.parent == tmp_path / "shelf"
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o777 == 0o600
    with empty_place(desk, request, tmp_path) as settings:
        said = restored(settings, file).said
        with open_like(settings) as store:
            after = everything(store)
            assert {name for name in before if before[name] != after[name]} == CHANGED_BY_A_RESTORE
            assert (backed_up.photos(store), backed_up.signed_in(store)) == (photos, 0)
            assert backed_up.revision(store) > revision + 1_000_000
            assert store.verify_audit() is None
            assert jobs(store)[-1] == (Job.RESTORED, True, f"From {file.name}.")
        assert "Sessions ended: 1; everybody signs in again." in said
        left = [one.name for one in settings.files_folder.iterdir() if len(one.name) != 2]
        assert left == []
    assert jobs(desk.store) == [
        (Job.BACKUP, True, f"Written: 2 files, {_entries(desk) - 1} entries in the audit trail.")
    ]


def _entries(desk: Desk) -> int:
    return desk.count(AuditEntry)


def test_a_backup_while_people_save_is_one_state_that_was_acknowledged(
    desk: Desk, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_copy, "PAGES", 5)  # many steps, with saves between them
    acknowledged: list[str] = []
    stop, several = threading.Event(), threading.Event()

    def save_and_save() -> None:
        while not stop.is_set():
            name = f"Team {len(acknowledged):04}"
            desk.store.execute(AddTeam(name), by=desk.viewers["system"], now=NOW)
            acknowledged.append(name)
            if len(acknowledged) >= 5:
                several.set()

    writer = threading.Thread(target=save_and_save)
    writer.start()
    try:
        assert several.wait(20)
        before = len(acknowledged)
        backup = made(desk)
        after = len(acknowledged)
    finally:
        stop.set()
        writer.join()
    with empty_place(desk, request, tmp_path) as settings:
        restored(settings, backup.file)
        found = [name for name in backed_up.teams(settings) if name.startswith("Team ")]
        assert found == acknowledged[: len(found)]
        assert before <= len(found) <= after + 1
        assert after > before, "nobody saved meanwhile: this proves nothing"
        with open_like(settings) as store, store.reading() as session:
            assert (rollups.check(session), audit.verify(session)) == (0, None)


@pytest.mark.engine_free
def test_what_was_erased_after_the_backup_stays_erased(
    desk: Desk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    ref = rows_keeping.old(desk)
    file = made(desk).file
    desk.do(ProposeErasure((ref,), ErasureGround.RETENTION), by="keeper")
    desk.do(DecideErasure((ref,), True, 1), by="sue")
    with empty_place(desk, request, tmp_path) as settings:
        assert f"Erased again: {ref}." in restored(settings, file).said
        with open_like(settings) as store:
            assert seated(store).one(Concern, ref).summary.startswith("Erased on")
    with empty_place(desk, request, tmp_path, erasure_list_file="") as settings:
        assert any(said.startswith("The settings name no erasure list") for said in restored(settings, file).said)
    Path(desk.store.settings.erasure_list_file).write_text("{}\n")
    with empty_place(desk, request, tmp_path) as settings:
        with pytest.raises(CommonGroundError, match="Line 1 of the erasure list"):
            restored(settings, file)
        assert nothing_there(settings)


@pytest.mark.engine_free
def test_a_file_that_is_erased_while_the_backup_is_made_is_no_reason_to_fail(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store was copied, then the record went with its photo: the copy is taken again."""
    from db.backups import copying

    dump, taken = copying.dump, []

    def and_then_somebody_erases(*given: Any, **more: Any) -> Any:
        found = dump(*given, **more)
        if not taken:
            with Session(desk.store._writer) as session, session.begin():
                files.delete(desk.store.settings.files_folder, kept_hashes(session))
                session.execute(text("DELETE FROM attachment"))
        taken.append(found)
        return found

    monkeypatch.setattr(copying, "dump", and_then_somebody_erases)
    backup = made(desk)
    assert len(taken) == 2
    assert (backup.manifest.files, backup.missing) == ({}, ())


@pytest.mark.engine_free
def test_a_photo_that_is_missing_or_damaged_is_named_and_the_rest_is_backed_up(
    desk: Desk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with desk.store.reading() as session:
        one, other = sorted(kept_hashes(session))
    folder = desk.store.settings.files_folder
    files.path(folder, one).write_bytes(b"rotten")
    backup = made(desk)
    assert backup.missing == (one,)
    assert jobs(desk.store)[-1] == (
        Job.BACKUP, False, "Written, but 1 attached files are missing or damaged in the files folder."
    )  # fmt: skip
    files.path(folder, other).unlink()
    assert set(made(desk, to=tmp_path / "second").missing) == {one, other}
    with empty_place(desk, request, tmp_path) as settings:
        said = restored(settings, backup.file).said
        assert "Missing or damaged already when it was made: 1 attached files." in said
        assert files.path(settings.files_folder, other).is_file()
    assert drilled(desk, file=backup.file).wrong == ("1 attached files were missing or damaged when it was made.",)


@pytest.mark.engine_free
@pytest.mark.parametrize("with_what", ["age", "gpg"])
def test_encrypted_it_holds_nothing_to_read_and_comes_back_with_its_key_alone(
    desk: Desk, with_what: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = made(desk, to=tmp_path / "plain").file.read_bytes()
    assert b"manifest.json" in plain
    assert (SECRET.encode() in plain) == desk.store.settings.is_sqlite  # pg_dump compresses it
    recipient, identity = (
        backed_up.age_key(tmp_path) if with_what == "age" else backed_up.gpg_key(tmp_path, monkeypatch, request)
    )
    desk.store.settings.backup_recipient = recipient
    seen: list[str] = []
    shelf = tmp_path / "shelf"
    desk.store.settings.backup_folder = str(shelf)
    file = made(desk, tell=lambda _: seen.extend(one.name for one in shelf.iterdir())).file
    assert file.name.endswith(f".backup.{with_what}")
    content = file.read_bytes()
    for word in (SECRET.encode(), b"manifest.json", b"store.", b"files/", b"audit_entry"):
        assert word not in content
    assert [one.name for one in shelf.iterdir()] == [file.name]
    assert not [one for one in seen if one.startswith(".backup-")]
    with empty_place(desk, request, tmp_path) as settings:
        with pytest.raises(CommonGroundError):
            restored(settings, file)
        wrong = backed_up.age_key(tmp_path)[1]
        with pytest.raises(CommonGroundError, match="age could not do it|holds no key"):
            restored(settings, file, wrong)
        for cut in (len(content) // 2, len(content) - 1):
            (tmp_path / "cut").write_bytes(content[:cut])
            with pytest.raises(CommonGroundError):
                restored(settings, tmp_path / "cut", identity)
        assert nothing_there(settings)
        restored(settings, file, identity)
        with open_like(settings) as store:
            assert store.verify_audit() is None
    assert drilled(desk, identity=identity).wrong == ()


@pytest.mark.engine_free
def test_a_recipient_nobody_knows_makes_no_file(desk: Desk, tmp_path: Path) -> None:
    for recipient in ("age1nobody", "nobody@nowhere.example"):
        desk.store.settings.backup_recipient = recipient
        with pytest.raises(CommonGroundError, match="could not do it"):
            made(desk)
        assert list((tmp_path / "shelf").iterdir()) == []
    assert [(job, good) for job, good, _said in jobs(desk.store)] == [(Job.BACKUP, False)] * 2


def test_only_an_empty_store_is_filled(desk: Desk, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    file = made(desk).file
    before = everything(desk.store)
    with pytest.raises(CommonGroundError, match="There is something .* already"):
        restored(desk.store.settings, file)
    assert everything(desk.store) == before
    with pytest.raises(CommonGroundError, match="is there already"):
        made(desk, to=file)
    if desk.store.settings.is_sqlite:
        (tmp_path / "else").mkdir()
        letter = tmp_path / "else" / "letter.txt"
        letter.write_text("Dear Sir")
        with pytest.raises(CommonGroundError, match="There is something"):
            restored(desk.store.settings.model_copy(update={"database_url": f"sqlite:///{letter}"}), file)
        letter.write_text("")  # SQLite makes one like this when it is only looked at
        restored(desk.store.settings.model_copy(update={"database_url": f"sqlite:///{letter}"}), file)


@pytest.mark.engine_free
def test_an_older_backup_is_brought_up_to_date_and_a_newer_one_refused(
    request: pytest.FixtureRequest, desk: Desk, tmp_path: Path
) -> None:
    with empty_place(desk, request, tmp_path) as settings:
        Path(settings.files_folder).mkdir(parents=True)
        engine = create_engine(settings.database_url)
        migrations.upgrade(engine, "0012")
        engine.dispose()
        with open_like(settings) as store:
            old = made(replace(desk, store=store), to=tmp_path / "old")
        assert old.manifest.revision == "0012"
        assert "job_run" not in old.manifest.counts
    with empty_place(desk, request, tmp_path) as settings:
        restored(settings, old.file)
        with open_like(settings) as store, store.reading() as session:
            newest = session.scalar(text("SELECT version_num FROM alembic_version"))
            assert newest == max(migrations.known())
            assert session.query(JobRun).count() == 1
    with Session(desk.store._writer) as session, session.begin():
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = made(desk).file
    with empty_place(desk, request, tmp_path) as settings:
        with pytest.raises(CommonGroundError, match="newer version"):
            restored(settings, newer)
        assert nothing_there(settings)


def test_a_restore_that_fails_at_its_end_leaves_the_place_as_empty_as_it_was(
    desk: Desk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with Session(desk.store._writer) as session, session.begin():
        session.execute(text("UPDATE concern_count SET n = n + 1"))
    file = made(desk).file
    with empty_place(desk, request, tmp_path) as settings:
        with pytest.raises(CommonGroundError, match="counts differ from the concerns"):
            restored(settings, file)
        assert nothing_there(settings)
    with pytest.raises(CommonGroundError, match="counts differ"):
        drilled(desk)
    assert jobs(desk.store)[-1][:2] == (Job.DRILL, False)


@pytest.mark.engine_free
def test_the_exported_heads_say_what_is_missing_after_it_by_number_and_find_another_trail(
    desk: Desk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    heads = tmp_path / "heads"
    desk.store.settings.audit_head_file = str(heads)
    desk.store.export_audit_head()
    backup = made(desk)
    then = backup.manifest.entries
    desk.concern()
    desk.concern()
    desk.store.export_audit_head()
    last = _entries(desk)
    assert last > then + 2
    with empty_place(desk, request, tmp_path, audit_head_file=str(heads)) as settings:
        said = restored(settings, backup.file).said
        assert any(f"entries {then + 1} to {last} are not in this backup" in sentence for sentence in said)
    with heads.open("a") as opened_again:
        opened_again.write(f"2026-01-01T00:00:00.000000+00:00 {then} {'a' * 64}\n")
    with empty_place(desk, request, tmp_path, audit_head_file=str(heads)) as settings:
        with pytest.raises(CommonGroundError, match="written anew"):
            restored(settings, backup.file)
        assert nothing_there(settings)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real one of two megabytes; for those who may not mount it, files that may not grow beyond that."""
    place = tmp_path / "small"
    place.mkdir()
    if os.geteuid() == 0:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)], check=True)
        yield place
        subprocess.run(["umount", str(place)], check=True)
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, hard))
    yield place
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.engine_free
@pytest.mark.parametrize("recipient", ["", "age"])
def test_on_a_full_disk_no_file_is_left_and_a_sentence_says_so(
    desk: Desk, recipient: str, small_disk: Path, tmp_path: Path
) -> None:
    big = files.keep(desk.store.settings.files_folder, bytes(range(256)) * 8_000)
    with Session(desk.store._writer) as session, session.begin():
        session.execute(text("UPDATE attachment SET hash = :big"), {"big": big})
    if recipient:
        desk.store.settings.backup_recipient = backed_up.age_key(tmp_path)[0]
    with pytest.raises(CommonGroundError, match="The disk is full") as said:
        made(desk, to=small_disk / "backup")
    assert list(small_disk.iterdir()) == []
    assert jobs(desk.store) == [(Job.BACKUP, False, str(said.value))]


@pytest.mark.engine_free
def test_there_is_a_row_for_every_table_in_what_is_counted(desk: Desk) -> None:
    assert set(made(desk).manifest.counts) == {*Base.metadata.tables, "alembic_version"}


@pytest.mark.engine_free
def test_drills_leave_the_store_as_it_is_but_for_their_note(desk: Desk, tmp_path: Path) -> None:
    made(desk)
    before, held = everything(desk.store), backed_up.photos(desk.store)
    done = drilled(desk)
    assert (done.wrong, done.said[0][:9]) == ((), "Verified:")
    after = everything(desk.store)
    assert {name for name in before if before[name] != after[name]} == {"job_run", "audit_entry"}
    assert backed_up.photos(desk.store) == held
    assert jobs(desk.store)[-1] == (Job.DRILL, True, done.said[0])
    late = drilled(desk, now=datetime.now(UTC) + timedelta(hours=27))
    assert late.wrong == ("The newest backup is 27 hours old; one is due every 24.",)
    assert drilled(desk, now=datetime.now(UTC) + timedelta(hours=25)).wrong == ()
    if not desk.store.settings.is_sqlite:
        with desk.store.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM pg_database WHERE datname LIKE '%_drill_%'")) == 0
