"""Each kind of thing that must be in the trail, done for real, and the entry it leaves; without the entry it does not happen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from db import audit
from db.audit import Action
from db.commands.audit_trail import SearchTrail
from db.commands.case_details import OpenCaseDetails
from db.commands.concern_details import OpenConcern
from db.commands.concern_work import EditConcern
from db.commands.exports import Export, NoteExport
from db.commands.glass import BreakGlass, CloseGlass, ReviewGlass
from db.commands.local_sign_in import GiveCode, SignInLocal
from db.commands.officers import SwitchOfficer
from db.commands.opening import OpenRecord
from db.commands.people import AddOfficer
from db.commands.sessions import EndSession, EndSessions, SignInDemo
from db.errors import CommonGroundError
from db.models import AuditEntry
from db.vocabulary import CaseKind, ConcernCategory, Priority, Role, SourceType
from tests.db.conftest import Desk, a_concern, everything
from tests.db.rows_access import WHY, broken, opening, restricted
from tests.db.rows_accounts import account, change, code, half, of_ana, officer
from tests.db.rows_provider import somebody

EDIT = ("Two", ConcernCategory.NOISE, Priority.LOW, SourceType.GROUP)


def a_complaint_of_level_3(desk: Desk) -> str:
    return desk.case(by="spec", kind=CaseKind.COMPLAINT).ref


# What the rule names, what is done, by whom, and the action that notes it.
KINDS: dict[str, tuple[Callable[[Desk], Any], str, Action]] = {
    "a sign-in": (lambda d: SignInDemo(Role.OFFICER), "system", Action.SIGNED_IN),
    "a look at a level-2 record": (lambda d: OpenConcern(d.concern().ref), "ana", Action.CONCERN_OPENED),
    "a look at a level-3 record": (
        lambda d: OpenCaseDetails(a_complaint_of_level_3(d)), "spec", Action.CASE_DETAILS_OPENED,
    ),
    "a sign-in with a local account": (lambda d: GiveCode(half(d), code()), "system", Action.SIGNED_IN),
    "a sign-in through the provider": (somebody, "system", Action.SIGNED_IN),
    "a wrong password": (lambda d: SignInLocal(account(d), "not theirs"), "system", Action.SIGN_IN_FAILED),
    "a name nobody has": (lambda d: SignInLocal(f"nobody{d.serial()}", "a"), "system", Action.SIGN_IN_FAILED),
    "a wrong code": (lambda d: GiveCode(half(d), "000000"), "system", Action.SIGN_IN_FAILED),
    "the provider's word for somebody in no group": (
        lambda d: replace(somebody(d), groups=()), "system", Action.SIGN_IN_FAILED,
    ),
    "a look at a restricted record": (lambda d: OpenRecord(restricted(d)), "ana", Action.RECORD_OPENED),
    "an opening without an assignment": (lambda d: BreakGlass(restricted(d), WHY), "ben", Action.GLASS_BROKEN),
    "its end": (lambda d: CloseGlass(broken(d)), "ben", Action.GLASS_CLOSED),
    "its review": (lambda d: ReviewGlass(opening(d)), "sue", Action.GLASS_REVIEWED),
    "another role or reach": (change, "administrator", Action.REACH_CHANGED),
    "an account switched off": (
        lambda d: SwitchOfficer(officer(d), 1, active=False), "administrator", Action.ACCOUNT_CHANGED,
    ),
    "a session ended": (lambda d: EndSession(of_ana(d)), "administrator", Action.SESSION_ENDED),
    "all sessions of somebody ended": (lambda d: EndSessions(officer(d)), "administrator", Action.SESSION_ENDED),
    "something made": (lambda d: a_concern(neighbourhood_id=d.areas["harbour"]), "ana", Action.CONCERN_RECORDED),
    "something changed": (lambda d: EditConcern(d.concern().ref, 1, *EDIT), "ana", Action.CONCERN_EDITED),
    "something taken out": (lambda d: NoteExport(Export.FIGURES, 3), "analyst", Action.EXPORTED),
    "the trail taken out": (lambda d: NoteExport(Export.AUDIT, 3), "auditor", Action.EXPORTED),
    "who may do what": (
        lambda d: AddOfficer(f"new-{d.serial()}", "New Here", Role.OFFICER, "North"), "system", Action.PEOPLE_CHANGED,
    ),
    "a look at the trail": (lambda d: SearchTrail(), "auditor", Action.AUDIT_SEARCHED),
}  # fmt: skip


def newest(desk: Desk) -> AuditEntry:
    with desk.store.reading() as session:
        return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


@pytest.mark.parametrize("kind", KINDS)
def test_it_leaves_its_entry_with_who_it_was(shared_desk: Desk, kind: str) -> None:
    build, by, action = KINDS[kind]
    command = build(shared_desk)
    before = newest(shared_desk).id
    shared_desk.do(command, by=by)
    with shared_desk.store.reading() as session:
        asked = select(AuditEntry).where(AuditEntry.id > before, AuditEntry.action == action)
        entry = session.scalars(asked).one()
    if by != "system":
        assert entry.actor == f"{shared_desk.viewers[by].name} ({shared_desk.viewers[by].role})"


@pytest.mark.parametrize("kind", KINDS)
def test_without_its_entry_it_does_not_happen(shared_desk: Desk, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    build, by, _ = KINDS[kind]
    command = build(shared_desk)
    before = everything(shared_desk.store)

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr(audit, "seal", broken)
    with pytest.raises(RuntimeError):
        shared_desk.do(command, by=by)
    assert everything(shared_desk.store) == before


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind][1] != "system"])
def test_refused_it_leaves_an_entry_as_well(shared_desk: Desk, kind: str) -> None:
    build, _, _ = KINDS[kind]
    command = build(shared_desk)
    with pytest.raises(CommonGroundError):
        shared_desk.do(command, by="presenter")
    entry = newest(shared_desk)
    assert (entry.action, entry.detail["tried"]) == (Action.REFUSED, type(command).__name__)
    assert entry.actor == "Jo Lindqvist (presenter)"
