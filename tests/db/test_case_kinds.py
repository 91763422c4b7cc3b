"""Each kind of case, from opening to outcome, through the commands the pages use."""

from dataclasses import fields as parts_of
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.commands.case_details import Agency, EditCaseDetails, OpenCaseDetails
from db.commands.case_stages import MoveStage
from db.commands.cases import MoveCase, OpenCase
from db.commands.complaints import NameComplained
from db.commands.task_templates import RemoveUsualTask, SaveUsualTask
from db.errors import Invalid, Stale
from db.kinds import FIELDS, ON_THE_CASE, STAGES, CaseField, CaseStage, Field, Form
from db.models import AuditEntry, Case, CaseDetail, Task
from db.queries.case_details import CaseDetails, case_details, usual_tasks
from db.queries.concerns import history
from db.vocabulary import CaseKind, CaseStatus, Confidentiality
from tests.db.conftest import NOW, Desk

pytestmark = pytest.mark.engine_free

DAY = date(2026, 11, 20)
# Of each kind: what it is opened with, what is said while it is worked on, and what it must say before it closes.
LIVES: dict[CaseKind, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    CaseKind.PROBLEM: (
        {"objective": "Quiet evenings"},
        {"measure": "Reports a month", "response_on": DAY},
        {"assessment": "Two reports instead of nine"},
    ),
    CaseKind.COMPLAINT: ({}, {}, {}),
    CaseKind.MEDIATION: (
        {"parties": 2, "conflict_source": "Music through a thin wall"},
        {"method": "joint meeting", "review_at": DAY, "agreement": "Quiet from ten"},
        {"agreement_reached": "agreed"},
    ),
    CaseKind.SUPPORT: (
        {"language": "Somali", "interpreter": "needed"},
        {"interpreter": "arranged", "referral_reference": "VS-4711"},
        {},
    ),
    CaseKind.ENQUIRY: (
        {"asker": "media", "asked_by": "A reporter", "question": "How many cars?", "answer_by": DAY},
        {},
        {"answer": "Forty, in the last year"},
    ),
    CaseKind.REFERRAL: (
        {"referred_to": "Diversion programme"},
        {"sent_on": DAY, "acceptance": "accepted"},
        {"referral_outcome": "completed"},
    ),
    CaseKind.COORDINATION: ({}, {}, {}),
    CaseKind.POLICY_FEEDBACK: (
        {"policy": "Towing", "comment": "Too quick, say four of six"},
        {},
        {"decision": "A day's warning first"},
    ),
}
KINDS = pytest.mark.parametrize("kind", list(CaseKind))


def opened(desk: Desk, kind: CaseKind, **more: Any) -> Any:
    command = OpenCase(kind, f"A case of {kind}", neighbourhood_ids=(desk.areas["harbour"],), values=LIVES[kind][0])
    return desk.do(command if not more else _with(command, **more))


def _with(command: OpenCase, **more: Any) -> OpenCase:
    return OpenCase(**{part.name: more.get(part.name, getattr(command, part.name)) for part in parts_of(command)})


def known(desk: Desk, ref: str, who: str = "ana") -> CaseDetails:
    with desk.store.reading() as session:
        return case_details(session, viewer=desk.viewers[who], ref=ref)


def saved(desk: Desk, ref: str) -> Case:
    found: Case = desk.one(Case, ref)
    return found


@KINDS
def test_a_case_of_each_kind_goes_from_opening_to_its_outcome(shared_desk: Desk, kind: CaseKind) -> None:
    start, work, close = LIVES[kind]
    made = opened(shared_desk, kind)
    ref = made.ref
    usual = [
        ref for ref in made.also if shared_desk.one(Task, ref).owner_id == saved(shared_desk, ref=made.ref).owner_id
    ]
    assert len(usual) == len(made.also) > 0
    agencies = (Agency("City crew", "leads", "Repairs the lamps", NOW), Agency("Transit"))
    if kind == CaseKind.COORDINATION:
        shared_desk.do(EditCaseDetails(ref, 1, {}, agencies))
    elif kind == CaseKind.COMPLAINT:
        shared_desk.do(NameComplained(ref, 1, words="An officer at the counter, not known by name"))
    elif work:
        shared_desk.do(EditCaseDetails(ref, 1, work))
    for stage in STAGES[1:] if kind == CaseKind.PROBLEM else ():
        shared_desk.do(MoveStage(ref, saved(shared_desk, ref).version, stage, f"On to {stage}"))
    closing = MoveCase(ref, saved(shared_desk, ref).version, CaseStatus.CLOSED, "Done", "It is better", values=close)
    shared_desk.do(closing)
    case = saved(shared_desk, ref)
    assert (case.status, case.outcome) == ("closed", "It is better")
    details = known(shared_desk, ref)
    secret = {f.name.value for f in FIELDS[kind] if f.sensitive}
    asked = {**start, **work, **close}
    public = {name: value for name, value in asked.items() if name not in secret and name != "review_at"}
    assert {name: details.values[name] for name in public} == public
    assert len(details.agencies) == (2 if kind == CaseKind.COORDINATION else 0)
    told = shared_desk.do(OpenCaseDetails(ref))
    assert told.values == {name: value for name, value in asked.items() if name in secret}
    assert told.subjects == (("An officer at the counter, not known by name",) if kind == CaseKind.COMPLAINT else ())


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (CaseKind.PROBLEM, "assessment"),
        (CaseKind.COMPLAINT, "subjects"),
        (CaseKind.MEDIATION, "agreement_reached"),
        (CaseKind.ENQUIRY, "answer"),
        (CaseKind.REFERRAL, "referral_outcome"),
        (CaseKind.COORDINATION, "agencies"),
        (CaseKind.POLICY_FEEDBACK, "decision"),
    ],
)
def test_a_case_that_does_not_say_what_its_kind_must_is_not_closed(
    shared_desk: Desk, kind: CaseKind, missing: str
) -> None:
    ref = opened(shared_desk, kind).ref
    with pytest.raises(Invalid) as refusal:
        shared_desk.do(MoveCase(ref, 1, CaseStatus.CLOSED, "Done", "It is better"))
    assert set(refusal.value.problems) == {missing}
    assert saved(shared_desk, ref).status == "open"


def test_a_mediation_closes_without_an_agreement_but_not_without_the_words_of_one(shared_desk: Desk) -> None:
    ref = opened(shared_desk, CaseKind.MEDIATION).ref
    with pytest.raises(Invalid) as refusal:
        shared_desk.do(
            MoveCase(ref, 1, CaseStatus.CLOSED, "Done", "Better", values={"agreement_reached": "partly agreed"})
        )
    assert set(refusal.value.problems) == {"agreement"}
    shared_desk.do(MoveCase(ref, 1, CaseStatus.CLOSED, "Done", "No", values={"agreement_reached": "no agreement"}))
    with pytest.raises(Invalid):  # nor can that be taken out of the closed case
        shared_desk.do(EditCaseDetails(ref, 2, {"agreement_reached": None}))


@pytest.mark.parametrize(
    ("kind", "missing"),
    [(CaseKind.ENQUIRY, "question"), (CaseKind.REFERRAL, "referred_to"), (CaseKind.POLICY_FEEDBACK, "policy")],
)
def test_some_kinds_cannot_begin_without_a_word(shared_desk: Desk, kind: CaseKind, missing: str) -> None:
    with pytest.raises(Invalid) as refusal:
        opened(shared_desk, kind, values={})
    assert set(refusal.value.problems) == {missing}


@KINDS
def test_a_kind_has_its_own_fields_and_nothing_else(shared_desk: Desk, kind: CaseKind) -> None:
    ref = opened(shared_desk, kind).ref
    others = {f.name.value for fields in FIELDS.values() for f in fields} - {f.name.value for f in FIELDS[kind]}
    for name in sorted(others):
        with pytest.raises(Invalid) as refusal:
            shared_desk.do(EditCaseDetails(ref, 1, {name: "x"}))
        assert set(refusal.value.problems) == {name}


def every_field() -> list[Field]:
    return [f for fields in FIELDS.values() for f in fields]


def test_each_field_is_a_column_with_the_same_level_and_length() -> None:
    columns = {column.name: column for column in CaseDetail.__table__.columns if column.name != "case_id"}
    on_the_case = {name.value for name in ON_THE_CASE}
    assert {f.name.value for f in every_field()} - on_the_case == set(columns)
    assert {name.value for name in CaseField} == set(columns) | on_the_case
    for field in every_field():
        column = columns.get(field.name.value)
        if column is not None:
            told = column.info.get("confidentiality", Confidentiality.INTERNAL)
            assert (told, field.sensitive) == (field.level, told >= Confidentiality.PERSONAL), field.name
            if field.form == Form.LINE:
                assert column.type.length == field.longest, field.name


def test_personal_fields_leave_the_store_only_through_the_audited_command(desk: Desk) -> None:
    ref = opened(desk, CaseKind.ENQUIRY).ref
    details = known(desk, ref)
    assert "A reporter" not in repr(details)
    assert details.kept == ("asked_by",)
    with pytest.raises(Stale) as stale:
        desk.do(EditCaseDetails(ref, 7, {"asked_by": "Somebody else", "answer": "Forty"}))
    assert stale.value.theirs == {"answer": None}
    entries = desk.count(AuditEntry)
    assert desk.do(OpenCaseDetails(ref)).values == {"asked_by": "A reporter"}
    assert desk.count(AuditEntry) == entries + 1


def test_a_stage_moves_one_at_a_time_and_back_and_stands_in_the_history(desk: Desk) -> None:
    ref = opened(desk, CaseKind.PROBLEM).ref
    desk.do(MoveStage(ref, 1, CaseStage.ANALYSIS, "Reports read"))
    desk.do(MoveStage(ref, 2, CaseStage.SCANNING, "Two places, not one"))
    with pytest.raises(Invalid):
        desk.do(MoveStage(ref, 3, CaseStage.ASSESSMENT, "In a hurry"))
    with pytest.raises(Invalid):
        desk.do(MoveStage(opened(desk, CaseKind.MEDIATION).ref, 1, CaseStage.ANALYSIS, "Not of this kind"))
    with desk.store.reading() as session:
        steps = history(session, viewer=desk.viewers["ana"], entity="case", ref=ref)
    assert list(zip(steps["from_status"], steps["to_status"], steps["reason"], strict=True))[1:] == [
        ("scanning", "analysis", "Reports read"),
        ("analysis", "scanning", "Two places, not one"),
    ]


# --- usual tasks ------------------------------------------------------------------------------------------------------


def laid_out(desk: Desk, ref: str) -> list[tuple[str, date, int]]:
    zone = desk.store.settings.zone
    with desk.store.reading() as session:
        rows = session.execute(
            select(Task.text, Task.due_at, Task.owner_id)
            .join(Case, Case.id == Task.case_id)
            .where(Case.ref == ref)
            .order_by(Task.due_at, Task.id)
        )
        return [(text, due.astimezone(zone).date(), owner) for text, due, owner in rows]


def usual(desk: Desk, who: str, kind: CaseKind) -> list[tuple[int, int, str, int]]:
    with desk.store.reading() as session:
        rows = usual_tasks(session, viewer=desk.viewers[who], kind=kind)
    return [tuple(row) for row in rows[["id", "version", "text", "days"]].itertuples(index=False)]


def test_opening_a_case_lays_out_the_usual_tasks_of_its_kind_for_its_owner(desk: Desk) -> None:
    today = NOW.astimezone(desk.store.settings.zone).date()
    for kind in CaseKind:
        made = opened(desk, kind, owner_id=None if kind == CaseKind.COMPLAINT else desk.viewers["ben"].officer_id)
        owner = saved(desk, made.ref).owner_id
        expected = [(text, today + timedelta(days=days), owner) for _, _, text, days in usual(desk, "ana", kind)]
        assert laid_out(desk, made.ref) == expected
        assert len(expected) >= 3


def test_a_supervisor_changes_the_usual_tasks_and_only_new_cases_follow(desk: Desk) -> None:
    before = opened(desk, CaseKind.REFERRAL).ref
    first, *rest = usual(desk, "sue", CaseKind.REFERRAL)
    old = laid_out(desk, before)
    desk.do(SaveUsualTask(CaseKind.REFERRAL, "Ask for consent in writing", 0, first[0], first[1]), by="sue")
    for id_, version, _text, _days in rest:
        desk.do(RemoveUsualTask(id_, version), by="administrator")
    assert laid_out(desk, before) == old
    today = NOW.astimezone(desk.store.settings.zone).date()
    made = opened(desk, CaseKind.REFERRAL).ref
    assert laid_out(desk, made) == [("Ask for consent in writing", today, desk.viewers["ana"].officer_id)]
