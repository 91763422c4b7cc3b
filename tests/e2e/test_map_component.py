"""The map's own behaviour in a browser: words stay words, a tap is one tap, what is switched off goes."""

import json
import shutil

import pytest
from playwright.sync_api import Frame, Page, Route, expect

from tests.e2e.conftest import ROOT, Kept, Serve, settled

pytestmark = pytest.mark.browser
SHAPES = "**/app/static/areas.geojson"
# As in map_page.py, which is a script and not to be imported.
HOSTILE = "<img src=x onerror='window.struck=1'>`${window.struck=2}`{{ 7*7 }}"


def square(south: float, west: float) -> dict[str, object]:
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


AREAS = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"code": code, "name": HOSTILE}, "geometry": square(south, west)}
        for code, south, west in (("sw", 50.0, 10.0), ("se", 50.0, 10.1), ("nw", 50.1, 10.0), ("ne", 50.1, 10.1))
    ],
}


@pytest.fixture(scope="module")
def site(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page with the product's static files beside it, as Streamlit wants them, and four areas among them."""
    folder = tmp_path_factory.mktemp("map")
    shutil.copy(ROOT / "tests/e2e/map_page.py", folder)
    shutil.copytree(ROOT / "dashboard/static", folder / "static")
    (folder / "static/areas.geojson").write_text(json.dumps(AREAS), encoding="utf-8")
    return serve(str(folder / "map_page.py"), health="_stcore/health").address


@pytest.fixture(scope="module")
def page(kept: Kept) -> Page:
    """One for all tests: each fetches what it looks at, which is quicker where it was fetched before."""
    return kept("desk", viewport={"width": 1000, "height": 900}).new_page()


def opened(page: Page, address: str) -> Frame:
    page.goto(address)
    frame = page.wait_for_selector('iframe[title*="folium"]').content_frame()
    assert frame is not None
    frame.wait_for_selector('[data-areas="4"]')
    frame.wait_for_function("Number(document.querySelector('[data-shown]').dataset.shown) > 0")
    settled(page)
    # The map fits itself until its frame has stopped growing; then names and marks stand where they are aimed at.
    page.wait_for_timeout(400)
    return frame


def tap(frame: Frame, latitude: float, longitude: float) -> None:
    place = frame.evaluate(
        "at => { const p = map_div.latLngToContainerPoint(at); return [p.x, p.y]; }", [latitude, longitude]
    )
    frame.locator(".cg-map").click(position={"x": place[0], "y": place[1]})


def test_words_from_people_are_shown_as_typed_and_never_run(page: Page, site: str) -> None:
    frame = opened(page, site)
    tap(frame, 50.05, 10.05)
    popup = frame.locator(".leaflet-popup-content")
    expect(popup).to_be_visible()
    assert popup.inner_text().split("\n") == [HOSTILE] * 3
    tap(frame, 50.05, 10.15)
    expect(popup).to_have_count(1)
    assert popup.inner_text().split("\n") == [HOSTILE] * 3
    expect(frame.locator(".cg-legend summary")).to_have_text(HOSTILE)
    expect(frame.locator(".cg-legend p")).to_have_text(HOSTILE)
    frame.locator("path.cg-area").first.dispatch_event("mouseover")
    expect(frame.locator(".cg-tip strong").first).to_have_text(HOSTILE)
    assert frame.evaluate("window.struck") is None
    assert frame.locator("img").count() == 0


def test_a_tap_on_an_area_comes_back_once_and_the_same_spot_again_is_another_tap(page: Page, site: str) -> None:
    frame = opened(page, site)
    tap(frame, 50.13, 10.03)
    expect(page.get_by_text("Taps: [1] on [nw]")).to_be_visible()
    page.get_by_text("Other colours").click()
    settled(page)
    expect(page.get_by_text("Taps: [1] on [nw]")).to_be_visible()
    page.wait_for_timeout(500)
    tap(frame, 50.13, 10.03)
    expect(page.get_by_text("Taps: [2] on [nw]")).to_be_visible()
    assert frame.evaluate("map_div.commonGround.areas.get('nw').getElement().classList.contains('cg-selected')")
    page.wait_for_timeout(500)
    tap(frame, 50.03, 10.08)
    expect(page.get_by_text("Taps: [3] on [sw]")).to_be_visible()


def test_a_tap_makes_one_run_although_the_component_reports_it_late_as_well(page: Page, site: str) -> None:
    frame = opened(page, site)
    expect(page.get_by_text("Runs: [1]")).to_be_visible()
    tap(frame, 50.13, 10.03)
    # One run for the tap, and one that the page asks for itself to show what was chosen.
    expect(page.get_by_text("Runs: [3]")).to_be_visible()
    page.wait_for_timeout(800)
    settled(page)
    expect(page.get_by_text("Runs: [3]")).to_be_visible()


def test_a_tap_on_a_mark_tells_of_the_mark_and_chooses_nothing(page: Page, site: str) -> None:
    frame = opened(page, site)
    tap(frame, 50.15, 10.15)
    expect(frame.locator(".leaflet-popup-content")).to_have_text("Beat meetingTue 3 NovE-2026-00002")
    page.wait_for_timeout(500)
    settled(page)
    expect(page.get_by_text("Taps: [0] on [None]")).to_be_visible()


def test_what_is_switched_off_goes_and_the_areas_keep_their_paths(page: Page, site: str) -> None:
    frame = opened(page, site)
    frame.evaluate("window.paths = [...document.querySelectorAll('path.cg-area')]")
    marks = frame.locator("path.cg-point, path.cg-event, canvas.leaflet-heatmap-layer")
    expect(marks).to_have_count(4)
    before = frame.evaluate("map_div.commonGround.areas.get('nw').getElement().style.fill")
    page.get_by_text("Other colours").click()
    frame.wait_for_function("was => map_div.commonGround.areas.get('nw').getElement().style.fill !== was", arg=before)
    expect(marks).to_have_count(4)
    for name in ("points", "events", "heat"):
        page.get_by_text(name, exact=True).click()
    expect(marks).to_have_count(0)
    assert frame.evaluate("window.paths.every(path => path.isConnected) && window.paths.length") == 4
    assert frame.locator(".cg-legend").count() == 1


def test_shapes_that_do_not_arrive_are_said_and_fetched_again_on_asking(page: Page, site: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=503, body="")

    page.route(SHAPES, refuse)
    page.goto(site)
    frame = page.wait_for_selector('iframe[title*="folium"]').content_frame()
    assert frame is not None
    expect(frame.get_by_role("alert")).to_contain_text("the same figures are in the table")
    page.unroute(SHAPES)
    frame.get_by_role("button", name="Try again").click()
    frame.wait_for_selector('[data-areas="4"]')
    expect(frame.get_by_role("alert")).to_have_count(0)
    expect(frame.locator("path.cg-area")).to_have_count(4)


def test_a_place_is_chosen_by_tapping_and_its_pin_goes_when_it_is_forgotten(page: Page, site: str) -> None:
    frame = opened(page, f"{site}/?place=1")
    frame.evaluate("window.same = true")
    expect(page.get_by_text("Chosen: [nothing]")).to_be_visible()
    tap(frame, 50.12, 10.17)
    expect(frame.locator(".cg-pin svg")).to_have_count(1)
    expect(page.get_by_text("Chosen: [50.12, 10.17]")).to_be_visible()
    page.wait_for_timeout(500)
    tap(frame, 50.06, 10.04)
    expect(page.get_by_text("Chosen: [50.06, 10.04]")).to_be_visible()
    expect(frame.locator(".cg-pin svg")).to_have_count(1)
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_text("Chosen: [nothing]")).to_be_visible()
    expect(frame.locator(".cg-pin svg")).to_have_count(0)
    assert frame.evaluate("window.same"), "the map was built anew"


def test_the_map_and_its_buttons_have_names_and_the_drawing_is_left_to_the_table(page: Page, site: str) -> None:
    frame = opened(page, site)
    expect(frame.get_by_role("region", name="Map of neighbourhoods. The same figures are in the table")).to_be_visible()
    for name in ("Closer", "Further away", "Show all areas"):
        expect(frame.get_by_role("button", name=name)).to_be_visible()
    assert (
        frame.locator("path.cg-area").first.evaluate("path => path.ownerSVGElement.getAttribute('aria-hidden')")
        == "true"
    )
