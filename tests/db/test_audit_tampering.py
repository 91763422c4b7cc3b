"""A hundred ways to tamper with the trail, drawn at random: each is found, and the first broken entry is named.

Whoever tampers has the database and its triggers off. Some edit rows, some also work the hashes out again without the
key, some have the key: those are found by the heads that were exported out of their reach."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db import audit
from db.audit import chain, heads
from db.models import AuditEnd, AuditEntry
from db.store import Store
from tests.db.conftest import Desk, opened
from tests.db.test_audit import busy, tamper

KEY = "a secret of this agency"
Row = dict[str, Any]
TABLE, END = AuditEntry.__table__, AuditEnd.__table__


@dataclass
class Trail:
    """The rows as somebody leaves them, where its end is said to be, and what verify must say of it."""

    rows: list[Row]
    heads: list[audit.Head]
    draw: random.Random
    end: Row = field(default_factory=dict)
    said: str = ""

    def any_place(self, *, before_end: int = 0) -> int:
        return self.draw.randrange(len(self.rows) - before_end)

    def hash_again(self, place: int, *, key: str) -> None:
        """What comes after a change is made to follow from it, and so is the end."""
        previous = self.rows[place - 1]["hash"] if place else audit.GENESIS
        for number, row in enumerate(self.rows[place:], start=place + 1):
            row |= {"id": number, "previous_hash": previous}
            previous = row["hash"] = chain._hash(row, key=key)
        self.move_end(key=key)

    def move_end(self, *, key: str) -> None:
        entries, last = len(self.rows), self.rows[-1]["hash"]
        self.end = {"entries": entries, "last_hash": last, "mark": chain._mark(entries, last, key=key)}

    def was_changed(self, place: int) -> None:
        self.said = f"Entry {place + 1} of the audit trail was changed."

    def is_missing(self, place: int) -> None:
        self.said = f"Entry {place + 1} of the audit trail is missing."

    def was_written_anew(self, place: int) -> None:
        """Changed with the key: the first head at or after the change tells, the one before it narrows it down."""
        unlike = next(head for head in self.heads if head.entries > place)
        after = max((head.entries for head in self.heads if head.entries <= place), default=0) + 1
        assert after <= place + 1 <= unlike.entries
        self.said = (
            f"The audit trail was written anew: entry {unlike.entries} is not the one exported on "
            f"{unlike.at:%Y-%m-%d %H:%M:%S} UTC. The first that was changed is among entries {after} to {unlike.entries}."
        )


def other(trail: Trail, row: Row, name: str) -> Any:
    """Another value for this column of this row."""
    if name == "at":
        return row["at"] + timedelta(microseconds=trail.draw.choice([-1, 1, 60_000_000]))
    if name == "officer_id":
        return (row["officer_id"] or 0) + 1
    if name == "detail":
        detail = dict(row["detail"])
        if detail and trail.draw.random() < 0.5:
            del detail[trail.draw.choice(sorted(detail))]
        else:
            detail["note"] = trail.draw.randrange(1000)
        return detail
    if name in ("hash", "previous_hash"):
        return f"{trail.draw.getrandbits(256):064x}"
    return f"{row[name] or ''}x"


def edit(trail: Trail, place: int) -> None:
    row = trail.rows[place]
    name = trail.draw.choice([c.name for c in TABLE.columns if c.name != "id"])
    row[name] = other(trail, row, name)
    trail.was_changed(place)


def edited(trail: Trail) -> None:
    edit(trail, trail.any_place())


def edited_in_several_places(trail: Trail) -> None:
    places = sorted(trail.draw.sample(range(len(trail.rows)), 3))
    for place in reversed(places):
        edit(trail, place)


def edit_words(trail: Trail) -> int:
    place = trail.any_place()
    row = trail.rows[place]
    name = trail.draw.choice(["at", "officer_id", "actor", "action", "entity", "entity_ref", "detail"])
    row[name] = other(trail, row, name)
    return place


def edited_and_hashed_again(trail: Trail) -> None:
    place = edit_words(trail)
    trail.hash_again(place, key="")
    trail.was_changed(place)


def deleted(trail: Trail) -> None:
    places = sorted(trail.draw.sample(range(len(trail.rows)), trail.draw.choice([1, 1, 4])))
    for place in reversed(places):
        del trail.rows[place]
    trail.is_missing(places[0])


def deleted_and_closed_up(trail: Trail) -> None:
    """The rows after it move up, so that no number is missing; some also work the hashes out again."""
    place = trail.any_place(before_end=1)
    del trail.rows[place]
    for number, row in enumerate(trail.rows, start=1):
        row["id"] = number
    if trail.draw.random() < 0.5:
        trail.hash_again(place, key="")
    trail.was_changed(place)


def swapped(trail: Trail) -> int:
    one, two = sorted(trail.draw.sample(range(len(trail.rows)), 2))
    rows = trail.rows
    rows[one], rows[two] = rows[two], rows[one]
    rows[one]["id"], rows[two]["id"] = one + 1, two + 1
    return one


def reordered(trail: Trail) -> None:
    trail.was_changed(swapped(trail))


def reordered_and_hashed_again(trail: Trail) -> None:
    place = swapped(trail)
    trail.hash_again(place, key="")
    trail.was_changed(place)


def cut_off(trail: Trail) -> None:
    left = trail.draw.randrange(1, len(trail.rows))
    del trail.rows[left:]
    trail.is_missing(left)


def cut_off_and_the_end_moved(trail: Trail) -> None:
    left = trail.draw.randrange(1, len(trail.rows))
    del trail.rows[left:]
    trail.move_end(key="")
    trail.said = f"The mark at the end of the audit trail was changed: entry {left + 1} may be missing."


def inserted(trail: Trail) -> None:
    """A made-up entry somewhere, the ones after it moved down."""
    place = trail.any_place()
    trail.rows.insert(place, {**trail.rows[trail.any_place()], "entity_ref": "C-2026-99999"})
    for number, row in enumerate(trail.rows, start=1):
        row["id"] = number
    if trail.draw.random() < 0.5:
        trail.hash_again(place, key="")
    trail.was_changed(place)


def added_at_the_end(trail: Trail) -> None:
    trail.rows.append(dict(trail.rows[-1]))
    trail.hash_again(len(trail.rows) - 1, key="")
    trail.was_changed(len(trail.rows) - 1)


def edited_with_the_key(trail: Trail) -> None:
    place = edit_words(trail)
    trail.hash_again(place, key=KEY)
    trail.was_written_anew(place)


def deleted_with_the_key(trail: Trail) -> None:
    """Far enough from the end that a head has a row to differ from."""
    place = trail.draw.randrange(trail.heads[-2].entries - 1)
    del trail.rows[place]
    trail.hash_again(place, key=KEY)
    trail.was_written_anew(place)


def reordered_with_the_key(trail: Trail) -> None:
    place = swapped(trail)
    trail.hash_again(place, key=KEY)
    trail.was_written_anew(place)


def inserted_with_the_key(trail: Trail) -> None:
    place = trail.any_place()
    trail.rows.insert(place, {**trail.rows[trail.any_place()], "entity_ref": "C-2026-99999"})
    trail.hash_again(place, key=KEY)
    trail.was_written_anew(place)


def cut_off_with_the_key(trail: Trail) -> None:
    left = trail.draw.randrange(1, len(trail.rows))
    del trail.rows[left:]
    trail.move_end(key=KEY)
    first = next(head for head in trail.heads if head.entries > left)
    trail.said = (
        f"The audit trail was cut off: on {first.at:%Y-%m-%d %H:%M:%S} UTC it had {first.entries} entries, and entry "
        f"{left + 1} is missing."
    )


WAYS: tuple[Callable[[Trail], None], ...] = (
    edited, edited_in_several_places, edited_and_hashed_again, deleted, deleted_and_closed_up, reordered,
    reordered_and_hashed_again, cut_off, cut_off_and_the_end_moved, inserted, added_at_the_end, edited_with_the_key,
    deleted_with_the_key, reordered_with_the_key, inserted_with_the_key, cut_off_with_the_key,
)  # fmt: skip


@pytest.fixture(scope="module")
def keyed(shared_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path]]:
    """A store with a keyed chain of some eighty entries whose triggers are off, and the heads exported from it."""
    file = tmp_path_factory.mktemp("heads") / "heads"
    url = shared_desk.store.settings.database_url
    with (
        pytest.MonkeyPatch.context() as patch,
        opened(url, audit_key=KEY, audit_head_file=str(file)) as store,
    ):
        patch.setattr(heads, "EVERY_SECONDS", 0.0)
        desk = Desk(store, shared_desk.viewers, shared_desk.areas)
        start = f"UPDATE audit_end SET entries = 0, mark = NULL, last_hash = '{audit.GENESIS}'"
        tamper(desk, start, "DELETE FROM audit_entry")
        for _ in range(7):
            busy(desk)
        lines = file.read_text().splitlines()
        file.write_text("\n".join(lines[4::5] + lines[-1:]) + "\n")
        yield store, file


@contextmanager
def tampered(store: Store, trail: Trail) -> Iterator[Session]:
    """The store as somebody has left it, and afterwards as it was."""
    with Session(store._writer) as session:
        session.begin()
        session.execute(delete(TABLE))
        session.execute(insert(TABLE), trail.rows)
        if trail.end:
            session.execute(update(END).values(**trail.end))
        yield session
        session.rollback()


@pytest.mark.engine_free
def test_a_hundred_ways_to_tamper_are_found_and_the_first_broken_entry_is_named(keyed: tuple[Store, Path]) -> None:
    store, file = keyed
    exported = sorted(audit.read_heads(str(file)), key=lambda head: head.entries)
    assert store.verify_audit(heads=str(file)) is None
    with store.reading() as session:
        rows = [dict(row) for row in session.execute(select(TABLE).order_by(TABLE.c.id)).mappings()]
    assert len(rows) > 60
    wrong = []
    for number in range(112):
        way = WAYS[number % len(WAYS)]
        trail = Trail([dict(row) for row in rows], exported, random.Random(number))
        way(trail)
        with tampered(store, trail) as session:
            found = audit.verify(session, key=KEY, heads=audit.read_heads(str(file)))
        if str(found) != trail.said:
            wrong.append(f"{number} {way.__name__}: {found} instead of: {trail.said}")
    assert wrong == []
    assert store.verify_audit(heads=str(file)) is None


def test_with_the_key_and_without_the_heads_nothing_would_be_found(keyed: tuple[Store, Path]) -> None:
    store, _ = keyed
    with store.reading() as session:
        rows = [dict(row) for row in session.execute(select(TABLE).order_by(TABLE.c.id)).mappings()]
    trail = Trail(rows, list(audit.read_heads(str(keyed[1]))), random.Random(1))
    edited_with_the_key(trail)
    with tampered(store, trail) as session:
        assert audit.verify(session, key=KEY) is None
