"""Briefings as an officer builds them and a supervisor approves them; what is frozen is ready to be shown."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from dashboard import briefing_making
from db.access import Viewer
from db.commands.briefing_approval import SendBriefing
from db.commands.briefing_slides import AddSlide, WriteSlide
from db.commands.briefings import BeginBriefing
from db.commands.freezing import FreezeBriefing, Frozen
from db.commands.tasks import AddTask
from db.disclosure.content import Snapshot
from db.disclosure.drafted import SlideWords
from db.disclosure.rendered import Rendered
from db.models import Briefing, BriefingSlide
from db.queries import briefing_previews
from db.store import Store
from db.vocabulary import Role
from db.vocabulary.briefings import BriefingLanguage, DocumentFormat, PeriodKind, SlideKind
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import press, typed

EN, ES = BriefingLanguage.ENGLISH, BriefingLanguage.SPANISH
SUMMER = date(2026, 7, 1)  # July to September 2026, over for a month at noon


@pytest.fixture(autouse=True)
def few_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is rendered has tests of its own; here one small page stands for all documents of a language."""

    def rendered(content: Snapshot, **_how: object) -> Iterator[Rendered]:
        for language in content.languages:
            page = b"<p>Ten slides</p>"
            yield Rendered(DocumentFormat.PRESENTATION, BriefingLanguage(language), "summer.html", "text/html", page)

    monkeypatch.setattr(briefing_making, "rendered", rendered)


@pytest.fixture
def draft(store: Store, community: Community, officer: Viewer, at_noon: datetime) -> str:
    """Ana Rivera's, of the summer, in English and Spanish."""
    begin = BeginBriefing("", PeriodKind.QUARTER, SUMMER, ("harbour",), languages=(EN, ES))
    return str(store.execute(begin, by=officer, now=at_noon).ref)


def kept(store: Store, model: Any, **which: Any) -> Any:
    with store.reading() as session:
        return session.query(model).filter_by(**which).order_by(model.id.desc()).first()


def test_an_officer_begins_one_and_finds_its_ten_slides(
    app: App, store: Store, community: Community, at_noon: datetime
) -> None:
    at = open_page(app, "briefings", Role.OFFICER)
    assert not at.exception
    assert "0 drafts, 0 frozen this quarter" in words(at)
    assert "July to September 2026 can be frozen now" in words(at)
    press(at, "Lay out the slides")
    begun = kept(store, Briefing)
    assert (begun.kind, begun.starts_on, begun.areas) == ("quarter", SUMMER, ["harbour"])
    assert f"{begun.ref} is laid out." in words(at)
    at = open_page(app, "briefings", Role.OFFICER, ref=begun.ref)
    assert not at.exception
    for slide in ("1 · Title", "4 · What changed", "10 · How we count"):
        assert slide in words(at)


def write(store: Store, officer: Viewer, now: datetime, ref: str) -> None:
    """A slide of one's own in both languages, the Spanish by a machine."""
    version = kept(store, Briefing, ref=ref).version
    store.execute(AddSlide(ref, version, SlideKind.TEXT), by=officer, now=now)
    said = (SlideWords(EN, "More light", "The lamps by the steps work."), SlideWords(ES, "Más luz", "", machine=True))
    store.execute(WriteSlide(ref, version + 1, 11, said), by=officer, now=now)


def freeze(store: Store, officer: Viewer, now: datetime, ref: str) -> Frozen:
    version = kept(store, Briefing, ref=ref).version
    with store.reading() as session:
        seen = briefing_previews.preview(session, viewer=officer, ref=ref, now=now).seen
    done: Frozen = store.execute(FreezeBriefing(ref, version, seen), by=officer, now=now)
    return done


def test_words_of_ones_own_are_sent_approved_by_a_supervisor_and_frozen(
    app: App, store: Store, draft: str, officer: Viewer, at_noon: datetime
) -> None:
    write(store, officer, at_noon, draft)
    at = open_page(app, "briefings", Role.OFFICER, ref=draft, view="check")
    assert not at.exception
    assert "a second person approves them before it is frozen" in words(at)
    assert "The lamps by the steps work." in words(at)
    press(at, "Send it for approval")
    assert "It waits for a second person" in words(at)
    listed = open_page(app, "briefings", Role.SUPERVISOR)
    assert "1 waits for your approval" in words(listed)
    at = open_page(app, "briefings", Role.SUPERVISOR, ref=draft, view="check")
    assert "Más luz" in words(at) and "by a machine" in words(at)
    assert "Freeze it now" not in words(at)
    press(at, "Approve its words")
    assert kept(store, Briefing).status == "approved"
    at = open_page(app, "briefings", Role.OFFICER, ref=draft, view="check")
    assert "Sam Okafor approved its words today 12:00." in words(at)
    press(at, "Freeze it now")
    assert "Look at every slide first, then tick this." in words(at)
    at.checkbox[-1].check().run()
    press(at, "Freeze it now")
    assert not at.exception
    frozen = kept(store, Briefing)
    assert (frozen.status, len(frozen.hash)) == ("frozen", 64)
    assert frozen.hash in [code.value for code in at.code]
    assert [link.proto.label for link in at.get("link_button")][:2] == ["Present in English", "Present in Spanish"]


def test_a_supervisor_sends_it_back_with_a_reason_that_its_maker_reads(
    app: App, store: Store, draft: str, officer: Viewer, at_noon: datetime
) -> None:
    write(store, officer, at_noon, draft)
    store.execute(SendBriefing(draft, 3), by=officer, now=at_noon)
    at = open_page(app, "briefings", Role.SUPERVISOR, ref=draft, view="check")
    press(at, "Send it back")
    assert "1 field needs another look." in words(at)
    typed(at, f"briefing.{draft}.back", why="Say which steps")
    press(at, "Send it back")
    at = open_page(app, "briefings", Role.OFFICER, ref=draft)
    assert "Sent back: Say which steps" in words(at)


def test_slides_are_moved_hidden_and_written(app: App, store: Store, draft: str, at_noon: datetime) -> None:
    at = open_page(app, "briefings", Role.OFFICER, ref=draft, slide="3")
    assert not at.exception
    press(at, "Up")
    assert not at.exception
    assert [s.kind for s in slides(store)][:3] == ["title", "where", "what you told us"]
    press(at, "Hide it")
    assert slides(store)[1].hidden
    assert "3 · What you told us" in words(at)
    at = open_page(app, "briefings", Role.OFFICER, ref=draft, slide="5")
    title = next(field for field in at.text_input if field.label == "Title in English")
    title.set_value("What your officers did").run()
    assert next(button for button in at.button if button.label == "Up").disabled
    press(at, "Save the slide")
    assert "Slide 5 is saved." in words(at)
    assert slides(store)[4].texts == {"en": {"title": "What your officers did", "body": "", "machine": False}}


def slides(store: Store) -> list[Any]:
    with store.reading() as session:
        return session.query(BriefingSlide).order_by(BriefingSlide.position).all()


def test_somebody_elses_draft_is_looked_at_and_not_changed(
    app: App, store: Store, draft: str, at_noon: datetime
) -> None:
    at = open_page(app, "briefings", Role.SPECIALIST, ref=draft, slide="2")
    assert not at.exception
    assert "by Ana Rivera" in words(at)
    assert not [b.label for b in at.button if b.label in ("Up", "Save the slide", "Add the slide", "Freeze it now")]
    at = open_page(app, "briefings", Role.SPECIALIST, ref=draft, view="check")
    assert "Ana Rivera began it and freezes it." in words(at)


def test_a_stale_edit_is_said_and_nothing_typed_is_lost(
    app: App, store: Store, draft: str, officer: Viewer, at_noon: datetime
) -> None:
    at = open_page(app, "briefings", Role.OFFICER, ref=draft, slide="5")
    next(field for field in at.text_input if field.label == "Title in English").set_value("Mine").run()
    store.execute(AddSlide(draft, 1, SlideKind.TEXT), by=officer, now=at_noon)
    press(at, "Save the slide")
    assert "What you typed is kept." in words(at)
    assert next(field for field in at.text_input if field.label == "Title in English").value == "Mine"
    press(at, "Use mine all the same")
    press(at, "Save the slide")
    assert slides(store)[4].texts["en"]["title"] == "Mine"


def test_a_withdrawn_briefing_says_why_and_offers_nothing(
    app: App, store: Store, draft: str, officer: Viewer, at_noon: datetime
) -> None:
    freeze(store, officer, at_noon, draft)
    at = open_page(app, "briefings", Role.OFFICER, ref=draft)
    assert "Its documents are made first" in words(at)
    typed(at, f"briefing.{draft}.withdraw", why="The wrong hall")
    at.checkbox[0].check().run()
    press(at, "Withdraw it")
    assert kept(store, Briefing).status == "withdrawn"
    at = open_page(app, "briefings", Role.OFFICER, ref=draft)
    assert "Withdrawn today 12:00: The wrong hall" in words(at)
    assert not at.get("link_button")


def test_a_promise_is_chosen_and_said_in_words_for_the_public(
    app: App, store: Store, draft: str, officer: Viewer, at_noon: datetime
) -> None:
    august = at_noon.replace(month=8)
    promised = AddTask("Mend Mr Smith's lamp", august, is_promise=True, neighbourhood_id=officer.areas[0])
    ref = store.execute(promised, by=officer, now=at_noon.replace(month=7)).ref
    at = open_page(app, "briefings", Role.OFFICER, ref=draft, slide="6")
    assert not at.exception
    box = next(box for box in at.multiselect if box.label == "Promises to name")
    box.set_value([ref]).run()
    assert not at.exception
    typed(at, f"briefing.{draft}.slide-promises", **{f"words_{ref}_en": "We mend the lamp by the steps"})
    press(at, "Save the slide")
    (item,) = slides(store)[5].items
    assert item == {"ref": ref, "texts": {"en": {"words": "We mend the lamp by the steps", "machine": False}}}
    assert "We mend the lamp by the steps" in words(open_page(app, "briefings", Role.OFFICER, ref=draft, view="check"))


def test_a_slide_is_added_where_it_is_wanted_and_taken_out_again(
    app: App, store: Store, draft: str, at_noon: datetime
) -> None:
    at = open_page(app, "briefings", Role.OFFICER, ref=draft)
    next(box for box in at.selectbox if box.label == "After slide").set_value(1).run()
    press(at, "Add the slide")
    assert not at.exception
    assert [one.kind for one in slides(store)][:3] == ["title", "text", "what you told us"]
    at = open_page(app, "briefings", Role.OFFICER, ref=draft, slide="2")
    press(at, "Remove")
    assert len(slides(store)) == 10


def test_a_briefing_that_is_not_there_says_so(app: App, community: Community, at_noon: datetime) -> None:
    assert "There is no briefing B-2026-00099." in words(open_page(app, "briefings", Role.OFFICER, ref="B-2026-00099"))
