"""Hand-over: everything at once or nothing, one audit entry a record, and what stays is said with its reason."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import audit
from db.commands.cases import OpenCase
from db.commands.concern_work import AssignConcern
from db.commands.hand_over import HandedOver, HandOverWork
from db.commands.organisations import RecordOrganisation
from db.commands.tasks import AddTask
from db.errors import Invalid, Refused
from db.models import AuditEntry, Case, Concern, Event, HandOver, Organisation, Task
from db.queries.hand_over import Held, work_held
from db.queries.handed_over import givers, hand_overs
from db.queries.people import viewer_by_subject
from db.vocabulary import CaseKind, ConcernCategory, OrganisationSector
from tests.db.conftest import NOW, Desk, everything

pytestmark = pytest.mark.engine_free

MODELS = {"C": Concern, "K": Case, "T": Task, "E": Event, "O": Organisation}


def number(desk: Desk, name: str) -> int:
    return desk.viewers[name].officer_id or 0


def mine(desk: Desk, **more: Any) -> str:
    """A concern that Ana owns."""
    ref = desk.concern(**more).ref
    desk.do(AssignConcern(ref, 1, number(desk, "ana")))
    return str(ref)


def full(desk: Desk, area: str = "harbour") -> list[str]:
    """One of each record that Ana holds in an area."""
    organisation = RecordOrganisation("Harbour School", OrganisationSector.SCHOOL, neighbourhood_id=desk.areas[area])
    return [
        mine(desk, neighbourhood_id=desk.areas[area]),
        desk.bare_case(area=area).ref,
        desk.task(area=area, is_promise=True).ref,
        desk.event(area=area).ref,
        desk.do(organisation).ref,
    ]


def holder(desk: Desk, ref: str) -> int | None:
    record = desk.one(MODELS[ref[0]], ref)
    return int(record.relationship_owner_id if ref[0] == "O" else record.owner_id)


def hand(desk: Desk, to: str = "ben", by: str = "ana", giver: str = "ana", **more: Any) -> HandedOver:
    done: HandedOver = desk.do(HandOverWork(number(desk, giver), number(desk, to), **more), by=by)
    return done


def shown(desk: Desk, by: str = "ana", giver: str = "ana", **more: Any) -> Held:
    with desk.store.reading() as session:
        return work_held(session, viewer=desk.viewers[by], officer_id=number(desk, giver), now=NOW, **more)


def entries(desk: Desk) -> list[tuple[str, str | None]]:
    with desk.store.reading() as session:
        found = session.execute(
            select(AuditEntry.entity, AuditEntry.entity_ref)
            .where(AuditEntry.action == audit.Action.HANDED_OVER.value)
            .order_by(AuditEntry.id)
        )
        return [(row.entity, row.entity_ref) for row in found]


def test_everything_changes_hands_at_once_with_one_audit_entry_a_record(desk: Desk) -> None:
    refs = full(desk)
    done = hand(desk, note="The caretaker opens the gate at six.")
    assert dict(done.moved) == {
        "concern": 1, "case": 1, "task": 1, "event": 1, "organisation": 1, "neighbourhood": 1
    }  # fmt: skip
    assert done.left == ()
    assert {holder(desk, ref) for ref in refs} == {number(desk, "ben")}
    kinds = ("concern", "case", "task", "event", "organisation")
    assert entries(desk) == [*zip(kinds, refs, strict=True), ("neighbourhood", "harbour")]
    with desk.store.reading() as session:
        ana, ben = (viewer_by_subject(session, name) for name in ("ana", "ben"))
    assert ana is not None
    assert ben is not None
    assert (ana.areas, ben.areas) == ((), tuple(sorted((desk.areas["harbour"], desk.areas["northgate"]))))


def test_repeating_it_changes_nothing(desk: Desk) -> None:
    full(desk)
    hand(desk)
    before = everything(desk.store)
    with pytest.raises(Invalid) as refusal:
        hand(desk)
    assert str(refusal.value.problems["from"]) == "Ana Rivera holds nothing here that you could hand over."
    assert everything(desk.store) == before


def test_when_it_breaks_half_way_nothing_is_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    full(desk)
    before, told, append = everything(desk.store), [], audit.append

    def breaks_at_the_third(*given: Any, **named: Any) -> None:
        told.append(named["ref"])
        if len(told) == 3:
            raise RuntimeError("cut off")
        append(*given, **named)

    monkeypatch.setattr(audit, "append", breaks_at_the_third)
    with pytest.raises(RuntimeError):
        hand(desk)
    assert everything(desk.store) == before


def test_one_area_alone_leaves_the_others(desk: Desk) -> None:
    here, there = mine(desk), mine(desk, neighbourhood_id=desk.areas["northgate"])
    done = hand(desk, neighbourhood_id=desk.areas["harbour"])
    assert dict(done.moved) == {"concern": 1, "neighbourhood": 1}
    assert (holder(desk, here), holder(desk, there)) == (number(desk, "ben"), number(desk, "ana"))


def test_the_area_stays_when_only_the_work_goes(desk: Desk) -> None:
    mine(desk)
    assert dict(hand(desk, areas_too=False).moved) == {"concern": 1}
    assert shown(desk).areas == ("Harbour",)


def test_what_the_receiver_could_not_see_stays_and_is_named_with_the_reason(desk: Desk) -> None:
    ref, anywhere = mine(desk), mine(desk, neighbourhood_id=None)
    done = hand(desk, to="cal")
    assert dict(done.moved) == {"concern": 1}
    assert [(left.ref, str(left.why)) for left in done.left] == [
        (ref, "Cal Novak’s team does not answer for Harbour."),
        ("harbour", "Cal Novak’s team does not answer for Harbour."),
    ]
    assert (holder(desk, ref), holder(desk, anywhere)) == (number(desk, "ana"), number(desk, "cal"))


def test_an_area_outside_the_receivers_reach_is_refused_with_a_sentence(desk: Desk) -> None:
    mine(desk)
    with pytest.raises(Invalid) as refusal:
        hand(desk, to="cal", neighbourhood_id=desk.areas["harbour"])
    assert str(refusal.value.problems["to"]) == "Cal Novak’s team does not answer for Harbour."


def test_restricted_records_go_only_through_somebody_assigned_and_open_for_the_receiver(desk: Desk) -> None:
    open_one, restricted = mine(desk), mine(desk, category=ConcernCategory.HATE_INCIDENT)
    of_case = desk.do(OpenCase(CaseKind.SUPPORT, "Support", neighbourhood_ids=(desk.areas["harbour"],))).ref
    task = desk.do(AddTask("Ring her sister", NOW + timedelta(days=1), case=of_case)).ref
    assert dict(hand(desk, by="sue", areas_too=False).moved) == {"concern": 1}
    assert {holder(desk, ref) for ref in (restricted, of_case, task)} == {number(desk, "ana")}
    assert holder(desk, open_one) == number(desk, "ben")
    assert dict(hand(desk, areas_too=False).moved) == {
        "concern": 1,
        "case": 1,
        "task": 5,
    }  # four of them are usual for support
    desk.do(AssignConcern(restricted, desk.one(Concern, restricted).version, number(desk, "ben")), by="ben")


def test_restricted_records_are_counted_for_those_entitled_and_never_shown(desk: Desk) -> None:
    mine(desk, category=ConcernCategory.HATE_INCIDENT)
    case = desk.do(OpenCase(CaseKind.SUPPORT, "Support", neighbourhood_ids=(desk.areas["harbour"],))).ref
    desk.do(AddTask("Ring her sister", NOW + timedelta(days=1), case=case))
    by_sue, by_ana = shown(desk, "sue"), shown(desk)
    assert (by_sue.listed, by_sue.goes, by_sue.restricted, by_sue.supervisor) == (0, 0, 2, "Sue Okafor")
    assert (by_ana.listed, by_ana.goes, by_ana.unlisted, by_ana.restricted) == (0, 7, 7, 0)


def test_complaints_are_in_no_count_of_what_stays(desk: Desk) -> None:
    case = desk.do(OpenCase(CaseKind.COMPLAINT, "Complaint", neighbourhood_ids=(desk.areas["harbour"],))).ref
    desk.do(AddTask("Ask for the recording", NOW + timedelta(days=1), case=case))
    mine(desk, category=ConcernCategory.POLICE_CONDUCT)
    assert (shown(desk, "sue").restricted, shown(desk, "sue").out_of_reach) == (0, 0)


def test_restricted_records_that_went_are_no_number_for_a_supervisor_to_read(desk: Desk) -> None:
    mine(desk)
    mine(desk, category=ConcernCategory.HATE_INCIDENT)
    assert dict(hand(desk, areas_too=False).moved) == {"concern": 2}
    with desk.store.reading() as session:
        assert hand_overs(session, viewer=desk.viewers["sue"], now=NOW)["moved"].tolist() == [{"concern": 1}]


def test_a_personal_records_words_are_not_in_the_pack(desk: Desk) -> None:
    ref = mine(desk, summary="Rough sleeper at the church door", category=ConcernCategory.HOMELESSNESS)
    rows = shown(desk).concerns
    assert rows["ref"].tolist() == [ref]
    assert rows["summary"].isna().all()


def test_done_closed_and_past_things_are_not_handed_over(desk: Desk) -> None:
    desk.event(starts_at=NOW - timedelta(days=2))
    assert shown(desk).listed == 0


def test_whose_work_one_may_hand_over(desk: Desk) -> None:
    with desk.store.reading() as session:
        assert givers(session, viewer=desk.viewers["ana"])["name"].tolist() == ["Ana Rivera"]
        assert givers(session, viewer=desk.viewers["sue"])["name"].tolist() == ["Sue Okafor", "Ana Rivera", "Ben Ito"]
    mine(desk)
    for who in ("ben", "dee"):
        with pytest.raises(Refused):
            hand(desk, by=who)
        with pytest.raises(Refused):
            shown(desk, who)


def test_what_to_know_reaches_the_receiver_and_nobody_else(desk: Desk) -> None:
    mine(desk)
    hand(desk, note=" Gate code changes on Mondays. ", neighbourhood_id=desk.areas["harbour"])
    with desk.store.reading() as session:
        rows = {name: hand_overs(session, viewer=desk.viewers[name], now=NOW) for name in ("ben", "sue", "cal")}
    assert rows["cal"].empty
    for name in ("ben", "sue"):
        row = rows[name].iloc[0]
        assert (row["giver"], row["receiver"], row["area"]) == ("Ana Rivera", "Ben Ito", "Harbour")
        assert (row["note"], row["moved"]) == ("Gate code changes on Mondays.", {"concern": 1, "neighbourhood": 1})
    assert desk.count(HandOver) == 1
