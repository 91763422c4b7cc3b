"""A word of its own in every private column, and every byte a presenter's browser receives or takes away searched for it."""

import base64
import io
import json
import re
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pypdf
import pytest
from playwright.sync_api import Browser, Error, Page, Response, WebSocket
from sqlalchemy import JSON, String, Text

from dashboard.documents.briefing.reading import web_page
from dashboard.documents.briefing.rendering import rendered
from dashboard.documents.briefing.tables import csv_files
from dashboard.documents.briefing.telling import tell
from dashboard.presenting_paths import document_path, page_path
from db.access import Viewer
from db.commands.briefing_approval import ApproveBriefing, SendBriefing
from db.commands.briefing_slides import WriteSlide
from db.commands.briefings import BeginBriefing
from db.commands.freezing import FreezeBriefing, Frozen
from db.commands.frozen import KeepDocuments
from db.disclosure import coarsening, composing, laying_out, sources
from db.disclosure.content import Figure, Item, Snapshot, Written
from db.disclosure.drafted import ChosenItem, Wording
from db.disclosure.laying_out import laid_out
from db.disclosure.periods import last_day
from db.models import Base
from db.public_store import PublicDocument, PublicStore
from db.queries.briefing_previews import preview, sayable
from db.queries.briefings import periods
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store
from db.vocabulary.briefings import BriefingLanguage, FigureKind, PeriodKind, SlideKind
from tests.e2e.conftest import Served, free_port, run_server, settled, sign_in

# Everything is rendered, shown and taken apart: a minute and more on a busy machine.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
EN, AR = BriefingLanguage.ENGLISH, BriefingLanguage.ARABIC
MAKERS = ("maren.oakhollow", "idris.larkmere")
OURS = "We said we would look at the crossing, and we did."
PRIVATE = re.compile(rb"Zq\d{3}x\d+", re.IGNORECASE)
# A true place ends in these figures; what is public is rounded to fewer.
PLACE = re.compile(rb"-?\d{2,3}\.\d{3}71938")
# Announced or written for the public; or, of officers, whom residents are told to ask for, and one's own name.
FOR_THE_PUBLIC = {
    "event.title", "event.venue", "briefing.titles", "briefing_slide.texts", "briefing_slide.items", "officer.display_name",
}  # fmt: skip
# Nothing can be changed there, or nothing there is whole with other words.
AS_THEY_ARE = {"audit_entry.actor", "idempotency_key.changes", "saved_view.query"}
COLUMNS = sorted(
    f"{table.name}.{column.name}"
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if column.info.get("confidentiality") is not None and isinstance(column.type, String | Text | JSON)
)


class Shown(NamedTuple):
    served: Served
    code: str
    documents: tuple[PublicDocument, ...]
    log: Path
    planted: set[str]


def plant(file: Path) -> set[str]:
    """The columns that now hold a word of their own in each row that had any."""
    planted = set()
    with closing(sqlite3.connect(file)) as connection, connection:
        for number, name in enumerate(COLUMNS):
            table, column = name.split(".")
            if name in FOR_THE_PUBLIC | AS_THEY_ARE:
                continue
            kept = Base.metadata.tables[table].columns[column]
            word = f"'Zq{number:03d}x' || rowid"
            value = f"json_array({word})" if isinstance(kept.type, JSON) else word
            done = connection.execute(f'UPDATE "{table}" SET "{column}" = {value} WHERE "{column}" IS NOT NULL')
            planted |= {name} if done.rowcount else set()
        named = "SELECT named_officer_id FROM neighbourhood WHERE named_officer_id IS NOT NULL"
        connection.execute(
            f"UPDATE officer SET display_name = 'Zq999x' || id WHERE role <> 'presenter' AND id NOT IN ({named})"
        )
        for table in ("concern", "activity"):
            for column in ("latitude", "longitude"):
                connection.execute(f'UPDATE "{table}" SET {column} = round({column}, 3) + 0.00071938')
    return planted


def people(store: Store) -> tuple[Viewer, Viewer]:
    """Who builds and who approves."""
    with store.reading() as session:
        officer, supervisor = (viewer_by_subject(session, f"{name}@example.org") for name in MAKERS)
    assert officer is not None and supervisor is not None
    return officer, supervisor


def draft(store: Store, officer: Viewer, supervisor: Viewer, now: datetime) -> str:
    """The newest quarter that can be published, with a promise in our own words, approved."""
    with store.reading() as session:
        open_ones = [
            one for one in periods(session, viewer=officer, now=now)
            if one.kind == PeriodKind.QUARTER and one.open_from <= now.date() and not one.published
        ]  # fmt: skip
    saved = store.execute(
        BeginBriefing("", PeriodKind.QUARTER, max(one.starts_on for one in open_ones), languages=(EN, AR)),
        by=officer,
        now=now,
    )
    with store.reading() as session:
        there = sayable(session, viewer=officer, ref=saved.ref)
    promise = next(one.ref for one in there if one.slide == SlideKind.PROMISES)
    item = ChosenItem(promise, (Wording(EN, OURS),))
    for command, by in (
        (WriteSlide(saved.ref, saved.version, 6, (), items=(item,)), officer),
        (SendBriefing(saved.ref, 0), officer),
        (ApproveBriefing(saved.ref, 0), supervisor),
    ):
        saved = store.execute(replace(command, version=saved.version), by=by, now=now)
    return str(saved.ref)


@pytest.fixture(scope="module")
def desk(demonstration: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path, set[str]]]:
    """The demonstration's store, copied and planted."""
    folder = tmp_path_factory.mktemp("canary")
    source = Path(demonstration.database.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(folder / "store.db")) as here:
        there.backup(here)
    shutil.copy(source.parent / "keys", folder / "keys")
    planted = plant(folder / "store.db")
    store = Store.open(Settings(database_url=f"sqlite:///{folder / 'store.db'}"))
    yield store, folder, planted
    store.close()


@pytest.fixture(scope="module")
def shown(desk: tuple[Store, Path, set[str]]) -> Iterator[Shown]:
    """A briefing frozen and rendered from it, and a server."""
    store, folder, planted = desk
    officer, supervisor = people(store)
    now = datetime.now(UTC)
    ref = draft(store, officer, supervisor, now)
    with store.reading() as session:
        look = preview(session, viewer=officer, ref=ref, now=now)
    done: Frozen = store.execute(FreezeBriefing(ref, version_of(store, ref), look.seen), by=officer, now=now)
    documents = tuple(rendered(look.snapshot, confirmed=()))
    store.execute(KeepDocuments(done.code, documents), by=officer, now=now)
    public = PublicStore(store.settings)
    kept = public.documents(done.code)
    public.close()
    port, database, log = free_port(), f"sqlite:///{folder / 'store.db'}", folder / "log"
    process = run_server("dashboard/server.py", port, database, log)
    yield Shown(Served(f"http://localhost:{port}", database), done.code, kept, log, planted)
    process.terminate()
    process.wait(timeout=20)


def version_of(store: Store, ref: str) -> int:
    with store.reading() as session:
        return int(
            session.execute(Base.metadata.tables["briefing"].select().filter_by(ref=ref)).mappings().one()["version"]
        )


class Received:
    """Every byte that came to a browser. `read` before it goes on to another page: then what came is not there any more."""

    def __init__(self, page: Page) -> None:
        self.pieces: list[bytes] = []
        self.unread: list[str] = []
        self._answers: list[Response] = []
        page.context.on("response", lambda answer: self._answers.append(answer))
        page.on("websocket", self._listen)

    def read(self) -> None:
        while self._answers:
            answer = self._answers.pop()
            self.pieces.append(json.dumps(answer.headers).encode())
            try:
                self.pieces.append(answer.body())
            except Error:  # answers without a body, and what the browser kept from before
                self.unread.append(answer.url)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.pieces.append(_bytes(frame)))


def _bytes(frame: object) -> bytes:
    said = frame if isinstance(frame, str | bytes) else getattr(frame, "body", b"")
    return said.encode() if isinstance(said, str) else bytes(said)


def opened(content: bytes) -> Iterator[bytes]:
    """A file and whatever lies within it: archives, streams of a PDF, embedded data."""
    yield content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from opened(archive.read(name))
    elif content.startswith(b"%PDF-"):
        reader = pypdf.PdfReader(io.BytesIO(content))
        yield repr(reader.metadata).encode()
        yield "\n".join(page.extract_text() for page in reader.pages).encode()
        for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
            try:
                yield zlib.decompress(found[1])
            except zlib.error:
                yield found[1]
    else:
        for found in re.finditer(rb"base64,([A-Za-z0-9+/]+)", content):
            whole = found[1][:-1] if len(found[1]) % 4 == 1 else found[1]  # no such length: something else follows
            yield base64.b64decode(whole + b"=" * (-len(whole) % 4))


def private(pieces: Iterable[bytes]) -> set[bytes]:
    """What should be nowhere; words may lie there in two bytes a letter, as some files have them."""
    found: set[bytes] = set()
    for piece in pieces:
        for inner in opened(piece):
            for text in (inner, inner.replace(b"\x00", b"")):
                found |= set(PRIVATE.findall(text)) | set(PLACE.findall(text))
    return found


def test_no_byte_that_a_presenter_receives_or_takes_away_is_private(shown: Shown, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    received = Received(page)
    sign_in(page, f"{shown.served.address}/present", role="presenter")
    page.get_by_role("link", name="Present in English").wait_for()
    for expander in page.get_by_text("Hand out", exact=True).all():
        expander.click()
    settled(page)
    received.read()
    for elsewhere in ("account", "briefings", "concerns", "concern_map"):
        page.goto(f"{shown.served.address}/{elsewhere}")
        settled(page)
        received.read()
    for language in (EN, AR):
        projected = context.new_page()
        projected.goto(shown.served.address + page_path(shown.code, language))
        received.read()
        projected.keyboard.press("Enter")
        for _slide in range(14):
            projected.keyboard.press("ArrowRight")
        projected.close()
    taken = []
    for document in shown.documents:
        path = document_path(shown.code, document.format, document.language, document.name)
        answer = context.request.get(shown.served.address + path)
        assert answer.status == 200, path
        taken.append(answer.body())
    received.read()
    everything = received.pieces
    # What was not read is the frame's own, the same for everybody, or said nothing.
    mute = re.compile(r"/(static|app/static|component|_stcore|session/cookie)[/.?]|/favicon|/session/cookie$")
    assert [address for address in received.unread if not mute.search(address)] == []
    assert any(OURS.encode() in piece for piece in everything), "nothing was received"
    assert {document.format for document in shown.documents} >= {"presentation", "web page", "slides", "paper", "table"}
    assert private(everything) == set()
    assert private(taken) == set()
    assert private([shown.log.read_bytes()]) == set()
    context.close()


def test_the_search_finds_what_an_officer_receives(shown: Shown, browser: Browser) -> None:
    """Otherwise the test above could not fail."""
    context = browser.new_context()
    page = context.new_page()
    received = Received(page)
    sign_in(page, f"{shown.served.address}/concerns", role="officer")
    page.get_by_text(re.compile(r"Zq\d{3}x")).first.wait_for()
    received.read()
    assert private(received.pieces)
    context.close()


def test_the_search_looks_into_archives_papers_and_embedded_data(shown: Shown) -> None:
    word = b"Zq001x7"
    within = (zipped(word), zipped(zipped(word)), b"data:;base64," + base64.b64encode(word), "Zq001x7".encode("utf-16"))
    assert [private([content]) != set() for content in within] == [True] * 4
    paper = next(d for d in shown.documents if d.format == "paper" and d.language == EN)
    public = PublicStore(Settings(database_url=shown.served.database))
    said = b"".join(opened(public.document(shown.code, paper.format, paper.language, paper.name)))
    public.close()
    assert OURS.encode() in said


def zipped(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner", content)
    return buffer.getvalue()


def test_nearly_every_private_column_had_a_word_in_it(desk: tuple[Store, Path, set[str]]) -> None:
    _store, _folder, planted = desk
    wanted = set(COLUMNS) - FOR_THE_PUBLIC - AS_THEY_ARE
    assert {name for name in wanted if name.startswith(("concern.", "voice.", "case.", "task.", "contact."))} - planted <= {
        "concern.dispatch_ref", "concern.records_ref", "concern.source_note", "concern.public_text", "concern.place_note",
        "voice.said",
        "voice.told_how", "task.told_how", "task.not_kept_why", "contact.consent_how",
    }  # fmt: skip
    assert len(planted) > 40


def looked_at(store: Store) -> Snapshot:
    officer, supervisor = people(store)
    now = datetime.now(UTC)
    ref = draft(store, officer, supervisor, now)
    with store.reading() as session:
        return preview(session, viewer=officer, ref=ref, now=now).snapshot


def files(snapshot: Snapshot) -> list[bytes]:
    return [web_page(tell(snapshot, EN, confirmed=True)), *(file for _name, file in csv_files(snapshot))]


def values(snapshot: Snapshot) -> list[int]:
    """Every count of its figures."""
    return [
        said.n
        for table in snapshot.release.tables
        for said in (*(one for row in table.cells for one in row), *table.row_totals, *table.column_totals, table.total)
        if said is not None and said.n is not None
    ]


@pytest.mark.long
def test_with_the_rule_for_words_taken_out_private_words_are_found(
    desk: tuple[Store, Path, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, folder, _planted = desk
    other = shutil.copy(folder / "store.db", folder / "mutated.db")
    mutated = Store.open(Settings(database_url=f"sqlite:///{other}", keys_file=str(folder / "keys")))
    assert private(files(looked_at(mutated))) == set()

    def as_the_record_has_them(session, briefing, _row):  # type: ignore[no-untyped-def]
        about = sources.About(briefing.starts_on, last_day(PeriodKind(briefing.kind), briefing.starts_on), ())
        said = sources.sources(session, about)
        return tuple(Item((Written("en", one.words),), word=one.fate) for one in said), []

    monkeypatch.setattr(composing, "_chosen", as_the_record_has_them)
    assert private(files(looked_at(mutated)))
    mutated.close()


@pytest.mark.long
def test_with_the_rule_for_figures_taken_out_true_counts_are_found(
    desk: tuple[Store, Path, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, folder, _planted = desk
    other = shutil.copy(folder / "store.db", folder / "counted.db")
    mutated = Store.open(Settings(database_url=f"sqlite:///{other}", keys_file=str(folder / "keys")))
    assert all(n % 5 == 0 and n >= 10 for n in values(looked_at(mutated)))
    monkeypatch.setattr(laying_out, "figure", lambda n, _sources=(): Figure(FigureKind.ROUNDED, n))
    monkeypatch.setattr(coarsening, "protected", lambda family, shape, counts, _near: laid_out(family, shape, counts))
    assert any(n % 5 or n < 10 for n in values(looked_at(mutated)))
    mutated.close()
