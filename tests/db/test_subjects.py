"""Somebody asks what is kept about them: found, agreed to by another, given without anybody else in it."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import String, Text

from dashboard.documents.subject_answer import as_json, as_pdf
from db.commands.concerns import VoiceGiven
from db.commands.contacts import AddContact, ContactGiven
from db.commands.organisations import RecordOrganisation
from db.commands.subject_answers import TakeSubjectAnswer
from db.commands.subject_requests import ChooseFound, DecideSubjectRequest, RecordSubjectRequest, one_month_after
from db.commands.subject_search import FindSubject, Search
from db.commands.voices import AddVoice
from db.errors import Invalid, Refused
from db.models import Base
from db.subjects import NOT_SEARCHED, SOURCES, masked, match
from db.vocabulary import Confidentiality, OrganisationSector
from tests.db.conftest import NOW, Desk

OTHER, OTHERS_NUMBER, OTHERS_WORDS = "Björn Grünwald", "555 010 7788", "Canarysong from the third floor"


def test_every_personal_text_is_searched_or_says_why_not() -> None:
    texts = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.info.get("confidentiality", Confidentiality.PUBLIC) >= Confidentiality.PERSONAL
    }
    searched = {f"{model.__tablename__}.{name}" for model, names in SOURCES.values() for name in names}
    assert texts == searched | set(NOT_SEARCHED)
    assert all(
        isinstance(model.__table__.c[name].type, String | Text) for model, names in SOURCES.values() for name in names
    )


@pytest.mark.parametrize(
    ("value", "terms", "how"),
    [
        ("Ada Quill", ["ada quill"], True),
        ("QUILL, Ada", ["Ada Quill"], False),
        ("Told Ada Quill that it is lit.", ["Ada Quill"], True),
        ("Adà Quíll", ["Ada Quill"], True),
        ("call +1 (206) 555-0199", ["206 555 0199"], True),
        ("call 2065550199", ["+1 206-555-0199"], False),
        ("Ada Quilling", ["Ada Quill"], None),
        ("Quill was not there", ["Ada Quill"], None),
        ("", ["Ada"], None),
    ],
)
def test_names_and_numbers_are_found_as_people_write_them(value: str, terms: list[str], how: bool | None) -> None:
    assert match(value, terms) is how


def test_others_are_masked_and_the_subject_is_not() -> None:
    said = "Ada Quill and Björn Grünwald (b.g@example.org, 555 010 7788) met Officer Ana Rivera. Grünwald left; 555-0199 rang."
    said += " On 2026-11-03, 3/11/2026: see C-2026-00042."
    assert masked(said, own=["Ada Quill", "555 0199"], others=[OTHER], officers=["Ana Rivera"]) == (
        "Ada Quill and [name removed] ([contact removed], [contact removed]) met Officer [officer]. [name removed] left; "
        "555-0199 rang. On 2026-11-03, 3/11/2026: see C-2026-00042."
    )


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 1, 31, 20, tzinfo=UTC), "2026-02-28"),
        (datetime(2028, 1, 30, 20, tzinfo=UTC), "2028-02-29"),
        (datetime(2026, 12, 15, 20, tzinfo=UTC), "2027-01-15"),
        (datetime(2026, 3, 1, 4, tzinfo=UTC), "2026-03-28"),  # still 28 February in Los Angeles
    ],
)
def test_an_answer_is_due_within_a_month_of_the_agencys_days(received: datetime, due: str) -> None:
    assert one_month_after(received).date().isoformat() == due


def test_what_is_given_holds_the_subject_and_nobody_else(desk: Desk) -> None:
    mine = VoiceGiven(name="Ada Quill", contact="206 555 0199")
    concern = desk.concern(
        voice=VoiceGiven(name=OTHER, contact=OTHERS_NUMBER),
        details=f"{OTHERS_WORDS}; Ben Ito was there.",
        summary=f"Lamp out, says {OTHER}",
    ).ref
    desk.do(AddVoice(concern, NOW, voice=mine, said=f"I told {OTHER} that the stairs are dark."))
    partner = desk.do(RecordOrganisation("Harbour school", OrganisationSector.SCHOOL)).ref
    desk.do(AddContact(partner, ContactGiven("Quill, Ada", "Chair", consent_at=NOW, consent_how="In person")))
    desk.activity(note=f"Ada Quill and {OTHER} met Cal Novak at {OTHERS_NUMBER}.")
    asked = desk.do(
        RecordSubjectRequest("Ada Quill", ("206-555-0199",), "Passport", NOW - timedelta(days=1)), by="keeper"
    )
    search: Search = desk.do(FindSubject(asked.ref), by="keeper")
    assert {(one.kind, one.exact) for one in search.found} == {("voice", True), ("contact", False), ("activity", True)}
    chosen = tuple((one.kind, one.id) for one in search.found)
    with pytest.raises(Invalid, match="second person"):
        desk.do(TakeSubjectAnswer(asked.ref), by="keeper")
    with pytest.raises(Refused):
        desk.do(FindSubject(asked.ref), by="sue")
    desk.do(ChooseFound(asked.ref, 1, chosen), by="keeper")
    with pytest.raises(Refused, match="another person"):
        desk.do(DecideSubjectRequest(asked.ref, 2, True), by="keeper")
    assert all(one.chosen for one in desk.do(FindSubject(asked.ref), by="sue").found)
    desk.do(DecideSubjectRequest(asked.ref, 2, True), by="sue")
    answer = desk.do(TakeSubjectAnswer(asked.ref), by="keeper")
    said = as_json(answer).decode()
    document = PdfReader(BytesIO(as_pdf(answer)))
    pages = " ".join(page.extract_text() for page in document.pages)
    for text in (said, " ".join(pages.split())):
        for word in (OTHERS_WORDS, "Canarysong", OTHERS_NUMBER, "7788", "Cal Novak", "Novak"):
            assert word not in text
        assert "[name removed]" in text
        assert "Ada Quill" in text
        assert "further reports: 1" in text
    # The subject's own words are theirs, whomever they name.
    assert f"I told {OTHER} that the stairs are dark." in said
    assert json.loads(said)["format"] == "common-ground-subject-answer/1"
    assert document.metadata is not None
    assert document.metadata.title == f"What is kept about you · {asked.ref}"
    assert document.root_object["/Lang"] == "en"
    assert f"Page 1 of {len(document.pages)}" in pages
    assert desk.store.verify_audit() is None


def test_letters_the_font_lacks_are_counted_and_stay_in_the_json(desk: Desk) -> None:
    desk.concern(voice=VoiceGiven(name="Мария Иванова", contact="x"))
    asked = desk.do(RecordSubjectRequest("Мария Иванова", (), "Passport", NOW), by="keeper")
    found = desk.do(FindSubject(asked.ref), by="keeper").found
    desk.do(ChooseFound(asked.ref, 1, tuple((one.kind, one.id) for one in found)), by="keeper")
    desk.do(DecideSubjectRequest(asked.ref, 2, True), by="sue")
    answer = desk.do(TakeSubjectAnswer(asked.ref), by="keeper")
    assert "Мария Иванова" in as_json(answer).decode()
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(as_pdf(answer))).pages)
    assert "24 characters of other scripts" in " ".join(text.split())
