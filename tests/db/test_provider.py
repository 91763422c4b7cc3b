"""Signing in through the identity provider: who is let in, with which reach, and what begins no session."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from db.commands.provider import NotSignedIn, SignInProvider, proof_hash, subject_of
from db.commands.sessions import SignedIn
from db.models import AuditEntry, Officer, OfficerNeighbourhood, Session
from db.queries.people import proof_used, viewer_by_subject
from tests.db.conftest import NOW, Desk
from tests.db.rows_provider import GROUPS, provided

ISSUER = "https://id.example"


def seconds(**ago: float) -> int:
    return int((NOW - timedelta(**ago)).timestamp())


def answer(subject: str = "7", *groups: str, **more: Any) -> SignInProvider:
    claims = SignInProvider(ISSUER, subject, "Mei Lin", groups or ("liaison",), seconds(seconds=2), seconds(seconds=5))
    return replace(claims, **more)


def come(desk: Desk, claims: SignInProvider, **later: float) -> SignedIn | NotSignedIn:
    came: SignedIn | NotSignedIn = desk.do(claims, by="system", at=NOW + timedelta(**later))
    return came


def trail(desk: Desk, action: str) -> list[tuple[str | None, dict[str, Any]]]:
    with desk.store.reading() as session:
        wanted = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return [(entry.entity_ref, entry.detail) for entry in session.scalars(wanted)]


def officer(desk: Desk, subject: str = "7") -> Officer | None:
    with desk.store.reading() as session:
        return session.scalar(select(Officer).where(Officer.subject == f"{ISSUER}|{subject}"))


def sessions(desk: Desk) -> int:
    with desk.store.reading() as session:
        return session.scalar(select(func.count()).select_from(Session)) or 0


def test_who_comes_for_the_first_time_is_made_with_the_reach_of_their_group(desk: Desk) -> None:
    provided(desk)
    assert isinstance(come(desk, answer()), SignedIn)
    with desk.store.reading() as session:
        viewer = viewer_by_subject(session, f"{ISSUER}|7")
    assert viewer is not None
    assert (viewer.name, viewer.role, viewer.areas) == ("Mei Lin", "officer", (desk.areas["harbour"],))
    assert viewer.team_id == desk.viewers["ana"].team_id
    fields = ["neighbourhoods", "role", "team"]
    assert trail(desk, "role or reach changed") == [
        (f"{ISSUER}|7", {"role": "officer", "fields": fields, "from": "provider"})
    ]
    assert trail(desk, "signed in") == [(f"{ISSUER}|7", {"method": "provider"})]


def test_the_same_reach_again_is_no_change_and_another_is(desk: Desk) -> None:
    provided(desk)
    come(desk, answer())
    come(desk, answer(proved_at=seconds(seconds=4)))
    assert len(trail(desk, "role or reach changed")) == 1
    come(desk, answer("7", "liaison", "liaison leads", proved_at=seconds(seconds=3), display_name="Mei Lin-Roy"))
    promoted = officer(desk)
    assert promoted is not None
    assert (promoted.role, promoted.display_name) == ("supervisor", "Mei Lin-Roy")
    assert trail(desk, "role or reach changed")[1][1]["fields"] == ["role"]
    with desk.store.reading() as session:  # their own areas: that entry says nothing about them
        assert session.scalar(select(func.count()).select_from(OfficerNeighbourhood)) == 5


def test_areas_that_are_no_longer_theirs_are_taken_away(desk: Desk) -> None:
    provided(desk)
    come(desk, answer())
    provided(desk, GROUPS.replace('["harbour"]', "[]"))
    come(desk, answer(proved_at=seconds(seconds=4)))
    with desk.store.reading() as session:
        viewer = viewer_by_subject(session, f"{ISSUER}|7")
    assert viewer is not None
    assert viewer.areas == ()
    assert trail(desk, "role or reach changed")[1][1]["fields"] == ["neighbourhoods"]


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"groups": ("others",)}, "in no group"),
        ({"groups": ()}, "in no group"),
        ({"groups": ("elsewhere",)}, "groups file"),
        ({"issued_at": seconds(minutes=5, seconds=1)}, "answer too old"),
        ({"proved_at": seconds(minutes=5, seconds=1)}, "answer too old"),
        ({"issued_at": seconds(minutes=-3)}, "answer from the future"),
        ({"proved_at": None}, "provider does not say when they proved who they are"),
    ],
)
def test_who_is_refused_is_told_why_is_in_the_trail_and_is_not_made(
    desk: Desk, claims: dict[str, Any], why: str
) -> None:
    provided(desk)
    refused = come(desk, answer(**claims))
    assert isinstance(refused, NotSignedIn)
    assert str(refused.sentence).endswith(".")
    assert trail(desk, "sign-in failed") == [(f"{ISSUER}|7", {"method": "provider", "why": why})]
    assert (officer(desk), sessions(desk)) == (None, 0)


def test_a_groups_file_that_cannot_be_used_lets_nobody_in(desk: Desk) -> None:
    provided(desk, "[[group]]\nname = 'liaison'\nrole = 'chief'")
    assert isinstance(come(desk, answer()), NotSignedIn)
    desk.store.settings.groups_file = ""
    assert isinstance(come(desk, answer()), NotSignedIn)
    assert [detail["why"] for _ref, detail in trail(desk, "sign-in failed")] == ["groups file", "groups file"]


def test_a_proof_begins_one_session_and_no_second_one_ever(desk: Desk) -> None:
    provided(desk)
    first = answer()
    assert isinstance(come(desk, first), SignedIn)
    for again in (first, replace(first, issued_at=seconds(seconds=-60))):  # the same; and one without a password
        assert isinstance(come(desk, again, minutes=1), NotSignedIn)
    assert sessions(desk) == 1
    assert [detail["why"] for _ref, detail in trail(desk, "sign-in failed")] == ["proof used before"] * 2
    with desk.store.reading() as session:
        assert proof_used(session, proof_hash(first))
        assert not proof_used(session, proof_hash(replace(first, subject="8")))


def test_somebody_switched_off_here_stays_so_whatever_the_provider_says(desk: Desk) -> None:
    provided(desk)
    come(desk, answer())
    with desk.store._writer.begin() as connection:
        connection.execute(update(Officer).where(Officer.subject == f"{ISSUER}|7").values(active=False))
    refused = come(desk, answer("7", "liaison leads", proved_at=seconds(seconds=4)))
    assert isinstance(refused, NotSignedIn)
    assert "switched off" in str(refused.sentence)
    found = officer(desk)
    assert found is not None
    assert (found.active, found.role) == (False, "officer")


def test_the_same_subject_of_another_issuer_is_somebody_else_and_a_long_one_still_fits() -> None:
    assert subject_of(answer()) != subject_of(answer(issuer="https://other.example"))
    assert len(subject_of(answer("x" * 255))) <= 200
    assert subject_of(answer("x" * 255)) != subject_of(answer("x" * 254 + "y"))


def test_a_name_that_is_too_long_is_kept_as_far_as_it_goes(desk: Desk) -> None:
    provided(desk)
    for again in range(2):
        come(desk, answer(display_name="Mei " * 50, proved_at=seconds(seconds=5 + again)))
        made = officer(desk)
        assert made is not None
        assert made.display_name == ("Mei " * 50)[:120]
    assert len(trail(desk, "role or reach changed")) == 1
