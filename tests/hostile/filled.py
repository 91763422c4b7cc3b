"""A store in which everything that a person can type is hostile, and every text can be told again on a page."""

import contextlib
import itertools
import re
import sqlite3
import unicodedata
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from db.commands.communications import RecordCommunication
from db.errors import Invalid, NotFound
from tests.db.command_rows import ROWS
from tests.db.conftest import CENTRES, NOW, Desk, furnish, opened, seated
from tests.db.rows_accounts import without_accounts
from tests.hostile.slots import FREE, named, put, slots, value_at
from tests.hostile.strings import ALL, HALF

ROUNDS = 1
SHORT = {
    "language": 30,
    "dispatch_ref": 30,
    "other_languages": 30,
    "phone": 45,
    "query": 200,
    "topics": 60,
    "materials": 60,
}
SHORTEST = 30  # a saved view's name
ROOMY = {
    "details",
    "said",
    "goal",
    "note",
    "words",
    "heard",
    "worked",
    "story",
    "outcome_note",
    "reason",
    "outcome",
    "result",
}
MARK = re.compile(r"k(\d+)q")
# Texts that no field keeps, or that have no letters to be told by.
DEALT = [text for text in ALL.values() if text.strip() and "\x00" not in text and text not in HALF.values()]


class Dealer:
    """Deals the strings out one after another, each with a mark behind it that says which it was."""

    def __init__(self) -> None:
        self.dealt: list[str] = []
        self._next = itertools.cycle(DEALT)

    def text(self, most: int) -> str:
        text = next(text for text in self._next if len(text) <= most - 8)
        self.dealt.append(text)
        # Behind a line of its own, or the mark would change what the line is in markdown.
        return text + ("\n\n" if "\n" in text else " ") + f"k{len(self.dealt) - 1}q"

    def page(self) -> str:
        return "\n\n".join(self.text(200) for _ in range(12))

    def everything(self) -> str:
        """Each string once, for the one text that has room for all of them."""
        return "\n\n".join(self.text(1_000) for _ in DEALT)

    def for_field(self, name: str) -> str:
        if name in ROOMY:
            return self.page()[:1_900]
        return self.text(SHORT.get(name, 110))


def collapsed(text: str) -> str:
    """What is left when spaces and unseen characters are not counted: a page may break lines where it likes."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cn", "Co", "Zs"))


def filled(url: str) -> Dealer:
    """Furnish the store at this address and put every string into every kind of record."""
    furnish(url)
    dealer = Dealer()
    with opened(url) as store:
        desk = seated(store)
        for _round, row in itertools.product(range(ROUNDS), ROWS.values()):
            command = row.good(desk)
            _do(desk, command, dealt_into(command, dealer), by=row.by)
        row = ROWS[RecordCommunication]
        desk.do(put(row.good(desk), ("words",), dealer.everything()), by=row.by)
        for _one in range(8):  # on the maps
            where = dict(zip(("latitude", "longitude"), CENTRES["harbour"], strict=True))
            desk.concern(summary=dealer.text(110), **where)
            desk.event(title=dealer.text(110), venue=dealer.text(110), **where)
        without_accounts(desk)  # or nobody would get in as in the demonstration
    _rename(url, dealer)
    _as_if_today(url)
    return dealer


def dealt_into(command: Any, dealer: Dealer) -> Any:
    for way in slots(command):
        if (name := named(way)) in FREE:
            view = type(command).__name__ == "SaveView"
            command = put(command, way, dealer.text(SHORTEST) if view else dealer.for_field(name))
    return command


def _do(desk: Desk, good: Any, hostile: Any, *, by: str) -> None:
    """Save it; a field that takes no such text (an address) keeps its good one."""
    for attempt in (1, 2):
        try:
            desk.do(hostile, by=by)
            return
        except Invalid as invalid:
            for way in slots(hostile):
                steps = [str(step) for step in way]
                if attempt == 1 and any(s in p or p in s for s in steps for p in invalid.problems):
                    hostile = put(hostile, way, value_at(good, *way))
        except NotFound:
            return  # its name is what it is found by


NAMES = {
    "neighbourhood.name": ("<img src=x onerror=ran=1>`${ran=1}`", "**Mill** $x$ {{7*7}}"),
    "team.name": ('North"><script>ran=1</script>',),
    "officer.display_name": ("Ana <img src=x onerror=ran=1> [R](javascript:ran=1)", "`${ran=1}` :red[Ben]"),
}


def _rename(url: str, dealer: Dealer) -> None:
    """Names that no form here changes."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as store, store:
        for place, names in NAMES.items():
            table, column = place.split(".")
            for (number,) in store.execute(f"SELECT id FROM {table} ORDER BY id").fetchall():
                dealer.dealt.append(names[number % len(names)])
                name = f"{names[number % len(names)]} k{len(dealer.dealt) - 1}q"
                store.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (name, number))


def _as_if_today(url: str) -> None:
    """The rows are of a day of their own: move all their times to now, whole days."""
    days = (datetime.now(UTC) - NOW).days
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as store, store:
        for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table.startswith(("audit", "sqlite")):
                continue
            for _cid, column, kind, *_ in store.execute(f'PRAGMA table_info("{table}")').fetchall():
                if kind == "DATETIME":
                    moved = f"strftime('%Y-%m-%d %H:%M:%f000', \"{column}\", '{days:+d} days')"
                elif kind == "DATE":
                    moved = f"date(\"{column}\", '{days:+d} days')"
                else:
                    continue
                with contextlib.suppress(sqlite3.IntegrityError):
                    store.execute(f'UPDATE "{table}" SET "{column}" = {moved} WHERE "{column}" IS NOT NULL')
