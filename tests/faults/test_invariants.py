"""The checks that every fault ends with find what they are there to find."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from db.models import AuditEntry, Concern, ConcernCount, IdempotencyKey
from db.store import Store
from tests.faults.invariants import assert_whole, lost
from tests.faults.saving import a_key, person, save


def test_what_was_done_to_a_store_behind_its_back_is_found(sqlite_url: str, opened: Callable[..., Store]) -> None:
    store = opened(sqlite_url)
    by, key = person(store), a_key()
    acknowledged = {key: save(store, by, key)}
    ref = acknowledged[key]
    assert_whole(store, acknowledged)
    assert lost(store, {"another": ref}) == [
        f"{ref} was acknowledged (key another), and the store does not know of it."
    ]
    assert "now answers" in lost(store, {key: "C-2020-00009"})[0]
    found = {
        "no such record": update(Concern).values(ref="C-1999-00001"),
        "counts differ": delete(ConcernCount),
        "has no answer": update(IdempotencyKey).values(result=None),
        "no entry in the audit trail": update(AuditEntry).where(AuditEntry.entity_ref == ref).values(entity_ref=None),
        "was changed": update(AuditEntry).where(AuditEntry.entity_ref == ref).values(actor="Somebody else"),
    }
    for sentence, change in found.items():
        with Session(store._writer) as session:
            for (name,) in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                session.execute(text(f'DROP TRIGGER "{name}"'))  # the engine itself refuses to change the trail
            session.execute(change)
            session.commit()
        with pytest.raises(AssertionError, match=sentence):
            assert_whole(store, acknowledged)


def test_one_saved_twice_is_found(sqlite_url: str, opened: Callable[..., Store]) -> None:
    store = opened(sqlite_url)
    by, key, other = person(store), a_key(), a_key()
    acknowledged = {key: save(store, by, key), other: save(store, by, other)}
    with Session(store._writer) as session:
        session.execute(update(Concern).values(summary=f"fault {key}"))
        session.commit()
    with pytest.raises(AssertionError, match="saved 2 times"):
        assert_whole(store, acknowledged)
