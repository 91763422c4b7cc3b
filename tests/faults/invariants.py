"""What must hold after any fault: every acknowledged write there once, nothing half-written, trail whole, counts true.

Each check gives sentences about what is wrong, none when all is well. `acknowledged` is what writers were told: the key of
each save, and the reference it was answered with.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import rollups
from db.audit import Action
from db.models import Activity, AuditEntry, Case, Concern, Event, IdempotencyKey, Task
from db.store import Store

Acknowledged = Mapping[str, str]

RECORDS = {"C": Concern, "A": Activity, "K": Case, "E": Event, "T": Task}
# What the tests' writers put into a record, so that one that was saved twice is found: "fault <key>".
MARK = "fault "
MADE_BY = {Concern: Action.CONCERN_RECORDED, Activity: Action.ACTIVITY_LOGGED}


def acknowledged_present_once(store: Store, acknowledged: Acknowledged) -> list[str]:
    """Each key is known with the answer its writer was given, and its record is there, once."""
    return [*lost(store, acknowledged), *doubled(store)]


def lost(store: Store, acknowledged: Acknowledged) -> list[str]:
    """Acknowledged writes that are not there, or not as they were acknowledged."""
    with store.reading() as session:
        answers = dict(_chosen(session, IdempotencyKey.key, IdempotencyKey.result, acknowledged))
        there = {
            ref
            for letter, model in RECORDS.items()
            for (ref,) in _chosen(session, model.ref, None, (r for r in acknowledged.values() if r.startswith(letter)))
        }
        noted = {ref for (ref,) in _chosen(session, AuditEntry.entity_ref, None, acknowledged.values())}
    wrong = []
    for key, ref in acknowledged.items():
        if key not in answers:
            wrong.append(f"{ref} was acknowledged (key {key}), and the store does not know of it.")
        elif json.loads(answers[key] or "{}").get("ref") != ref:
            wrong.append(f"{ref} was acknowledged, and key {key} now answers {answers[key]}.")
        elif ref not in there:
            wrong.append(f"{ref} was acknowledged, and there is no such record.")
        elif ref not in noted:
            wrong.append(f"{ref} was acknowledged, and the audit trail does not know of it.")
    return wrong


def doubled(store: Store) -> list[str]:
    """Writes of the tests' writers that are there more than once."""
    wrong = []
    with store.reading() as session:
        for marked in (Concern.summary, Activity.note):
            twice = select(marked, func.count()).where(marked.like(f"{MARK}%")).group_by(marked)
            for mark, n in session.execute(twice.having(func.count() > 1)):
                wrong.append(f"“{mark}” was saved {n} times.")
    return wrong


def nothing_half_written(store: Store) -> list[str]:
    """Every marked record has its entry in the trail, every such entry its record, every key its answer."""
    wrong = []
    with store.reading() as session:
        for model, action in MADE_BY.items():
            marked = Concern.summary if model is Concern else Activity.note
            made = set(session.scalars(select(model.ref).where(marked.like(f"{MARK}%"))))
            noted = Counter(session.scalars(select(AuditEntry.entity_ref).where(AuditEntry.action == action)))
            there = set(session.scalars(select(model.ref)))
            wrong += [f"{ref} has no entry in the audit trail." for ref in sorted(made - set(noted))]
            wrong += [
                f"The audit trail knows {ref}, which is not there." for ref in sorted(set(noted) - there, key=str)
            ]
            wrong += [f"{ref} was recorded twice." for ref in sorted(r for r, n in noted.items() if r and n > 1)]
        empty = session.scalars(select(IdempotencyKey.key).where(IdempotencyKey.result.is_(None)))
        wrong += [f"Key {key} has no answer." for key in empty]
    return wrong


def audit_whole(store: Store) -> list[str]:
    broken = store.verify_audit()
    return [broken] if broken else []


def rollups_equal(store: Store) -> list[str]:
    with store.reading() as session:
        wrong = rollups.check(session)
    return [f"{wrong} counts differ from the concerns they count."] if wrong else []


def assert_whole(store: Store, acknowledged: Acknowledged) -> None:
    """All of them. Reads a store that can be read: after the fault is over."""
    wrong = [
        *acknowledged_present_once(store, acknowledged),
        *nothing_half_written(store),
        *audit_whole(store),
        *rollups_equal(store),
    ]
    assert not wrong, "\n".join(wrong)


def _chosen(session: Session, known: object, other: object, values: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Rows of these columns where the first is one of the values; asked in portions, as engines allow so many at once."""
    rest = iter(sorted(set(values)))
    columns = [known] if other is None else [known, other]
    while portion := list(islice(rest, 500)):
        yield from session.execute(select(*columns).where(known.in_(portion)))  # type: ignore
