"""The audit trail: whole after any work, found out after any tampering, silent about what people said."""

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from db import audit
from db.commands.bulk_community import RecordPast
from db.commands.bulk_concerns import BulkConcern, Moved, RecordConcernsInBulk
from db.commands.concern_details import OpenConcern
from db.commands.concern_work import EditConcern, MoveConcern
from db.commands.concerns import VoiceGiven
from db.commands.events import GroupCount
from db.commands.past import PastActivity, PastCase, PastEvent, PastOrganisation, PastTask
from db.commands.registry import HANDLERS
from db.errors import CommonGroundError
from db.models import AuditEntry
from db.vocabulary import (
    ActivityType,
    CaseKind,
    CaseStatus,
    ConcernCategory,
    ConcernStatus,
    EventStatus,
    EventType,
    OrganisationSector,
    Priority,
    SourceType,
)
from tests.db.command_rows import ROWS
from tests.db.conftest import NOW, Desk, opened

CANARY = "Mrs Canary of Elm Street"  # without a number: briefings take no exact address at all


def busy(desk: Desk) -> None:
    """Six entries at least, of several kinds."""
    saved = desk.concern()
    desk.do(MoveConcern(saved.ref, 1, ConcernStatus.TRIAGED, "Seen"))
    desk.do(EditConcern(saved.ref, 2, "Two", ConcernCategory.NOISE, Priority.LOW, SourceType.GROUP), by="ben")
    desk.do(OpenConcern(saved.ref), by="sue")
    desk.event()
    desk.case()
    desk.do(RecordConcernsInBulk([BulkConcern("Sofa", ConcernCategory.DUMPING, NOW)], "city"), by="system")


def tamper(desk: Desk, *statements: str) -> None:
    """What somebody with the database in their hands can do: the triggers go first."""
    if desk.store.settings.is_sqlite:
        triggers = ["DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"]
        triggers.append("DROP TRIGGER audit_entry_no_replace")
    else:
        triggers = ["DROP TRIGGER audit_entry_append_only ON audit_entry"]
    with desk.store._writer.begin() as connection:
        for statement in (*triggers, *statements):
            connection.execute(text(statement))


def last(desk: Desk) -> int:
    return desk.count(AuditEntry)


def test_the_chain_is_whole_after_work_of_every_kind(desk: Desk) -> None:
    busy(desk)
    assert desk.store.verify_audit() is None


def test_the_chain_is_whole_when_the_clock_was_in_another_zone(desk: Desk) -> None:
    desk.concern(at=NOW.astimezone(ZoneInfo("America/Los_Angeles")))
    desk.concern(
        at=datetime(2026, 7, 1, 9, 30, 15, 123456, tzinfo=ZoneInfo("Asia/Kathmandu")), received_at=NOW.replace(month=6)
    )
    assert desk.store.verify_audit() is None


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'Somebody else'",
        "officer_id = 9",
        "action = 'signed in'",
        "entity = 'case'",
        "entity_ref = 'C-2026-99999'",
        'detail = \'{"to": "closed"}\'',
        "hash = previous_hash",
        "previous_hash = hash",
    ],
)
def test_an_edited_entry_is_found_and_named(desk_to_break: Desk, change: str) -> None:
    busy(desk_to_break)
    number = last(desk_to_break) - 3
    tamper(desk_to_break, f"UPDATE audit_entry SET {change} WHERE id = {number}")
    assert desk_to_break.store.verify_audit() == f"Entry {number} of the audit trail was changed."


def test_a_changed_time_is_found(desk_to_break: Desk) -> None:
    busy(desk_to_break)
    tamper(desk_to_break, "UPDATE audit_entry SET at = '2026-11-03 19:00:00.000000' WHERE id = 4")
    assert desk_to_break.store.verify_audit() == "Entry 4 of the audit trail was changed."


def test_a_deleted_entry_is_found_wherever_it_was(desk_to_break: Desk) -> None:
    busy(desk_to_break)
    number = last(desk_to_break)
    tamper(desk_to_break, f"DELETE FROM audit_entry WHERE id = {number}")
    assert desk_to_break.store.verify_audit() == f"Entry {number} of the audit trail is missing."
    with desk_to_break.store._writer.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry WHERE id = 5"))
    assert desk_to_break.store.verify_audit() == "Entry 5 of the audit trail is missing."
    with desk_to_break.store._writer.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry WHERE id = 1"))
    assert desk_to_break.store.verify_audit() == "Entry 1 of the audit trail is missing."


def test_all_entries_deleted_is_found(desk_to_break: Desk) -> None:
    busy(desk_to_break)
    tamper(desk_to_break, "DELETE FROM audit_entry")
    assert desk_to_break.store.verify_audit() == "Entry 1 of the audit trail is missing."


def test_two_entries_that_changed_places_are_found(desk_to_break: Desk) -> None:
    busy(desk_to_break)
    tamper(
        desk_to_break,
        "UPDATE audit_entry SET id = 900 WHERE id = 4",
        "UPDATE audit_entry SET id = 4 WHERE id = 5",
        "UPDATE audit_entry SET id = 5 WHERE id = 900",
    )
    assert desk_to_break.store.verify_audit() == "Entry 4 of the audit trail was changed."


def test_an_end_cut_off_and_the_mark_moved_back_is_found_where_the_chain_has_a_key(desk_to_break: Desk) -> None:
    with opened(desk_to_break.store.settings.database_url, audit_key="a secret of this agency") as store:
        keyed = Desk(store, desk_to_break.viewers, desk_to_break.areas)
        tamper(keyed, "UPDATE audit_end SET entries = 0, mark = NULL", "DELETE FROM audit_entry")
        with store._writer.begin() as connection:
            connection.execute(text(f"UPDATE audit_end SET last_hash = '{'0' * 64}'"))
        busy(keyed)
        assert store.verify_audit() is None
        number = last(keyed)
        with store._writer.begin() as connection:
            connection.execute(text(f"DELETE FROM audit_entry WHERE id = {number}"))
            before = f"SELECT hash FROM audit_entry WHERE id = {number - 1}"
            connection.execute(text(f"UPDATE audit_end SET entries = {number - 1}, last_hash = ({before})"))
        changed = f"The mark at the end of the audit trail was changed: entry {number} may be missing."
        assert store.verify_audit() == changed


def test_an_entry_added_behind_the_stores_back_is_found(desk: Desk) -> None:
    busy(desk)
    number = last(desk) + 1
    with desk.store._writer.begin() as connection:
        entry = dict(
            connection.execute(select(AuditEntry.__table__).where(AuditEntry.id == number - 1)).mappings().one()
        )
        entry |= {"id": number, "previous_hash": entry["hash"], "action": "exported"}
        # Well formed, hash and all: without a key anybody can work it out.
        connection.execute(insert(AuditEntry), {**entry, "hash": audit.chain._hash(entry, key="")})
    goes_on = f"The audit trail goes on after its end: entry {number} was not written here."
    assert desk.store.verify_audit() == goes_on


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'Somebody else'",
        "DELETE FROM audit_entry WHERE id = 1",
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE id = 1",
        "TRUNCATE audit_entry",
    ],
)
def test_the_engine_itself_refuses_to_change_the_trail(desk: Desk, statement: str) -> None:
    other = "TRUNCATE" if desk.store.settings.is_sqlite else "REPLACE"
    if other in statement:
        pytest.skip("not a statement of this engine")
    with pytest.raises(DBAPIError, match="append-only"), desk.store._writer.begin() as connection:
        connection.execute(text(statement))
    assert desk.store.verify_audit() is None


def test_a_key_makes_other_hashes_and_only_that_key_verifies(desk: Desk) -> None:
    assert desk.store.verify_audit() is None
    with opened(desk.store.settings.database_url, audit_key="not the one") as store:
        assert store.verify_audit() == "Entry 1 of the audit trail was changed."


# What people say or type about people and places: never in the trail. Fields of commands and of what they are made of.
FREE_TEXT = {
    "summary", "details", "place_note", "language", "dispatch_ref", "reason", "outcome", "how", "title", "goal", "text",
    "note", "medium", "series", "venue", "audience", "outcome_note", "groups_served", "contact", "safe_to_contact",
    "public_text", "languages", "topics", "stage", "source_note", "fields", "history", "said",
    "values", "words", "agency", "role", "task", "part", "why", "heard", "worked", "story", "story_consent", "result", "told_how",
    "other_languages", "materials", "unit", "services", "how_to_reach", "phone", "email",
    "safe_note", "consent_how", "password", "current", "device", "known_as", "verified_how", "body", "picture_consent",
}  # fmt: skip
# References, identities, codes and tokens: what the trail is made of, or nothing a person said.
NOT_FREE_TEXT = {
    "address", "error", "partners",
    "ref", "refs", "save", "concern", "concerns", "case", "event", "organisation", "venue_organisation", "raised_at_event",
    "promised_at_event", "external_id", "source", "file_hash", "form", "ticket", "subject", "display_name", "team",
    "neighbourhoods", "named_for", "filters", "owner", "recorded_by", "officer", "relationship_owner", "by", "code",
    "district", "boundary", "residents", "duplicate_of", "into", "other", "page", "query", "template", "parameters",
    "rule", "tried", "actions", "entity", "activity", "zone", "external_uid", "login", "proof", "issuer", "groups",
    "areas", "compared_with", "story_event", "seen", "hash", "media_type",
    "file", "sha256",
    "chosen",  # kinds of place and numbers
    "complained_of", "officers_words",  # the same words as NameComplained takes; only a complaint has them
}  # fmt: skip
# A name says who is at the desk in one command and who rang in another; two organisations cannot have the same.
# Files of a briefing are named by the product.
NAMES_IN_THE_TRAIL = {"AddTeam", "Area", "EditOrganisation", "Rendered", "NoteTakenOut"}


def parts(command: type, seen: set[type] | None = None) -> set[type]:
    """The dataclasses a command is made of, itself included."""
    seen = set() if seen is None else seen
    if command in seen or not dataclasses.is_dataclass(command):
        return seen
    seen.add(command)
    for hint in get_type_hints(command).values():
        for inner in (hint, *_arguments(hint)):
            if isinstance(inner, type):
                parts(inner, seen)
    return seen


def _arguments(hint: Any) -> list[Any]:
    found = [*get_args(hint)]
    return found + [deeper for inner in found for deeper in _arguments(inner)]


def test_every_text_field_of_every_command_is_known_as_text_of_people_or_not() -> None:
    known = FREE_TEXT | NOT_FREE_TEXT | {"name"}
    unknown = {
        f"{part.__name__}.{name}"
        for command in HANDLERS
        for part in parts(command)
        for name, hint in get_type_hints(part).items()
        if str in (hint, *_arguments(hint)) and name not in known
    }
    assert unknown == set()


def singing(value: Any) -> Any:
    """The same command with the canary in every field of free text."""
    if isinstance(value, tuple | list) and value and not isinstance(value[0], str):
        return type(value)(singing(inner) for inner in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type | Enum):
        return value
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        hint = get_type_hints(type(value))[field.name]
        texts = field.name in FREE_TEXT or (field.name == "name" and type(value).__name__ not in NAMES_IN_THE_TRAIL)
        if field.name == "values":
            kept = getattr(value, field.name)
            changes[field.name] = {name: CANARY if isinstance(said, str) else said for name, said in kept.items()}
        elif (
            texts
            and field.name != "history"
            and str in (hint, *_arguments(hint))
            and not isinstance(getattr(value, field.name), Enum)
        ):
            changes[field.name] = _canary(hint)
        else:
            changes[field.name] = singing(getattr(value, field.name))
    if isinstance(value, BulkConcern):
        changes |= {"voices": (singing(VoiceGiven()),), "history": (Moved(NOW, ConcernStatus.NEW, reason=CANARY),)}
    return dataclasses.replace(value, **changes)


def _canary(hint: Any) -> Any:
    kinds = str(hint)
    return {"said": CANARY} if "Mapping" in kinds or "dict" in kinds else (CANARY,) if "tuple" in kinds else CANARY


@pytest.mark.engine_free
@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.command.__name__)
def test_what_people_say_is_never_in_the_trail(row: Any, shared_desk: Desk) -> None:
    command = singing(row.good(shared_desk))
    shared_desk.do(command, by=row.by)
    with shared_desk.store.reading() as session:
        trail = [repr(tuple(entry)) for entry in session.execute(text("SELECT * FROM audit_entry"))]
    assert trail
    assert [entry for entry in trail if "Canary" in entry or "Elm Street" in entry] == []


def test_what_people_said_in_the_past_is_never_in_the_trail(desk: Desk) -> None:
    began, ended = NOW - timedelta(days=2), NOW - timedelta(days=1)
    for past in (
        PastOrganisation("Elm school", OrganisationSector.SCHOOL, began),
        PastEvent(
            EventType.DROP_IN,
            "Drop-in",
            began,
            ended,
            "ana",
            EventStatus.HELD,
            history=((began, EventStatus.HELD, CANARY),),
        ),
        PastCase(
            CaseKind.PROBLEM, "Racing", "ana", began, CaseStatus.OPEN, history=((began, CaseStatus.OPEN, CANARY),)
        ),
        PastActivity("ana", ActivityType.ADMIN, began, 5),
        PastTask("Call", "ana", began, ended),
    ):
        desk.do(RecordPast([singing(past)]), by="system")
    with desk.store.reading() as session:
        trail = [repr(tuple(entry)) for entry in session.execute(text("SELECT * FROM audit_entry"))]
    assert [entry for entry in trail if "Canary" in entry] == []


def test_the_canary_does_sing() -> None:
    sung = [row.command for row in ROWS.values() if _sings(row.command)]
    assert len(sung) > 15
    assert singing(VoiceGiven()).name == CANARY
    assert singing(GroupCount("youth", 3)) == GroupCount("youth", 3)  # type: ignore[arg-type]


def _sings(command: type) -> bool:
    return any(name in FREE_TEXT for part in parts(command) for name in get_type_hints(part))


def test_what_was_refused_is_in_the_trail_and_what_was_mistyped_is_not(desk: Desk) -> None:
    attempts: list[Callable[[], Any]] = [
        lambda: desk.concern(summary=""),  # a slip
        lambda: desk.concern(category=None),  # nothing chosen
        lambda: desk.do(OpenConcern("C-1999-00001")),  # not there, or not theirs
        lambda: desk.do(OpenConcern("C-1999-00001"), by="analyst"),  # not their role
        lambda: desk.concern(category="made up"),  # no form offers that
    ]
    for attempt in attempts:
        with pytest.raises(CommonGroundError):
            attempt()
    ana, analyst = "Ana Rivera (officer)", "Noor Haddad (analyst)"
    assert desk.refusals() == [(ana, "OpenConcern"), (analyst, "OpenConcern"), (ana, "RecordConcern")]
    assert desk.store.verify_audit() is None


def test_nothing_that_was_typed_is_in_the_entry_of_a_refusal(desk: Desk) -> None:
    with pytest.raises(CommonGroundError):
        desk.do(OpenConcern(CANARY))
    with desk.store.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.entity_ref, entry.detail) == (None, {"tried": "OpenConcern", "why": "notfound"})
