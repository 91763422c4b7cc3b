"""Role x entity x operation, for every command, export and count: the table of db.access_table says who may, and each is
sent as everybody on both engines. What a list or a page shows is tests/db/test_access_walk.py."""

from collections.abc import Iterable
from typing import Any

import pytest

from dashboard import kept
from db.access import ROLE_PERMISSIONS, Permission
from db.access_table import ENTITIES, Operation, may
from db.commands.exports import PERMISSIONS, Export, NoteExport
from db.commands.registry import HANDLERS
from db.commands.subject_requests import DecideSubjectRequest
from db.commands.subject_search import FindSubject
from db.errors import CommonGroundError, NotFound, Refused
from db.vocabulary import Role
from tests.db.asking import EVERY
from tests.db.command_rows import ROWS
from tests.db.conftest import Desk, everything
from tests.db.rows_keeping import waiting
from tests.db.test_partner_sweep import outsiders

# Everybody does everything: a minute on a busy machine.
pytestmark = pytest.mark.timeout(600)

PEOPLE = {
    Role.OFFICER: "ana",
    Role.SUPERVISOR: "sue",
    Role.SPECIALIST: "spec",
    Role.ANALYST: "analyst",
    Role.PRESENTER: "presenter",
    Role.PARTNER: "pat",
    Role.RECORDS_MANAGER: "keeper",
    Role.ADMINISTRATOR: "administrator",
    Role.AUDITOR: "auditor",
}
OPEN, CREATE, CHANGE, EXPORT, ERASE, DECIDE = (
    Operation.OPEN, Operation.CREATE, Operation.CHANGE, Operation.EXPORT, Operation.ERASE, Operation.DECIDE,
)  # fmt: skip
CONCERN, CASE, EVENT, ACTIVITY, TASK, PARTNER = "concern", "case", "event", "activity", "task", "partner"
HISTORY, PHOTO, MESSAGE = "history of a record", "photo or document", "message to the public"
GLASS, MANY = "opening without an assignment", "several concerns at once"
FORMS, VIEWS, NOTICES = "one's own forms", "one's own views of lists", "notices to oneself"
HOLD, ERASURE, YEARS, REQUEST = "legal hold", "erasure", "how long records are kept", "request of a subject"
TEMPLATES, THRESHOLD, TRAIL, OFFICER = "templates and usual tasks", "threshold", "audit trail", "officer"
BRIEFING, SHOWN = "briefing", "frozen briefing"
WEEK, HAND_OVER, FIGURES = "week sheet", "hand-over", "figures by neighbourhood"

# What each command does to what. Where there are several, who may do it may do all of them.
ACTS: dict[str, Iterable[tuple[str, Operation]]] = {
    "RecordConcern": [(CONCERN, CREATE)],
    "AddVoice": [(CONCERN, CREATE)],
    "OpenConcern": [(CONCERN, OPEN)],
    "OpenRecord": [(CONCERN, OPEN), (CASE, OPEN)],
    **dict.fromkeys(
        ("MoveConcern", "AssignConcern", "EditConcern", "RecordAnswer", "CheckOutcome", "MergeConcern", "UnmergeConcern",
         "RuleOutDuplicate"),
        [(CONCERN, CHANGE)],
    ),
    **dict.fromkeys(("AssignConcerns", "MoveConcerns"), [(MANY, CHANGE), (CONCERN, CHANGE)]),
    "OpenCase": [(CASE, CREATE)],
    "OpenCaseDetails": [(CASE, OPEN)],
    **dict.fromkeys(
        ("MoveCase", "AssignCase", "LinkConcern", "EditCaseDetails", "MoveStage", "NameComplained", "TakeOffComplaint",
         "AddCasePartner", "RemoveCasePartner"),
        [(CASE, CHANGE)],
    ),
    **dict.fromkeys(("RecordEvent", "PlanEvent", "PlanSeries", "ImportEvents"), [(EVENT, CREATE)]),
    **dict.fromkeys(
        ("CloseOutEvent", "CancelEvent", "EditEvent", "EndSeries", "ChangeSeries", "CountRoom", "NoteQuestion",
         "StockHandouts", "GiveHandouts"),
        [(EVENT, CHANGE)],
    ),
    **dict.fromkeys(("MakeFeed", "RevokeFeed"), [(EVENT, EXPORT)]),
    "LogActivity": [(ACTIVITY, CREATE)],
    "LogEntry": [(ACTIVITY, CREATE), (EVENT, CREATE), (CONCERN, CREATE)],
    "OpenActivityNote": [(ACTIVITY, OPEN)],
    **dict.fromkeys(("EditActivity", "WithdrawActivity"), [(ACTIVITY, CHANGE)]),
    **dict.fromkeys(("AddTask", "AddChecklist"), [(TASK, CREATE)]),
    **dict.fromkeys(("FinishTask", "ReopenTask", "KeepPromise", "TellPeople"), [(TASK, CHANGE)]),
    "AcknowledgeEscalation": [(HISTORY, CREATE)],
    "TakeBackAcknowledgement": [(HISTORY, CHANGE)],
    "AttachFile": [(PHOTO, CREATE)],
    "OpenAttachment": [(PHOTO, OPEN)],
    "RemoveAttachment": [(PHOTO, OPEN), (PHOTO, CHANGE)],
    **dict.fromkeys(("RecordOrganisation", "AddContact"), [(PARTNER, CREATE)]),
    "OpenContacts": [(PARTNER, OPEN)],
    **dict.fromkeys(
        ("EditOrganisation", "EndPartnership", "ResumePartnership", "EditContact", "RemoveContact"), [(PARTNER, CHANGE)]
    ),
    "RecordCommunication": [(MESSAGE, CREATE)],
    **dict.fromkeys(("EditCommunication", "SendCommunication"), [(MESSAGE, CHANGE)]),
    "BeginBriefing": [(BRIEFING, CREATE)],
    **dict.fromkeys(
        ("EditBriefing", "DiscardBriefing", "AddSlide", "WriteSlide", "MoveSlide", "RemoveSlide", "SendBriefing",
         "FreezeBriefing", "KeepDocuments", "WithdrawBriefing"),
        [(BRIEFING, CHANGE)],
    ),
    **dict.fromkeys(("ApproveBriefing", "SendBackBriefing"), [(BRIEFING, DECIDE)]),
    "NotePresented": [(SHOWN, EXPORT)],
    "NoteTakenOut": [(SHOWN, EXPORT)],
    "HandOverWork": [(HAND_OVER, CREATE)],
    "HandInWeek": [(WEEK, CREATE)],
    **dict.fromkeys(("SignOffWeek", "ReturnWeek"), [(WEEK, CHANGE)]),
    "BreakGlass": [(GLASS, CREATE)],
    "OpenGlassReason": [(GLASS, OPEN)],
    "ReviewGlass": [(GLASS, CHANGE)],
    **dict.fromkeys(("SaveDraft", "DiscardDraft"), [(FORMS, CHANGE)]),
    "SaveView": [(VIEWS, CREATE)],
    "ForgetView": [(VIEWS, CHANGE)],
    "SetNotices": [(NOTICES, CHANGE)],
    "PlaceHold": [(HOLD, CREATE)],
    "LiftHold": [(HOLD, CHANGE)],
    "ProposeErasure": [(ERASURE, CREATE)],
    "DecideErasure": [(ERASURE, DECIDE), *((entity, ERASE) for entity in ENTITIES if ERASE in ENTITIES[entity].grants)],
    "SetRetention": [(YEARS, CHANGE)],
    "RecordSubjectRequest": [(REQUEST, CREATE)],
    "FindSubject": [(REQUEST, OPEN)],
    "ChooseFound": [(REQUEST, CHANGE)],
    "DecideSubjectRequest": [(REQUEST, DECIDE)],
    "TakeSubjectAnswer": [(REQUEST, EXPORT), *((what, EXPORT) for what in (CONCERN, CASE, ACTIVITY, PARTNER))],
    **dict.fromkeys(
        ("SaveTemplate", "RemoveTemplate", "SaveUsualTask", "RemoveUsualTask", "ConfirmTranslation"), [(TEMPLATES, CHANGE)]
    ),
    "SetThreshold": [(THRESHOLD, CHANGE)],
    **dict.fromkeys(("AddOfficer", "AddTeam", "MakeAccount", "MakeFirstAdministrator"), [(OFFICER, CREATE)]),
    **dict.fromkeys(
        ("ChangeOfficer", "SwitchOfficer", "ResetAccount", "ReleaseAccount", "EndSessions"), [(OFFICER, CHANGE)]
    ),
    **dict.fromkeys(("SearchTrail", "NoteCheck"), [(TRAIL, Operation.LIST)]),
}  # fmt: skip
OF_ONESELF = {
    "Undo": "one's own save, within ten minutes",
    "Touch": "one's own session",
    "SignOut": "one's own session; an administrator ends anybody's",
    "EndSession": "one's own session; an administrator ends anybody's",
    "SetPassword": "one's own account",
    "NewRecoveryCodes": "one's own account",
    "CloseGlass": "what one opened oneself",
    "NoteRefusal": "about oneself",
}
OF_THE_SYSTEM = {
    **dict.fromkeys(("RecordConcernsInBulk", "RecordPast", "CountAgain", "LoadNeighbourhoods"), "the command line"),
    **dict.fromkeys(("QueueNewlyLate", "ClaimLetters", "SettleLetter"), "the round of the post"),
    **dict.fromkeys(("Tidy", "EraseAgain", "BeginAgain"), "the night, and a restore"),
    "NoteJob": "the command line",
}
OF_THE_SERVICE = {"NoteOwnCheck": Permission.HEALTH_SEE}
OF_A_PROOF = {
    **dict.fromkeys(("SignInDemo", "SignInLocal", "SignInProvider"), "nobody is signed in yet"),
    **dict.fromkeys(("BeginSecondFactor", "ChoosePassword", "ConfirmSecondFactor", "FinishSignIn"), "the first proof"),
    "GiveCode": "the first proof",
    "RedeemTicket": "the ticket",
}
SENT_ELSEWHERE = {"NoteExport": "each export, below"}
EXPORTED = {
    Export.FIGURES: FIGURES,
    Export.HAND_OVER: HAND_OVER,
    Export.EVENTS: EVENT,
    Export.SUBJECT: REQUEST,
    Export.AUDIT: TRAIL,
}
FIGURES_OF = ("by_category", "not_on_map", "open_by_area", "received_by_area", "trend")
# Figures, and lists that say how many there are.
COUNTED = {
    **dict.fromkeys(FIGURES_OF, FIGURES),
    "case_list": CASE,
    "task_list": TASK,
    "partner_list": PARTNER,
    "communication_list": MESSAGE,
    "held": EVENT,
    "worked": ACTIVITY,
    "openings_waiting": GLASS,
    "due_classes": YEARS,
}
# What the table grants and no command does: a page reads it (level 1), or the command above does it by another name.
BY_READING = {(what, OPEN) for what in (EVENT, TASK, MESSAGE)} | {(FORMS, CREATE), (NOTICES, CREATE)}


def test_every_command_is_of_one_class() -> None:
    classes = [ACTS, OF_ONESELF, OF_THE_SYSTEM, OF_THE_SERVICE, OF_A_PROOF, SENT_ELSEWHERE]
    named = [name for each in classes for name in each]
    assert sorted(named) == sorted(command.__name__ for command in HANDLERS)
    assert set(EXPORTED) == set(PERMISSIONS) == set(Export)


def test_every_grant_of_an_act_is_some_commands() -> None:
    done = {act for acts in ACTS.values() for act in acts} | {(entity, EXPORT) for entity in EXPORTED.values()}
    granted = {
        (entity, operation)
        for entity, described in ENTITIES.items()
        for operation in described.grants
        if operation not in (Operation.LIST, Operation.COUNT)
    }
    assert granted - done == BY_READING
    assert done - granted == {(TRAIL, Operation.LIST)}


def asked_by(error: CommonGroundError) -> str | None:
    """The permission a refusal for the role's sake names; empty when it is said in other words."""
    if not isinstance(error, Refused) or not error.sentence.template.startswith("Your role ({role}) may not"):
        return None
    return str(error.sentence.parameters.get("permission", ""))


def wrongs(desk: Desk, command: Any, allowed: set[Role], permissions: set[str]) -> list[str]:
    """Where the store does something else than the table says: those it refuses first, who then have changed nothing."""
    name, found = type(command).__name__, []
    before = everything(desk.store)
    for role in (role for role in PEOPLE if role not in allowed):
        try:
            desk.do(command, by=PEOPLE[role])
            found.append(f"{name}: the table keeps it from {role}")
        except (Refused, NotFound) as error:
            if "Lamp out" in str(error):
                found.append(f"{name}: {role} is refused in the record's own words")
            if (asked := asked_by(error)) and asked not in permissions:
                found.append(f"{name}: may not “{asked}”, which the table does not ask for")
        except CommonGroundError as error:
            found.append(f"{name}: {role} is told {error!r} instead of being refused")
    if everything(desk.store) != before:
        found.append(f"{name}: refused, and something changed")
    for role in (role for role in PEOPLE if role in allowed):
        try:
            desk.do(command, by=PEOPLE[role])
        except CommonGroundError as error:  # too late, not theirs, twice: but not for the role's sake
            if asked_by(error) is not None:
                found.append(f"{name}: the table gives it to {role}, who is told {error}")
    return found


def granted(acts: Iterable[tuple[str, Operation]]) -> tuple[set[Role], set[str]]:
    """Who may do all of these, and the permissions that can be asked of them."""
    acts = tuple(acts)
    allowed = {role for role in PEOPLE if all(may(role, *act) for act in acts)}
    permissions = {grant.permission.value for entity, act in acts for grant in ENTITIES[entity].grants[act]}
    return allowed, permissions


@pytest.mark.engine_free
def test_every_command_is_open_to_whom_the_table_gives_it_and_refused_to_the_others(shared_desk: Desk) -> None:
    outsiders(shared_desk)
    found = []
    for kind, row in ROWS.items():
        name = kind.__name__
        if name in ACTS:
            allowed, permissions = granted(ACTS[name])
            assert row.by in ("system", "ben", *(PEOPLE[role] for role in allowed)), name
        elif name in OF_ONESELF:
            allowed, permissions = set(PEOPLE), set()
        elif name in OF_THE_SYSTEM:
            allowed, permissions = set(), {permission.value for permission in Permission}
        elif name in OF_THE_SERVICE:
            needed = OF_THE_SERVICE[name]
            allowed, permissions = {role for role in PEOPLE if needed in ROLE_PERMISSIONS[role]}, {needed.value}
        else:
            continue
        found += wrongs(shared_desk, row.good(shared_desk), allowed, permissions)
    # While a request waits for the second person they see what was found, and nobody else does.
    for command in (FindSubject(waiting(shared_desk)), DecideSubjectRequest(waiting(shared_desk), 2, False)):
        found += wrongs(shared_desk, command, *granted([(REQUEST, DECIDE)]))
    assert found == []


def test_every_export_is_noted_for_whom_the_table_gives_it(shared_desk: Desk) -> None:
    outsiders(shared_desk)
    found = []
    for what, entity in EXPORTED.items():
        found += wrongs(shared_desk, NoteExport(what, 1), *granted([(entity, EXPORT)]))
    assert found == []


def test_every_count_is_given_to_whom_the_table_gives_it(shared_desk: Desk) -> None:
    asked = {name.split(".")[1]: ask for name, ask in EVERY.items()}
    refs = {"concern": "C-2026-00001", "case": "K-2026-00001"}
    assert set(kept.QUERIES) >= set(COUNTED)
    outsiders(shared_desk)
    found = []
    for name, entity in COUNTED.items():
        for role, who in PEOPLE.items():
            try:
                with shared_desk.store.reading() as session:
                    asked[name](session, shared_desk.viewers[who], refs)
                answered = True
            except Refused:
                answered = False
            kinds = (entity, CONCERN) if name in FIGURES_OF else (entity,)
            if any(answered != may(role, kind, Operation.COUNT) for kind in kinds):
                found.append((name, role.value, answered))
    assert found == []
