"""A neighbourhood's page: the same figures as the map, and only the parts a role may have."""

from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import clock
from db.access import Viewer
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.events import CloseOutEvent
from db.commands.geography import LoadNeighbourhoods, Residents
from db.geography import read_areas
from db.queries.events import event_record
from db.store import Store
from db.vocabulary import ConcernCategory, Role
from tests.dashboard.conftest import SQUARES
from tests.pages.conftest import App, Community, open_page, words


def tabs(at: AppTest) -> list[str]:
    return [tab.label for tab in at.tabs]


def title(at: AppTest) -> str:
    return str(at.title[0].value)


def test_it_opens_at_ones_own_neighbourhood_and_the_address_says_which(app: App, community: Community) -> None:
    at = open_page(app, "neighbourhood", Role.OFFICER)
    assert title(at) == "Harbour"
    assert at.query_params["area"] in ("harbour", ["harbour"])


def test_a_link_opens_the_area_it_names_and_nothing_else_is_filtered_by_it(app: App, community: Community) -> None:
    at = open_page(app, "neighbourhood", Role.OFFICER, area="northgate")
    assert title(at) == "Northgate"
    at.query_params.clear()  # as a browser does on the way to another page
    at.switch_page("../pages/concern_map.py")
    at.run()
    assert "in 2 of 3 neighbourhoods" in words(at)


def test_an_area_that_does_not_exist_is_passed_over(app: App, community: Community) -> None:
    at = open_page(app, "neighbourhood", Role.OFFICER, area="atlantis")
    assert not at.exception
    assert title(at) == "Harbour"


def test_choosing_another_area_changes_page_and_address(app: App, community: Community) -> None:
    at = open_page(app, "neighbourhood", Role.ANALYST, area="far")
    next(box for box in at.selectbox if box.label == "Neighbourhood").set_value("harbour")
    at.run()
    assert title(at) == "Harbour"
    assert at.query_params["area"] in ("harbour", ["harbour"])


def test_the_head_answers_and_says_what_it_counts(app: App, community: Community) -> None:
    said = words(open_page(app, "neighbourhood", Role.OFFICER, period="30"))
    assert "**1 open concern**: neighbourhoods have 0.7 on average." in said
    assert "1 received 5 Oct to 3 Nov 2026, 0 in the period before, too few to compare." in said
    assert "Counts concerns received 5 Oct to 3 Nov 2026 and not resolved or closed yet." in said
    assert "As of today 12:00." in said


def test_what_no_figure_shows_is_counted_apart(app: App, community: Community, store: Store, at_noon: datetime) -> None:
    hidden = BulkConcern(
        "Somebody sleeps there", ConcernCategory.HOMELESSNESS, at_noon, "b", latitude=50.05, longitude=10.05
    )
    nowhere = BulkConcern("Somebody sleeps somewhere", ConcernCategory.HOMELESSNESS, at_noon, "c")
    store.execute(RecordConcernsInBulk([hidden, nowhere], source="more"), by=Viewer.system("tests"), now=at_noon)
    said = words(open_page(app, "neighbourhood", Role.ANALYST, area="harbour"))
    assert "1 more, of a sensitive category or marked personal, is in no figure here." in said
    assert "**1 open concern**" in said


def test_an_officer_finds_every_part_of_their_own_area(app: App, community: Community) -> None:
    at = open_page(app, "neighbourhood", Role.OFFICER)
    assert tabs(at) == ["Concerns", "Events", "Cases, promises, our work", "You said, we did", "Partners"]
    said = words(at)
    for part in (
        "Street light out",
        "Harbour meeting",
        "Coffee on the quay",
        "Dark stairs",
        "Ask the council",
        "Foot patrol",
    ):
        assert part in said
    assert "1 still ahead" in said


def test_a_colleagues_area_shows_figures_events_and_partners_and_says_why(app: App, community: Community) -> None:
    at = open_page(app, "neighbourhood", Role.OFFICER, area="far")
    assert tabs(at) == ["Concerns", "Events", "Partners"]
    said = words(at)
    assert "Another team's neighbourhood" in said
    assert "Loud music" not in said


@pytest.mark.parametrize("area", ["harbour", "far"])
def test_an_analyst_gets_a_whole_page_of_figures(app: App, community: Community, area: str) -> None:
    at = open_page(app, "neighbourhood", Role.ANALYST, area=area)
    assert not at.exception
    assert tabs(at) == ["Concerns"]
    assert len(at.get("vega_lite_chart")) == 2
    said = words(at)
    assert "1 open concern" in said
    for record in (
        "Street light",
        "Loud music",
        "Harbour meeting",
        "Dark stairs",
        "Foot patrol",
        "Log here",
        "Another team",
    ):
        assert record not in said


def test_an_area_nobody_has_met_for_a_quarter_says_so(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No outreach event is on record here." in words(
        open_page(app, "neighbourhood", Role.OFFICER, area="northgate")
    )
    assert "Whom have we not heard from?" not in words(open_page(app, "neighbourhood", Role.OFFICER, area="harbour"))
    with store.reading() as session:
        version = event_record(session, viewer=officer, ref=community.over).version
    store.execute(CloseOutEvent(community.over, version, 12, True), by=officer, now=at_noon)
    monkeypatch.setattr(clock, "now", lambda: at_noon + timedelta(days=100))
    said = words(open_page(app, "neighbourhood", Role.OFFICER, area="harbour"))
    assert "No outreach event here since" in said


def test_people_are_marked_as_illustrative_when_they_are_invented(app: App, store: Store, at_noon: datetime) -> None:
    residents = {"harbour": Residents(15_614, 7_100, {"English": 0.7, "Spanish": 0.12}, illustrative=True)}
    again = LoadNeighbourhoods(read_areas(SQUARES).areas, residents=residents)
    store.execute(again, by=Viewer.system("tests"), now=at_noon)
    said = words(open_page(app, "neighbourhood", Role.ANALYST, area="harbour"))
    assert "**15,614 residents** · 7,100 households" in said
    assert "English 70 %, Spanish 12 %" in said
    assert "illustrative: invented for the demonstration" in said
    other = words(open_page(app, "neighbourhood", Role.ANALYST, area="northgate"))
    assert "**800 residents**" in other
    assert "illustrative" not in other


def test_the_map_and_the_page_say_the_same_of_an_area(app: App, community: Community) -> None:
    page = words(open_page(app, "neighbourhood", Role.SUPERVISOR, area="harbour", period="30"))
    on_map = words(open_page(app, "concern_map", Role.SUPERVISOR, selected="harbour", measure="count", period="30"))
    for line in page.splitlines():
        if line.startswith("**1 open concern**") or "too few to compare" in line:
            assert line in on_map
