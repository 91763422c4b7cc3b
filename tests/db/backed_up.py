"""What the tests of backups share: a desk with something of each kind on it, and empty places to restore to."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from db import backups, files
from db.models import Attachment, Session, StoreRevision, Team
from db.settings import Settings
from db.store import Store
from db.vocabulary import Role
from tests.db.command_rows import attached, session_of
from tests.db.conftest import Desk, new_desk, opened

SECRET = "Quillfeather was seen by the steps"


def desk_with_files(request: pytest.FixtureRequest, folder: Path) -> Iterator[Desk]:
    """A desk whose files lie apart; with a concern that has a photo, and somebody signed in."""
    with new_desk(request, folder) as desk:
        settings = desk.store.settings
        settings.files_dir, settings.backup_folder = str(folder / "desk's files"), str(folder / "shelf")
        settings.erasure_list_file = str(folder / "erased.jsonl")
        attached(desk, desk.concern(summary=SECRET).ref)
        session_of(desk, Role.OFFICER)
        yield desk


def made(desk: Desk, **more: Any) -> backups.Made:
    given = {"to": None, "keep": None, "now": datetime.now(UTC), "tell": lambda _said: None}
    return backups.backup(desk.store, **{**given, **more})


def restored(settings: Settings, file: Path, identity: Path | None = None) -> backups.Restored:
    return backups.restore(settings, file=file, identity=identity, now=datetime.now(UTC), tell=lambda _said: None)


def drilled(desk: Desk, **more: Any) -> backups.Drilled:
    given = {"file": None, "identity": None, "now": datetime.now(UTC), "tell": lambda _said: None}
    return backups.drill(desk.store, **{**given, **more})


@contextmanager
def empty_place(desk: Desk, request: pytest.FixtureRequest, folder: Path, **more: Any) -> Iterator[Settings]:
    """Settings that name a store which is not there (SQLite), or a database with nothing in it."""
    there, settings = folder / f"restored {uuid4().hex[:8]}", desk.store.settings
    more = {"files_dir": str(there / "files"), "public_store": "", **more}
    if settings.is_sqlite:
        yield settings.model_copy(update={**more, "database_url": f"sqlite:///{there / 'desk.db'}"})
        return
    cluster, name = request.getfixturevalue("cluster"), f"restored_{uuid4().hex}"
    cluster.run(f"CREATE DATABASE {name}")
    yield settings.model_copy(update={**more, "database_url": cluster.url(name)})
    cluster.run(f"DROP DATABASE {name} WITH (FORCE)")


def tables_of(settings: Settings, cluster: Callable[[], Any]) -> int:
    """How many there are in a store that should be empty; the file not being there is none."""
    if settings.is_sqlite:
        return int(Path(settings.database_url.removeprefix("sqlite:///")).exists())
    import psycopg

    with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        return int(row[0]) if row else 0


def nothing_there(settings: Settings) -> bool:
    """As before: no store, no file of it, nothing half done."""
    left = [one for one in settings.files_folder.rglob("*") if one.is_file() or one.name.startswith(".backup")]
    return tables_of(settings, lambda: None) == 0 and left == []


def teams(settings: Settings) -> list[str]:
    with opened(settings.database_url, files_dir=settings.files_dir) as store, store.reading() as session:
        return list(session.scalars(select(Team.name).order_by(Team.id)))


def signed_in(store: Store) -> int:
    with store.reading() as session:
        return session.query(Session).where(Session.ended_at.is_(None)).count()


def revision(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(StoreRevision.revision)) or 0


def photos(store: Store) -> list[bytes]:
    with store.reading() as session:
        names = [n for row in session.execute(select(Attachment.hash, Attachment.preview_hash)) for n in row if n]
    return [files.found(store.settings.files_folder, name).read_bytes() for name in names]


def age_key(folder: Path) -> tuple[str, Path]:
    """A recipient and the file with its secret key."""
    file = folder / f"{uuid4().hex}.age"
    subprocess.run(["age-keygen", "-o", str(file)], check=True, capture_output=True)
    return subprocess.run(
        ["age-keygen", "-y", str(file)], check=True, capture_output=True, text=True
    ).stdout.strip(), file


def gpg_key(folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> tuple[str, Path]:
    """A fingerprint in a keyring that has the public key alone, and the file with the secret one."""
    maker, keyring, file = folder / "g1", folder / "g2", folder / "secret.asc"
    for home in (maker, keyring):
        home.mkdir(mode=0o700)
    gpg = ["gpg", "--batch", "--quiet", "--homedir", str(maker), "--pinentry-mode", "loopback", "--passphrase", ""]
    subprocess.run(
        [*gpg, "--quick-gen-key", "Backups <b@desk.example>", "rsa2048", "encrypt,sign"],
        check=True,
        capture_output=True,
    )
    listed = subprocess.run([*gpg, "--list-keys", "--with-colons"], check=True, capture_output=True, text=True).stdout
    fingerprint = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))
    file.write_bytes(subprocess.run([*gpg, "--armor", "--export-secret-keys"], check=True, capture_output=True).stdout)
    public = subprocess.run([*gpg, "--export"], check=True, capture_output=True).stdout
    monkeypatch.setenv("GNUPGHOME", str(keyring))
    subprocess.run(["gpg", "--batch", "--quiet", "--import"], input=public, check=True, capture_output=True)
    for home in (maker, keyring):  # its helper, which would stay
        quit_it = ["gpgconf", "--homedir", str(home), "--kill", "all"]
        request.addfinalizer(lambda quit_it=quit_it: subprocess.run(quit_it, check=False, capture_output=True))
    return fingerprint, file
