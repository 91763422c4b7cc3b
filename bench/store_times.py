"""What each question of a page costs in the store, at two sizes, beside the same answer by hand-written SQL.

Where an answer has no SQL of its own in bench.store_sql, the statements that the query sent are sent again by the driver
alone: what is left is the cost of everything between a page and the engine.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import Engine, event

from bench.progress import Progress
from bench.results import Figure
from bench.store_asked import LINES, Known, Line, known_in
from bench.store_sql import SQL
from db.settings import Settings
from db.store import Store

ROUNDS = 7  # each asks every line once, and its SQL right after it
SECONDS = 100.0  # for one size; what is slow is asked fewer times
MOST_TIMES_SQL, MOST_GROWTH = 3.0, 10.0
# A few milliseconds go into saying the question: what an engine answers in less is not compared.
LEAST_MS = 4.0
Statement = tuple[str, Any]


@dataclass(slots=True)
class Measured:
    line: Line
    asked: list[float]
    by_sql: list[float]
    own_sql: bool


def store_times(large: str, small: str) -> list[Figure]:
    """Figures of every line at both sizes, each beside its SQL; what misses its bound is printed."""
    at_small, at_large = _at(small, "10k"), _at(large, "1m")
    figures = []
    for size, found in (("10k", at_small), ("1m", at_large)):
        for name, one in found.items():
            sql = f"store_{name}_sql_{size}"
            figures += [Figure(sql, one.by_sql, sql), Figure(f"store_{name}_{size}", one.asked, sql)]
    _print_missed(at_small, at_large)
    return figures


def _at(address: str, size: str) -> dict[str, Measured]:
    store = Store.open(Settings(database_url=address))
    try:
        with store.reading() as session:
            known = known_in(session, datetime.now(UTC))
        with closing(_driver(address)) as raw:
            return _rounds(store, raw, known, size)
    finally:
        store.close()


def _driver(address: str) -> sqlite3.Connection:
    raw = sqlite3.connect(address.removeprefix("sqlite:///"))
    raw.execute("PRAGMA cache_size=-65536")
    raw.execute("PRAGMA mmap_size=268435456")
    raw.execute("PRAGMA query_only=ON")
    return raw


def _rounds(store: Store, raw: sqlite3.Connection, known: Known, size: str) -> dict[str, Measured]:
    """One interleaved run: what else the machine does falls on both alike."""
    found: dict[str, Measured] = {}
    by_sql: dict[str, Callable[[], Any]] = {}
    for line in LINES:
        by_sql[line.name] = _by_sql(store, raw, known, line)
        found[line.name] = Measured(line, [], [], line.name in SQL)
    progress, began = Progress(f"asking {len(LINES)} questions of {size}", ROUNDS), time.perf_counter()
    for number in range(ROUNDS):
        if number >= 3 and time.perf_counter() - began > SECONDS:
            break
        for line in LINES:
            one = found[line.name]
            slow = sum(one.asked) + sum(one.by_sql) > 1_000 * SECONDS / len(LINES)
            if slow and len(one.asked) >= 3:
                continue
            one.asked.append(_timed(lambda line=line: _asked(store, known, line)))
            one.by_sql.append(_timed(by_sql[line.name]))
        progress.reached(number + 1)
    return found


def _asked(store: Store, known: Known, line: Line) -> Any:
    with store.reading() as session:
        return line.ask(session, known)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _by_sql(store: Store, raw: sqlite3.Connection, known: Known, line: Line) -> Callable[[], Any]:
    """The road by SQL; asked once on either road, so that both are warm and their answers are the same."""
    sent, answer = _sent(store, known, line)
    written = SQL.get(line.name)
    if written is None:
        return lambda: [raw.execute(statement, values).fetchall() for statement, values in sent]
    rows = written.rows(raw, known)
    if written.same(answer) != written.same_rows(rows):
        raise SystemExit(f"{line.name}: the store and the SQL disagree: nothing here can be trusted.")
    return lambda: written.rows(raw, known)


def _sent(store: Store, known: Known, line: Line) -> tuple[list[Statement], Any]:
    engine: Engine = store._reader
    sent: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        return sent, _asked(store, known, line)
    finally:
        event.remove(engine, "before_cursor_execute", note)


def missed(line: Line, small: Sequence[float], large: Sequence[float], by_sql: Sequence[float]) -> list[str]:
    """The bounds that a line is beyond, in words."""
    at_small, at_large, raw = (float(np.median(values)) for values in (small, large, by_sql))
    said = []
    if line.most_ms is not None and at_large > line.most_ms:
        said.append(f"{at_large:.1f} ms, {line.most_ms:.0f} promised")
    if at_large > LEAST_MS and at_large > MOST_TIMES_SQL * raw:
        said.append(f"{at_large / raw:.1f} times the SQL ({at_large:.1f} ms beside {raw:.1f} ms)")
    if at_large > LEAST_MS and at_large > MOST_GROWTH * at_small:
        said.append(f"grows {at_large / at_small:.1f} times ({at_small:.1f} ms to {at_large:.1f} ms)")
    return said


def _print_missed(small: dict[str, Measured], large: dict[str, Measured]) -> None:
    beyond = {
        name: said
        for name, one in large.items()
        if (said := missed(one.line, small[name].asked, one.asked, one.by_sql))
    }
    print(f"{len(large) - len(beyond)} of {len(large)} questions to the store are within their bounds.")
    for name, said in beyond.items():
        print(f"  {name}: {'; '.join(said)}")
