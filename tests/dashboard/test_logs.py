"""Log lines: what a collector reads of each, and that nothing anybody typed or is called is in any of them."""

import asyncio
import gc
import io
import json
import logging
import sqlite3
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from streamlit import logger as streamlit_logger

from dashboard import clock, failures
from dashboard import logs as server_logs
from dashboard.components import states
from dashboard.routes import routes
from dashboard.words import said_with_reference
from db import logs, observing
from db.access import Viewer
from db.commands.concerns import RecordConcern
from db.errors import CommonGroundError, Invalid, NotFound, StoreUnavailable, problem
from db.settings import Settings
from db.store import Store
from db.vocabulary import Channel, ConcernCategory, SourceType
from tests.dashboard.asgi import ask

CANARY = "canary4711"
Written = Callable[[str], io.StringIO]


@pytest.fixture
def written() -> Iterator[Written]:
    """Configures the log as the server does, into memory; afterwards everything is as it was."""
    before = (sys.excepthook, threading.excepthook, logging.raiseExceptions, streamlit_logger.setup_formatter)
    handlers: list[logging.Handler] = []

    def configure(form: str, **settings: Any) -> io.StringIO:
        stream = io.StringIO()
        server_logs.configure(Settings(log_format=form, server_name="desk-1", **settings))
        handler = next(h for h in logging.getLogger().handlers if isinstance(h, logs._Handler))
        handler.setStream(stream)
        handlers.append(handler)
        return stream

    yield configure
    sys.excepthook, threading.excepthook, logging.raiseExceptions, streamlit_logger.setup_formatter = before
    logging.captureWarnings(False)
    observing.forget(logs._TOLD)
    for handler in handlers:
        logging.getLogger().removeHandler(handler)
    for name in logs.OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_when_what_where_and_under_which_reference(written: Written) -> None:
    stream = written("json")
    reference = failures.recorded(ValueError("anything"))
    (line,) = lines(stream)
    assert line["time"].endswith("+00:00")
    assert (line["level"], line["logger"], line["server"]) == ("ERROR", "common_ground.failures", "desk-1")
    assert line["reference"] == reference
    assert line["error"] == [{"type": "ValueError", "stack": []}]


def test_the_same_line_for_people_is_read_at_a_glance(written: Written) -> None:
    stream = written("text")
    reference = failures.recorded(ValueError("anything"))
    first, second = stream.getvalue().splitlines()
    assert first.endswith(
        f"ERROR    common_ground.failures: unexpected error, reference {reference} reference={reference}"
    )
    assert second == "  ValueError"


def test_a_command_says_its_name_its_time_and_how_it_ended(written: Written, store: Store, officer: Viewer) -> None:
    stream = written("json")
    good = RecordConcern(
        CANARY,
        ConcernCategory.LIGHTING,
        Channel.WALK_UP,
        SourceType.RESIDENT,
        clock.now(),
        latitude=50.05,
        longitude=10.05,
    )
    store.execute(good, by=officer, now=clock.now())
    with pytest.raises(Invalid):
        store.execute(
            RecordConcern("", ConcernCategory.LIGHTING, Channel.WALK_UP, SourceType.RESIDENT, clock.now()),
            by=officer, now=clock.now(),
        )  # fmt: skip
    told = [(line["command"], line["outcome"]) for line in lines(stream) if "command" in line]
    assert told == [("RecordConcern", "ok"), ("RecordConcern", "Invalid")]
    assert all(line["ms"] >= 0 for line in lines(stream))
    assert CANARY not in stream.getvalue() and "Rivera" not in stream.getvalue()


def test_a_request_says_which_kind_of_address_not_which(written: Written, store: Store) -> None:
    stream = written("json")
    app = Starlette(routes=routes())
    ask(app, f"/feeds/{CANARY}.ics", query=f"q={CANARY}")
    ask(app, f"/attachment/{CANARY}")
    ask(app, f"/briefing/{CANARY}", query=f"language={CANARY}")
    ask(app, "/session/cookie", method="POST", headers={"origin": "http://desk.example:8501"}, body=CANARY.encode())
    ask(app, "/health")
    asked = [line["request"] for line in lines(stream) if "request" in line]
    assert asked == ["feed", "attachment", "presentation", "cookie"], (
        "health is asked every few seconds and says nothing"
    )
    assert CANARY not in stream.getvalue()


def test_the_command_line_of_a_person_says_only_what_is_wrong(written: Written, store: Store) -> None:
    stream = written("text")
    logs.configure(Settings(), stream=stream, quiet=True)
    with observing.observed("command", "Tidy"):
        pass
    assert stream.getvalue() == ""
    logging.getLogger("db.engines").warning("store unavailable")
    assert "store unavailable" in stream.getvalue()


# Every way that what somebody typed, or is called, can come near a log line.


def a_parameter_of_sql(store: Store) -> None:
    try:
        with store.reading() as session:
            session.execute(text("SELECT * FROM nothing WHERE name = :name"), {"name": CANARY})
    except (SQLAlchemyError, CommonGroundError) as error:
        failures.recorded(error)
        logging.getLogger("common_ground.test").warning("not done: %s", error)


def a_row_the_engine_refuses(store: Store) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute(f"SELECT '{CANARY}' FROM {CANARY}")
        except sqlite3.Error as error:
            failures.recorded(error)


def a_validation(store: Store) -> None:
    class Form(BaseModel):
        age: int

    try:
        Form(age=CANARY)  # type: ignore[arg-type]
    except ValueError as error:
        failures.recorded(error)
        logging.getLogger("pydantic").error("invalid: %s", error)


def a_key_that_is_a_name(store: Store) -> None:
    try:
        {}[CANARY]
    except KeyError as error:
        failures.recorded(error)


def a_cause_and_a_note(store: Store) -> None:
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as first:
            first.add_note(CANARY)
            raise RuntimeError("outer " + CANARY) from first
    except RuntimeError as error:
        failures.recorded(error)


def our_own_error_with_a_value(store: Store) -> None:
    logging.getLogger("common_ground.post").warning("no post: %s", NotFound(problem("{name} is gone.", name=CANARY)))
    logging.getLogger("common_ground.post").error(NotFound(f"{CANARY} is gone."))


def a_value_of_ours_that_is_no_word(store: Store) -> None:
    logging.getLogger("db.commands").info("saved %s", {"summary": CANARY})


def a_library_with_arguments(store: Store) -> None:
    logging.getLogger("streamlit.runtime").warning("session of %s ended after %d s", CANARY, 7)
    logging.getLogger("httpx").warning("HTTP Request: %s %s", "GET", f"https://x.example/?q={CANARY}")


def a_library_that_quotes(store: Store) -> None:
    logging.getLogger("streamlit.elements").warning(f"The value '{CANARY}' is no option\nof {CANARY}")
    logging.getLogger("authlib").error(f"bad token={CANARY} of {CANARY}@example.org")


def a_library_with_its_own_handler(store: Store) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        streamlit_logger.get_logger("streamlit.made.later").exception("Uncaught app execution")


def the_web_servers_own_lines(store: Store) -> None:
    access = logging.getLogger("uvicorn.access")
    access.warning('%s - "%s %s HTTP/%s" %d', "10.9.8.7:1", "GET", f"/search?q={CANARY}", "1.1", 200)
    access.warning('%s - "%s %s HTTP/%s" %d', "10.9.8.7:1", "GET", f"/feeds/{CANARY}.ics", "1.1", 200)
    access.warning(CANARY)


def a_line_that_cannot_be_filled_in(store: Store) -> None:
    logging.getLogger("urllib3").warning("%d of %d", CANARY)
    logging.getLogger("db.store").warning("%d", CANARY)


def a_thread_that_dies(store: Store) -> None:
    def die() -> None:
        raise ValueError(CANARY)

    thread = threading.Thread(target=die, name=CANARY)
    thread.start()
    thread.join()


def a_task_nobody_waits_for(store: Store) -> None:
    async def fail() -> None:
        raise ValueError(CANARY)

    async def main() -> None:
        task = asyncio.ensure_future(fail())
        await asyncio.sleep(0.01)
        del task
        gc.collect()

    # In a thread: where the same worker drives a browser, this one has a loop already.
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, main()).result()


def a_warning(store: Store) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"deprecated: '{CANARY}'", stacklevel=1)
        logging.captureWarnings(False)


def an_address_with_a_password(store: Store) -> None:
    logging.getLogger("db.engines").warning("no %s", f"postgresql+psycopg://desk:{CANARY}@db.example/desk?x={CANARY}")


WAYS = [
    a_parameter_of_sql, a_row_the_engine_refuses, a_validation, a_key_that_is_a_name, a_cause_and_a_note,
    our_own_error_with_a_value, a_value_of_ours_that_is_no_word, a_library_with_arguments, a_library_that_quotes,
    a_library_with_its_own_handler, the_web_servers_own_lines, a_line_that_cannot_be_filled_in, a_thread_that_dies,
    a_task_nobody_waits_for, a_warning, an_address_with_a_password,
]  # fmt: skip


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.replace("_", " "))
def test_nothing_of_anybody_is_in_a_line(
    written: Written, store: Store, way: Callable[[Store], None], form: str, capfd: pytest.CaptureFixture[str]
) -> None:
    stream = written(form)
    way(store)
    assert stream.getvalue(), "there is a line"
    assert CANARY not in stream.getvalue()
    assert "10.9.8.7" not in stream.getvalue(), "nor where somebody sits"
    assert CANARY not in "".join(capfd.readouterr()), "nor anything printed past the log"


def test_an_engine_keeps_what_was_typed_out_of_its_own_errors(store: Store) -> None:
    with pytest.raises((SQLAlchemyError, CommonGroundError)) as raised, store.reading() as session:
        session.execute(text("SELECT * FROM nothing WHERE name = :name"), {"name": CANARY})
    error = raised.value if isinstance(raised.value, SQLAlchemyError) else raised.value.__cause__
    assert CANARY not in str(error)


def test_a_store_that_is_away_is_found_in_the_log_under_what_the_person_was_told(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = written("json")
    away = Store.open(Settings(database_url="sqlite:////nowhere/at/all.db"))
    with pytest.raises(StoreUnavailable) as raised:
        away.revision()
    (line,) = lines(stream)
    assert line["reference"] == raised.value.reference
    assert said_with_reference(raised.value).endswith(f"Reference {line['reference']}.")
    said: list[str] = []
    monkeypatch.setattr(states.st, "caption", said.append)
    states.could_not(raised.value)
    assert said == [f"Reference {line['reference']}."]


def test_without_a_listener_nothing_is_timed(store: Store) -> None:
    assert observing.observed("command", "Tidy").seen is None


def test_a_listener_that_fails_breaks_nothing_that_it_listens_to() -> None:
    class Broken:
        def began(self, seen: observing.Seen) -> None:
            raise RuntimeError

        def ended(self, token: None, seen: observing.Seen) -> None:
            raise RuntimeError

    broken = Broken()
    observing.listen(broken)
    try:
        with observing.observed("read", "anything"):
            done = True
        assert done
    finally:
        observing.forget(broken)
