"""What erasing leaves: nothing about people, every figure as it was, and nothing that comes back with an old copy."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pytest
from sqlalchemy import JSON, Float, String, Text, select, text, update
from sqlalchemy.orm import Session

from db import erasures, files
from db.__main__ import main
from db.commands.attachments import RemoveAttachment
from db.commands.communications import RecordCommunication
from db.commands.concerns import VoiceGiven
from db.commands.contacts import AddContact, ContactGiven
from db.commands.counts import CountAgain
from db.commands.erasing import DecideErasure, ProposeErasure
from db.commands.organisations import RecordOrganisation
from db.commands.tidying import EraseAgain, Tidy
from db.errors import BadFile, Refused
from db.models import (
    Attachment,
    Base,
    BrokenGlass,
    Case,
    CaseAgency,
    CaseDetail,
    CasePartner,
    CaseSubject,
    Concern,
    Contact,
    Draft,
    Erasure,
    EscalationAcknowledgement,
    Event,
    HandOver,
    IdempotencyKey,
    LegalHold,
    Organisation,
    StatusChange,
    Voice,
    VoiceAnswer,
)
from db.redaction import COLUMNS, How
from db.retention import erased_on
from db.settings import Settings, get_settings
from db.vocabulary import (
    CaseKind,
    CommunicationChannel,
    CommunicationKind,
    OrganisationSector,
)
from db.vocabulary.keeping import ErasureGround
from tests.db import rows_keeping
from tests.db.command_rows import attached
from tests.db.conftest import BOTH, CENTRES, NOW, Desk, new_desk, opened, seated
from tests.db.test_complaints import ASKED

CANARY = "Quillfeather"
LONG_AGO = NOW - timedelta(days=12 * 366)
FIGURES = ("figures.", "work.worked", "work.promises", "events.held", "week_sheets.")


@pytest.fixture(params=BOTH)
def own_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with new_desk(request, tmp_path) as desk:
        desk.store.settings.erasure_list_file = str(tmp_path / "erased.jsonl")
        yield desk


def a_full_record_of_each(desk: Desk) -> list[str]:
    """Old records of every kind that can go, with something in each column about people; and young ones beside them."""
    lat, lon = CENTRES["harbour"]
    voice = VoiceGiven(name="A", contact="b", wants_answer=True)
    concern = desk.concern(latitude=lat, longitude=lon, voice=voice).ref
    case = desk.bare_case(kind=CaseKind.SUPPORT).ref
    event, task, activity = desk.event().ref, desk.task().ref, desk.activity(note="x").ref
    partner = desk.do(RecordOrganisation("Harbour school", OrganisationSector.SCHOOL)).ref
    given = ContactGiven("C. Head", "Head", phone="1", consent_at=NOW, consent_how="In person")
    desk.do(AddContact(partner, given))
    said = RecordCommunication(
        CommunicationKind.POST, CommunicationChannel.SOCIAL_MEDIA, "Lamps", words="x", sent_at=NOW
    )
    told = desk.do(said).ref
    for ref in (concern, case, event):
        attached(desk, ref)
    loose = desk.concern().ref
    desk.do(RemoveAttachment(attached(desk, loose)))
    with Session(desk.store._writer) as session, session.begin():
        _hang_on(session, concern, case, event, partner)
    _sing(desk, [concern, case, event, task, activity, told])
    with desk.store.reading() as session:
        contact = session.scalars(select(Contact.id)).one()
        file = session.scalars(select(Attachment.id).order_by(Attachment.id.desc())).first()
    desk.concern(latitude=lat, longitude=lon)
    desk.activity()
    desk.do(CountAgain(), by="system")
    return [concern, case, event, task, activity, told, f"{partner}/{contact}", f"{loose}/{file}"]


def _hang_on(session: Session, concern: str, case: str, event: str, partner: str) -> None:
    numbers = {
        name: session.scalars(select(model.id).where(model.ref == ref)).one()
        for name, model, ref in (("concern", Concern, concern), ("case", Case, case), ("event", Event, event))
    }
    ana = session.scalars(select(Base.registry._class_registry["Officer"].id)).first()  # type: ignore[union-attr]
    organisation = session.scalars(select(Organisation.id).where(Organisation.ref == partner)).one()
    voice = session.scalars(select(Voice.id).where(Voice.concern_id == numbers["concern"])).one()
    session.execute(update(Voice).values(anonymous=False))
    session.add(VoiceAnswer(voice_id=voice, at=NOW, outcome="told", closing=False))
    k, stamps = numbers["case"], {"created_at": NOW, "updated_at": NOW}
    if session.get(CaseDetail, k) is None:
        session.add(CaseDetail(case_id=k))
    session.add_all(
        [CaseAgency(case_id=k, position=0, agency="Housing"), CaseSubject(case_id=k, words="x", named_at=NOW)]
    )
    session.add(CasePartner(case_id=k, organisation_id=organisation, since=NOW))
    for entity, number in numbers.items():
        of = {"entity": entity, "entity_id": number}
        session.add(StatusChange(**of, at=NOW, to_status="closed", reason="x"))
        session.add(
            EscalationAcknowledgement(
                **of, rule="past due", weight=1, reason="x", until=date(2030, 1, 1), at=NOW, **stamps
            )
        )
        session.add(LegalHold(**of, entity_ref="x", reason="x", placed_at=NOW, lifted_at=NOW, **stamps))
        if entity != "event":
            session.add(
                BrokenGlass(**of, officer_id=ana, entity_ref="x", reason="x", broken_at=NOW, until=NOW, **stamps)
            )
    about = f"{CANARY} of {concern}"
    session.add(Draft(officer_id=ana, form=f"concern.{concern}.answer", fields={"said": about}, updated_at=NOW))
    session.add(IdempotencyKey(key="k", command="x", changes={"refs": [["concern", concern]], "said": about}, at=NOW))
    session.add(HandOver(from_id=ana, to_id=ana, note=about, moved={}, at=NOW))


def _sing(desk: Desk, refs: list[str]) -> None:
    """The canary in every column there is a rule for, and everything finished long ago."""
    with Session(desk.store._writer) as session, session.begin():
        for name, how in COLUMNS.items():
            table, column = name.split(".")
            kind = Base.metadata.tables[table].c[column].type
            if how in (How.STAYS, How.ROW_GONE) or column in ("hash", "preview_hash") or isinstance(kind, Float):
                continue
            values = {column: {"x": CANARY} if isinstance(kind, JSON) else CANARY}
            assert isinstance(kind, JSON | String | Text)
            session.execute(update(Base.metadata.tables[table]).values(values))
        old = {"updated_at": LONG_AGO, "created_at": LONG_AGO}
        session.execute(update(Concern).values(status="closed", closing_reason="resolved", closed_at=LONG_AGO, **old))
        session.execute(update(Case).values(status="closed", closed_at=LONG_AGO, **old))
        session.execute(
            update(Event).values(status="held", starts_at=LONG_AGO, ends_at=LONG_AGO + timedelta(hours=1), **old)
        )
        for table, when in (("task", "done_at"), ("activity", "started_at"), ("communication", "sent_at")):
            session.execute(update(Base.metadata.tables[table]).values({when: LONG_AGO, **old}))
        session.execute(update(Contact).values(withdrawn_at=LONG_AGO, created_at=LONG_AGO))
        session.execute(update(Attachment).values(attached_at=LONG_AGO))
        session.execute(update(Attachment).where(Attachment.withdrawn_at.is_not(None)).values(withdrawn_at=LONG_AGO))


def lying_with(desk: Desk, word: str) -> list[str]:
    """Tables that have it, those of the word index included."""
    with desk.store.reading() as session:
        if desk.store.settings.is_sqlite:
            names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        else:
            names = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        cursor = session.connection().connection.cursor()
        return sorted(name for name in names if word.lower() in str(_rows(cursor, name)).lower())


def _rows(cursor: Any, name: str) -> Any:
    try:
        return cursor.execute(f'SELECT * FROM "{name}"').fetchall()
    except sqlite3.OperationalError:  # an index without content of its own cannot be listed
        return []


def figures(desk: Desk) -> dict[str, str]:
    refs = {"case": "K", "concern": "C", "task": "T"}
    with desk.store.reading() as session, pd.option_context("display.max_columns", None, "display.width", 10_000):
        return {
            f"{who}: {name}": str(ask(session, desk.viewers[who], refs))
            for name, ask in ASKED.items()
            if name.startswith(FIGURES)
            for who in ("ana", "sue", "spec", "cal")
            if name != "week_sheets.week_sheet" or who == "ana"
        }


def erase(desk: Desk, refs: list[str]) -> None:
    done = desk.do(ProposeErasure(tuple(refs), ErasureGround.RETENTION), by="keeper")
    assert (list(done.done), done.left) == (refs, ())
    gone = desk.do(DecideErasure(tuple(refs), True, len(refs)), by="sue")
    assert (list(gone.done), gone.left) == (refs, ())


def file_bytes(desk: Desk) -> bytes:
    place = Path(desk.store.settings.database_url.removeprefix("sqlite:///"))
    return b"".join(p.read_bytes() for p in place.parent.glob(f"{place.name}*"))


def test_nothing_about_people_is_left_anywhere_and_every_figure_is_as_it_was(own_desk: Desk) -> None:
    desk = own_desk
    refs = a_full_record_of_each(desk)
    with desk.store.reading() as session:
        hashes = {h for row in session.execute(select(Attachment.hash, Attachment.preview_hash)) for h in row if h}
    folder = desk.store.settings.files_folder
    assert all(files.path(folder, name).is_file() for name in hashes)
    before = figures(desk)
    assert "organisation" not in lying_with(desk, CANARY)
    assert {"concern", "voice", "voice_answer", "case_detail", "draft", "hand_over"} <= set(lying_with(desk, CANARY))
    others = [ref for ref in _loose(desk) if ref not in refs]
    erase(desk, refs)
    erase(desk, others)
    assert lying_with(desk, CANARY) == []
    assert figures(desk) == before
    assert desk.wrong_counts() == 0
    assert not any(files.path(folder, name).exists() for name in hashes)
    erased = desk.one(Concern, refs[0])
    assert (erased.summary, erased.latitude, erased.place_precision) == (
        erased_on(NOW),
        None,
        "somewhere in the neighbourhood",
    )
    assert desk.store.verify_audit() is None
    if desk.store.settings.is_sqlite:
        assert CANARY.lower().encode() not in file_bytes(desk).lower()


def _loose(desk: Desk) -> list[str]:
    """Closed concerns: the canary sang in all of them."""
    with desk.store.reading() as session:
        return list(session.scalars(select(Concern.ref).where(Concern.status == "closed").order_by(Concern.id)))


@pytest.mark.engine_free
def test_a_restored_copy_is_erased_again_and_nothing_of_it_comes_back(
    own_desk: Desk, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    desk = own_desk
    refs = a_full_record_of_each(desk)
    refs += [ref for ref in _loose(desk) if ref not in refs]
    copy = _backed_up(desk, tmp_path, request)
    erase(desk, refs)
    settings = desk.store.settings
    listed = erasures.read(Path(settings.erasure_list_file), settings)
    assert [one.ref for one in listed] == refs
    with opened(copy, erasure_list_file=settings.erasure_list_file, keys_file=str(settings.keys_path or "")) as store:
        restored = seated(store)
        assert lying_with(restored, CANARY) != []
        new = restored.concern(summary="Logged after the restore", at=NOW + timedelta(hours=1)).ref
        again = restored.do(EraseAgain((*listed, replace(listed[0], ref=new))), by="system", at=NOW + timedelta(days=1))
        assert list(again) == refs
        assert lying_with(restored, CANARY) == []
        assert restored.do(EraseAgain(tuple(listed)), by="system", at=NOW + timedelta(days=1)) == ()
        if store.settings.is_sqlite:
            assert CANARY.lower().encode() not in file_bytes(restored).lower()
        with store.reading() as session:
            assert session.query(Erasure).count() >= len(refs)


def _backed_up(desk: Desk, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if desk.store.settings.is_sqlite:
        source = desk.store.settings.database_url.removeprefix("sqlite:///")
        target = tmp_path / "restored" / "copy.db"
        target.parent.mkdir()
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as old:
            live.backup(old)
        return f"sqlite:///{target}"
    cluster = request.getfixturevalue("cluster")
    name = f"restored_{uuid4().hex}"
    desk.store.close()  # a template must have no guests
    cluster.run(f"CREATE DATABASE {name} TEMPLATE {desk.store.settings.database_url.rsplit('/', 1)[1].split('?')[0]}")
    return str(cluster.url(name))


def test_a_record_that_got_the_number_anew_after_a_restore_is_another_one(own_desk: Desk) -> None:
    ref = own_desk.concern().ref
    one = erasures.Erased(erasures.Kept.CONCERN, ref, erasures.ErasureKind.REDACTED, NOW - timedelta(days=1))
    assert own_desk.do(EraseAgain((one,)), by="system") == ()
    assert own_desk.one(Concern, ref).redacted_at is None


def test_nobody_adds_a_line_to_the_list(tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/x.db", erasure_list_file=str(tmp_path / "list"), audit_key="k" * 32
    )
    one = erasures.Erased(erasures.Kept.CONCERN, "C-2020-00001", erasures.ErasureKind.REDACTED, NOW)
    assert (erasures.add(settings, [one]), erasures.add(settings, [one])) == (1, 0)
    file = Path(settings.erasure_list_file)
    assert erasures.read(file, settings) == [one]
    line = file.read_text()
    for forged in (line.replace("00001", "00002"), "{}\n", "nonsense\n", '["x"]\n'):
        file.write_text(line + forged)
        with pytest.raises(BadFile, match="Line 2"):
            erasures.read(file, settings)


def test_the_command_line_completes_the_list_shows_it_and_erases_again(
    own_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ref, settings = rows_keeping.proposed(own_desk), own_desk.store.settings
    own_desk.do(DecideErasure((ref,), True, 1), by="sue")
    list_file = Path(settings.erasure_list_file)
    list_file.unlink()
    for name, value in (
        ("DATABASE_URL", settings.database_url),
        ("ERASURE_LIST_FILE", str(list_file)),
        ("FILES_DIR", str(settings.files_folder)),
    ):
        monkeypatch.setenv(f"COMMON_GROUND_{name}", value)
    get_settings.cache_clear()
    try:
        assert main(["tidy"]) == 0
        assert main(["erasures", "list"]) == 0
        with Session(own_desk.store._writer) as session, session.begin():
            session.execute(update(Concern).values(redacted_at=None, summary=CANARY))
        assert main(["erasures", "apply"]) == 0
        list_file.write_text("{}\n")
        assert main(["erasures", "apply", "--from", str(list_file)]) == 1
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
    said = capsys.readouterr()
    assert "Erasures the list did not have yet: 1" in said.out
    assert f"{ref}  redacted" in said.out
    assert f"Erased again: {ref}" in said.out
    assert "Line 1 of the erasure list" in said.err
    assert own_desk.one(Concern, ref).summary != CANARY


def test_tidying_throws_away_what_is_no_record_and_nothing_younger(own_desk: Desk) -> None:
    desk = own_desk
    who = desk.viewers["ana"].officer_id
    with Session(desk.store._writer) as session, session.begin():
        for days in (89, 91):
            session.add(Draft(officer_id=who, form=f"f{days}", fields={}, updated_at=NOW - timedelta(days=days)))
        for days in (29, 31):
            session.add(IdempotencyKey(key=f"k{days}", command="x", at=NOW - timedelta(days=days)))
    gone = desk.do(Tidy(), by="system")
    assert (gone["draft"], gone["idempotency_key"]) == (1, 1)
    with pytest.raises(Refused):
        desk.do(Tidy(), by="keeper")
