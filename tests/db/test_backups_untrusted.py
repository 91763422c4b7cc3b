"""A backup that was changed, cut off or made up is refused before anything of it counts; the rest of what a file can do."""

import io
import json
import os
import re
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from db import keys
from db.__main__ import main
from db.backups import archive, manifest, postgres_programs, shelf
from db.backups.manifest import Manifest
from db.errors import BadFile, CommonGroundError
from db.queries.operating import last_jobs
from db.settings import Settings, get_settings
from db.store import Store, migrate
from db.vocabulary.operating import Job
from tests.db import backed_up
from tests.db.backed_up import empty_place, made, nothing_there, restored
from tests.db.conftest import BOTH, Desk, everything

SQLITE = [pytest.param("sqlite")]


@pytest.fixture(params=SQLITE)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from backed_up.desk_with_files(request, tmp_path)


@pytest.fixture(params=BOTH)
def desk_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from backed_up.desk_with_files(request, tmp_path)


def places_in(file: Path) -> dict[str, tuple[int, int]]:
    """Where each member's header and content lie."""
    with tarfile.open(file) as opened:
        return {one.name: (one.offset, one.offset_data) for one in opened}


@pytest.mark.engine_free
def test_one_changed_byte_of_any_part_is_found_and_nothing_is_left(
    desk_on_both: Desk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    whole = made(desk_on_both).file.read_bytes()
    (tmp_path / "x").write_bytes(whole)
    places = places_in(tmp_path / "x")
    assert len(places) == 4
    at = {f"content of {name}": data + 40 for name, (_, data) in places.items()}
    if desk_on_both.store.settings.is_sqlite:
        at |= {f"name of {name}": header + 3 for name, (header, _) in places.items()}
        at |= {f"size of {name}": header + 130 for name, (header, _) in places.items()}
        at |= {f"kind of {name}": header + 156 for name, (header, _) in places.items()}
        at |= {"its end": len(whole) - 1}
    with empty_place(desk_on_both, request, tmp_path) as settings:
        for what, place in at.items():
            (tmp_path / "x").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(CommonGroundError):
                restored(settings, tmp_path / "x")
            assert nothing_there(settings), what
        (tmp_path / "x").write_bytes(whole)
        restored(settings, tmp_path / "x")


def test_cut_off_anywhere_or_longer_than_it_was_it_is_refused(
    desk: Desk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    whole = made(desk).file.read_bytes()
    lengths = [0, 1, 511, 512, 700, len(whole) // 2, *range(len(whole) - 5 * 512, len(whole), 256), len(whole) - 1]
    with empty_place(desk, request, tmp_path) as settings:
        for length in lengths:
            (tmp_path / "x").write_bytes(whole[:length])
            with pytest.raises(CommonGroundError):
                restored(settings, tmp_path / "x")
        for more in (b"\0", whole):
            (tmp_path / "x").write_bytes(whole + more)
            with pytest.raises(BadFile):
                restored(settings, tmp_path / "x")
        assert nothing_there(settings)
        with pytest.raises(CommonGroundError, match="There is no backup"):
            restored(settings, tmp_path / "never")


def parts_of(file: Path) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    with tarfile.open(file) as opened:
        parts = [(one.name, opened.extractfile(one).read()) for one in opened]  # type: ignore[union-attr]
    return json.loads(parts[0][1]), parts[1:]


def put_together(file: Path, said: bytes, parts: list[tuple[tarfile.TarInfo | str, bytes]]) -> Path:
    """An archive by somebody who knows how we write them."""
    with file.open("wb") as opened:
        for name, content in [(archive.MANIFEST, said), *parts]:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content)
            opened.write(info.tobuf(tarfile.GNU_FORMAT) + content + bytes(-len(content) % 512))
        opened.write(bytes(1024))
    return file


def test_names_links_and_parts_that_are_not_ours_never_reach_the_disk(
    desk: Desk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    said, parts = parts_of(made(desk).file)
    good = json.dumps(said).encode()
    link, folder, far = tarfile.TarInfo("files/link"), tarfile.TarInfo("files"), tarfile.TarInfo(parts[1][0])
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    folder.type = tarfile.DIRTYPE
    far.type, far.linkname = tarfile.LNKTYPE, "../../else"
    some: list[Any] = list(parts)
    attempts = [
        [*some, ("../evil", b"x")],
        [*some, ("/etc/evil", b"x")],
        [*some, (f"files/../{'a' * 64}", b"x")],
        [*some, (f"files/{'a' * 64}", b"x")],  # not in the manifest
        [*some, (link, b"")],
        [*some, (folder, b"")],
        [some[0], (far, b""), some[2]],
        [*some, some[1]],  # twice
        some[:-1],
        some[1:],
        [some[1], some[0], some[2]],
        [],
        [(some[0][0], some[0][1] + b"x"), *some[1:]],
        [some[0], (some[1][0], some[1][1][:-1]), some[2]],
    ]
    with empty_place(desk, request, tmp_path) as settings:
        for one in attempts:
            with pytest.raises(BadFile):
                restored(settings, put_together(tmp_path / "x", good, one))
        assert nothing_there(settings)
        assert not list(tmp_path.glob("**/evil"))
        restored(settings, put_together(tmp_path / "x", good, some))


def test_manifests_that_make_no_sense_are_no_backup(desk: Desk, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    said, parts = parts_of(made(desk).file)
    some: list[Any] = list(parts)
    wrong: list[bytes] = [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, json.dumps({**said, "more": 1}).encode()]
    for name in said:
        wrong += [json.dumps({**said, name: odd}).encode() for odd in (None, -1, [1], "../x", {"x": "y"})]
        wrong.append(json.dumps({key: value for key, value in said.items() if key != name}).encode())
    with empty_place(desk, request, tmp_path) as settings:
        for one in wrong:
            with pytest.raises(BadFile):
                restored(settings, put_together(tmp_path / "x", one, some))
        huge = tarfile.TarInfo(archive.MANIFEST)
        huge.size = manifest.LARGEST + 1
        (tmp_path / "x").write_bytes(huge.tobuf(tarfile.GNU_FORMAT))
        with pytest.raises(BadFile, match="no backup of Common Ground"):
            restored(settings, tmp_path / "x")
        for nonsense in (b"PK\3\4" * 900, os.urandom(3_000)):
            (tmp_path / "x").write_bytes(nonsense)
            with pytest.raises(CommonGroundError):
                restored(settings, tmp_path / "x")
        assert nothing_there(settings)


def test_who_has_not_the_desks_key_cannot_make_a_backup_that_it_takes(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'a' / 'desk.db'}", backup_folder=str(tmp_path / "shelf"))
    keys.make_keys(settings)
    migrate(settings.database_url)
    store = Store.open(settings)
    file = made(Desk(store)).file
    store.close()
    assert settings.keys_path
    assert settings.keys_path.read_text().strip().encode() not in file.read_bytes()
    said, parts = parts_of(file)
    there = Settings(database_url=f"sqlite:///{tmp_path / 'b' / 'desk.db'}")
    with pytest.raises(BadFile, match="keys are missing"):
        restored(there, file)
    keys.make_keys(there)
    with pytest.raises(BadFile, match="other keys than this desk's"):
        restored(there, file)
    ours = settings.model_copy(update={"database_url": there.database_url, "keys_file": str(settings.keys_path)})
    forged = {**said, "counts": {**said["counts"], "team": 7}}
    with pytest.raises(BadFile, match="was changed"):
        restored(ours, put_together(tmp_path / "forged", json.dumps(forged).encode(), list(parts)))
    unsigned = {name: value for name, value in forged.items() if name not in ("mac", "format")}
    unsigned |= {"made_at": datetime.fromisoformat(said["made_at"]), "keyed": False, "missing": ()}
    by_another = Manifest(**unsigned).written(Settings(database_url="sqlite:///never.db"))
    with pytest.raises(BadFile, match="other keys"):
        restored(ours, put_together(tmp_path / "forged", by_another, list(parts)))
    assert not Path(there.database_url.removeprefix("sqlite:///")).exists()
    restored(ours, file)


def test_a_backup_of_the_other_engine_says_where_it_belongs(desk: Desk, tmp_path: Path) -> None:
    said, parts = parts_of(made(desk).file)
    made_up = {name: value for name, value in said.items() if name not in ("mac", "format")}
    made_up |= {"made_at": datetime.fromisoformat(said["made_at"]), "missing": (), "engine": "postgresql"}
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'b' / 'desk.db'}")
    file = put_together(tmp_path / "x", Manifest(**made_up).written(settings), list(parts))
    with pytest.raises(CommonGroundError, match="of a store on PostgreSQL"):
        restored(settings, file)


def test_of_a_stores_backups_the_newest_are_kept_and_others_files_left_alone(desk: Desk, tmp_path: Path) -> None:
    folder, start = tmp_path / "shelf", datetime(2026, 11, 3, 20, tzinfo=UTC)
    folder.mkdir()
    others = ["letter.txt", "other_20200101T000000Z_a.backup", "desk_20200101T000000Z_a.backup.part", "desk.db"]
    for name in others:
        (folder / name).write_text("x")
    stale = folder / ".desk_20200101T000000Z_a.backup.abc.part"
    stale.write_text("half")
    for hour in range(4):
        last = made(desk, now=start + timedelta(hours=hour), keep=2)
    ours = sorted(one.name for one in folder.iterdir() if one.name not in others)
    assert [name[:21] for name in ours] == ["desk_20261103T220000Z", "desk_20261103T230000Z"]
    assert len(last.pruned) == 1
    assert {one.name for one in folder.iterdir()} == {*ours, *others}
    # A clock that was set back: the one just made is the oldest by its name, and stays like the newer ones.
    back = made(desk, now=start - timedelta(days=9), keep=1)
    assert back.pruned == ()
    assert back.file.is_file()
    # Nothing goes when the new one is not good.
    desk.store.settings.backup_recipient = "age1nobody"
    with pytest.raises(CommonGroundError):
        made(desk, now=start + timedelta(hours=9), keep=1)
    assert len([one for one in folder.iterdir() if one.name not in others]) == 3


def test_what_a_backup_that_was_killed_left_goes_with_the_next_and_one_still_running_stays(tmp_path: Path) -> None:
    left = tmp_path / ".backup-left"
    left.mkdir()
    (left / "store").write_text("half")
    with shelf.workplace(tmp_path) as mine, shelf.workplace(tmp_path) as other:
        assert {one.name for one in tmp_path.iterdir()} == {mine.name, other.name}
        assert stat.S_IMODE(mine.stat().st_mode) == 0o700
    assert list(tmp_path.iterdir()) == []


def test_a_password_is_on_no_command_line(tmp_path: Path) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/line; echo "$PGPASSWORD" > {tmp_path}/environment\n')
    program.chmod(0o700)
    url = "postgresql+psycopg://desk:s3cret%40word@db.example.org:5433/cg?sslmode=verify-full&sslpassword=other"
    postgres_programs.run(str(program), ["--format=custom"], Settings(database_url=url))
    line = (tmp_path / "line").read_text()
    assert "host=db.example.org" in line
    assert "sslmode=verify-full" in line
    assert "s3cret" not in line
    assert "other" not in line
    assert (tmp_path / "environment").read_text() == "s3cret@word\n"


def test_programs_that_are_too_old_or_missing_are_named() -> None:
    with pytest.raises(
        CommonGroundError, match=r"pg_dump \d+ is too old for PostgreSQL 99: install postgresql-client-99"
    ):
        postgres_programs.found("pg_dump", major=99)
    with pytest.raises(CommonGroundError, match="pg_nothing is missing on this machine"):
        postgres_programs.found("pg_nothing", major=15)
    assert "pg_restore" in postgres_programs.found("pg_restore", major=9)


@pytest.mark.postgres
def test_where_no_database_can_be_made_beside_the_drill_says_so(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    request.param = "postgresql"  # type: ignore[attr-defined]
    for desk in backed_up.desk_with_files(request, tmp_path):
        made(desk)
        cluster, role = request.getfixturevalue("cluster"), f"plain_{uuid4().hex[:8]}"
        cluster.run(f"CREATE ROLE {role} LOGIN")
        url = desk.store.settings.database_url.replace("common_ground@", f"{role}@")
        assert url != desk.store.settings.database_url
        settings = desk.store.settings.model_copy(update={"database_url": url})
        with pytest.raises(CommonGroundError, match="may make no database"):
            backed_up.drilled(replace(desk, store=Store.open(settings)))
        cluster.run(f"DROP ROLE {role}")


@pytest.fixture
def environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    def put(**more: str) -> None:
        settings = desk.store.settings
        told = {"database_url": settings.database_url, "files_dir": settings.files_dir, **more}
        for name, value in {"backup_folder": settings.backup_folder, **told}.items():
            monkeypatch.setenv(f"COMMON_GROUND_{name.upper()}", value)
        get_settings.cache_clear()

    put()
    yield put
    monkeypatch.undo()
    get_settings.cache_clear()


def test_the_command_line_backs_up_drills_and_restores(
    desk: Desk, environment: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drill"]) == 1
    assert "There is no backup of this store in" in capsys.readouterr().err
    assert main(["backup", "--keep", "3"]) == 0
    said = capsys.readouterr()
    found = re.search(r"Written: (\S+) \(([\d,]+) bytes\)\nSHA-256: ([0-9a-f]{64})\n$", said.out)
    assert found
    assert "It is not encrypted" in said.err
    assert shelf.sha256_of(Path(found[1])) == found[3]
    assert main(["backup", "--to", found[1]]) == 1
    assert main(["drill"]) == 0
    assert capsys.readouterr().out.endswith("The backup is good.\n")
    assert main(["restore", "--from", found[1]]) == 1
    environment(database_url=f"sqlite:///{tmp_path / 'new' / 'desk.db'}", files_dir=str(tmp_path / "new" / "files"))
    assert main(["restore", "--from", found[1]]) == 0
    assert "Sessions ended: 1" in capsys.readouterr().out
    assert main(["check"]) == 0
    assert main(["tidy"]) == 0
    store = Store.open(get_settings())
    with store.reading() as session:
        ran = {one.job: one for one in last_jobs(session, viewer=desk.viewers["administrator"])}
    store.close()
    # The first drill, which found nothing to try, was noted before the backup was made.
    good = {Job.DRILL: False, Job.RESTORED: True, Job.CHECK: True, Job.TIDY: True}
    assert {job: one.succeeded for job, one in ran.items()} == good
    assert ran[Job.CHECK].said == "Counts that differ from the concerns: 0. Audit trail: whole."
    environment(backup_folder="")
    assert main(["backup"]) == 1
    assert "There is no folder for backups" in capsys.readouterr().err
    assert main(["backup", "--to", str(tmp_path / "x"), "--keep", "2"]) == 1
    assert not (tmp_path / "x").exists()
    with pytest.raises(SystemExit):
        main(["backup", "--keep", "0"])


def test_a_check_that_finds_something_notes_that(desk: Desk, environment: Callable[..., None]) -> None:
    from sqlalchemy import text
    from sqlalchemy.orm import Session

    with Session(desk.store._writer) as session, session.begin():
        session.execute(text("UPDATE concern_count SET n = n + 1"))
    assert main(["check"]) == 1
    with desk.store.reading() as reading:
        (ran,) = last_jobs(reading, viewer=desk.viewers["administrator"])
    assert (ran.job, ran.succeeded, ran.said) == (
        Job.CHECK,
        False,
        "Counts that differ from the concerns: 1. Audit trail: whole.",
    )


@pytest.mark.long  # it takes a while to begin
def test_a_process_that_may_write_no_more_fails_with_sentences_and_leaves_nothing(
    desk: Desk, environment: Callable[..., None]
) -> None:
    limited = ["bash", "-c", 'ulimit -f 300; exec "$@"', "bash", sys.executable, "-m", "db", "backup"]
    root = Path(__file__).resolve().parents[2]
    before = everything(desk.store)
    ran = subprocess.run(limited, cwd=root, capture_output=True, text=True, env=dict(os.environ), check=False)
    assert ran.returncode == 1
    said = ran.stderr.strip().splitlines()
    assert said[-1].startswith("The store could not be read or written:")
    assert len(said) <= 3, said
    assert list(Path(desk.store.settings.backup_folder).iterdir()) == []
    changed = everything(desk.store)
    assert {name for name in before if before[name] != changed[name]} <= {"job_run", "audit_entry"}


def test_an_archive_reads_what_it_wrote_and_refuses_what_grew_meanwhile() -> None:
    stream = io.BytesIO()
    writer = archive.Writer(stream, at=0)
    for size in (0, 1, 511, 512, 513, archive.AT_A_TIME + 1):
        writer.add(f"files/{size:064}", io.BytesIO(b"x" * size), size)
    writer.close()
    stream.seek(0)
    reader = archive.Reader(stream)
    read = [(size, b"".join(reader.content())) for _name, size in reader.members()]
    assert all(content == b"x" * size for size, content in read)
    assert len(read) == 6
    for size in (2, 4):
        with pytest.raises(BadFile, match="changed while"):
            archive.Writer(io.BytesIO(), at=0).add("x", io.BytesIO(b"abc"), size)
