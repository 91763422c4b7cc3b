"""Role x entity x field x operation, walked on both engines: a canary in every column about people, and who gets to see it."""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import JSON, String, select, update
from sqlalchemy.orm import Session

from dashboard import kept
from db import access_table
from db.access import ROLE_PERMISSIONS
from db.access_table import ENTITIES, Operation, columns, may, people_columns
from db.commands.activities import OpenActivityNote
from db.commands.attachments import AttachFile
from db.commands.briefings import BeginBriefing
from db.commands.case_details import Agency, EditCaseDetails, OpenCaseDetails
from db.commands.case_partners import AddCasePartner
from db.commands.communications import RecordCommunication
from db.commands.concern_details import OpenConcern
from db.commands.concern_work import RecordAnswer
from db.commands.concerns import VoiceGiven
from db.commands.contacts import AddContact, OpenContacts
from db.commands.drafts import SaveDraft
from db.commands.erasing import ProposeErasure
from db.commands.escalation import AcknowledgeEscalation
from db.commands.events import CloseOutEvent
from db.commands.glass import BreakGlass, OpenGlassReason, ReviewGlass
from db.commands.hand_over import HandOverWork
from db.commands.holds import PlaceHold
from db.commands.notices import SetNotices
from db.commands.opening import OpenRecord
from db.commands.organisations import RecordOrganisation
from db.commands.people import AddOfficer
from db.commands.subject_answers import TakeSubjectAnswer
from db.commands.subject_requests import ChooseFound, DecideSubjectRequest
from db.commands.subject_search import FindSubject
from db.commands.views import SaveView
from db.commands.week_sheets import ReturnWeek
from db.errors import CommonGroundError
from db.models import Activity, Base, BrokenGlass, Case, CaseDetail, SubjectRequest
from db.queries.people import viewer_by_subject
from db.subjects import SOURCES
from db.vocabulary import (
    CASE_LEVELS,
    CaseKind,
    CommunicationChannel,
    CommunicationKind,
    ConcernCategory,
    Confidentiality,
    OrganisationSector,
    Role,
)
from db.vocabulary.briefings import PeriodKind
from tests.db import rows_briefings
from tests.db.asking import EVERY, FOR_COMMANDS
from tests.db.command_rows import PHOTO, ROWS
from tests.db.conftest import BOTH, NOW, Desk, new_desk
from tests.db.rows_access import WHY, opening_of
from tests.db.rows_keeping import request, waiting
from tests.db.rows_partners import somebody

# Everybody asks everything: a minute on a busy machine.
pytestmark = [pytest.mark.timeout(600), pytest.mark.engine_free]

OWN, OTHER, MINE, SEALED, ABOUT = "own", "other", "mine", "sealed", "about"
LETTERS = {OWN: "a", OTHER: "b", MINE: "c", SEALED: "d", ABOUT: "e"}
CANARY = re.compile(r"Zq(\d{3})([a-e])")
COLUMNS = sorted(name for entity in ENTITIES for name in people_columns(entity))
LEVELS = {name: level for entity in ENTITIES for name, level in people_columns(entity).items()}
ENTITY_OF = {name: entity for entity in ENTITIES for name in people_columns(entity)}
# Whose records of the desk each of these may read; everybody else reads none.
REACH: dict[str, set[str]] = defaultdict(
    set, {"ana": {OWN, MINE}, "sue": {OWN}, "dee": {OTHER, ABOUT}, "cal": {OTHER, SEALED}, "spec": {OWN, OTHER}}
)
# What belongs to the whole city: announced, or known to all who work with it.
# Openings are looked at by the team's supervisor, whoever may read the record; keeping goes over all teams.
KEEPING = {"legal hold", "erasure", "request of a subject"}
CITY = {"briefing", "opening without an assignment", "event", "partner", "message to the public", "officer", *KEEPING}
# Columns without a canary, each with its reason; all others have one.
NOT_PLANTED = {
    "concern.latitude": "a number: figures on a map are counted in tests/db/test_queries.py",
    "concern.longitude": "a number, as the latitude",
    "case_subject.officer_id": "a number: tests/db/test_complaints.py",
    "audit_entry.actor": "append-only; tests/db/test_audit.py",
    "idempotency_key.changes": "read by Undo alone, of one's own save; it makes records of it and shows nothing",
    "officer.display_name": "everybody who signs in may have it",
}
# Columns that a role may have in a list and no screen asks for, or only the screens of other work.
NO_SCREEN = {
    "concern.source_note",  # what an import did not understand
    "case_subject.officer_id", "case_subject.words", "concern.records_ref", "activity.dispatch_ref",
    "contact.role", "contact.consent_how", "notice_choice.address", "saved_view.query", "event.story_consent",
}  # fmt: skip
# Of the escalation list a specialist is shown their own lines only.
OWN_LINES = {(Role.SPECIALIST, "escalation_acknowledgement.reason")}
# Columns of JSON that are read by their shape.
SHAPED: Mapping[str, Callable[[str], Any]] = {
    "briefing.titles": lambda token: {"en": {"words": token}},
    "briefing_slide.texts": lambda token: {"en": {"title": token, "body": token}},
    "briefing_slide.items": lambda token: [{"ref": "T-1999-00001", "texts": {"en": {"words": token}}}],
}
PEOPLE = ("ana", "sue", "dee", "spec", "analyst", "presenter", "pat", "keeper", "administrator", "auditor")
# They look for a reference among other words: once shows all there is.
LISTS = {"concerns.concern_list", "cases.case_list", "search.search"}
Seen = dict[str, dict[Operation, set[tuple[str, str]]]]


class Asked(dict[str, str]):
    """References, and whether anybody looked."""

    used = False

    def __getitem__(self, name: str) -> str:
        self.used = True
        return super().__getitem__(name)

    def values(self) -> Any:
        self.used = True
        return super().values()


def lay(desk: Desk, by: str, area: str, **concern: Any) -> dict[str, str]:
    """One record of each kind, as somebody would leave them."""
    partner = desk.do(RecordOrganisation(f"Library {desk.serial()}", OrganisationSector.AGENCY), by=by).ref
    desk.do(AddContact(partner, somebody()), by=by)
    there = desk.areas[area]
    ref = desk.concern(
        by=by,
        neighbourhood_id=there,
        details="x",
        place_note="x",
        voice=VoiceGiven("x", "x", safe_to_contact="x", wants_answer=True),
        **concern,
    ).ref
    restricted = "category" in concern
    level = Confidentiality.RESTRICTED if restricted else Confidentiality.INTERNAL
    case = desk.case(by=by, area=area, confidentiality=level).ref
    desk.do(AddCasePartner(case, partner, "x"), by=by)
    event = desk.event(by=by, area=area, venue_organisation=partner, venue=None).ref
    desk.activity(by=by, area=area, concern=ref, organisation=partner, note="x")
    desk.do(AttachFile(ref, PHOTO, "x"), by=by)
    post = RecordCommunication(CommunicationKind.POST, CommunicationChannel.SOCIAL_MEDIA, "x", "x")
    return {
        "concern": ref, "case": case, "event": event, "partner": partner,
"task": desk.task(by=by, area=area, concern=ref, is_promise=True, promised_at_event=event).ref,
        "message": desk.do(post, by=by).ref,
    }  # fmt: skip


def furnished(desk: Desk) -> dict[str, dict[str, str]]:
    sealed = {"category": ConcernCategory.DOMESTIC_ABUSE}
    refs = {
        OWN: lay(desk, "ana", "harbour"), OTHER: lay(desk, "cal", "mill"),
        MINE: lay(desk, "ana", "harbour", **sealed), SEALED: lay(desk, "cal", "mill", **sealed),
    }  # fmt: skip
    about = lay(desk, "ben", "harbour", **sealed)
    named = (desk.viewers["ana"].officer_id or 0,)
    complaint = desk.case(
        by="ben",
        kind=CaseKind.COMPLAINT,
        officers_words="x",
        officers=named,
        owner_id=desk.viewers["dee"].officer_id,
        concerns=(about["concern"],),
    )
    refs[ABOUT] = {**about, "case": complaint.ref}
    desk.do(RecordAnswer(refs[OWN]["concern"], 1, "x"))
    for kind in (kind for kind in CaseKind if kind != CaseKind.COMPLAINT):
        restricted = CASE_LEVELS.get(kind) == Confidentiality.RESTRICTED
        case = desk.case(confidentiality=Confidentiality.RESTRICTED if restricted else Confidentiality.INTERNAL)
        with Session(desk.store._writer) as session, session.begin():
            session.execute(update(Case).where(Case.ref == case.ref).values(kind=kind.value, stage=None))
        if kind == CaseKind.COORDINATION:
            desk.do(EditCaseDetails(case.ref, case.version, agencies=(Agency("x", "x", "x"),)))
        refs[f"{MINE if restricted else OWN} {kind}"] = {**refs[OWN], "case": case.ref}
    for command in (AcknowledgeEscalation, CloseOutEvent, SaveView, ReturnWeek, HandOverWork):
        desk.do(ROWS[command].good(desk), by=ROWS[command].by)
    desk.do(BreakGlass(refs[MINE]["concern"], WHY), by="ben")
    desk.do(ReviewGlass(opening_of(desk, refs[MINE]["concern"]), "x"), by="sue")
    desk.do(BreakGlass(refs[SEALED]["concern"], WHY), by="ben")
    written_for_the_public(desk)
    kept_by_others(desk)
    desk.do(AddOfficer("pat", "Pat Ner", Role.PARTNER, organisation=refs[OWN]["partner"]), by="system")
    with desk.store.reading() as session:
        pat = viewer_by_subject(session, "pat")
    assert pat is not None
    desk.viewers["pat"] = pat
    return refs


def written_for_the_public(desk: Desk) -> None:
    """A draft of these weeks, and a frozen briefing of the summer."""
    desk.do(BeginBriefing("x", PeriodKind.QUARTER, date(2026, 10, 1)))
    rows_briefings.frozen(desk)


def kept_by_others(desk: Desk) -> None:
    """What is held, proposed to be erased and asked for; and what somebody began to write and where they are written to."""
    for command in (PlaceHold, ProposeErasure, SetNotices):
        desk.do(ROWS[command].good(desk), by=ROWS[command].by)
    waiting(desk)
    desk.do(SaveDraft("log", {"summary": "x"}))


def plant(desk: Desk, refs: Mapping[str, Mapping[str, str]]) -> set[str]:
    """A canary of its own in each text about people of each row; the names of the columns that have one."""
    planted = set()
    variant_of = {ref: label.split(" ")[0] for label, named in refs.items() for ref in named.values()}
    with Session(desk.store._writer) as session, session.begin():
        without = select(Case.id).where(Case.id.not_in(select(CaseDetail.case_id)))
        session.add_all([CaseDetail(case_id=number) for number in session.scalars(without)])
        session.flush()
        numbers: dict[str, dict[int, str]] = {}
        for table in ("concern", "case", "event", "organisation", "task", "communication"):
            there = Base.metadata.tables[table]
            rows = session.execute(select(there.c.id, there.c.ref))
            numbers[table] = {number: variant_of[ref] for number, ref in rows if ref in variant_of}
        voices = Base.metadata.tables["voice"]
        numbers["voice"] = {
            number: numbers["concern"].get(concern, OWN)
            for number, concern in session.execute(select(voices.c.id, voices.c.concern_id))
        }
        theirs = {desk.viewers[who].officer_id: OTHER for who in ("cal", "dee")}
        for name in sorted(set(COLUMNS) - NOT_PLANTED.keys()):
            table, column = name.split(".")
            there = Base.metadata.tables[table]
            for row in session.execute(select(there)).mappings().all():
                if name == "case_subject.words" and row["officer_id"] is not None:
                    continue  # either an officer or words
                if table == "voice" and row["anonymous"]:
                    continue  # who gave no name has none
                key = [there.c[c.name] == row[c.name] for c in there.primary_key.columns]
                token = f"Zq{COLUMNS.index(name):03d}{LETTERS[_variant(table, row, numbers, theirs)]}"
                session.execute(update(there).where(*key).values({column: _fits(there.c[column], token)}))
                planted.add(name)
    return planted


def _variant(table: str, row: Any, numbers: dict[str, dict[int, str]], theirs: Mapping[Any, str]) -> str:
    if table in ("draft", "notice_choice"):
        return MINE
    if row.get("id") in numbers.get(table, {}):
        return numbers[table][row["id"]]
    if "entity_id" in row:
        return numbers.get(row["entity"], {}).get(row["entity_id"], OWN)
    for link in ("concern_id", "case_id", "event_id", "voice_id"):
        if row.get(link) is not None:
            return numbers[link.removesuffix("_id")].get(row[link], theirs.get(row.get("owner_id"), OWN))
    return numbers["organisation"].get(row.get("organisation_id"), theirs.get(row.get("officer_id"), OWN))


def _fits(column: Any, token: str) -> Any:
    if str(column) in SHAPED:
        return SHAPED[str(column)](token)
    if isinstance(column.type, JSON):
        return [token] if column.name == "known_as" else {"said": token}
    assert isinstance(column.type, String), column
    return token


def canaries(value: Any) -> set[tuple[str, str]]:
    """The columns and variants whose canary is anywhere in an answer."""
    variants = {letter: variant for variant, letter in LETTERS.items()}
    return {(COLUMNS[int(number)], variants[letter]) for number, letter in CANARY.findall("\n".join(texts(value)))}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, pd.DataFrame):
        yield " ".join(value.columns)
        for column in value.columns:
            yield from texts(list(value[column]))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from texts([*value, *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from texts(inner)
    else:
        yield str(value)


@pytest.fixture(scope="module", params=BOTH)
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Seen, set[str]]]:
    """Everybody has asked everything and opened everything."""
    with new_desk(request, tmp_path_factory.mktemp("walk")) as desk:
        refs = furnished(desk)
        planted = plant(desk, refs)
        exported = answered(desk)
        yield (
            {"answer": {Operation.EXPORT: exported}}
            | {
                who: {Operation.LIST: listed(desk, who, refs), Operation.OPEN: opened(desk, who, refs)}
                for who in PEOPLE
            },
            planted,
        )


def listed(desk: Desk, who: str, refs: Mapping[str, dict[str, str]]) -> set[tuple[str, str]]:
    seen = set()
    with desk.store.reading() as session:
        for name, ask in EVERY.items():
            if name in FOR_COMMANDS:
                continue
            for label, named in refs.items():
                if " " in label and not name.startswith(("case_details.", "cases.case_record")):
                    continue  # the other kinds of case differ in their own fields only
                asked = Asked(named)
                try:
                    seen |= canaries(ask(session, desk.viewers[who], asked))
                except CommonGroundError as refusal:
                    seen |= canaries(str(refusal))
                if not asked.used or name in LISTS:
                    break
    return seen


def opened(desk: Desk, who: str, refs: Mapping[str, dict[str, str]]) -> set[tuple[str, str]]:
    with desk.store.reading() as session:
        activities = session.scalars(select(Activity.ref).order_by(Activity.id)).all()
        openings = session.scalars(select(BrokenGlass.id).order_by(BrokenGlass.id)).all()
        requests = session.scalars(select(SubjectRequest.ref).order_by(SubjectRequest.id)).all()
    commands: list[Any] = [OpenActivityNote(ref) for ref in activities]
    commands += [OpenGlassReason(number) for number in openings] + [FindSubject(ref) for ref in requests]
    for label, named in refs.items():
        commands.append(OpenCaseDetails(named["case"]))
        if " " not in label:
            commands += [OpenRecord(named["concern"]), OpenRecord(named["case"]), OpenConcern(named["concern"])]
            commands.append(OpenContacts(named["partner"]))
    seen = set()
    for command in commands:
        try:
            seen |= canaries(desk.do(command, by=who, at=NOW + timedelta(hours=2)))
        except CommonGroundError as refusal:
            seen |= canaries(str(refusal))
    return seen


def answered(desk: Desk) -> set[tuple[str, str]]:
    """All that can be put into the answer to somebody who asks what is kept about them."""
    with desk.store.reading() as session:
        chosen = [
            (kind, number)
            for kind, (model, _) in SOURCES.items()
            for number in session.scalars(select(next(iter(model.__table__.primary_key))))
        ]
    ref = request(desk)
    desk.do(ChooseFound(ref, 1, tuple(chosen)), by="keeper")
    desk.do(DecideSubjectRequest(ref, 2, True), by="sue")
    return canaries(desk.do(TakeSubjectAnswer(ref), by="keeper"))


def role_of(who: str) -> Role:
    named = {
        "ana": Role.OFFICER,
        "cal": Role.OFFICER,
        "sue": Role.SUPERVISOR,
        "dee": Role.SUPERVISOR,
        "spec": Role.SPECIALIST,
    }
    others = {"pat": Role.PARTNER, "keeper": Role.RECORDS_MANAGER}
    return named.get(who) or others.get(who) or Role(who)


def within(who: str, entity: str, variant: str) -> bool:
    return entity in CITY or variant in REACH[who] or (who == "pat" and variant == OWN)


def test_no_query_escapes_the_walk() -> None:
    asked = {name.split(".")[1] for name in EVERY}
    assert set(kept.QUERIES) <= asked


def test_every_column_about_people_belongs_to_one_entity() -> None:
    about = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if "confidentiality" in column.info
    }
    assert about == set(COLUMNS)
    assert len(COLUMNS) == len(set(COLUMNS))


def given(role: Role, column: str, operation: Operation) -> frozenset[str]:
    """A request of a subject is opened by the same command for whoever prepares it and for the second person."""
    deciding = columns(role, ENTITY_OF[column], Operation.DECIDE) if operation == Operation.OPEN else frozenset()
    return columns(role, ENTITY_OF[column], operation) | deciding


@pytest.mark.engine_free
@pytest.mark.parametrize("operation", [Operation.LIST, Operation.OPEN])
def test_nobody_sees_a_column_or_a_record_that_the_table_does_not_give_them(
    walked: tuple[Seen, set[str]], operation: Operation
) -> None:
    seen, _ = walked
    too_much = [
        (who, column, variant)
        for who in PEOPLE
        for column, variant in sorted(seen[who][operation])
        if column not in given(role_of(who), column, operation) or not within(who, ENTITY_OF[column], variant)
    ]
    assert too_much == []


def test_what_the_table_gives_is_there_to_be_had(walked: tuple[Seen, set[str]]) -> None:
    seen, planted = walked
    roles = {
        Role.OFFICER: ("ana",),
        Role.SUPERVISOR: ("sue", "dee"),
        Role.SPECIALIST: ("spec",),
        Role.PARTNER: ("pat",),
    }
    wanted = {name for name in planted if ENTITY_OF[name] in DESK}
    missing = []
    for role, people in roles.items():
        for column in sorted(wanted - NO_SCREEN):
            had = {name for who in people for operation in seen[who] for name, _ in seen[who][operation]}
            theirs = any(column in given(role, column, operation) for operation in (Operation.LIST, Operation.OPEN))
            # What is restricted is only theirs who are assigned: here, officers.
            assigned = role == Role.OFFICER or LEVELS[column] < Confidentiality.RESTRICTED
            if theirs and assigned and column not in had and (role, column) not in OWN_LINES:
                missing.append((role.value, column))
    assert missing == []


DESK = {"concern", "case", "event", "activity", "task", "history of a record", "photo or document", "partner"}


def test_lists_hold_nothing_above_level_1_and_only_ones_own_forms_more(walked: tuple[Seen, set[str]]) -> None:
    seen, _ = walked
    found = {
        name for who in PEOPLE for name, _ in seen[who][Operation.LIST] if LEVELS[name] >= Confidentiality.PERSONAL
    }
    assert {ENTITY_OF[name] for name in found} <= {"one's own forms"}


@pytest.mark.parametrize("who", ["analyst", "presenter", "administrator", "auditor"])
def test_who_works_no_records_reads_no_word_of_any(walked: tuple[Seen, set[str]], who: str) -> None:
    seen, _ = walked
    assert {name for operation in seen[who].values() for name, _ in operation} == set()


def test_who_keeps_records_reads_what_is_held_proposed_and_asked_for_and_no_record(
    walked: tuple[Seen, set[str]],
) -> None:
    seen, planted = walked
    keeping = {name for name in planted if ENTITY_OF[name] in KEEPING}
    assert {name for operation in seen["keeper"].values() for name, _ in operation} == keeping


def test_the_answer_to_a_subject_holds_what_the_table_lets_out(walked: tuple[Seen, set[str]]) -> None:
    seen, planted = walked
    let_out = {name for entity in ENTITIES for name in columns(Role.RECORDS_MANAGER, entity, Operation.EXPORT)}
    of_the_request = {name for name in let_out if ENTITY_OF[name] in KEEPING}
    # Who asked in a case is told to nobody else; the answer here is to another person.
    assert {name for name, _ in seen["answer"][Operation.EXPORT]} == (let_out & planted) - of_the_request - {
        "case_detail.asked_by"
    }


def test_what_somebody_began_to_write_is_theirs_alone(walked: tuple[Seen, set[str]]) -> None:
    seen, _ = walked
    assert [who for who in PEOPLE if ("draft.fields", MINE) in seen[who][Operation.LIST]] == ["ana"]


def test_a_partner_finds_nothing_of_anyone_elses(walked: tuple[Seen, set[str]]) -> None:
    seen, _ = walked
    assert {variant for operation in seen["pat"].values() for _, variant in operation} == {OWN}


def test_the_canaries_sit_in_every_column_that_can_hold_one(walked: tuple[Seen, set[str]]) -> None:
    _, planted = walked
    assert set(COLUMNS) - planted == NOT_PLANTED.keys()
    assert all("officer.display_name" in columns(role, "officer", Operation.LIST) for role in Role)


def test_the_table_follows_the_permissions() -> None:
    assert not may(Role.ADMINISTRATOR, "case", Operation.LIST)
    assert may(Role.OFFICER, "case", Operation.OPEN)
    assert not columns(Role.ANALYST, "concern", Operation.COUNT)
    assert may(Role.ANALYST, "concern", Operation.COUNT)
    assert access_table.columns(Role.PARTNER, "event", Operation.LIST) == {"event.title", "event.venue"}
    for role in Role:
        for entity in ENTITIES:
            for operation in Operation:
                assert columns(role, entity, operation) <= set(people_columns(entity))
                if not ROLE_PERMISSIONS[role]:
                    assert not may(role, entity, operation)
