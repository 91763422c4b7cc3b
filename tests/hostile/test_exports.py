"""Everything that can be taken away, made of hostile strings: tables, calendars, the hand-over pack, mails."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser

import icalendar
import pandas as pd
import pytest
from pypdf import PdfReader

from dashboard import post
from dashboard.audit_words import detail_words
from dashboard.calendar_words import calendar_file
from dashboard.documents.hand_over_pack import hand_over_pack
from dashboard.documents.subject_answer import as_json, as_pdf
from dashboard.inert import csv_file
from db.commands.cases import OpenCase
from db.commands.events import RecordEvent
from db.commands.exports import Export
from db.commands.notices import SetNotices
from db.commands.organisations import RecordOrganisation
from db.commands.tasks import AddTask
from db.queries.calendars import announced
from db.queries.hand_over import work_held
from db.subjects import Entry, SubjectAnswer
from db.vocabulary import CaseKind, EventType, OrganisationSector
from db.vocabulary.notices import NoticeKind
from tests.db.conftest import NOW, Desk
from tests.db.test_hand_over import mine
from tests.db.test_post import Postbox, give, server
from tests.hostile.filled import DEALT, Dealer, collapsed
from tests.hostile.look import not_as_typed

__all__ = ["server"]

TOMORROW = NOW + timedelta(days=1)


def test_there_are_no_other_files_to_take_away() -> None:
    # A new one joins this file, with a test of its own. There is no XLSX.
    assert {export.name for export in Export} == {"FIGURES", "HAND_OVER", "EVENTS", "AUDIT", "SUBJECT"}


# Tables


def table() -> pd.DataFrame:
    return pd.DataFrame({"said": DEALT, "=number": range(-3, len(DEALT) - 3), "again": DEALT[::-1]})


def begins_a_formula(cell: str) -> bool:
    return cell.lstrip(" \u00a0\u3000\u200b\ufeff").startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹢")
    )


def test_a_table_opens_inert_and_reads_back_as_it_was() -> None:
    text = csv_file(table()).decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    assert heading == ["said", "'=number", "again"]
    assert len(rows) == len(DEALT)
    for typed, number, (said, counted, again) in zip(DEALT, range(-3, len(DEALT)), rows, strict=False):
        assert said.removeprefix("'" if not typed.startswith("'") else "") == typed
        assert (int(counted), begins_a_formula(said), begins_a_formula(again)) == (number, False, False)


def test_another_reader_sees_the_same_cells() -> None:
    file = csv_file(table())
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    read = pd.read_csv(io.BytesIO(file), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert [list(read.columns), *read.to_numpy().tolist()] == rows


# Calendars


def test_a_calendar_has_as_many_events_as_were_typed_and_no_line_more(sqlite_desk: Callable[[], Desk]) -> None:
    desk = sqlite_desk()
    texts = [text for text in DEALT if len(text) <= 120]
    refs = []
    for number, text in enumerate(texts[::3]):
        at = TOMORROW + timedelta(hours=number)
        more = {"venue": text, "audience": text, "language": text[:40], "neighbourhood_id": desk.areas["harbour"]}
        refs.append(desk.do(RecordEvent(EventType.COFFEE, text, at, at + timedelta(hours=1), **more)).ref)
    with desk.store.reading() as session:
        rows = announced(session, viewer=desk.viewers["ana"], refs=refs)
    file = calendar_file(rows, name="x\r\nEND:VCALENDAR\r\nX:y")
    unfolded = file.decode().replace("\r\n ", "")
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    names = {re.split(r"[:;]", line)[0] for line in unfolded.split("\r\n") if line}
    assert names <= {
        "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "NAME", "UID", "DTSTAMP", "LAST-MODIFIED",
        "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "GEO", "CATEGORIES", "STATUS", "DESCRIPTION", "TRANSP", "CLASS",
        "TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE", "REFRESH-INTERVAL", "X-PUBLISHED-TTL",
    }  # fmt: skip
    (read,) = icalendar.Calendar.from_ical(file, multiple=True)
    events = read.walk("VEVENT")
    assert len(events) == len(refs)
    said = {collapsed(str(event["SUMMARY"])) for event in events}
    assert said == {collapsed(event.title) for event in rows.events}
    assert not [part for event in events for part in event.subcomponents]


# The hand-over pack


class Elements(HTMLParser):
    """The elements of a document with their attributes, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_hand_over_pack_is_made_of_its_own_elements_and_shows_every_word(sqlite_desk: Callable[[], Desk]) -> None:
    desk, dealer = sqlite_desk(), Dealer()
    here = {"neighbourhood_id": desk.areas["harbour"]}
    for _ in range(20):
        mine(desk, summary=dealer.text(110), **here)
        desk.do(OpenCase(CaseKind.PROBLEM, dealer.text(110), neighbourhood_ids=(desk.areas["harbour"],)))
        desk.do(AddTask(dealer.text(110), TOMORROW, is_promise=True, **here))
        desk.event(title=dealer.text(110), venue=dealer.text(110))
        desk.do(RecordOrganisation(dealer.text(110), OrganisationSector.SCHOOL, **here))
    with desk.store.reading() as session:
        held = work_held(session, viewer=desk.viewers["ana"], officer_id=desk.viewers["ana"].officer_id or 0, now=NOW)
    note = dealer.page()
    pack = hand_over_pack(held, area="<b>Mill</b>", agency="<img src=x onerror=ran=1>", note=note, now=NOW)
    read = Elements()
    read.feed(pack)
    assert read.tags == {
        "html", "head", "meta", "title", "style", "body", "p", "h1", "h2", "section", "table", "thead", "tbody", "tr", "th",
        "td", "div",
    } - ({"tbody"} - read.tags)  # fmt: skip
    assert read.attributes <= {"charset", "name", "content", "class"}
    shown, wrong = not_as_typed("\n".join(read.words), dealer.dealt)
    assert wrong == []
    assert len(shown) > 100


# Mails


@pytest.mark.parametrize("agency", ["x\r\nBcc: all@evil.example", "<b>x</b> {0} %s", "=?utf-8?q?x=0D=0ABcc:_y?="])
def test_a_mail_has_its_own_headers_and_only_those(
    server: Postbox, sqlite_desk: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch, agency: str
) -> None:
    desk = sqlite_desk()
    server.mails.clear()
    mail = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_starttls": False, "smtp_from": "desk@police.example",
            "public_address": "https://desk.example", "agency_name": agency}  # fmt: skip
    monkeypatch.setattr(desk.store, "settings", desk.store.settings.model_copy(update=mail))
    desk.do(SetNotices("ben@police.example", frozenset(NoticeKind)), by="ben")
    for text in ("x\r\nBcc: all@evil.example", "<img src=x onerror=ran=1>"):
        give(desk, desk.concern(summary=text, neighbourhood_id=desk.areas["northgate"]).ref)
    assert post.round_of_post(desk.store, now=NOW, look_for_late=False) >= 1
    for sent in server.mails:
        own = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
        assert set(sent.keys()) - {"Content-Transfer-Encoding", "X-Peer", "X-MailFrom", "X-RcptTo"} == own
        assert sent["To"] == "ben@police.example"
        assert sent.get_content_type() == "text/plain"
        assert "onerror" not in sent.get_content()


# What a subject is given, and the audit trail


def test_a_subjects_answer_holds_every_word_and_can_do_nothing() -> None:
    entries = tuple(Entry("C-2026-00001", "voice", "2026-11-03", {}, {"said": typed}, {}) for typed in DEALT)
    answer = SubjectAnswer("S-2026-00001", DEALT[0], DEALT[1], "2026-11-01", "2026-11-03", entries, ())
    assert [entry["own"]["said"] for entry in json.loads(as_json(answer))["entries"]] == DEALT
    paper = as_pdf(answer)
    read = PdfReader(io.BytesIO(paper))
    assert len(read.pages) > 3
    # Where it opens is a place in it, no action.
    assert isinstance(read.trailer["/Root"]["/OpenAction"], list)
    assert not [name for name in (b"/JavaScript", b"/JS ", b"/AA ", b"/URI", b"/Launch") if name in paper]
    assert all("/Annots" not in page for page in read.pages)


def test_the_audit_trails_table_is_inert() -> None:
    entries = pd.DataFrame(
        {"who": DEALT, "more": [detail_words({"tried": typed, "fields": [typed]}) for typed in DEALT]}
    )
    _heading, *rows = csv.reader(io.StringIO(csv_file(entries).decode("utf-8-sig"), newline=""))
    assert len(rows) == len(DEALT)
    assert [cell for row in rows for cell in row if begins_a_formula(cell)] == []
