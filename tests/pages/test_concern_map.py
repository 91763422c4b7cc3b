"""The concern map: what it answers, what each role gets, how an area is chosen, what the address keeps."""

import json
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import areas, loaders
from dashboard.components import area_map
from dashboard.components.area_table import table_file
from dashboard.map_view import Layer
from db.access import Viewer
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.queries.filters import Filters
from db.store import Store
from db.vocabulary import ConcernCategory, Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import sent_columns


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What reaches the map, run by run: it is opaque to the harness."""
    runs: list[dict[str, Any]] = []
    build = area_map.moving_layer

    def caught(**sent: Any) -> Any:
        runs.append(sent)
        return build(**sent)

    monkeypatch.setattr(area_map, "moving_layer", caught)
    return runs


def pick(at: AppTest, label: str) -> Any:
    return next(widget for kind in ("selectbox", "button_group") for widget in at.get(kind) if widget.label == label)


def test_the_first_sentence_answers_how_many_where_and_what_is_missing(app: App, community: Community) -> None:
    said = words(open_page(app, "concern_map", Role.OFFICER))
    assert (
        "2 open concerns** received 5 Oct to 3 Nov 2026, in 2 of 3 neighbourhoods. Most: Far (1) and Harbour (1)."
        in said
    )
    assert "Every concern that matches is on the map. As of today 12:00." in said


def test_what_is_not_on_the_map_is_said_with_its_reasons(
    app: App, community: Community, store: Store, at_noon: datetime
) -> None:
    rows = [
        BulkConcern("No place was given", ConcernCategory.NOISE, at_noon, "a"),
        BulkConcern(
            "Somebody sleeps there", ConcernCategory.HOMELESSNESS, at_noon, "b", latitude=50.05, longitude=10.05
        ),
    ]
    store.execute(RecordConcernsInBulk(rows, source="more"), by=Viewer.system("tests"), now=at_noon)
    said = words(open_page(app, "concern_map", Role.ANALYST))
    assert "2 more are not on the map: 1 concern has no place; 1 is of a sensitive category." in said


def test_areas_are_coloured_and_named_with_their_figures(
    app: App, community: Community, drawn: list[dict[str, Any]]
) -> None:
    assert not open_page(app, "concern_map", Role.OFFICER).exception
    (sent,) = drawn
    assert sent["figures"] == {"far": "1 concern", "harbour": "1 concern", "northgate": "0 concerns"}
    assert sent["fills"]["far"] == sent["fills"]["harbour"] != sent["fills"]["northgate"]
    assert sent["mine"] == ["harbour"]
    assert [mark.title for mark in sent["events"]] == ["Harbour meeting"]
    assert list(sent["points"]) == []


def test_points_are_only_those_one_may_open(app: App, community: Community, drawn: list[dict[str, Any]]) -> None:
    at = open_page(app, "concern_map", Role.OFFICER, layer=["areas", "concerns", "held"], measure="count")
    assert [point.ref for point in drawn[-1]["points"]] == [community.concern]
    assert [mark.title for mark in drawn[-1]["events"]] == ["Coffee on the quay"]
    assert "Points: 1 concern that has an exact place and that you may open." in words(at)


def test_an_analyst_gets_areas_and_neither_points_nor_events_whatever_the_address_says(
    app: App, community: Community, drawn: list[dict[str, Any]]
) -> None:
    layers = [layer.value for layer in Layer]
    at = open_page(app, "concern_map", Role.ANALYST, layer=layers, measure="count", selected="harbour")
    assert not at.exception
    assert (list(drawn[-1]["points"]), list(drawn[-1]["heat"]), list(drawn[-1]["events"])) == ([], [], [])
    said = words(at)
    assert "Layers" not in said
    for record in (
        "Harbour meeting",
        "Coffee on the quay",
        "Dark stairs",
        community.concern,
        "Log here",
        "See its concerns",
    ):
        assert record not in said
    assert "1 open concern" in said
    assert "Top concerns" in said


def test_choosing_an_area_opens_its_story_and_the_address_says_so(app: App, community: Community) -> None:
    at = open_page(app, "concern_map", Role.OFFICER)
    pick(at, "Choose a neighbourhood").set_value("harbour")
    at.run()
    said = words(at)
    assert at.query_params["selected"] in ("harbour", ["harbour"])
    assert "Harbour meeting" in said
    assert "Dark stairs at the harbour" in said
    assert "Lighting and environment **1**" in said
    assert "1 received 5 Oct to 3 Nov 2026, 0 in the period before, too few to compare." in said
    next(button for button in at.button if button.label == "All neighbourhoods").click()
    at.run()
    assert "selected" not in at.query_params
    assert "Dark stairs at the harbour" not in words(at)


def test_a_shared_link_opens_the_same_view(app: App, community: Community, drawn: list[dict[str, Any]]) -> None:
    at = open_page(app, "concern_map", Role.OFFICER, measure="change", layer="areas", selected="northgate", period="90")
    assert drawn[-1]["selected"] == "northgate"
    assert drawn[-1]["legend"].title == "Change in concerns received"
    assert list(drawn[-1]["events"]) == []
    assert "in the equal period before, 8 May to 5 Aug 2026" in words(at)


def test_a_word_in_the_address_that_means_nothing_is_no_error(app: App, community: Community) -> None:
    at = open_page(app, "concern_map", Role.OFFICER, measure="median", layer="traffic", selected="atlantis")
    assert not at.exception
    assert "2 open concerns" in words(at)


def test_the_story_of_a_colleagues_area_holds_figures_and_no_case(app: App, community: Community) -> None:
    said = words(open_page(app, "concern_map", Role.OFFICER, measure="count", selected="far"))
    assert "1 open concern" in said
    assert "open case" not in said
    assert "Loud music" not in said


def test_a_category_no_map_shows_leaves_every_area_empty(
    app: App, community: Community, drawn: list[dict[str, Any]]
) -> None:
    at = open_page(app, "concern_map", Role.SUPERVISOR, category="domestic abuse", period="30")
    assert set(drawn[-1]["figures"].values()) == {"0 concerns"}
    assert "1 is of a sensitive category" in words(at)


def test_too_few_are_hatched_in_a_map_of_rates(app: App, community: Community, drawn: list[dict[str, Any]]) -> None:
    assert not open_page(app, "concern_map", Role.OFFICER, measure="rate").exception
    assert set(drawn[-1]["fills"].values()) == {"hatch"}
    assert drawn[-1]["figures"]["harbour"] == "1: too few to compare"
    assert drawn[-1]["legend"].steps[-1].words == "Too few to compare"


def test_the_table_holds_every_measure_and_choosing_a_row_opens_its_story(app: App, community: Community) -> None:
    at = open_page(app, "concern_map", Role.ANALYST)
    assert not at.dataframe
    at.session_state["area-table-open"] = True
    at.run()
    (table,) = at.dataframe
    assert table.value["name"].tolist() == ["Far", "Harbour", "Northgate"]
    assert table.value["open"].tolist() == [1, 1, 0]
    assert [*sent_columns(table.proto), "_index"] == list(json.loads(table.proto.columns)), "only what has a heading"
    assert table.value["rate"].isna().all()


def test_the_file_holds_the_table_and_what_is_on_no_map(
    community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    today = at_noon.date()
    filters = Filters(today - timedelta(days=29), today, categories=(ConcernCategory.LIGHTING,))
    table = table_file(officer, filters)
    assert table.iloc[:, 0].tolist() == [
        "Far",
        "Harbour",
        "Northgate",
        "No place (none given, or outside every neighbourhood)",
        "Not on the map: of a sensitive category",
        "Not on the map: marked personal",
    ]
    assert table["Open now"].tolist() == [0, 1, 0, 0, 0, 0]
    assert set(table["Only"]) == {"Lighting and environment"}
    assert set(table["Received from"]) == {"2026-10-05"}
    assert set(table["As of"]) == {"2026-11-03T12:00-08:00"}


def test_nothing_is_asked_of_the_store_for_layers_that_are_off(
    app: App, community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> pd.DataFrame:
        raise AssertionError("points were read for a layer that is off")

    monkeypatch.setattr(loaders, "concern_points", refuse)
    monkeypatch.setattr(loaders, "event_points", refuse)
    assert not open_page(app, "concern_map", Role.OFFICER, measure="count", layer="areas").exception


@pytest.mark.parametrize("name", ["concern_map", "neighbourhood"])
def test_before_any_neighbourhood_is_loaded_the_page_says_what_comes_first(
    app: App, at_noon: datetime, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(areas, "known_areas", lambda _viewer: ())
    at = open_page(app, name, Role.OFFICER)
    assert not at.exception
    assert "No neighbourhoods yet." in words(at)
