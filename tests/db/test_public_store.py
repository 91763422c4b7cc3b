"""What presenters read: what is frozen and nothing else, the same however it came there, and what they cannot do with it."""

import hashlib
import logging
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from db import afterwards, public_store
from db.__main__ import main
from db.access import Viewer
from db.commands.freezing import WithdrawBriefing
from db.commands.frozen import KeepDocuments
from db.commands.people import AddTeam
from db.commands.registry import HANDLERS
from db.disclosure.content import hash_of, written
from db.errors import CommonGroundError, NotFound, StoreUnavailable
from db.first_start import prepare
from db.models import Base, Briefing, BriefingDocument, PublicRelease
from db.public_store import Done, PublicStore, presenter_role
from db.public_store.tables import ROLE, SCHEMA, TABLES
from db.settings import Settings, get_settings
from db.store import Store
from db.vocabulary.briefings import BriefingStatus, DocumentFormat, PeriodKind
from tests.db import rows_briefings
from tests.db.conftest import BOTH, Desk
from tests.db.public_content import a_release, a_slide, a_snapshot, english
from tests.postgres import Cluster

AT = datetime(2026, 11, 3, 20, tzinfo=UTC)
FIGURES = [
    ("concerns by month", "2026-07", "total", "rounded", 20),
    ("concerns by month", "2026-08", "total", "rounded", 25),
    ("concerns by neighbourhood and kind", "capitol-hill", "drugs + anything else", "not shown", None),
    ("concerns by neighbourhood and kind", "capitol-hill", "total", "fewer than 10", None),
    ("concerns by neighbourhood and kind", "capitol-hill", "traffic and parking", "fewer than 10", None),
    ("concerns by neighbourhood and kind", "harbour", "drugs + anything else", "rounded", 15),
    ("concerns by neighbourhood and kind", "harbour", "total", "rounded", 40),
    ("concerns by neighbourhood and kind", "harbour", "traffic and parking", "rounded", 25),
    ("concerns by neighbourhood and kind", "total", "total", "rounded", 45),
    ("concerns by neighbourhood and kind", "total", "traffic and parking", "rounded", 30),
]


def published(store: Store, **more: Any) -> None:
    content = written(a_release(**more))
    with Session(store._writer) as session, session.begin():
        days = {"starts_on": date(2026, 7, 1), "last_day": date(2026, 9, 30), **more}
        row = {**days, "content": content, "hash": hash_of(content), "published_at": AT}
        session.add(PublicRelease(kind=PeriodKind.QUARTER.value, **row))


def frozen(store: Store, code: str, *files: str, **more: Any) -> None:
    """A frozen briefing with files to hand out, as the commands leave it."""
    snapshot = a_snapshot(a_slide("The lamps work again."), ref=f"B-{code}", **more)
    content = written(snapshot)
    with Session(store._writer) as session, session.begin():
        briefing = Briefing(
            ref=snapshot.ref,
            titles={"en": {"words": "July to September", "machine": False}},
            kind=PeriodKind.QUARTER.value,
            starts_on=date(2026, 7, 1),
            last_day=date(2026, 9, 30),
            status=BriefingStatus.FROZEN.value,
            code=code,
            content=content,
            hash=hash_of(content),
            version=1,
            created_at=AT,
            updated_at=AT,
        )
        session.add(briefing)
        session.flush()
        for name in files:
            data = f"{code} {name}".encode()
            session.add(
                BriefingDocument(
                    briefing_id=briefing.id,
                    format=DocumentFormat.PDF.value,
                    language="en",
                    name=name,
                    media_type="application/pdf",
                    content=data,
                    size=len(data),
                    hash=hashlib.sha256(data).hexdigest(),
                    made_at=AT,
                )
            )


def withdrawn(store: Store, code: str) -> None:
    with Session(store._writer) as session, session.begin():
        session.execute(update(Briefing).where(Briefing.code == code).values(status=BriefingStatus.WITHDRAWN.value))


def kept(store: Store) -> dict[str, list[Any]]:
    """All public rows, as a presenter's own connection gives them."""
    presenter = PublicStore(store.settings)
    with presenter.reading() as connection:
        rows = {t.name: sorted(map(tuple, connection.execute(select(t))), key=repr) for t in TABLES}
    presenter.close()
    return rows


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[str]:
    """One for all tests here, emptied for each: making one takes a second."""
    name = f"public_{uuid4().hex}"
    cluster.run(f"CREATE DATABASE {name} TEMPLATE migrated")
    yield cluster.url(name)
    cluster.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def emptied(database: str) -> Iterator[Store]:
    opened = Store.open(Settings(database_url=database))
    with opened._writer.connect() as connection, connection.begin():
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        for table in ("briefing_document", "briefing", "public_release", "team"):
            connection.execute(text(f"DELETE FROM {table}"))
    yield opened
    opened.close()


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgresql":
        with emptied(request.getfixturevalue("database")) as opened:
            yield opened
        return
    file = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "store.db")
    opened = Store.open(Settings(database_url=f"sqlite:///{file}"))
    yield opened
    opened.close()


@pytest.fixture
def presenter(store: Store) -> Iterator[PublicStore]:
    opened = PublicStore(store.settings)
    yield opened
    opened.close()


def test_a_presenter_finds_what_is_frozen_and_what_there_is_to_hand_out(store: Store, presenter: PublicStore) -> None:
    published(store)
    frozen(store, "aa", "paper.pdf", title=english("Harbour", es="El puerto"), languages=("en", "es"))
    frozen(store, "bb", areas=(), frozen_on=date(2026, 11, 4))
    assert public_store.refresh(store) == Done(briefings=2, documents=1, periods=1, withdrawn=0)
    newest, older = presenter.briefings()
    assert (newest.code, newest.areas, newest.title) == ("bb", (), "July to September in Harbour")
    assert (older.code, older.ref, older.title, older.languages) == ("aa", "B-aa", "Harbour", ("en", "es"))
    assert (older.kind, older.starts_on, older.last_day) == (PeriodKind.QUARTER, date(2026, 7, 1), date(2026, 9, 30))
    assert presenter.snapshot("aa").slides[0] == a_slide("The lamps work again.")
    (paper,) = presenter.documents("aa")
    assert (paper.format, paper.name, paper.size) == (DocumentFormat.PDF, "paper.pdf", 12)
    assert presenter.document("aa", paper.format, paper.language, paper.name) == b"aa paper.pdf"
    assert presenter.documents("bb") == ()


def test_every_public_figure_is_a_row_for_whoever_wants_sql(store: Store) -> None:
    published(store)
    public_store.refresh(store)
    assert [row[3:] for row in kept(store)["figure"]] == FIGURES
    assert {row[:3] for row in kept(store)["figure"]} == {("2026-07-01", "2026-09-30", "quarter")}


def test_what_is_not_there_and_what_was_withdrawn_is_not_found(store: Store, presenter: PublicStore) -> None:
    assert presenter.briefings() == () and presenter.documents("aa") == ()
    published(store)
    frozen(store, "aa", "paper.pdf")
    public_store.refresh(store)
    withdrawn(store, "aa")
    assert public_store.refresh(store) == Done(briefings=0, documents=0, periods=0, withdrawn=2)
    assert presenter.briefings() == () and presenter.documents("aa") == ()
    for ask in (
        lambda: presenter.snapshot("aa"),
        lambda: presenter.document("aa", DocumentFormat.PDF, "en", "paper.pdf"),
    ):
        with pytest.raises(NotFound) as refused:
            ask()
        assert str(refused.value) == "There is no such briefing to show, or it was withdrawn."
    assert len(kept(store)["figure"]) == len(FIGURES)  # published once, and for good
    if store.settings.public_path:
        assert b"The lamps work again." not in store.settings.public_path.read_bytes()


def test_a_draft_and_what_waits_is_never_there(store: Store) -> None:
    frozen(store, "aa")
    for status in BriefingStatus:
        with Session(store._writer) as session, session.begin():
            session.execute(update(Briefing).values(status=status.value))
        public_store.refresh(store)
        assert [row[0] for row in kept(store)["briefing"]] == (["aa"] if status == BriefingStatus.FROZEN else [])


def test_added_bit_by_bit_it_is_what_it_is_when_made_anew_and_twice_anew_is_the_same_to_the_byte(store: Store) -> None:
    published(store)
    frozen(store, "bb", "paper.pdf", "slides.pptx")
    public_store.refresh(store)
    frozen(store, "aa", "paper.pdf")
    frozen(store, "cc")
    public_store.refresh(store)
    published(store, starts_on=date(2026, 10, 1), last_day=date(2026, 10, 31))
    withdrawn(store, "cc")
    public_store.refresh(store)
    assert public_store.refresh(store) == Done(0, 0, 0, 0)
    bit_by_bit = kept(store)
    assert public_store.rebuild(store) == Done(briefings=2, documents=3, periods=2, withdrawn=0)
    assert kept(store) == bit_by_bit
    assert public_store.check(store) == ()
    if file := store.settings.public_path:
        once = file.read_bytes()
        public_store.rebuild(store)
        assert file.read_bytes() == once
        left = {one.name for one in file.parent.glob("*public*")}
        assert left == {"public.db", "public.db.lock"}
        assert file.stat().st_mode & 0o777 == 0o640
    else:
        public_store.rebuild(store)
        assert kept(store) == bit_by_bit


def _changed(store: Store, statement: str) -> None:
    """By somebody who has the file, or the database."""
    if file := store.settings.public_path:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(statement.format(schema=""))
            connection.commit()
        return
    with store._writer.connect() as connection, connection.begin():
        connection.execute(text(statement.format(schema=f"{SCHEMA}.")))


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("UPDATE {schema}briefing SET content = replace(content, 'lamps', 'lamp')", "Not as it was frozen: aa."),
        ("UPDATE {schema}document SET content = '\\001'", "Not as it was frozen: aa / paper / en / paper.pdf."),
        ("DELETE FROM {schema}document", "Missing: aa / paper / en / paper.pdf."),
        ("UPDATE {schema}briefing SET code = 'bb'", "There, and not frozen or withdrawn: bb."),
        (
            "UPDATE {schema}figure SET n = 50 WHERE n = 45",
            "The figures of the period from 2026-07-01 are not those that were published.",
        ),
    ],
)
def test_what_was_changed_is_refused_named_and_put_right(
    store: Store, presenter: PublicStore, statement: str, difference: str
) -> None:
    published(store)
    frozen(store, "aa", "paper.pdf")
    public_store.refresh(store)
    _changed(store, statement)
    assert difference in public_store.check(store)
    asked = {
        "briefing SET content": lambda: presenter.snapshot("aa"),
        "document SET content": lambda: presenter.document("aa", DocumentFormat.PDF, "en", "paper.pdf"),
    }
    for ask in (ask for what, ask in asked.items() if what in statement):
        with pytest.raises(CommonGroundError) as said:
            ask()
        assert str(said.value) == (
            "This briefing is not as it was frozen, so it is not shown. Tell whoever runs the system."
        )
    public_store.rebuild(store)
    assert public_store.check(store) == ()
    assert presenter.document("aa", DocumentFormat.PDF, "en", "paper.pdf") == b"aa paper.pdf"


def test_what_is_damaged_in_the_store_is_not_shown_and_the_rest_is(store: Store) -> None:
    frozen(store, "aa", "paper.pdf")
    frozen(store, "bb", "paper.pdf")
    with Session(store._writer) as session, session.begin():
        session.execute(update(Briefing).where(Briefing.code == "aa").values(content="{}"))
    with pytest.raises(CommonGroundError) as said:
        public_store.refresh(store)
    assert str(said.value) == (
        "B-aa in the store is not as it was frozen, so it is not shown. Restore it from a backup."
    )
    assert [row[0] for row in kept(store)["briefing"]] == ["bb"]


@pytest.fixture
def publishing(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = HANDLERS[AddTeam]

    def handler(session: Session, command: AddTeam, **more: Any) -> Any:
        session.info["public"] = True
        return spec.handler(session, command, **more)

    monkeypatch.setitem(
        HANDLERS, AddTeam, type(spec)(**{f: getattr(spec, f) for f in spec.__slots__} | {"handler": handler})
    )


def test_after_a_command_that_publishes_presenters_have_it(
    store: Store, presenter: PublicStore, publishing: None
) -> None:
    frozen(store, "aa")
    store.execute(AddTeam("North"), by=Viewer.system("tests"), now=AT)
    assert [one.code for one in presenter.briefings()] == ["aa"]


def test_where_it_cannot_be_brought_to_presenters_the_command_is_saved_and_the_next_one_brings_it(
    store: Store, publishing: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    frozen(store, "aa")

    def full(_store: Any) -> Done:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(afterwards.public_store, "refresh", full)
        store.execute(AddTeam("North"), by=Viewer.system("tests"), now=AT)
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == [
        "what presenters read is not up to date (OSError): python -m db public rebuild"
    ]
    store.execute(AddTeam("South"), by=Viewer.system("tests"), now=AT)
    assert [row[0] for row in kept(store)["briefing"]] == ["aa"]


def test_the_command_line_makes_it_anew_and_compares(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    published(store)
    frozen(store, "aa", "paper.pdf")
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", store.settings.database_url)
    get_settings.cache_clear()
    try:
        assert main(["public", "check"]) == 1
        assert "public rebuild" in capsys.readouterr().out
        assert main(["public", "rebuild"]) == 0
        assert capsys.readouterr().out == "Briefings: 1, documents: 1, periods with figures: 1\n"
        assert main(["public", "check"]) == 0
        assert capsys.readouterr().out == "What presenters read: as it was frozen\n"
    finally:
        get_settings.cache_clear()


def test_the_real_road_freezing_rendering_and_withdrawing_reach_presenters_each_at_once(desk: Desk) -> None:
    opened = PublicStore(desk.store.settings)
    before = {one.code for one in opened.briefings()}
    done = rows_briefings.frozen(desk)
    (shown,) = (one for one in opened.briefings() if one.code not in before)
    assert (shown.code, shown.ref, shown.hash) == (done.code, done.ref, done.hash)
    assert opened.snapshot(done.code).ref == done.ref
    page = rows_briefings.document()
    desk.do(KeepDocuments(done.code, (page,)))
    assert [one.name for one in opened.documents(done.code)] == [page.name]
    assert opened.document(done.code, page.format, page.language.value, page.name) == page.content
    assert public_store.check(desk.store) == ()
    version = desk.one(Briefing, done.ref).version
    desk.do(WithdrawBriefing(done.ref, version, "The wrong hall"), by="ben")
    assert done.code not in {one.code for one in opened.briefings()} and opened.documents(done.code) == ()
    opened.close()


# The file of an SQLite store.


@pytest.fixture
def file_store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    file = tmp_path / "store.db"
    file.write_bytes(migrated_file.read_bytes())
    opened = Store.open(Settings(database_url=f"sqlite:///{file}"))
    frozen(opened, "aa", "paper.pdf")
    public_store.refresh(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO figure SELECT * FROM figure",
        "UPDATE briefing SET title = ''",
        "DELETE FROM briefing",
        "DROP TABLE briefing",
        "CREATE TABLE mine (x)",
        "CREATE TEMP TABLE mine (x)",
        "PRAGMA user_version = 1",
        "PRAGMA writable_schema = 1",
        "PRAGMA read_uncommitted = 1",
        "PRAGMA database_list",
        "ATTACH DATABASE '{store}' AS private",
        "ATTACH DATABASE 'file:{store}?mode=ro' AS private",
        "VACUUM INTO '{store}.copy'",
        "SELECT load_extension('anything')",
        "REINDEX",
        "ANALYZE",
    ],
)
def test_a_presenters_connection_to_the_file_can_neither_write_nor_open_another(
    file_store: Store, statement: str
) -> None:
    private = file_store.settings.database_url.removeprefix("sqlite:///")
    opened = PublicStore(file_store.settings)
    with opened._engine.connect() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql(statement.format(store=private))
    with pytest.raises(CommonGroundError), opened.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM concern")
    assert not Path(f"{private}.copy").exists()
    opened.close()


def test_what_a_restored_store_has_frozen_is_there_once_the_server_starts(file_store: Store) -> None:
    published(file_store)
    file = file_store.settings.public_path
    assert file
    file.unlink()
    prepare(file_store.settings)
    assert public_store.check(file_store) == ()


def test_a_presenter_needs_the_public_file_alone(file_store: Store, tmp_path: Path) -> None:
    public = file_store.settings.public_path
    assert public == tmp_path / "public.db"
    elsewhere = Settings(
        database_url=f"sqlite:///{tmp_path}/none/store.db", public_store=f"{public.rename(tmp_path / 'shown.db')}"
    )
    opened = PublicStore(elsewhere)
    assert [one.code for one in opened.briefings()] == ["aa"]
    opened.close()
    assert not (tmp_path / "none").exists()


def test_a_public_file_that_is_the_store_is_no_setting(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="another file than the store"):
        Settings(database_url=f"sqlite:///{tmp_path}/store.db", public_store=f"{tmp_path}/store.db")
    with pytest.raises(ValueError, match="is an address"):
        Settings(database_url="postgresql+psycopg://a@b/c", public_store="public.db")


def test_half_a_file_is_a_sentence_and_is_made_anew(file_store: Store) -> None:
    file = file_store.settings.public_path
    assert file
    opened = PublicStore(file_store.settings)
    file.write_bytes(b"not a file of ours" * 400)
    with pytest.raises(CommonGroundError) as said:
        opened.briefings()
    assert str(said.value) == (
        "The frozen briefings cannot be read just now. Tell whoever runs the system: they can be made anew."
    )
    assert "public rebuild" in public_store.check(file_store)[0]
    assert public_store.refresh(file_store) == Done(1, 1, 0, 0)
    assert [one.code for one in opened.briefings()] == ["aa"]
    file.unlink()
    assert opened.briefings() == () and opened.documents("aa") == ()
    assert public_store.check(file_store) == ("There is no public file yet: python -m db public rebuild makes it.",)
    opened.close()


def test_a_file_of_an_older_shape_is_made_over(file_store: Store) -> None:
    file = file_store.settings.public_path
    assert file
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("DROP TABLE figure; ALTER TABLE document DROP COLUMN size")
    assert "of this version" in public_store.check(file_store)[0]
    assert public_store.refresh(file_store) == Done(1, 1, 0, 0)
    assert public_store.check(file_store) == ()


def test_a_rebuild_that_fails_leaves_the_old_file_and_nothing_beside_it(
    file_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_store.settings.public_path
    assert file
    before = file.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("db.public_store.writing.copied", full)
    with pytest.raises(OSError):
        public_store.rebuild(file_store)
    assert file.read_bytes() == before
    assert {one.name for one in file.parent.glob("*public*")} == {"public.db", "public.db.lock"}


def test_what_a_refresh_left_that_was_cut_off_is_a_sentence_and_the_next_one_puts_it_right(
    file_store: Store, tmp_path: Path
) -> None:
    """The file and its journal are copied as they lie in the middle of a large write: as a power cut leaves them."""
    file = file_store.settings.public_path
    assert file
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 5")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE briefing SET title = 'half'")
        filler = ("bb", "paper", "en", "x.pdf", "", "", 0, b"x" * 100_000)
        connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?)", filler)
        cut_off = {name: (tmp_path / name).read_bytes() for name in ("public.db", "public.db-journal")}
        connection.execute("ROLLBACK")
    assert len(cut_off["public.db"]) > 100_000 and len(cut_off["public.db-journal"]) > 500
    for name, content in cut_off.items():
        (tmp_path / name).write_bytes(content)
    opened = PublicStore(file_store.settings)
    with pytest.raises(CommonGroundError) as said:
        opened.briefings()
    assert "cannot be read just now" in str(said.value)
    assert public_store.refresh(file_store) == Done(0, 0, 0, 0)
    assert [one.title for one in opened.briefings()] == ["July to September in Harbour"]
    (tmp_path / "public.db").write_bytes(cut_off["public.db"])
    (tmp_path / "public.db-journal").write_bytes(cut_off["public.db-journal"])
    public_store.rebuild(file_store)
    assert public_store.check(file_store) == () and not (tmp_path / "public.db-journal").exists()
    opened.close()


def test_while_it_is_made_anew_and_added_to_readers_always_find_all_of_it(file_store: Store) -> None:
    opened, found, stop = PublicStore(file_store.settings), set[Any](), threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                found.add((len(opened.briefings()), opened.document("aa", DocumentFormat.PDF, "en", "paper.pdf")))
            except CommonGroundError as error:
                found.add(str(error))

    readers = [threading.Thread(target=read) for _ in range(3)]
    writers = [
        threading.Thread(target=write, args=(file_store,)) for write in (public_store.rebuild, public_store.refresh) * 4
    ]
    for one in (*readers, *writers):
        one.start()
    for one in writers:
        one.join()
    stop.set()
    for one in readers:
        one.join()
    assert found == {(1, b"aa paper.pdf")}
    assert public_store.check(file_store) == ()
    opened.close()


# The role of a PostgreSQL store.


@pytest.fixture
def server(database: str) -> Iterator[Store]:
    """A store on PostgreSQL with something in it, private and public."""
    with emptied(database) as opened:
        published(opened)
        frozen(opened, "aa", "paper.pdf")
        opened.execute(AddTeam("North"), by=Viewer.system("tests"), now=AT)
        public_store.refresh(opened)
        yield opened


@pytest.fixture
def sign_in(cluster: Cluster, server: Store) -> Iterator[str]:
    """The address of a sign-in that is a member of the presenters' role and of nothing else."""
    name = f"shows_{uuid4().hex}"
    cluster.run(f"CREATE ROLE {name} LOGIN IN ROLE {ROLE}")
    yield server.settings.database_url.replace("//common_ground@", f"//{name}@")
    cluster.run(f"DROP ROLE {name}")


def refused(connection: psycopg.Connection[Any], statement: str) -> str:
    with pytest.raises(psycopg.Error) as error:
        connection.execute(statement)  # type: ignore[call-overload]
    return str(error.value)


def everything_private(server: Store) -> list[str]:
    """Each relation that is not public: the models' tables, and what engines keep beside them (search indexes)."""
    with server.reading() as session:
        found = session.scalars(
            text(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') "
                "AND relnamespace = 'public'::regnamespace ORDER BY 1"
            )
        ).all()
    assert set(Base.metadata.tables) < set(found)
    return list(found)


@pytest.mark.postgres
def test_a_presenters_sign_in_can_select_from_nothing_but_the_public_schema(server: Store, sign_in: str) -> None:
    denied = "permission denied for"
    with psycopg.connect(sign_in.replace("+psycopg", ""), autocommit=True) as connection:
        for private in everything_private(server):
            assert denied in refused(connection, f'SELECT * FROM public."{private}"'), private
        for private in Base.metadata.tables:
            for statement in (
                f'SELECT count(*) FROM "{private}"',
                f'INSERT INTO "{private}" DEFAULT VALUES',
                f'DELETE FROM "{private}"',
                f'TRUNCATE "{private}"',
                f'COPY "{private}" TO STDOUT',
                f'CREATE VIEW pg_temp.mine AS TABLE "{private}"; SELECT * FROM pg_temp.mine',
            ):
                assert denied in refused(connection, statement), statement
        for table in ("briefing", "document", "figure"):
            (n,) = connection.execute(f"SELECT count(*) FROM {SCHEMA}.{table}").fetchone()  # type: ignore
            assert n == {"figure": len(FIGURES)}.get(table, 1)
            for statement in (
                f"INSERT INTO {SCHEMA}.{table} SELECT * FROM {SCHEMA}.{table}",
                f"DELETE FROM {SCHEMA}.{table}",
                f"UPDATE {SCHEMA}.{table} SET kind = ''" if table != "document" else f"TRUNCATE {SCHEMA}.document",
            ):
                assert denied in refused(connection, statement), statement
            assert "must be owner" in refused(connection, f"DROP TABLE {SCHEMA}.{table}")
        for statement in (f"CREATE TABLE {SCHEMA}.mine (x int)", "CREATE TABLE public.mine (x int)"):
            assert denied in refused(connection, statement), statement


@pytest.mark.postgres
def test_a_presenters_sign_in_can_become_nobody_else_and_is_told_of_no_other_table(server: Store, sign_in: str) -> None:
    with psycopg.connect(sign_in.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in ("SET ROLE common_ground", "SET SESSION AUTHORIZATION common_ground"):
            assert "permission denied to set" in refused(connection, statement)
        for statement in (f"SET ROLE {ROLE}", "RESET ROLE", "SET ROLE NONE", "RESET SESSION AUTHORIZATION"):
            connection.execute(statement)  # type: ignore[call-overload]
            assert "permission denied for table concern" in refused(connection, "SELECT * FROM concern")
        for view in ("tables", "columns", "table_privileges", "views"):
            schemas = connection.execute(
                f"SELECT DISTINCT table_schema FROM information_schema.{view}"  # type: ignore[arg-type]
            ).fetchall()
            assert {name for (name,) in schemas} <= {SCHEMA, "pg_catalog", "information_schema"}, view
        for statement in (
            "SELECT pg_read_file('/etc/passwd')",
            "SELECT * FROM pg_authid",
            "SELECT * FROM pg_statistic",
            "SELECT nextval('team_id_seq')",
        ):
            assert "permission denied" in refused(connection, statement), statement
        assert "must be superuser" in refused(connection, "COPY (SELECT 1) TO '/nowhere'")
        seen = connection.execute("SELECT DISTINCT schemaname FROM pg_stats").fetchall()
        assert ("public",) not in seen


@pytest.mark.postgres
@pytest.mark.parametrize("own_sign_in", [True, False], ids=["a sign-in of its own", "the store's address"])
def test_the_presenters_connection_reads_what_is_public_and_nothing_else(
    server: Store, sign_in: str, own_sign_in: bool
) -> None:
    settings = server.settings.model_copy(update={"public_store": sign_in if own_sign_in else ""})
    opened = PublicStore(settings)
    assert [one.code for one in opened.briefings()] == ["aa"]
    for statement in ("SELECT * FROM concern", "RESET ROLE; SELECT * FROM concern", "SELECT * FROM audit_entry"):
        with opened._engine.connect() as connection, pytest.raises(ProgrammingError) as denied:
            connection.exec_driver_sql(statement)
        assert "permission denied for table" in str(denied.value)
    for statement in (f"DELETE FROM {SCHEMA}.briefing", f"DROP SCHEMA {SCHEMA} CASCADE"):
        with opened._engine.connect() as connection, pytest.raises(DBAPIError):
            connection.exec_driver_sql(statement)
    with pytest.raises(CommonGroundError), opened.reading() as connection:
        connection.exec_driver_sql("SELECT * FROM officer")
    assert [one.code for one in opened.briefings()] == ["aa"]
    opened.close()


@pytest.mark.postgres
def test_where_the_role_may_not_be_made_whoever_runs_it_is_told_and_what_is_public_is_written(
    server: Store, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"plain_{uuid4().hex}"
    cluster.run(f"CREATE ROLE {name} LOGIN")
    database = server.settings.database_url.rsplit("/", 1)[1]
    admin = create_engine(server.settings.database_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        connection.execute(text(f"GRANT CREATE ON DATABASE {database} TO {name}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}"))
    plain = Store.open(Settings(database_url=server.settings.database_url.replace("//common_ground@", f"//{name}@")))
    monkeypatch.setattr(presenter_role, "ROLE", f"nobody_{uuid4().hex}")
    with pytest.raises(CommonGroundError) as said:
        public_store.refresh(plain)
    assert "is missing, and the store's own sign-in may not make it" in str(said.value)
    assert "docs/deploying.md" in str(said.value)
    with admin.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {SCHEMA}.briefing")) == 1
        connection.execute(text(f"DROP OWNED BY {name}"))
    plain.close()
    admin.dispose()
    cluster.run(f"DROP ROLE {name}")


@pytest.mark.postgres
def test_before_anything_was_frozen_and_when_nobody_answers(server: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.public_store.reading.ROLE", "nobody_made_it_yet")
    assert PublicStore(server.settings).briefings() == ()
    away = server.settings.model_copy(update={"public_store": "postgresql+psycopg://common_ground@127.0.0.1:1/none"})
    with pytest.raises(StoreUnavailable):
        PublicStore(away).briefings()


@pytest.mark.postgres
def test_a_store_whose_sign_in_is_no_superuser_makes_schema_and_role_and_presenters_read(
    server: Store, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, role = f"plain_{uuid4().hex}", f"shows_{uuid4().hex}"
    cluster.run(f"CREATE ROLE {name} LOGIN CREATEROLE")
    admin = create_engine(server.settings.database_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        connection.execute(text(f"GRANT CREATE ON DATABASE {server.settings.database_url.rsplit('/', 1)[1]} TO {name}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name} WITH GRANT OPTION"))
    monkeypatch.setattr(presenter_role, "ROLE", role)
    monkeypatch.setattr("db.public_store.reading.ROLE", role)
    plain = Store.open(Settings(database_url=server.settings.database_url.replace("//common_ground@", f"//{name}@")))
    public_store.refresh(plain)
    assert public_store.refresh(plain) == Done(0, 0, 0, 0)
    opened = PublicStore(plain.settings)
    assert [one.code for one in opened.briefings()] == ["aa"]
    with opened._engine.connect() as connection, pytest.raises(ProgrammingError):
        connection.exec_driver_sql("SELECT * FROM officer")
    opened.close()
    plain.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP OWNED BY {role}, {name}"))
    admin.dispose()
    cluster.run(f"DROP ROLE {role}")
    cluster.run(f"DROP ROLE {name}")


@pytest.mark.postgres
def test_a_table_somebody_opened_to_everybody_is_named(server: Store, sign_in: str) -> None:
    with server._writer.connect() as connection, connection.begin():
        connection.execute(text("GRANT SELECT ON voice TO PUBLIC; GRANT USAGE ON team_id_seq TO PUBLIC"))
    for ask in (public_store.refresh, public_store.rebuild):
        with pytest.raises(CommonGroundError) as said:
            ask(server)
        assert "Presenters could reach more than public tables (public.team_id_seq, public.voice)" in str(said.value)
    assert any("public.voice" in sentence for sentence in public_store.check(server))
    with server._writer.connect() as connection, connection.begin():
        connection.execute(text("REVOKE SELECT ON voice FROM PUBLIC; REVOKE USAGE ON team_id_seq FROM PUBLIC"))


@pytest.mark.postgres
def test_what_was_granted_to_the_role_by_mistake_is_taken_back(server: Store, sign_in: str) -> None:
    with server._writer.connect() as connection, connection.begin():
        connection.execute(text(f"GRANT SELECT ON voice TO {ROLE}"))
    public_store.refresh(server)
    with psycopg.connect(sign_in.replace("+psycopg", ""), autocommit=True) as connection:
        assert "permission denied for table voice" in refused(connection, "SELECT * FROM voice")
