"""Rows of keeping, holding and erasing: see command_rows."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from db.audit import Action
from db.commands.counts import CountAgain
from db.commands.erasing import DecideErasure, ProposeErasure
from db.commands.holds import LiftHold, PlaceHold
from db.commands.operating import NoteJob, NoteOwnCheck
from db.commands.restoring import BeginAgain
from db.commands.retention import SetRetention
from db.commands.subject_answers import TakeSubjectAnswer
from db.commands.subject_requests import ChooseFound, DecideSubjectRequest, RecordSubjectRequest
from db.commands.subject_search import FindSubject
from db.commands.tidying import EraseAgain, Tidy
from db.erasures import Erased
from db.errors import Refused
from db.models import Concern, RetentionSetting
from db.vocabulary.keeping import ErasureGround, ErasureKind
from db.vocabulary.operating import Job
from db.vocabulary.retention import Kept, RetentionClass
from tests.db.conftest import NOW, Desk
from tests.db.row import LONG, Late, Outcome, Row, Wrong

KEEPERS: dict[str, Outcome] = dict.fromkeys(
    ("ana", "sue", "analyst", "presenter", "partner", "administrator", "auditor"), Refused
)
DECIDERS = {name: Refused for name in KEEPERS if name != "sue"}
LONG_AGO = NOW - timedelta(days=4000)


def old(desk: Desk) -> str:
    """A concern closed eleven years ago."""
    ref: str = desk.concern().ref
    with Session(desk.store._writer) as session, session.begin():
        values = {"status": "closed", "closing_reason": "resolved", "closed_at": LONG_AGO, "created_at": LONG_AGO}
        session.execute(update(Concern).where(Concern.ref == ref).values(values))
    desk.do(CountAgain(), by="system")
    return ref


def held(desk: Desk) -> str:
    ref = old(desk)
    desk.do(PlaceHold(ref, "Court order"), by="keeper")
    return ref


def proposed(desk: Desk) -> str:
    ref = old(desk)
    desk.do(ProposeErasure((ref,), ErasureGround.RETENTION), by="keeper")
    return ref


def touched(desk: Desk, name: RetentionClass) -> int:
    with desk.store.reading() as session:
        return session.query(RetentionSetting.version).filter_by(name=name.value).scalar() or 0


def _years(desk: Desk) -> SetRetention:
    return SetRetention(RetentionClass.EVENTS, 8, touched(desk, RetentionClass.EVENTS))


def _meanwhile(desk: Desk, command: Any) -> None:
    desk.do(SetRetention(command.name, 9, command.version), by="keeper")


def _again(desk: Desk) -> EraseAgain:
    return EraseAgain((Erased(Kept.CONCERN, old(desk), ErasureKind.REDACTED, NOW),))


def request(desk: Desk) -> str:
    asked = RecordSubjectRequest("Ada Quill", ("555 0199",), "Passport at the counter", NOW)
    ref: str = desk.do(asked, by="keeper").ref
    return ref


def waiting(desk: Desk) -> str:
    ref = request(desk)
    desk.do(ChooseFound(ref, 1, ()), by="keeper")
    return ref


def agreed(desk: Desk) -> str:
    ref = waiting(desk)
    desk.do(DecideSubjectRequest(ref, 2, True), by="sue")
    return ref


def _chosen_by_another(desk: Desk, command: Any) -> None:
    desk.do(ChooseFound(command.ref, command.version, ()), by="keeper")


def _sent_back(desk: Desk, command: Any) -> None:
    desk.do(DecideSubjectRequest(command.ref, command.version, False), by="sue")


KEEPING = [
    Row(
        RecordSubjectRequest, lambda d: RecordSubjectRequest("Ada Quill", ("555 0199",), "Passport at the counter", NOW),
        Action.SUBJECT_ASKED, by="keeper", roles=KEEPERS,
        wrong=Wrong(
            lambda d: RecordSubjectRequest(" ", ("x" * 200,), "", NOW + timedelta(days=2)),
            {"name", "known_as", "verified_how", "received_at"},
        ),
    ),
    Row(
        FindSubject, lambda d: FindSubject(request(d)), Action.SUBJECT_SEARCHED, by="keeper", roles=KEEPERS,
    ),
    Row(
        ChooseFound, lambda d: ChooseFound(request(d), 1, ()), Action.SUBJECT_ASKED, by="keeper", roles=KEEPERS,
        wrong=Wrong(lambda d: ChooseFound(request(d), 1, (("voice", 999_999), ("made up", 1))), {"chosen"}),
        late=Late(_chosen_by_another, {"status": "waiting for the second person"}),
    ),
    Row(
        DecideSubjectRequest, lambda d: DecideSubjectRequest(waiting(d), 2, True), Action.SUBJECT_APPROVED, by="sue",
        roles={**DECIDERS, "keeper": Refused},
        wrong=Wrong(lambda d: DecideSubjectRequest(request(d), 1, True), {"agree"}),
        late=Late(_sent_back, {"status": "open"}),
    ),
    Row(
        TakeSubjectAnswer, lambda d: TakeSubjectAnswer(agreed(d)), Action.SUBJECT_GIVEN, by="keeper", roles=KEEPERS,
        wrong=Wrong(lambda d: TakeSubjectAnswer(waiting(d)), {"ref"}),
    ),
    Row(
        SetRetention, _years, Action.RETENTION_SET, by="keeper", roles=KEEPERS,
        wrong=Wrong(lambda d: SetRetention(RetentionClass.CASES, 99, 0), {"years"}),
        late=Late(_meanwhile, {"years": 9}),
    ),
    Row(
        PlaceHold, lambda d: PlaceHold(old(d), "Court order 12/26"), Action.HOLD_PLACED, by="keeper", roles=KEEPERS,
        wrong=Wrong(lambda d: PlaceHold(old(d), " "), {"reason"}),
    ),
    Row(
        LiftHold, lambda d: LiftHold(held(d)), Action.HOLD_LIFTED, by="keeper", roles=KEEPERS,
    ),
    Row(
        ProposeErasure, lambda d: ProposeErasure((old(d),), ErasureGround.RETENTION, "x"), Action.ERASURE_PROPOSED,
        by="keeper", roles=KEEPERS,
        wrong=Wrong(lambda d: ProposeErasure((), "made up", LONG), {"refs", "ground", "note"}),  # type: ignore[arg-type]
    ),
    Row(
        DecideErasure, lambda d: DecideErasure((proposed(d),), True, 1), Action.ERASED, by="sue", roles=DECIDERS,
        wrong=Wrong(lambda d: DecideErasure((), True, 4), {"refs", "typed"}),
    ),
    Row(Tidy, lambda d: Tidy(), Action.TIDIED, by="system", roles={**KEEPERS, "keeper": Refused}),
    Row(
        NoteJob, lambda d: NoteJob(Job.BACKUP, NOW, True, "Written."), Action.JOB_RUN, by="system",
        roles={**KEEPERS, "keeper": Refused},
    ),
    Row(BeginAgain, lambda d: BeginAgain(), Action.SESSION_ENDED, by="system", roles={**KEEPERS, "keeper": Refused}),
    Row(
        NoteOwnCheck, lambda d: NoteOwnCheck(NOW, 0, True), Action.JOB_RUN, by="administrator",
        roles={"ana": Refused, "sue": Refused, "analyst": Refused, "presenter": Refused, "keeper": Refused},
        wrong=Wrong(lambda d: NoteOwnCheck(NOW, -1, True), {"wrong"}),
    ),
    Row(EraseAgain, _again, Action.ERASED_AGAIN, by="system", roles={**KEEPERS, "keeper": Refused}),
]  # fmt: skip
NOWHERE = {row.command for row in KEEPING}
NOTHING_WRONG = {LiftHold, Tidy, NoteJob, BeginAgain, EraseAgain, FindSubject}
SECRET = {FindSubject, TakeSubjectAnswer}
