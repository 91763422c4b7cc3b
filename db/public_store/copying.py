"""From the store's rows to the public ones: what is frozen and not withdrawn, with its documents, and all published figures."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.orm import Session

from db.disclosure.content import hash_of, release, snapshot
from db.errors import CommonGroundError, Sentence, problem
from db.models import Briefing, BriefingDocument, PublicRelease
from db.public_store.tables import BRIEFING, DOCUMENT, FIGURE, figure_rows
from db.vocabulary.briefings import BriefingStatus

Key = tuple[str, ...]
FROZEN = Briefing.status == BriefingStatus.FROZEN


@dataclass(frozen=True, slots=True)
class Done:
    """How many were added; `withdrawn`: how many briefings and documents were taken out."""

    briefings: int
    documents: int
    periods: int
    withdrawn: int


def copied(session: Session, public: Connection) -> tuple[Done, list[CommonGroundError]]:
    """Add what is missing and take out what is no longer frozen; what in the store does not have its hash is left out."""
    problems: list[CommonGroundError] = []
    wanted, present = briefings_of(session), _hashes(public, BRIEFING, 1)
    documents, there = documents_of(session), _hashes(public, DOCUMENT, 4)
    gone = [key for key, hashed in present.items() if wanted.get(key) != hashed]
    gone_too = [key for key, hashed in there.items() if documents.get(key, (0, ""))[1] != hashed]
    for table, keys in ((BRIEFING, gone), (DOCUMENT, gone_too)):
        for key in keys:
            public.execute(table.delete().filter_by(**_named(table, key)))
    added, rendered, periods = 0, 0, 0
    for key in sorted(wanted.keys() - (present.keys() - set(gone))):
        row = _briefing_row(session, *key)
        if hash_of(row["content"]) != wanted[key]:
            problems.append(_damaged(row["ref"]))
            continue
        public.execute(BRIEFING.insert(), row)
        added += 1
    for key in sorted(documents.keys() - (there.keys() - set(gone_too))):
        row = _document_row(session, documents[key][0], key)
        if hashlib.sha256(row["content"]).hexdigest() != row["hash"]:
            problems.append(_damaged(row["name"]))
            continue
        public.execute(DOCUMENT.insert(), row)
        rendered += 1
    known = set(public.scalars(select(FIGURE.c.starts_on).distinct()))
    for starts_on, rows in figures_of(session, without=known):
        if rows:
            public.execute(FIGURE.insert(), rows)
            periods += 1
            known.add(starts_on)
    return Done(added, rendered, periods, len(gone) + len(gone_too)), problems


def differences(session: Session, public: Connection) -> Iterator[Sentence]:
    """What a comparison finds, one sentence each; every content is read and its hash made anew."""
    wanted = briefings_of(session)
    shown = dict(_contents(public, BRIEFING, 1))
    for (code,) in sorted(wanted.keys() | shown.keys()):
        yield from _compared(code, wanted.get((code,)), shown.get((code,)))
    documents = {key: hashed for key, (_id, hashed) in documents_of(session).items()}
    handed = dict(_contents(public, DOCUMENT, 4))
    for key in sorted(documents.keys() | handed.keys()):
        yield from _compared(" / ".join(key), documents.get(key), handed.get(key))
    expected = {starts_on: rows for starts_on, rows in figures_of(session, without=set()) if rows}
    present: dict[str, list[dict[str, Any]]] = {}
    for row in public.execute(select(FIGURE)).mappings():
        present.setdefault(row["starts_on"], []).append(dict(row))
    for starts_on in sorted(expected.keys() | present.keys()):
        if _ordered(expected.get(starts_on, [])) != _ordered(present.get(starts_on, [])):
            yield problem("The figures of the period from {day} are not those that were published.", day=starts_on)


def briefings_of(session: Session) -> dict[Key, str]:
    """Code -> hash of each briefing that is frozen and not withdrawn."""
    found = session.execute(select(Briefing.code, Briefing.hash).where(FROZEN))
    return {(code,): hashed for code, hashed in found if code and hashed}


def documents_of(session: Session) -> dict[Key, tuple[int, str]]:
    """Code, format, language and name -> number and hash of each document of theirs."""
    document = BriefingDocument
    statement = (
        select(Briefing.code, document.format, document.language, document.name, document.id, document.hash)
        .join(document, document.briefing_id == Briefing.id)
        .where(FROZEN)
    )
    return {(str(row[0]), *row[1:4]): (row[4], row[5]) for row in session.execute(statement)}


def figures_of(session: Session, *, without: set[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """First day of the period -> its public figures, oldest first."""
    for content in session.scalars(select(PublicRelease.content).order_by(PublicRelease.starts_on)):
        published = release(content)
        if published.starts_on.isoformat() not in without:
            yield published.starts_on.isoformat(), _ordered(list(figure_rows(published)))


def _briefing_row(session: Session, code: str) -> dict[str, Any]:
    statement = select(Briefing.ref, Briefing.hash, Briefing.content).where(Briefing.code == code)
    ref, hashed, content = session.execute(statement).one()
    row = {"code": code, "ref": ref, "hash": hashed, "content": content}
    if content is None or hash_of(content) != hashed:
        return {**row, "content": content or ""}
    frozen = snapshot(content)
    return {
        **row,
        "title": next((one.words for one in frozen.title), ref),
        "areas": json.dumps(frozen.areas),
        "kind": frozen.release.kind.value,
        "starts_on": frozen.release.starts_on.isoformat(),
        "last_day": frozen.release.last_day.isoformat(),
        "languages": json.dumps(frozen.languages),
        "frozen_on": frozen.frozen_on.isoformat(),
    }


def _document_row(session: Session, number: int, key: Key) -> dict[str, Any]:
    document = BriefingDocument
    statement = select(document.media_type, document.hash, document.size, document.content).where(document.id == number)
    media_type, hashed, size, content = session.execute(statement).one()
    return {**_named(DOCUMENT, key), "media_type": media_type, "hash": hashed, "size": size, "content": bytes(content)}


def _named(table: Table, key: Key) -> dict[str, str]:
    return dict(zip((column.name for column in table.primary_key), key, strict=True))


def _hashes(public: Connection, table: Table, keys: int) -> dict[Key, str]:
    rows = public.execute(select(*list(table.primary_key), table.c.hash))
    return {tuple(row[:keys]): row[keys] for row in rows}


def _contents(public: Connection, table: Table, keys: int) -> Iterator[tuple[Key, str]]:
    """Each key with the hash made anew; "" where it is not the one that stands beside it."""
    for row in public.execute(select(*list(table.primary_key), table.c.hash, table.c.content)):
        content = row.content.encode() if isinstance(row.content, str) else bytes(row.content)
        yield tuple(row[:keys]), row.hash if hashlib.sha256(content).hexdigest() == row.hash else ""


def _compared(what: str, frozen: str | None, shown: str | None) -> Iterator[Sentence]:
    if shown is None:
        yield problem("Missing: {what}.", what=what)
    elif frozen is None:
        yield problem("There, and not frozen or withdrawn: {what}.", what=what)
    elif shown != frozen:
        yield problem("Not as it was frozen: {what}.", what=what)


def _damaged(what: str) -> CommonGroundError:
    return CommonGroundError(
        problem("{what} in the store is not as it was frozen, so it is not shown. Restore it from a backup.", what=what)
    )


def _ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["table_name"], row["row_keys"], row["column_keys"]))
