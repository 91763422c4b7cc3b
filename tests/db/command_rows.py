"""The table every command goes through: who may, where, what is wrong with it, when it is too late."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select

from db.audit import Action
from db.cleaning import CleanFile, clean
from db.commands.activities import LogActivity, OpenActivityNote
from db.commands.attachments import AttachFile, OpenAttachment, RemoveAttachment
from db.commands.bulk_community import RecordPast
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.case_details import Agency, EditCaseDetails, OpenCaseDetails
from db.commands.case_owner import AssignCase
from db.commands.case_partners import AddCasePartner, RemoveCasePartner
from db.commands.case_stages import MoveStage
from db.commands.cases import LinkConcern, MoveCase, OpenCase
from db.commands.complaints import NameComplained, TakeOffComplaint
from db.commands.concern_details import OpenConcern
from db.commands.concern_work import AssignConcern, EditConcern, MoveConcern, RecordAnswer
from db.commands.concerns import RecordConcern, VoiceGiven
from db.commands.counts import CountAgain
from db.commands.drafts import DiscardDraft, SaveDraft
from db.commands.duplicates import MergeConcern, RuleOutDuplicate, UnmergeConcern
from db.commands.escalation import AcknowledgeEscalation, TakeBackAcknowledgement
from db.commands.events import CancelEvent, CloseOutEvent, GroupCount, RecordEvent
from db.commands.exports import Export, NoteExport
from db.commands.geography import LoadNeighbourhoods
from db.commands.hand_over import HandOverWork
from db.commands.handouts import StockHandouts
from db.commands.log import LogEntry
from db.commands.many import AssignConcerns, Chosen, MoveConcerns
from db.commands.notices import ClaimLetters, QueueNewlyLate, SetNotices, SettleLetter
from db.commands.opening import OpenRecord
from db.commands.organisations import RecordOrganisation
from db.commands.outcome_checks import CheckOutcome
from db.commands.past import PastTask
from db.commands.people import AddOfficer, AddTeam
from db.commands.provider import SignInProvider
from db.commands.sessions import RedeemTicket, SignInDemo, SignOut, Touch
from db.commands.task_templates import RemoveUsualTask, SaveUsualTask
from db.commands.tasks import AddTask, FinishTask, ReopenTask
from db.commands.thresholds import SetThreshold
from db.commands.tidying import EraseAgain
from db.commands.undo import Undo
from db.commands.views import ForgetView, SaveView
from db.commands.voices import AddVoice
from db.errors import NotFound, Refused
from db.geography import read_areas
from db.kinds import CaseStage
from db.models import Attachment, Concern, Session, Task, ThresholdSetting
from db.rules import Rule, Threshold
from db.vocabulary import (
    ActivityType,
    AttendanceGroup,
    CaseKind,
    CaseStatus,
    ConcernCategory,
    ConcernStatus,
    OrganisationSector,
    Priority,
    Role,
    SourceType,
)
from db.vocabulary.notices import NoticeKind
from tests.db import rows_access, rows_accounts, rows_audit, rows_briefings, rows_calendars, rows_keeping
from tests.db.conftest import NOW, THE_SEA, Desk, a_concern, an_event, squares
from tests.db.row import (
    ANYBODY,
    LONG,
    NOT_THEIRS,
    ONLY_THE_SYSTEM,
    TOMORROW,
    YESTERDAY,
    Build,
    Elsewhere,
    Late,
    Row,
    Wrong,
)
from tests.db.rows_meetings import MEETINGS
from tests.db.rows_partners import PARTNERS_NOT_REPEATABLE, PARTNERS_NOTHING_WRONG, PARTNERS_NOWHERE, PARTNERS_WORK
from tests.db.rows_planning import PLANNING
from tests.db.rows_provider import PROVIDER


def moved_by_ben(desk: Desk, command: Any) -> None:
    ref = getattr(command, "concern", None) or command.ref
    desk.do(MoveConcern(ref, desk.one(Concern, ref).version, ConcernStatus.TRIAGED, "Ben was quicker"), by="ben")


def changed_case(desk: Desk, command: MoveCase) -> None:
    desk.do(MoveCase(command.ref, 1, CaseStatus.WAITING, "Waiting for the council"), by="ben")


def held_event(desk: Desk, command: Any) -> None:
    desk.do(CancelEvent(command.ref, 1, "The hall is shut"), by="ben")


def done_task(desk: Desk, command: FinishTask) -> None:
    desk.do(FinishTask(command.ref, 1), by="ben")


def reopened_task(desk: Desk, command: ReopenTask) -> None:
    desk.do(ReopenTask(command.ref, 2), by="ben")


def session_of(desk: Desk, role: Role) -> int:
    rows_accounts.without_accounts(desk)
    ticket = desk.do(SignInDemo(role), by="system").ticket
    desk.do(RedeemTicket(ticket), by="system")
    with desk.store.reading() as session:
        return max(row.id for row in session.query(Session))


def demo_sign_in(desk: Desk) -> SignInDemo:
    rows_accounts.without_accounts(desk)
    return SignInDemo(Role.OFFICER)


def edit(ref: str, version: int = 1) -> EditConcern:
    return EditConcern(ref, version, "Two lamps out", ConcernCategory.NOISE, Priority.HIGH, SourceType.BUSINESS)


def edited_by_ben(desk: Desk, command: Any) -> None:
    desk.do(edit(command.ref, command.version), by="ben")


def merged(desk: Desk, **more: Any) -> UnmergeConcern:
    """A merge, and the command that takes it apart."""
    main, repeat = desk.concern(**more), desk.concern(**more)
    by = "cal" if more.get("by") == "cal" else "ana"
    desk.do(MergeConcern(repeat.ref, 1, main.ref, 1), by=by)
    return UnmergeConcern(repeat.ref, 2)


DUPLICATES = [
    Row(
        MergeConcern,
        lambda d: MergeConcern(d.concern().ref, 1, d.concern().ref, 1),
        Action.CONCERN_MERGED,
        elsewhere=Elsewhere(lambda d: MergeConcern(d.concern().ref, 1, d.theirs().ref, 1), NotFound),
        wrong=Wrong(lambda d: MergeConcern(ref := d.concern().ref, 1, ref, 1), {"into"}),
        late=Late(moved_by_ben, {"status": "triaged", "owner_id": None}),
    ),
    Row(
        UnmergeConcern,
        merged,
        Action.CONCERN_TAKEN_APART,
        elsewhere=Elsewhere(lambda d: merged(d, by="cal", neighbourhood_id=d.areas["mill"]), NotFound),
        wrong=Wrong(lambda d: UnmergeConcern(d.concern().ref, 1), {"ref"}),
        late=Late(edited_by_ben, {"status": "closed", "owner_id": None}),
    ),
    Row(
        RuleOutDuplicate,
        lambda d: RuleOutDuplicate(d.concern().ref, d.concern().ref),
        Action.DUPLICATE_RULED_OUT,
        elsewhere=Elsewhere(lambda d: RuleOutDuplicate(d.concern().ref, d.theirs().ref), NotFound),
        wrong=Wrong(lambda d: RuleOutDuplicate(ref := d.concern().ref, ref), {"other"}),
    ),
    Row(
        AddVoice,
        lambda d: AddVoice(d.concern().ref, NOW, "Also on Sundays", VoiceGiven(name="B. Resident")),
        Action.VOICE_ADDED,
        elsewhere=Elsewhere(lambda d: AddVoice(d.theirs().ref, NOW), NotFound),
        wrong=Wrong(
            lambda d: AddVoice(
                merged(d).ref,
                TOMORROW,
                LONG,
                VoiceGiven("x" * 121, None, "pigeon", LONG, LONG, wants_answer=True),  # type: ignore[arg-type]
            ),
            {
                "ref",
                "received_at",
                "details",
                "voice_name",
                "voice_contact",
                "preferred_method",
                "safe_to_contact",
                "voice_language",
            },
        ),
    ),
]

CONCERNS = [
    Row(
        RecordConcern,
        lambda d: a_concern(neighbourhood_id=d.areas["harbour"]),
        Action.CONCERN_RECORDED,
        # A resident may stop any officer in any street: it can be written down, and stays readable for its writer.
        elsewhere=Elsewhere(lambda d: a_concern(neighbourhood_id=d.areas["mill"]), None),
        wrong=Wrong(
            lambda d: a_concern(
                summary=" ",
                category="lamps",
                channel=None,
                source_type="",
                priority="soon",
                confidentiality=7,
                received_at=NOW + timedelta(hours=1),
                details=LONG,
                place_note=LONG,
                language="x" * 41,
                dispatch_ref="x" * 41,
                latitude=THE_SEA[0],
                longitude=THE_SEA[1],
                voice=VoiceGiven(
                    name="x" * 121, preferred_method="pigeon", safe_to_contact=LONG, language=LONG, wants_answer=True
                ),
            ),
            {
                "summary",
                "category",
                "channel",
                "source_type",
                "priority",
                "confidentiality",
                "received_at",
                "details",
                "place_note",
                "language",
                "dispatch_ref",
                "place",
                "voice_name",
                "voice_contact",
                "preferred_method",
                "safe_to_contact",
                "voice_language",
            },
        ),
    ),
    Row(
        MoveConcern,
        lambda d: MoveConcern(d.concern().ref, 1, ConcernStatus.IN_PROGRESS, "Went there"),
        Action.CONCERN_MOVED,
        elsewhere=Elsewhere(lambda d: MoveConcern(d.theirs().ref, 1, ConcernStatus.TRIAGED, "Went there"), NotFound),
        wrong=Wrong(
            lambda d: MoveConcern(d.concern().ref, 1, ConcernStatus.RESOLVED, "", outcome=LONG),
            {"to", "reason", "outcome"},
        ),
        late=Late(moved_by_ben, {"status": "triaged", "owner_id": None}),
    ),
    Row(
        AssignConcern,
        lambda d: AssignConcern(d.concern().ref, 1, d.viewers["ben"].officer_id or 0),
        Action.CONCERN_ASSIGNED,
        elsewhere=Elsewhere(lambda d: AssignConcern(d.theirs().ref, 1, d.viewers["ana"].officer_id or 0), NotFound),
        wrong=Wrong(
            lambda d: AssignConcern(d.concern().ref, 1, d.viewers["analyst"].officer_id or 0, reason=LONG),
            {"owner", "reason"},
        ),
        late=Late(moved_by_ben, {"status": "triaged", "owner_id": None}),
    ),
    Row(
        EditConcern,
        lambda d: edit(d.concern().ref),
        Action.CONCERN_EDITED,
        elsewhere=Elsewhere(lambda d: edit(d.theirs().ref), NotFound),
        wrong=Wrong(
            lambda d: EditConcern(
                d.concern().ref,
                1,
                "",
                "?",
                "?",
                "?",
                language=LONG,
                dispatch_ref=LONG,
                public_text=LONG,  # type: ignore[arg-type]
            ),
            {"summary", "category", "priority", "source_type", "language", "dispatch_ref", "public_text"},
        ),
        late=Late(
            lambda d, c: d.do(edit(c.ref), by="ben"),
            {
                "summary": "Two lamps out",
                "category": "noise",
                "priority": "high",
                "source_type": "business",
                "language": None,
                "dispatch_ref": None,
                "public_text": None,
            },
        ),
    ),
    Row(
        RecordAnswer,
        lambda d: RecordAnswer(d.concern().ref, 1, "By phone: the lamp is ordered"),
        Action.CONCERN_ANSWERED,
        elsewhere=Elsewhere(lambda d: RecordAnswer(d.theirs().ref, 1, "By phone"), NotFound),
        wrong=Wrong(lambda d: RecordAnswer(d.concern().ref, 1, " "), {"how"}),
        late=Late(moved_by_ben, {"status": "triaged", "owner_id": None}),
    ),
    Row(
        OpenConcern,
        lambda d: OpenConcern(d.concern().ref),
        Action.CONCERN_OPENED,
        elsewhere=Elsewhere(lambda d: OpenConcern(d.theirs().ref), NotFound),
    ),
    Row(
        RecordConcernsInBulk,
        lambda d: RecordConcernsInBulk([BulkConcern("Dumped sofa", ConcernCategory.DUMPING, YESTERDAY)], "test"),
        Action.RECORDED_IN_BULK,
        by="system",
        roles=ONLY_THE_SYSTEM,
        wrong=Wrong(
            lambda d: RecordConcernsInBulk(
                [
                    BulkConcern(" ", ConcernCategory.DUMPING, YESTERDAY),
                    BulkConcern("In good order", ConcernCategory.DUMPING, YESTERDAY),
                    BulkConcern("Tomorrow", ConcernCategory.DUMPING, TOMORROW),
                    BulkConcern("Closed", ConcernCategory.DUMPING, YESTERDAY, status=ConcernStatus.CLOSED),
                    BulkConcern("Half a place", ConcernCategory.DUMPING, YESTERDAY, latitude=50.0),
                    BulkConcern("In metres", ConcernCategory.DUMPING, YESTERDAY, latitude=5_000.0, longitude=10.0),
                    BulkConcern("Whose?", ConcernCategory.DUMPING, YESTERDAY, owner="nobody"),
                    BulkConcern("Which case?", ConcernCategory.DUMPING, YESTERDAY, case="K-1999-00001"),
                    BulkConcern("Which event?", ConcernCategory.DUMPING, YESTERDAY, raised_at_event="E-1999-00001"),
                    BulkConcern("Where?", ConcernCategory.DUMPING, YESTERDAY, neighbourhood_id=999),
                    BulkConcern("Number", ConcernCategory.DUMPING, YESTERDAY, external_id="9" * 81),
                    BulkConcern("Language", ConcernCategory.DUMPING, YESTERDAY, language="x" * 41),
                    BulkConcern("Torn\x00", ConcernCategory.DUMPING, YESTERDAY),
                ],
                "test",
            ),
            {"0", *(str(number) for number in range(2, 13))},
        ),
    ),
]


def resolved(desk: Desk, *, by: str = "ana") -> str:
    """The reference of the check that a resolved concern waits for."""
    saved = desk.concern() if by == "ana" else desk.theirs()
    desk.do(MoveConcern(saved.ref, 1, ConcernStatus.IN_PROGRESS, "Went there"), by=by)
    desk.do(MoveConcern(saved.ref, 2, ConcernStatus.RESOLVED, "It is lit"), by=by)
    with desk.store.reading() as session:
        return session.scalars(select(Task.ref).order_by(Task.id.desc()).limit(1)).one()


def saved_view(desk: Desk) -> str:
    desk.do(SaveView("concerns", name := f"Graffiti {desk.serial()}", "category=graffiti"))
    return name


def a_partner(desk: Desk) -> str:
    saved = desk.do(RecordOrganisation(f"Tenants' group {desk.serial()}", OrganisationSector.RESIDENTS))
    return str(saved.ref)


def with_a_partner(desk: Desk, *, by: str = "ana", area: str = "harbour") -> tuple[str, str]:
    case, partner = desk.case(by=by, area=area).ref, a_partner(desk)
    desk.do(AddCasePartner(case, partner), by=by)
    return case, partner


def late_case(**more: Any) -> Build:
    return lambda d: replace(
        OpenCase(CaseKind.PROBLEM, "Racing", concerns=(d.concern().ref,), neighbourhood_ids=(d.areas["northgate"],)),
        **more,
    )


PARTNERS = [
    Row(
        AddCasePartner,
        lambda d: AddCasePartner(d.case().ref, a_partner(d), "Lends the hall"),
        Action.CASE_PARTNERS,
        elsewhere=Elsewhere(lambda d: AddCasePartner(d.case(by="cal", area="mill").ref, a_partner(d)), NotFound),
        wrong=Wrong(lambda d: AddCasePartner(d.case().ref, "", LONG), {"partner", "part"}),
    ),
    Row(
        RemoveCasePartner,
        lambda d: RemoveCasePartner(*with_a_partner(d)),
        Action.CASE_PARTNERS,
        elsewhere=Elsewhere(lambda d: RemoveCasePartner(*with_a_partner(d, by="cal", area="mill")), NotFound),
        wrong=Wrong(lambda d: RemoveCasePartner(d.case().ref, a_partner(d)), {"partner"}),
    ),
]

MANY = [
    Row(
        AssignConcerns,
        lambda d: AssignConcerns((Chosen(d.concern().ref, 1),), d.viewers["ben"].officer_id or 0),
        Action.CONCERN_ASSIGNED,
        by="sue",
        roles={"ana": Refused, "spec": Refused, **NOT_THEIRS},
        elsewhere=Elsewhere(
            lambda d: AssignConcerns((Chosen(d.theirs().ref, 1),), d.viewers["ben"].officer_id or 0), NotFound
        ),
        wrong=Wrong(lambda d: AssignConcerns((Chosen(d.concern().ref, 1),), 0, LONG), {"owner", "reason"}),
    ),
    Row(
        MoveConcerns,
        lambda d: MoveConcerns((Chosen(d.concern().ref, 1),), ConcernStatus.TRIAGED, "Looked through"),
        Action.CONCERN_MOVED,
        by="sue",
        roles={"ana": Refused, "spec": Refused, **NOT_THEIRS},
        elsewhere=Elsewhere(
            lambda d: MoveConcerns((Chosen(d.theirs().ref, 1),), ConcernStatus.TRIAGED, "Looked through"), NotFound
        ),
        wrong=Wrong(
            lambda d: MoveConcerns((Chosen(d.concern().ref, 1),), ConcernStatus.CLOSED, ""),
            {"reason", "closing_reason"},
        ),
    ),
    Row(
        CheckOutcome,
        lambda d: CheckOutcome(resolved(d), 1, False, "The lamp is out again"),
        Action.OUTCOME_CHECKED,
        elsewhere=Elsewhere(lambda d: CheckOutcome(resolved(d, by="cal"), 1, True, "It holds"), NotFound),
        wrong=Wrong(lambda d: CheckOutcome(resolved(d), 1, None, ""), {"holds", "words"}),  # type: ignore[arg-type]
        late=Late(
            lambda d, c: d.do(CheckOutcome(c.ref, 1, True, "It holds"), by="ben"),
            {"done_at": NOW},
        ),
    ),
    Row(
        SaveView,
        lambda d: SaveView("concerns", f"Noise {d.serial()}", "category=noise"),
        None,
        wrong=Wrong(lambda d: SaveView("account", "x" * 41, "x" * 1001), {"page", "view_name", "query"}),
    ),
    Row(ForgetView, lambda d: ForgetView("concerns", saved_view(d)), None),
]

CASES = [
    Row(
        OpenCase,
        late_case(),
        Action.CASE_OPENED,
        elsewhere=Elsewhere(lambda d: OpenCase(CaseKind.PROBLEM, "Racing", concerns=(d.theirs().ref,)), NotFound),
        wrong=Wrong(
            late_case(
                kind="hobby",
                title="",
                goal=LONG,
                confidentiality=9,
                neighbourhood_ids=(999,),
                owner_id=999,
                review_at=date(2026, 11, 2),
            ),
            {"kind", "title", "goal", "confidentiality", "neighbourhoods", "owner", "review_at"},
        ),
    ),
    Row(
        MoveCase,
        lambda d: MoveCase(
            d.case().ref,
            1,
            CaseStatus.CLOSED,
            "Quiet for a month",
            outcome="The racing stopped",
            values={"assessment": "Reports fell by half"},
        ),
        Action.CASE_MOVED,
        elsewhere=Elsewhere(
            lambda d: MoveCase(d.case(by="cal", area="mill").ref, 1, CaseStatus.WAITING, "Waiting"), NotFound
        ),
        wrong=Wrong(
            lambda d: MoveCase(d.case().ref, 1, CaseStatus.CLOSED, " ", values={"response_on": "soon"}),
            {"reason", "outcome", "assessment", "response_on"},
        ),
        late=Late(changed_case, {"status": "waiting"}),
    ),
    Row(
        AssignCase,
        lambda d: AssignCase(d.case().ref, 1, d.viewers["ben"].officer_id or 0, "On leave from Monday"),
        Action.CASE_ASSIGNED,
        elsewhere=Elsewhere(
            lambda d: AssignCase(d.case(by="cal", area="mill").ref, 1, d.viewers["ana"].officer_id or 0), NotFound
        ),
        wrong=Wrong(
            lambda d: AssignCase(d.case().ref, 1, d.viewers["analyst"].officer_id or 0, LONG), {"owner", "reason"}
        ),
        late=Late(changed_case, {"status": "waiting", "owner_id": 1}),
    ),
    Row(
        LinkConcern,
        lambda d: LinkConcern(d.case().ref, d.concern().ref, 1),
        Action.CASE_LINKED,
        elsewhere=Elsewhere(lambda d: LinkConcern(d.case(by="cal", area="mill").ref, d.concern().ref, 1), NotFound),
        wrong=Wrong(lambda d: LinkConcern(d.case().ref, in_a_case(d), 2), {"concern"}),
        late=Late(moved_by_ben, {"status": "triaged"}),
    ),
    Row(
        EditCaseDetails,
        lambda d: EditCaseDetails(d.case().ref, 1, {"objective": "No more racing", "response_on": date(2026, 11, 20)}),
        Action.CASE_EDITED,
        elsewhere=Elsewhere(lambda d: EditCaseDetails(d.case(by="cal", area="mill").ref, 1, {}), NotFound),
        wrong=Wrong(
            lambda d: EditCaseDetails(
                d.case().ref,
                1,
                {"objective": LONG, "measure": 7, "response_on": "soon", "agreement": "Shake hands"},
                (Agency("City crew"),),
            ),
            {"objective", "measure", "response_on", "agreement", "agencies"},
        ),
        late=Late(
            lambda d, c: d.do(EditCaseDetails(c.ref, 1, {"objective": "Ben's words"}), by="ben"),
            {"objective": "Ben's words", "response_on": None},
        ),
    ),
    Row(
        OpenCaseDetails,
        lambda d: OpenCaseDetails(d.case().ref),
        Action.CASE_DETAILS_OPENED,
        elsewhere=Elsewhere(lambda d: OpenCaseDetails(d.case(by="cal", area="mill").ref), NotFound),
    ),
    Row(
        MoveStage,
        lambda d: MoveStage(d.case().ref, 1, CaseStage.ANALYSIS, "Reports read"),
        Action.CASE_STAGE_MOVED,
        elsewhere=Elsewhere(
            lambda d: MoveStage(d.case(by="cal", area="mill").ref, 1, CaseStage.ANALYSIS, "Read"), NotFound
        ),
        wrong=Wrong(lambda d: MoveStage(d.case().ref, 1, CaseStage.RESPONSE, ""), {"to", "reason"}),
        late=Late(
            lambda d, c: d.do(MoveStage(c.ref, 1, CaseStage.ANALYSIS, "Ben was quicker"), by="ben"),
            {"stage": "analysis", "status": "open"},
        ),
    ),
    Row(
        NameComplained,
        lambda d: NameComplained(a_complaint(d), 1, (d.viewers["cal"].officer_id or 0,), "And a colleague"),
        Action.COMPLAINT_NAMED,
        roles={**NOT_THEIRS, "ben": NotFound, "dee": NotFound, "spec": NotFound},
        elsewhere=Elsewhere(
            lambda d: NameComplained(a_complaint(d, by="cal", area="mill"), 1, words="Somebody"), NotFound
        ),
        wrong=Wrong(
            lambda d: NameComplained(a_complaint(d), 1, (999,), LONG, owner_id=d.viewers["ben"].officer_id),
            {"subjects", "words"},
        ),
        late=Late(
            lambda d, c: d.do(MoveCase(c.ref, 1, CaseStatus.WAITING, "Recording requested"), by="sue"),
            {"status": "waiting"},
        ),
    ),
    Row(
        TakeOffComplaint,
        lambda d: TakeOffComplaint(about_cal(d), 1, d.viewers["cal"].officer_id, "Another officer was on that shift"),
        Action.COMPLAINT_TAKEN_OFF,
        by="sue",
        roles={**NOT_THEIRS, "ana": Refused, "ben": NotFound, "cal": NotFound, "dee": NotFound, "spec": NotFound},
        elsewhere=Elsewhere(
            lambda d: TakeOffComplaint(a_complaint(d, by="cal", area="mill"), 1, d.viewers["ana"].officer_id, "No"),
            NotFound,
        ),
        wrong=Wrong(
            lambda d: TakeOffComplaint(about_cal(d), 1, d.viewers["ben"].officer_id, " "), {"officer", "reason"}
        ),
        late=Late(
            lambda d, c: d.do(MoveCase(c.ref, 1, CaseStatus.WAITING, "Recording requested"), by="sue"),
            {"status": "waiting"},
        ),
    ),
]


def about_cal(desk: Desk) -> str:
    return a_complaint(desk, officers=(desk.viewers["cal"].officer_id or 0,))


def a_complaint(desk: Desk, **more: Any) -> str:
    return desk.case(kind=CaseKind.COMPLAINT, **more).ref


def in_a_case(desk: Desk) -> str:
    concern = desk.concern()
    desk.do(LinkConcern(desk.case().ref, concern.ref, 1))
    return concern.ref


def past_event(desk: Desk, **more: Any) -> str:
    return desk.event(starts_at=NOW - timedelta(days=1), ends_at=NOW - timedelta(hours=22), **more).ref


OUTREACH = [
    Row(
        RecordEvent,
        lambda d: an_event(neighbourhood_id=d.areas["harbour"]),
        Action.EVENT_RECORDED,
        # Officers help out at each other's events.
        elsewhere=Elsewhere(lambda d: an_event(neighbourhood_id=d.areas["mill"]), None),
        wrong=Wrong(
            lambda d: RecordEvent(
                "party",
                " ",
                TOMORROW,
                TOMORROW - timedelta(hours=1),
                series=LONG,
                venue=LONG,
                audience=LONG,  # type: ignore[arg-type]
                language=LONG,
                attendance_total=-1,
                groups=(GroupCount(AttendanceGroup.YOUTH, -4),),
                outcome_note=LONG,
                neighbourhood_id=999,
            ),
            {
                "type",
                "title",
                "ends_at",
                "series",
                "venue",
                "audience",
                "language",
                "attendance_total",
                "groups",
                "outcome_note",
                "place",
            },
        ),
    ),
    Row(
        CloseOutEvent,
        lambda d: CloseOutEvent(past_event(d), 1, 12, True, (GroupCount(AttendanceGroup.SENIORS, 7),), "Lamps came up"),
        Action.EVENT_CLOSED_OUT,
        elsewhere=Elsewhere(lambda d: CloseOutEvent(past_event(d, by="cal", area="mill"), 1, 12, True), Refused),
        wrong=Wrong(
            lambda d: CloseOutEvent(
                past_event(d),
                1,
                -3,
                True,
                (GroupCount("dogs", None),),
                outcome_note=LONG,  # type: ignore[arg-type]
            ),
            {"attendance_total", "groups", "outcome_note"},
        ),
        late=Late(held_event, {"status": "cancelled", "attendance_total": None}),
    ),
    Row(
        CancelEvent,
        lambda d: CancelEvent(d.event().ref, 1, "The hall is shut"),
        Action.EVENT_CANCELLED,
        elsewhere=Elsewhere(lambda d: CancelEvent(d.event(by="cal", area="mill").ref, 1, "The hall is shut"), Refused),
        wrong=Wrong(lambda d: CancelEvent(closed_out(d), 2, " "), {"reason", "status"}),
        late=Late(held_event, {"status": "cancelled"}),
    ),
    Row(
        LogActivity,
        lambda d: LogActivity(ActivityType.FOOT_PATROL, YESTERDAY, 30, neighbourhood_id=d.areas["harbour"]),
        Action.ACTIVITY_LOGGED,
        elsewhere=Elsewhere(
            lambda d: LogActivity(ActivityType.FOOT_PATROL, YESTERDAY, 30, concern=d.theirs().ref), NotFound
        ),
        wrong=Wrong(
            lambda d: LogActivity(
                "nap",
                TOMORROW,
                0,
                neighbourhood_id=999,
                medium=LONG,
                people_reached=-1,
                language=LONG,
                note=LONG,  # type: ignore[arg-type]
                dispatch_ref=LONG,
            ),
            {
                "type",
                "started_at",
                "minutes",
                "place",
                "medium",
                "people_reached",
                "language",
                "note",
                "dispatch_ref",
            },
        ),
    ),
    Row(
        OpenActivityNote,
        lambda d: OpenActivityNote(d.activity(note="Spoke with the owner").ref),
        Action.ACTIVITY_NOTE_OPENED,
        elsewhere=Elsewhere(lambda d: OpenActivityNote(d.activity(by="cal", area="mill").ref), NotFound),
    ),
    Row(
        LogEntry,
        lambda d: LogEntry(
            activity=LogActivity(ActivityType.FOOT_PATROL, YESTERDAY, 30, neighbourhood_id=d.areas["harbour"]),
            concern=a_concern(neighbourhood_id=d.areas["harbour"]),
            event=an_event(neighbourhood_id=d.areas["harbour"]),
            follow_up=AddTask("Call back", TOMORROW),
        ),
        Action.CONCERN_RECORDED,
        elsewhere=Elsewhere(
            lambda d: LogEntry(
                activity=LogActivity(ActivityType.FOOT_PATROL, YESTERDAY, 30, concern=d.theirs().ref),
            ),
            NotFound,
        ),
        wrong=Wrong(
            lambda d: LogEntry(
                activity=LogActivity(ActivityType.FOOT_PATROL, YESTERDAY, 0),
                concern=a_concern(summary=""),
                event=an_event(title=""),
                follow_up=AddTask(" ", YESTERDAY),
            ),
            {"minutes", "summary", "title", "follow_up_text", "follow_up_due_at"},
        ),
    ),
    Row(
        RecordOrganisation,
        lambda d: RecordOrganisation(f"Harbour school {d.serial()}", OrganisationSector.SCHOOL),
        Action.ORGANISATION_RECORDED,
        # Partners belong to the whole city.
        elsewhere=Elsewhere(
            lambda d: RecordOrganisation(
                f"Mill school {d.serial()}", OrganisationSector.SCHOOL, neighbourhood_id=d.areas["mill"]
            ),
            None,
        ),
        wrong=Wrong(
            lambda d: RecordOrganisation(
                "",
                "club",
                groups_served=LONG,
                contact_every_days=-1,
                latitude=THE_SEA[0],
                longitude=THE_SEA[1],  # type: ignore[arg-type]
            ),
            {"name", "sector", "groups_served", "contact_every_days", "place"},
        ),
    ),
    Row(
        RecordPast,
        lambda d: RecordPast([PastTask("Called them", "ana", YESTERDAY, TOMORROW)]),
        Action.RECORDED_IN_BULK,
        by="system",
        roles=ONLY_THE_SYSTEM,
        wrong=Wrong(
            lambda d: RecordPast(
                [
                    PastTask("", "ana", YESTERDAY, TOMORROW),
                    PastTask("In good order", "ana", YESTERDAY, TOMORROW),
                    PastTask("Whose?", "nobody", YESTERDAY, TOMORROW),
                    PastTask("Which case?", "ana", YESTERDAY, TOMORROW, case="K-1999-00001"),
                ]
            ),
            {"0", "2", "3"},
        ),
    ),
]


def closed_out(desk: Desk) -> str:
    ref = past_event(desk)
    desk.do(CloseOutEvent(ref, 1, 12, True))
    return ref


TASKS = [
    Row(
        AddTask,
        lambda d: AddTask("Call the caretaker", TOMORROW, concern=d.concern().ref),
        Action.TASK_ADDED,
        elsewhere=Elsewhere(lambda d: AddTask("Call", TOMORROW, concern=d.theirs().ref), NotFound),
        wrong=Wrong(
            lambda d: AddTask("", YESTERDAY, owner_id=999, neighbourhood_id=999),
            {"text", "due_at", "owner", "place"},
        ),
    ),
    Row(
        FinishTask,
        lambda d: FinishTask(d.task().ref, 1),
        Action.TASK_DONE,
        elsewhere=Elsewhere(lambda d: FinishTask(d.task(by="cal", area="mill").ref, 1), NotFound),
        wrong=Wrong(lambda d: FinishTask(finished(d), 2), {"task"}),
        late=Late(done_task, {"done_at": NOW}),
    ),
    Row(
        ReopenTask,
        lambda d: ReopenTask(finished(d), 2),
        Action.TASK_REOPENED,
        elsewhere=Elsewhere(lambda d: ReopenTask(d.task(by="cal", area="mill").ref, 1), NotFound),
        wrong=Wrong(lambda d: ReopenTask(d.task().ref, 1), {"task"}),
        late=Late(reopened_task, {"done_at": None}),
    ),
    Row(
        Undo,
        lambda d: Undo(d.saves[d.concern().ref]),
        Action.UNDONE,
        # What one has not saved oneself is not there, whatever the role.
        roles={"ben": NotFound, "sue": NotFound, "analyst": NotFound, "administrator": NotFound},
        elsewhere=Elsewhere(lambda d: Undo(d.saves[d.theirs().ref]), NotFound),
    ),
]


def finished(desk: Desk) -> str:
    ref = desk.task().ref
    desk.do(FinishTask(ref, 1))
    return ref


PEOPLE = [
    Row(
        AddTeam,
        lambda d: AddTeam(f"East {d.serial()}"),
        Action.PEOPLE_CHANGED,
        by="administrator",
        roles={"ana": Refused, "sue": Refused, "analyst": Refused, "presenter": Refused},
        wrong=Wrong(lambda d: AddTeam("North"), {"name"}),
    ),
    Row(
        AddOfficer,
        lambda d: AddOfficer(f"eve{d.serial()}", "Eve Adam", Role.OFFICER, "North", ("mill",), is_demo=True),
        Action.PEOPLE_CHANGED,
        by="administrator",
        roles={"ana": Refused, "sue": Refused, "analyst": Refused, "presenter": Refused},
        wrong=Wrong(
            lambda d: AddOfficer("ana", " ", Role.SYSTEM, "Nowhere", ("mill", "atlantis")),
            {"subject", "display_name", "role", "team", "neighbourhoods"},
        ),
    ),
    Row(
        LoadNeighbourhoods,
        lambda d: LoadNeighbourhoods(read_areas(squares()).areas),
        Action.NEIGHBOURHOODS_LOADED,
        by="system",
        roles=ONLY_THE_SYSTEM,
    ),
    Row(SignInDemo, demo_sign_in, Action.SIGNED_IN, by="system", roles=ANYBODY),
    Row(
        RedeemTicket,
        lambda d: RedeemTicket(d.do(demo_sign_in(d), by="system").ticket),
        None,
        by="system",
        roles=ANYBODY,
    ),
    Row(
        Touch,
        lambda d: Touch(session_of(d, Role.OFFICER)),
        None,
        roles={},  # another's session is not touched, and nothing is said: see test_sessions.py
    ),
    Row(
        SignOut,
        lambda d: SignOut(session_of(d, Role.OFFICER)),
        Action.SIGNED_OUT,
        roles={"ben": NotFound, "sue": NotFound, "analyst": NotFound, "administrator": None},
        elsewhere=Elsewhere(lambda d: SignOut(session_of(d, Role.SUPERVISOR)), NotFound),
        wrong=Wrong(lambda d: SignOut(session_of(d, Role.OFFICER), reason="bored"), {"reason"}),  # type: ignore[arg-type]
    ),
    Row(
        SaveDraft,
        lambda d: SaveDraft("log", {"summary": f"Lamp {d.serial()}"}),
        None,
        roles={**ANYBODY, "system": Refused},
        wrong=Wrong(lambda d: SaveDraft("log", {"summary": LONG}), {"form"}),
    ),
    Row(DiscardDraft, lambda d: DiscardDraft("log"), None, roles=ANYBODY),
    Row(
        NoteExport,
        lambda d: NoteExport(Export.FIGURES, 61, {"category": ("noise",)}),
        Action.EXPORTED,
        roles={"presenter": Refused, "administrator": Refused, "analyst": None},
        wrong=Wrong(lambda d: NoteExport(Export.FIGURES, -1), {"rows"}),
    ),
]


def a_usual_task(desk: Desk) -> int:
    return int(desk.do(SaveUsualTask(CaseKind.ENQUIRY, f"Ask again {desk.serial()}", 5), by="sue").ref)


REFERENCE = [
    Row(
        SaveUsualTask,
        lambda d: SaveUsualTask(CaseKind.ENQUIRY, "Ask once more", 4, a_usual_task(d), 1),
        Action.REFERENCE_CHANGED,
        by="sue",
        roles={"ana": Refused, "analyst": Refused, "presenter": Refused, "administrator": None},
        wrong=Wrong(lambda d: SaveUsualTask("hobby", " ", 999), {"kind", "text", "days"}),  # type: ignore[arg-type]
        late=Late(
            lambda d, c: d.do(SaveUsualTask(CaseKind.REFERRAL, "Dee's words", 9, c.id, 1), by="dee"),
            {"kind": "referral", "text": "Dee's words", "days": 9},
        ),
    ),
    Row(
        RemoveUsualTask,
        lambda d: RemoveUsualTask(a_usual_task(d), 1),
        Action.REFERENCE_CHANGED,
        by="sue",
        roles={"ana": Refused, "analyst": Refused, "presenter": Refused},
        late=Late(
            lambda d, c: d.do(SaveUsualTask(CaseKind.REFERRAL, "Dee's words", 9, c.id, 1), by="dee"), {"days": 9}
        ),
    ),
]

COUNTS = [Row(CountAgain, lambda d: CountAgain(), Action.COUNTED_AGAIN, by="system", roles=ONLY_THE_SYSTEM)]


def threshold_version(desk: Desk) -> int:
    with desk.store.reading() as session:
        return max((row.version for row in session.query(ThresholdSetting)), default=0)


def past_due(desk: Desk, **more: Any) -> str:
    return desk.concern(**{"received_at": NOW - timedelta(days=30), **more}).ref


def aside(ref: str, reason: str = "Repaired next week", days: int = 7) -> AcknowledgeEscalation:
    return AcknowledgeEscalation(Rule.PAST_DUE, ref, reason, (NOW + timedelta(days=days)).date())


def stood_aside(desk: Desk, **more: Any) -> TakeBackAcknowledgement:
    ref = past_due(desk, **more)
    desk.do(aside(ref), by=more.get("by", "ana"))
    return TakeBackAcknowledgement(Rule.PAST_DUE, ref)


def his_work(desk: Desk, **more: Any) -> HandOverWork:
    """Ben's work, for Ana."""
    desk.task(by="ben", area="northgate")
    given = {"from_id": desk.viewers["ben"].officer_id, "to_id": desk.viewers["ana"].officer_id, "areas_too": False}
    return HandOverWork(**{**given, **more})


CLOCKS = [
    Row(
        SetThreshold,
        lambda d: SetThreshold(Threshold.STALE_CASE, 20 + d.serial() % 40, threshold_version(d)),
        Action.THRESHOLD_SET,
        by="administrator",
        roles={"ana": Refused, "sue": Refused, "analyst": Refused, "presenter": Refused},
        wrong=Wrong(lambda d: SetThreshold("tea break", 0, 0), {"name"}),  # type: ignore[arg-type]
        late=Late(
            lambda d, c: d.do(SetThreshold(c.name, 77, c.version), by="administrator"),
            {"value": 77},
        ),
    ),
    Row(
        AcknowledgeEscalation,
        lambda d: aside(past_due(d)),
        Action.ESCALATION_ACKNOWLEDGED,
        elsewhere=Elsewhere(lambda d: aside(past_due(d, by="cal", neighbourhood_id=d.areas["mill"])), NotFound),
        wrong=Wrong(lambda d: aside(past_due(d), " ", 0), {"reason", "until"}),
    ),
    Row(
        TakeBackAcknowledgement,
        stood_aside,
        Action.ESCALATION_TAKEN_BACK,
        elsewhere=Elsewhere(lambda d: stood_aside(d, by="cal", neighbourhood_id=d.areas["mill"]), NotFound),
        wrong=Wrong(lambda d: TakeBackAcknowledgement(Rule.PAST_DUE, past_due(d)), {"ref"}),
    ),
    Row(
        HandOverWork,
        his_work,
        Action.HANDED_OVER,
        by="ben",
        roles={"ana": Refused, "dee": Refused, "spec": Refused, **NOT_THEIRS},
        elsewhere=Elsewhere(lambda d: his_work(d, from_id=d.viewers["cal"].officer_id), Refused),
        wrong=Wrong(lambda d: his_work(d, to_id=d.viewers["analyst"].officer_id, note=LONG), {"to", "note"}),
    ),
]


def photo() -> CleanFile:
    written = BytesIO()
    Image.new("RGB", (600, 400), "teal").save(written, "JPEG")
    return clean(written.getvalue())


PHOTO = photo()


def attached(desk: Desk, ref: str, by: str = "ana") -> str:
    """The code of a photo added to this record."""
    desk.do(AttachFile(ref, PHOTO, "The lamp"), by=by)
    with desk.store.reading() as session:
        return session.scalars(select(Attachment.code).order_by(Attachment.id.desc())).first() or ""


FILES = [
    Row(
        AttachFile,
        lambda d: AttachFile(d.concern().ref, PHOTO, "The lamp"),
        Action.FILE_ATTACHED,
        elsewhere=Elsewhere(lambda d: AttachFile(d.theirs().ref, PHOTO), NotFound),
        wrong=Wrong(lambda d: AttachFile(d.case().ref, b"raw", LONG), {"title", "file"}),  # type: ignore[arg-type]
    ),
    Row(
        RemoveAttachment,
        lambda d: RemoveAttachment(attached(d, d.concern().ref)),
        Action.FILE_REMOVED,
        elsewhere=Elsewhere(lambda d: RemoveAttachment(attached(d, d.theirs().ref, by="cal")), NotFound),
    ),
    Row(
        OpenAttachment,
        lambda d: OpenAttachment(attached(d, d.concern().ref)),
        Action.FILE_OPENED,
        elsewhere=Elsewhere(lambda d: OpenAttachment(attached(d, d.theirs().ref, by="cal")), NotFound),
    ),
]

NOTICES = [
    Row(
        SetNotices,
        lambda d: SetNotices("ana@police.example", frozenset({NoticeKind.OVERDUE})),
        Action.NOTICES_CHOSEN,
        wrong=Wrong(lambda d: SetNotices("not an address", frozenset({"lamps"})), {"address", "wanted"}),  # type: ignore[arg-type]
    ),
    Row(QueueNewlyLate, lambda d: QueueNewlyLate(), None, by="system", roles=ONLY_THE_SYSTEM),
    Row(ClaimLetters, lambda d: ClaimLetters(), None, by="system", roles=ONLY_THE_SYSTEM),
    Row(SettleLetter, lambda d: SettleLetter((1,), sent=True), None, by="system", roles=ONLY_THE_SYSTEM),
]

ROWS = {
    row.command: row
    for row in (
        *CONCERNS, *MANY, *PARTNERS, *DUPLICATES, *CASES, *OUTREACH, *TASKS, *PEOPLE, *REFERENCE, *COUNTS,
        *CLOCKS, *FILES, *NOTICES, *MEETINGS, *PLANNING, *PROVIDER, *rows_calendars.CALENDARS, *PARTNERS_WORK,
        *rows_accounts.ACCOUNTS,
        *rows_keeping.KEEPING,
        *rows_access.ACCESS,
        *rows_audit.AUDIT,
        *rows_briefings.BRIEFINGS,
    )
}  # fmt: skip

# Commands that leave no audit entry, each with its reason.
NOT_AUDITED = {
    **rows_accounts.NOT_AUDITED,
    EraseAgain: "what the store has none of leaves none; each record that is erased again has its entry",
    SaveDraft: "what is typed is nobody's record yet",
    DiscardDraft: "the same, thrown away",
    Touch: "a click is not an act",
    RedeemTicket: "the signing in before it is in the trail",
    SaveView: "a way of looking, no record",
    ForgetView: "the same, removed",
    QueueNewlyLate: "a reminder of what the trail has already",
    ClaimLetters: "the same, on its way",
    SettleLetter: "the same, sent",
    OpenRecord: "a second look within a quarter of an hour; tests/db/test_opening.py has the first",
}
# Commands that take nothing a person could get wrong: a reference, a ticket, a number of our own.
NOTHING_TO_GET_WRONG = {
    *rows_briefings.NOTHING_WRONG,
    *rows_accounts.NOTHING_WRONG,
    *rows_calendars.NOTHING_TO_GET_WRONG,
    *rows_keeping.NOTHING_WRONG,
    *rows_access.NOTHING_WRONG,
    *PARTNERS_NOTHING_WRONG,
    RemoveAttachment,
    OpenAttachment,
    QueueNewlyLate,
    ClaimLetters,
    SettleLetter,
    OpenConcern,
    OpenActivityNote,
    OpenCaseDetails,
    RemoveUsualTask,
    Undo,
    LoadNeighbourhoods,
    SignInDemo,
    SignInProvider,
    RedeemTicket,
    Touch,
    DiscardDraft,
    CountAgain,
    ForgetView,
}
# Commands that belong to no neighbourhood.
NOWHERE = {
    *rows_accounts.NOWHERE,
    StockHandouts,
    *rows_audit.NOWHERE,
    *rows_briefings.NOWHERE,
    *rows_calendars.NOWHERE,
    *rows_keeping.NOWHERE,
    *rows_access.NOWHERE,
    *PARTNERS_NOWHERE,
    SetNotices,
    QueueNewlyLate,
    ClaimLetters,
    SettleLetter,
    RecordConcernsInBulk,
    RecordPast,
    AddTeam,
    AddOfficer,
    LoadNeighbourhoods,
    SignInDemo,
    SignInProvider,
    RedeemTicket,
    Touch,
    SaveDraft,
    DiscardDraft,
    NoteExport,
    CountAgain,
    SaveView,
    ForgetView,
    SaveUsualTask,
    RemoveUsualTask,
    SetThreshold,
}
# Commands whose answer is personal or secret: the store keeps no copy of it, so they take no key.
NOT_REPEATABLE = {
    *rows_accounts.SECRET_ANSWERS,
    *rows_calendars.SECRET,
    *rows_keeping.SECRET,
    *rows_access.NOT_REPEATABLE,
    *PARTNERS_NOT_REPEATABLE,
    OpenConcern, ClaimLetters, OpenAttachment, OpenActivityNote, OpenCaseDetails, SignInDemo, SignInProvider, RedeemTicket,
}  # fmt: skip
