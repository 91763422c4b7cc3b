"""Mails to officers, through a real mail server: after the commit, once, to who wants them, references and links only."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from dashboard import post
from db.commands.case_owner import AssignCase
from db.commands.concern_work import AssignConcern, EditConcern
from db.commands.notices import SetNotices
from db.commands.people import AddOfficer
from db.commands.sessions import SignInDemo
from db.errors import CommonGroundError
from db.models import Notice, Officer
from db.queries.notices import my_notices
from db.vocabulary import ConcernCategory, Priority, Role, SourceType
from db.vocabulary.notices import NoticeKind
from tests.db.command_rows import VoiceGiven
from tests.db.conftest import CENTRES, NOW, Desk, a_concern
from tests.e2e.conftest import free_port

pytestmark = pytest.mark.engine_free

ALL = frozenset(NoticeKind)
BEN = "ben@police.example"


@dataclass
class Postbox:
    """What the mail server was given."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        assert envelope.rcpt_tos == [mail["To"]]
        self.mails.append(mail)
        return "250 taken"


@pytest.fixture(scope="module")
def server() -> Iterator[Postbox]:
    """A mail server in a thread of its own."""
    box = Postbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def box(server: Postbox, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Postbox:
    """The mail server, empty, set up for the desk's store; Ben has given an address and wants everything."""
    server.mails.clear()
    mail = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_starttls": False, "smtp_from": "desk@police.example",
            "public_address": "https://desk.example"}  # fmt: skip
    monkeypatch.setattr(desk.store, "settings", desk.store.settings.model_copy(update=mail))
    desk.do(SetNotices(BEN, ALL), by="ben")
    return server


def go_round(desk: Desk, *, later: timedelta = timedelta(0), look_for_late: bool = False) -> int:
    return post.round_of_post(desk.store, now=NOW + later, look_for_late=look_for_late)


def give(desk: Desk, ref: str, to: str = "ben", *, version: int = 1, by: str = "ana") -> None:
    desk.do(AssignConcern(ref, version, desk.viewers[to].officer_id or 0), by=by)


def waiting(desk: Desk) -> list[Notice]:
    with desk.store.reading() as session:
        return list(session.scalars(select(Notice).where(Notice.sent_at.is_(None)).order_by(Notice.id)))


def text(mail: EmailMessage) -> str:
    return str(mail.get_content())


def test_who_is_given_a_concern_gets_exactly_one_mail_with_its_reference_and_a_link(desk: Desk, box: Postbox) -> None:
    ref = desk.concern().ref
    give(desk, ref)
    assert box.mails == []
    assert [go_round(desk), go_round(desk)] == [1, 0]
    mail = box.mails[0]
    assert (len(box.mails), mail["To"], mail["From"]) == (1, BEN, "desk@police.example")
    assert mail["Subject"] == f"{ref} was given to you"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert f"{ref}  https://desk.example/concerns?ref={ref}" in text(mail)
    assert "https://desk.example/account" in text(mail)


def test_who_is_given_a_case_gets_a_mail_too(desk: Desk, box: Postbox) -> None:
    ref = desk.case().ref
    desk.do(AssignCase(ref, 1, desk.viewers["ben"].officer_id or 0))
    assert go_round(desk) == 1
    assert box.mails[0]["Subject"] == f"{ref} was given to you"


def test_several_things_given_at_once_are_one_mail(desk: Desk, box: Postbox) -> None:
    refs = [desk.concern().ref, desk.concern().ref]
    for ref in refs:
        give(desk, ref)
    refs += [
        desk.task(owner_id=desk.viewers["ben"].officer_id).ref,
        desk.case(owner_id=desk.viewers["ben"].officer_id).ref,
    ]
    assert go_round(desk) == 1
    assert box.mails[0]["Subject"] == "4 things were given to you"
    assert all(ref in text(box.mails[0]) for ref in refs)


def test_no_mail_comes_of_what_was_refused_taken_oneself_or_taken_back(desk: Desk, box: Postbox) -> None:
    ref = desk.concern().ref
    for version, by in ((7, "ana"), (1, "cal"), (1, "analyst")):
        with pytest.raises(CommonGroundError):
            give(desk, ref, version=version, by=by)
    give(desk, ref, by="ben")
    assert waiting(desk) == []
    task = desk.task(owner_id=desk.viewers["ben"].officer_id).ref
    desk.undo(task)
    assert go_round(desk) == 0
    assert [row.last_error for row in waiting(desk)] == ["nothing to say"]
    assert box.mails == []


def test_who_signs_in_with_an_address_gets_mail_there_unless_invented(desk: Desk, box: Postbox) -> None:
    for subject, invented in (("eve@police.example", False), ("maren@example.org", True)):
        desk.do(AddOfficer(subject, "Eve Adam", Role.OFFICER, "North", is_demo=invented), by="administrator")
        with desk.store.reading() as session:
            officer_id = session.scalars(select(Officer.id).where(Officer.subject == subject)).one()
        desk.do(AssignConcern(desk.concern().ref, 1, officer_id))
    assert (go_round(desk), [mail["To"] for mail in box.mails]) == (1, ["eve@police.example"])


def test_who_opted_out_has_no_address_or_works_no_records_gets_none(desk: Desk, box: Postbox) -> None:
    desk.do(SetNotices(BEN, ALL - {NoticeKind.ASSIGNMENT}), by="ben")
    give(desk, desk.concern().ref)
    give(desk, desk.concern().ref, to="sue")
    assert waiting(desk) == []
    with pytest.raises(CommonGroundError):
        desk.do(SetNotices("noor@police.example", ALL), by="analyst")


def test_who_opts_out_while_a_mail_waits_gets_none_either(desk: Desk, box: Postbox) -> None:
    give(desk, desk.concern().ref)
    desk.do(SetNotices(BEN, frozenset()), by="ben")
    assert (go_round(desk), box.mails) == (0, [])


def test_without_a_mail_server_nothing_is_queued(desk: Desk, box: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.store, "settings", desk.store.settings.model_copy(update={"smtp_host": ""}))
    give(desk, desk.concern().ref)
    assert (waiting(desk), go_round(desk)) == ([], 0)


def test_mails_go_to_the_agencys_own_domains_when_it_names_them(
    desk: Desk, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    domains = {"mail_domains": "city.example, @other.example"}
    monkeypatch.setattr(desk.store, "settings", desk.store.settings.model_copy(update=domains))
    give(desk, desk.concern().ref)
    assert waiting(desk) == []  # what was given before the rule does not get round it
    for address in (BEN, "ben@city.example.evil", "a\n@city.example", "x" * 250 + "@city.example"):
        with pytest.raises(CommonGroundError):
            desk.do(SetNotices(address, ALL), by="ben")
    desk.do(SetNotices("ben@other.example", ALL), by="ben")


def test_a_mail_server_that_is_down_slows_no_save_and_delivers_once_when_it_is_back(
    desk: Desk, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    up = desk.store.settings
    monkeypatch.setattr(desk.store, "settings", up.model_copy(update={"smtp_port": free_port()}))
    began = time.monotonic()
    give(desk, desk.concern().ref)
    assert time.monotonic() - began < 2
    assert go_round(desk) == 0
    assert [(row.tries, row.last_error) for row in waiting(desk)] == [(1, "ConnectionRefusedError 111")]
    with desk.store.reading() as session:
        assert my_notices(session, viewer=desk.viewers["ben"], settings=up).failing
    monkeypatch.setattr(desk.store, "settings", up)
    assert go_round(desk, later=timedelta(seconds=30)) == 0  # not before its time
    assert [go_round(desk, later=timedelta(minutes=n)) for n in (3, 4, 90)] == [1, 0, 0]
    assert len(box.mails) == 1


def test_a_mail_server_that_is_away_is_asked_once_a_round_not_once_a_letter(
    desk: Desk, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def away(_settings: object, message: object) -> None:
        asked.append(message)
        raise TimeoutError

    desk.do(SetNotices("sue@police.example", ALL), by="sue")
    give(desk, desk.concern().ref)
    give(desk, desk.concern().ref, to="sue")
    monkeypatch.setattr(post, "_send", away)
    assert (go_round(desk), len(asked)) == (0, 1)
    assert [(row.tries, row.last_error) for row in waiting(desk)] == [(1, "TimeoutError"), (1, "TimeoutError")]


def test_what_could_not_be_sent_for_a_day_is_given_up(
    desk: Desk, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.store, "settings", desk.store.settings.model_copy(update={"smtp_port": free_port()}))
    give(desk, desk.concern().ref)
    for hours in (0, 10, 25, 50):
        go_round(desk, later=timedelta(hours=hours))
    (row,) = waiting(desk)
    assert (row.tries, row.dropped_at) == (3, NOW + timedelta(hours=25))


def test_four_servers_at_once_send_each_mail_once(desk: Desk, box: Postbox) -> None:
    give(desk, desk.concern().ref)
    with ThreadPoolExecutor(4) as servers:
        sent = list(servers.map(lambda _: go_round(desk), range(4)))
    assert (sum(sent), len(box.mails)) == (1, 1)


def test_a_server_that_dies_with_a_letter_in_hand_does_not_keep_it(
    desk: Desk, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise SystemExit("killed")

    give(desk, desk.concern().ref)
    with monkeypatch.context() as patched:
        patched.setattr(post, "_send", dies)
        with pytest.raises(SystemExit):
            go_round(desk)
    assert [go_round(desk, later=timedelta(minutes=n)) for n in (1, 6, 12)] == [0, 1, 0]


def test_the_start_of_a_shift_brings_a_digest_and_the_same_shift_no_second(desk: Desk, box: Postbox) -> None:
    desk.do(SetNotices("ana@police.example", ALL))
    late = desk.concern(at=NOW, received_at=NOW - timedelta(days=20)).ref
    task = desk.task(due_at=NOW + timedelta(hours=1)).ref
    desk.do(SignInDemo(Role.OFFICER), by="system")
    desk.do(SignInDemo(Role.OFFICER), by="system", at=NOW + timedelta(hours=1))
    assert [go_round(desk), go_round(desk, later=timedelta(hours=2))] == [1, 0]
    mail = box.mails[0]
    assert (mail["To"], mail["Subject"]) == ("ana@police.example", "2 things need you today")
    assert "Your shift has begun: 1 concern is overdue, 1 task of yours is due." in text(mail)
    assert late in text(mail)
    assert task in text(mail)


def test_a_place_that_comes_onto_the_escalation_list_is_told_once_without_a_word_of_it(
    desk: Desk, box: Postbox
) -> None:
    desk.do(SetNotices("ana@police.example", ALL))
    lat, lon = CENTRES["harbour"]
    refs = [
        desk.concern(latitude=lat, longitude=lon, received_at=NOW - timedelta(days=days), summary="Canary").ref
        for days in (3, 2, 1)
    ]
    go_round(desk, look_for_late=True)
    go_round(desk, look_for_late=True, later=timedelta(hours=1))
    (mail,) = box.mails
    assert (mail["To"], mail["Subject"].endswith("needs a decision")) == ("ana@police.example", True)
    assert any(ref in text(mail) for ref in refs)
    assert "Canary" not in text(mail)
    desk.do(SetNotices("ana@police.example", ALL - {NoticeKind.ESCALATION}))
    for _again in refs:
        desk.concern(latitude=lat, longitude=lon, received_at=NOW - timedelta(hours=1))
    go_round(desk, look_for_late=True, later=timedelta(hours=2))
    assert len(box.mails) == 1


def test_when_nothing_needs_somebody_no_digest_comes(desk: Desk, box: Postbox) -> None:
    desk.do(SetNotices("ana@police.example", ALL))
    desk.do(SignInDemo(Role.OFFICER), by="system")
    assert (go_round(desk), box.mails) == (0, [])


def test_what_becomes_overdue_is_told_once_to_its_owner_and_again_when_it_is_late_anew(
    desk: Desk, box: Postbox
) -> None:
    ref = desk.concern(received_at=NOW - timedelta(days=14) + timedelta(hours=1)).ref
    long_late = desk.concern(received_at=NOW - timedelta(days=40)).ref
    give(desk, ref)
    give(desk, long_late)
    task = desk.task(owner_id=desk.viewers["ben"].officer_id, due_at=NOW + timedelta(hours=1)).ref
    go_round(desk)
    box.mails.clear()
    rounds = [go_round(desk, later=timedelta(hours=n), look_for_late=True) for n in (0, 2, 3, 12)]
    assert rounds == [0, 1, 0, 0]
    assert box.mails[0]["Subject"] == "2 things are overdue"
    assert ref in text(box.mails[0])
    assert task in text(box.mails[0])
    assert long_late not in text(box.mails[0])  # no news: it stands on Today
    slower = EditConcern(ref, 2, "Lamp", ConcernCategory.LIGHTING, Priority.LOW, SourceType.RESIDENT)
    desk.do(slower)
    assert [go_round(desk, later=timedelta(days=n), look_for_late=True) for n in (1, 14, 15)] == [0, 0, 1]
    assert box.mails[1]["Subject"] == f"{ref} is overdue"


def test_a_restricted_record_is_named_to_those_assigned_alone(desk: Desk, box: Postbox) -> None:
    ref = desk.concern().ref
    give(desk, ref)
    give(desk, ref, to="sue", version=2)
    hate = EditConcern(ref, 3, "Lamp", ConcernCategory.HATE_INCIDENT, Priority.LOW, SourceType.RESIDENT)
    desk.do(hate)
    assert (go_round(desk), box.mails) == (0, [])
    give(desk, ref, version=4)
    assert go_round(desk) == 1
    assert ref in text(box.mails[0])


def test_no_word_of_a_record_is_in_any_mail(desk: Desk, box: Postbox) -> None:
    canary = "Zeisig-4711"
    voice = VoiceGiven(name=canary, contact=canary, wants_answer=True)
    desk.do(SetNotices("ana@police.example", ALL))
    concern = a_concern(
        summary=canary, details=canary, place_note=canary, voice=voice, neighbourhood_id=desk.areas["harbour"],
        received_at=NOW - timedelta(days=4), priority=Priority.HIGH,
    )  # fmt: skip
    ref = desk.do(concern).ref
    give(desk, ref)
    ben = desk.viewers["ben"].officer_id
    desk.case(title=canary, goal=canary, owner_id=ben)
    desk.task(text=canary, owner_id=ben, due_at=NOW + timedelta(minutes=5))
    desk.do(SignInDemo(Role.OFFICER), by="system")
    go_round(desk, later=timedelta(minutes=10), look_for_late=True)
    whole = "\n".join(mail.as_string() + text(mail) for mail in box.mails)
    assert {mail["Subject"].split(" ", 1)[1] for mail in box.mails} >= {
        "things were given to you",
        "things are overdue",
    }
    assert len(box.mails) == 3
    for word in (canary, "Zeisig", "Harbour", "harbour", "Lamp", "Ana Rivera", "Ben Ito", "lighting"):
        assert word not in whole, word


def test_the_thread_of_a_server_sends_and_stops(desk: Desk, box: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "LOOK_EVERY", 0.02)
    give(desk, desk.concern().ref)
    postman = post.Postman(desk.store)
    postman.start()
    for _ in range(200):
        if box.mails:
            break
        time.sleep(0.05)
    postman.stop()
    assert len(box.mails) == 1
    assert not postman._thread.is_alive()
