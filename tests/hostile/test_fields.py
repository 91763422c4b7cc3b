"""Every hostile string through the text fields of every command, on both engines: kept as typed, or refused in a
sentence. Never anything else."""

import contextlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Text, column, event, select, table, text
from sqlalchemy.orm import Session

from db.commands.concerns import VoiceGiven
from db.errors import BadFile, CommonGroundError, Invalid, NotFound, Refused, Stale
from db.queries.search import search
from tests.db.command_rows import ROWS
from tests.db.conftest import NOW, Desk
from tests.db.row import Row
from tests.hostile.slots import FREE, Way, named, put, slots
from tests.hostile.strings import ALL, HALF, QUESTIONS

STRINGS = list(ALL.values())
# All pairs of a field and a string take a quarter of an hour: each run takes every n-th string of a field, beginning
# elsewhere for each field, and others on the other engine. `make test-all` takes all of them.
EVERY = 1 if os.environ.get("COMMON_GROUND_ALL_PAIRS") else 48
# For what nobody types: references, codes, tokens.
MADE_UP = ["", "' OR '1'='1", "\x00", "a\ud800", "C-9999-99999", "%", "../../x", "{0}", "\u202e", "9" * 400]
# What these rows of the table do not save: an answer where nobody waits for one, moves that are left as they are, the unit of
# an event that is no training, the end of a long name that a provider has, a file's name by which
# it is looked for, the end of what the command line says of a job.
NOT_SAVED_HERE = {("RecordAnswer", "how"), ("AssignConcerns", "reason"), ("MoveConcerns", "reason"), ("PlanEvent", "unit"),
                  ("EditEvent", "unit"), ("PlanSeries", "unit"), ("ChangeSeries", "unit"),
                  ("SignInProvider", "display_name"), ("NoteTakenOut", "name"), ("NoteJob", "said")}  # fmt: skip
# Kept in another form, or not at all: an address of mail in small letters, passwords, the beginning of a device's name.
KEPT_OTHERWISE = {"email", "address", "password", "current", "device"}


class _Enough(Exception):
    """Ends a save before its commit: the next string finds the store as this one did."""


class Trial:
    """Sends commands that are all taken back, and keeps what each wrote."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.written, self._stopping = desk, set[str](), False
        self.engine = desk.store._writer.dialect.name
        event.listen(Session, "before_commit", self._stop)
        event.listen(desk.store._writer, "before_cursor_execute", self._note)

    def close(self) -> None:
        event.remove(Session, "before_commit", self._stop)
        event.remove(self.desk.store._writer, "before_cursor_execute", self._note)

    def _stop(self, session: Session) -> None:
        if self._stopping and session.get_bind() is self.desk.store._writer:
            raise _Enough

    def _note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if self._stopping and not statement.startswith("SELECT"):
            self._keep(parameters)

    def _keep(self, value: Any) -> None:
        value = getattr(value, "obj", value)  # JSON on its way to PostgreSQL
        if isinstance(value, str):
            self.written.add(value)
            if value[:1] in "{[":
                with contextlib.suppress(ValueError):
                    self._keep(json.loads(value))
        elif isinstance(value, Mapping):
            for inner in (*value, *value.values()):
                self._keep(inner)
        elif isinstance(value, tuple | list):
            for inner in value:
                self._keep(inner)

    def send(self, command: Any, by: str) -> CommonGroundError | None:
        """What it was refused with; None when only the commit was missing."""
        self.written.clear()
        self._stopping = True
        try:
            self.desk.store.execute(command, by=self.desk.viewers[by], now=NOW)
        except (Invalid, NotFound, Refused, Stale, BadFile) as refused:
            return refused
        except _Enough:
            return None
        finally:
            self._stopping = False
        return None


@pytest.fixture
def trial(desk: Desk) -> Iterator[Trial]:
    made = Trial(desk)
    yield made
    made.close()


def in_sentences(refused: CommonGroundError) -> bool:
    said = refused.problems.values() if isinstance(refused, Invalid) else [refused.sentence]
    return all(str(sentence)[-1] in ".?!" for sentence in said)


def share(row: Row, way: Way, engine: str) -> list[str]:
    """The strings of this field in this run."""
    begin = zlib.crc32(f"{row.command.__name__} {way} {engine}".encode()) % EVERY
    return STRINGS[begin::EVERY]


def wrong_with(trial: Trial, row: Row, good: Any, texts: Mapping[Way, str]) -> list[object]:
    """What is wrong after these texts were sent in their fields together; each alone when one of them is refused."""
    command = good
    for way, typed in texts.items():
        command = put(command, way, typed)
    refused = trial.send(command, row.by)
    if refused is None:
        name = row.command.__name__
        if name in ("RecordConcernsInBulk", "RecordPast") and trial.engine == "postgresql":
            return []  # by COPY, which is not seen here
        saved = {way: typed for way, typed in texts.items() if (name, named(way)) not in NOT_SAVED_HERE}
        lost = [(way, typed) for way, typed in saved.items() if not kept(typed, way, trial.written)]
        return [(name, "not kept", lost)] if lost else []
    if not in_sentences(refused):
        return [(row.command.__name__, "no sentence", str(refused))]
    if len(texts) == 1:
        return [] if isinstance(refused, Invalid) else [(row.command.__name__, texts, repr(refused))]
    # Those that are refused are taken out, by the names of their problems; one by one where the names do not say.
    problems = list(getattr(refused, "problems", {}))
    left = {way: typed for way, typed in texts.items() if not any(named(way) in p or p in named(way) for p in problems)}
    if 0 < len(left) < len(texts):
        return wrong_with(trial, row, good, left)
    return [wrong for way, typed in texts.items() for wrong in wrong_with(trial, row, good, {way: typed})]


def kept(typed: str, way: Way, written: set[str]) -> bool:
    tidied = typed.strip()
    return not tidied or named(way) in KEPT_OTHERWISE or bool({typed, tidied, " ".join(tidied.split())} & written)


TYPED = [row for row in ROWS.values() if row.command.__name__ != "ForgetView"]  # its name is what it is found by


@pytest.mark.engine_free
@pytest.mark.timeout(180 if EVERY > 1 else 3_600)
def test_what_is_typed_is_kept_as_it_was_or_refused_in_a_sentence(trial: Trial) -> None:
    wrong, sent = list[object](), 0
    for row in TYPED:
        good = row.good(trial.desk)
        shares = {way: share(row, way, trial.engine) for way in slots(good) if named(way) in FREE}
        for number in range(max(map(len, shares.values()), default=0)):
            texts = {way: strings[number % len(strings)] for way, strings in shares.items()}
            wrong += wrong_with(trial, row, good, texts)
            sent += len(texts)
    assert wrong == []
    assert sent > 1_000


@pytest.mark.engine_free
def test_what_no_engine_keeps_is_refused_in_every_field(trial: Trial) -> None:
    accepted = []
    for row in TYPED:
        good = row.good(trial.desk)
        for number, way in enumerate(way for way in slots(good) if named(way) in FREE):
            typed = ["a\ud800b", "be\x00fore"][number % 2]
            refused = trial.send(put(good, way, typed), row.by)
            if not isinstance(refused, Invalid):
                accepted.append((row.command.__name__, way, typed, refused))
    assert accepted == []


@pytest.mark.engine_free
def test_made_up_references_are_refused_in_a_sentence(trial: Trial) -> None:
    broken = []
    for row in ROWS.values():
        good = row.good(trial.desk)
        for place, way in enumerate(way for way in slots(good) if named(way) not in FREE):
            if named(way) == "boundary":
                continue  # read from a file and checked there: see test_uploads
            for typed in MADE_UP[place % 4 :: 4]:
                refused = trial.send(put(good, way, typed), row.by)
                if refused is not None and not in_sentences(refused):
                    broken.append((row.command.__name__, way, typed, refused))
    assert broken == []


def test_every_string_comes_back_from_the_store_as_it_went_in(desk: Desk) -> None:
    sent = [typed for typed in STRINGS if "\x00" not in typed and typed not in HALF.values()]
    kept_here = table("hostile", column("at"), column("said", Text))
    with desk.store._writer.begin() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE hostile (at integer, said text)"))
        connection.execute(kept_here.insert(), [{"at": at, "said": typed} for at, typed in enumerate(sent)])
        rows = connection.execute(select(kept_here.c.said).order_by(kept_here.c.at)).scalars().all()
        connection.execute(text("DROP TABLE hostile"))
    assert rows == sent


@pytest.mark.engine_free
def test_searching_for_any_string_finds_or_finds_nothing(desk: Desk) -> None:
    for typed in STRINGS[::40]:
        with contextlib.suppress(Invalid):
            desk.concern(summary=typed, voice=VoiceGiven())
    odd = desk.store._writer.dialect.name == "sqlite"
    for typed in [*QUESTIONS.values(), *HALF.values(), "a\x00b", *STRINGS[odd::6]]:
        with desk.store.reading() as session:
            search(session, viewer=desk.viewers["ana"], text=typed)
