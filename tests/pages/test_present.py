"""Present: the frozen briefings and nothing else, for presenters and officers."""

from datetime import date, datetime

import pytest

from db.access import Viewer
from db.commands.briefings import BeginBriefing
from db.commands.freezing import FreezeBriefing, Frozen
from db.commands.frozen import KeepDocuments
from db.disclosure.rendered import Rendered
from db.queries import briefing_previews
from db.store import Store
from db.vocabulary import Role
from db.vocabulary.briefings import BriefingLanguage, DocumentFormat, PeriodKind
from tests.pages.conftest import App, Community, open_page, words

EN, ES = BriefingLanguage.ENGLISH, BriefingLanguage.SPANISH


@pytest.fixture
def frozen(store: Store, community: Community, officer: Viewer, at_noon: datetime) -> Frozen:
    """Of the summer in the harbour; its English page and paper are made, the Spanish ones not yet."""
    begin = BeginBriefing("", PeriodKind.QUARTER, date(2026, 7, 1), ("harbour",), languages=(EN, ES))
    ref = store.execute(begin, by=officer, now=at_noon).ref
    with store.reading() as session:
        seen = briefing_previews.preview(session, viewer=officer, ref=ref, now=at_noon).seen
    done: Frozen = store.execute(FreezeBriefing(ref, 1, seen), by=officer, now=at_noon)
    page = Rendered(DocumentFormat.PRESENTATION, EN, "summer.html", "text/html; charset=utf-8", b"<p>Ten slides</p>")
    paper = Rendered(DocumentFormat.PDF, EN, "summer.pdf", "application/pdf", b"%PDF-1.7 paper")
    store.execute(KeepDocuments(done.code, (page, paper)), by=officer, now=at_noon)
    return done


@pytest.mark.parametrize("role", [Role.PRESENTER, Role.OFFICER])
def test_each_frozen_briefing_has_a_button_for_each_language_that_is_made(app: App, frozen: Frozen, role: Role) -> None:
    at = open_page(app, "present", role)
    assert not at.exception
    said = words(at)
    assert "1 briefing is ready to be shown." in said
    assert "Harbour, July to September 2026" in said
    links = {link.proto.label.replace("\\", ""): link.proto.url for link in at.get("link_button")}
    assert links["Present in English"] == f"/briefing/{frozen.code}?language=en"
    assert "Present in Spanish" not in links
    assert links["summer.pdf (1 kB)"] == f"/briefing/{frozen.code}/pdf/en/summer.pdf"


def test_with_nothing_frozen_it_says_what_comes_here(app: App, community: Community, at_noon: datetime) -> None:
    said = words(open_page(app, "present", Role.PRESENTER))
    assert "Nothing is ready to be shown." in said
    assert "Build a briefing" not in said
    assert "Build a briefing" in words(open_page(app, "present", Role.OFFICER))


def test_a_presenter_sees_no_draft(
    app: App, store: Store, community: Community, officer: Viewer, at_noon: datetime
) -> None:
    store.execute(BeginBriefing("Not yet", PeriodKind.QUARTER, date(2026, 7, 1)), by=officer, now=at_noon)
    assert "Not yet" not in words(open_page(app, "present", Role.PRESENTER))
    assert "This page is not part of your role." in words(open_page(app, "briefings", Role.PRESENTER))
