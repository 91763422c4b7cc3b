"""Drafts: what was typed is there again, for its writer only."""

from datetime import date, timedelta
from typing import Any

import pytest

from db.commands.drafts import DiscardDraft, SaveDraft
from db.errors import Invalid
from db.models import AuditEntry, Draft
from db.queries.drafts import draft, unfinished
from tests.db.conftest import NOW, Desk, opened


def kept(desk: Desk, form: str = "log", by: str = "ana") -> dict[str, Any] | None:
    with desk.store.reading() as session:
        found = draft(session, viewer=desk.viewers[by], form=form)
    return found.fields if found else None


def test_fields_arrive_one_by_one_and_stay_together(desk: Desk) -> None:
    desk.do(SaveDraft("log", {"summary": "Lamp", "minutes": 30}))
    desk.do(SaveDraft("log", {"summary": "Lamp out", "place": [50.05, 10.05]}))
    assert kept(desk) == {"summary": "Lamp out", "minutes": 30, "place": [50.05, 10.05]}
    assert desk.count(Draft) == 1


def test_a_field_that_was_emptied_is_kept_as_empty(desk: Desk) -> None:
    desk.do(SaveDraft("log", {"summary": "Lamp"}))
    desk.do(SaveDraft("log", {"summary": ""}))
    assert kept(desk) == {"summary": ""}


def test_a_draft_is_its_writers_and_nobody_elses(desk: Desk) -> None:
    desk.do(SaveDraft("log", {"summary": "Ana's"}))
    desk.do(SaveDraft("log", {"summary": "Ben's"}), by="ben")
    assert kept(desk) == {"summary": "Ana's"}
    assert kept(desk, by="sue") is None
    assert desk.do(DiscardDraft("log"), by="sue") is False
    assert desk.do(DiscardDraft("log"), by="ben") is True
    assert (kept(desk), kept(desk, by="ben")) == ({"summary": "Ana's"}, None)


def test_forms_do_not_mix_and_the_newest_comes_first(desk: Desk) -> None:
    desk.do(SaveDraft("log", {"summary": "Lamp"}))
    desk.do(SaveDraft("event", {"title": "Meeting"}), at=NOW + timedelta(minutes=1))
    with desk.store.reading() as session:
        assert [one.form for one in unfinished(session, viewer=desk.viewers["ana"])] == ["event", "log"]


def test_a_draft_survives_the_end_of_the_program(desk: Desk) -> None:
    desk.do(SaveDraft("log", {"summary": "Ünvollendet 漢字 🚲"}))
    desk.store.close()
    with opened(desk.store.settings.database_url) as store, store.reading() as session:
        found = draft(session, viewer=desk.viewers["ana"], form="log")
    assert found is not None
    assert (found.fields, found.updated_at) == ({"summary": "Ünvollendet 漢字 🚲"}, NOW)


def test_what_json_has_no_word_for_is_kept_as_its_text(desk: Desk) -> None:
    desk.do(SaveDraft("log", {"day": date(2026, 11, 3), "at": NOW}))
    assert kept(desk) == {"day": "2026-11-03", "at": "2026-11-03 20:00:00+00:00"}


def test_a_draft_too_long_is_refused_and_the_one_before_it_stays(desk: Desk) -> None:
    desk.do(SaveDraft("log", {"summary": "Lamp"}))
    for field in ("summary", "details"):
        with pytest.raises(Invalid, match="too long"):
            desk.do(SaveDraft("log", {field: "x" * 20_000}))
    with pytest.raises(Invalid, match="too long"):
        desk.do(SaveDraft("f" * 81, {"summary": "Lamp"}))
    assert kept(desk) == {"summary": "Lamp"}


def test_typing_moves_neither_the_trail_nor_the_revision(desk: Desk) -> None:
    before = (desk.count(AuditEntry), desk.store.revision())
    desk.do(SaveDraft("log", {"summary": "Lamp"}))
    desk.do(DiscardDraft("log"))
    assert (desk.count(AuditEntry), desk.store.revision()) == before
