"""Communications: drafts, sending, templates that fill themselves in, enquiries with their clock, training."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.access import Viewer
from db.commands.bulk_community import RecordPast
from db.commands.cases import OpenCase
from db.commands.communication_templates import SaveTemplate
from db.commands.past import PastEvent
from db.models import Case, Communication, CommunicationTemplate
from db.queries.people import viewer_by_subject
from db.store import Store
from db.vocabulary import CaseKind, CommunicationKind, EventStatus, EventType, Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import choose, press, table, typed

SYSTEM = Viewer.system("tests")
LETTER = SaveTemplate(
    "Meeting", CommunicationKind.RELEASE, "{{ event }} in {{ area }}", "Come on {{ date }}, {{ time }}, {{ place }}."
)


@pytest.fixture
def ana(store: Store, community: Community) -> Viewer:
    with store.reading() as session:
        viewer = viewer_by_subject(session, "rivera")
    assert viewer is not None
    return viewer


def fill_in(at: object, label: str, said: str) -> None:
    next(box for box in at.text_input if box.label == label).set_value(said)  # type: ignore[attr-defined]


def kept(store: Store) -> Communication:
    with store.reading() as session:
        return session.scalars(select(Communication)).one()


def test_a_draft_is_kept_and_marked_as_sent_with_its_reach(app: App, store: Store, at_noon: datetime) -> None:
    at = open_page(app, "communications", Role.OFFICER)
    assert "0 went out, 0 drafts" in words(at)
    fill_in(at, "Headline or subject (required)", "Coffee on the quay")
    at.run()
    press(at, "Keep as a draft")
    assert "Kept as M-2026-00001" in words(at)
    at = open_page(app, "communications", Role.OFFICER, ref="M-2026-00001")
    assert "Draft" in words(at)
    next(box for box in at.number_input if box.label.startswith("How many it reached")).set_value(1200)
    at.run()
    press(at, "Mark as sent")
    assert "is noted as sent" in words(at)
    assert kept(store).reach == 1200
    assert "1 went out, 0 drafts" in words(open_page(app, "communications", Role.OFFICER))


def test_a_template_fills_in_the_event_it_is_about(
    app: App, store: Store, community: Community, at_noon: datetime
) -> None:
    store.execute(LETTER, by=SYSTEM, now=at_noon)
    at = open_page(app, "communications", Role.OFFICER)
    choose(at, "About an event", community.coming)
    choose(at, "Start from a template", 1)
    press(at, "Fill it in")
    press(at, "Keep as a draft")
    written = kept(store)
    assert written.title == "Harbour meeting in Harbour"
    assert written.words == "Come on Wednesday 4 Nov 2026, 12:00, {{ place }}."  # nobody has said where


def test_a_bad_template_says_which_line_and_officers_cannot_change_one(
    app: App, store: Store, community: Community
) -> None:
    at = open_page(app, "communications", Role.SUPERVISOR, view="templates")
    assert "No template yet" in words(at)
    fill_in(at, "Name (required)", "Meeting")
    fill_in(at, "Headline or subject (required)", "{{ resident }}")
    at.run()
    typed(at, "template.new", words="Come on {{ date }}")
    press(at, "Save the template")
    assert "Line 1: there is no field resident." in words(at)
    fill_in(at, "Headline or subject (required)", "{{ event }}")
    at.run()
    press(at, "Save the template")
    assert "New communications can start from it" in words(at)
    with store.reading() as session:
        assert session.scalars(select(CommunicationTemplate.words)).all() == ["Come on {{ date }}"]
    said = open_page(app, "communications", Role.OFFICER, view="templates")
    assert "Come on {{ date }}" in words(said)
    assert "Save the template" not in words(said)


def test_enquiries_stand_with_their_clock_and_one_is_opened_here(
    app: App, store: Store, ana: Viewer, at_noon: datetime
) -> None:
    asked = {"question": "How many patrols?", "answer_by": date(2026, 11, 1)}
    late = OpenCase(CaseKind.ENQUIRY, "The weekly asks", values=asked)
    store.execute(late, by=ana, now=at_noon - timedelta(days=5))
    at = open_page(app, "communications", Role.OFFICER, view="enquiries")
    assert "1 enquiry is open, 1 answer is late" in words(at)
    typed(at, "case.open.enquiry", title="The council asks", question="When is it lit?")
    press(at, "Open the case")
    assert "Opened as K-" in words(at)
    with store.reading() as session:
        assert session.scalars(select(Case.kind).where(Case.title == "The council asks")).all() == ["enquiry"]


def test_training_is_added_up_by_unit_and_topic(
    app: App, store: Store, community: Community, at_noon: datetime
) -> None:
    began = at_noon - timedelta(days=5)
    row = PastEvent(
        EventType.TRAINING, "Working with interpreters", began, began + timedelta(hours=2), "rivera", EventStatus.HELD,
        topics=("language access",), unit="Day watch", attendance_total=12, attendance_counted=True,
    )  # fmt: skip
    store.execute(RecordPast([row]), by=SYSTEM, now=at_noon)
    at = open_page(app, "communications", Role.OFFICER, view="training")
    assert "1 training delivered, 12 people came" in words(at)
    assert table(at) == {"Unit": ["Day watch"], "Trainings": ["1"], "People": ["12"]}
