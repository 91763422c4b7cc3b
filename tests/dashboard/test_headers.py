"""Every answer carries its headers; what is closed is closed; files need a living session."""

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from dashboard.headers import COOKIE, Gate, SecurityHeaders, policy
from tests.dashboard.asgi import ask


async def document(_request: object) -> HTMLResponse:
    return HTMLResponse("<p>a page</p>", headers={"Cache-Control": "no-cache"})


async def script(_request: object) -> PlainTextResponse:
    return PlainTextResponse("1", media_type="text/javascript", headers={"Cache-Control": "public, max-age=60"})


PATHS = (
    "/media/{file}",
    "/_stcore/metrics",
    "/_stcore/agent/interact",
    "/_stcore/upload_file/{file}",
    "/_stcore/health",
)


def served(base: str = "") -> ASGIApp:
    routes = [Route(f"{base}/today", document), Route(f"{base}/static/x.js", script)]
    routes += [Route(base + path, script) for path in PATHS]
    gate = Gate(Starlette(routes=routes), is_live=lambda token: token == "alive", base=base)
    return SecurityHeaders(gate, base=base)


def test_a_document_is_never_kept_and_runs_only_our_own_script() -> None:
    answer = ask(served(), "/today")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    rules = answer.headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval' blob:;" in rules
    assert "unsafe-eval' '" not in rules
    assert "frame-ancestors 'self'" in rules


def test_a_script_may_be_kept_by_the_browser() -> None:
    assert ask(served(), "/static/x.js").headers["cache-control"] == "public, max-age=60"


def test_only_the_maps_own_document_may_evaluate_script() -> None:
    assert "'unsafe-eval'" in policy("/component/streamlit_folium.st_folium/index.html").replace(
        "'wasm-unsafe-eval'", ""
    )
    for path in ("/", "/concern_map", "/component/other/index.html", "/static/component/streamlit_folium"):
        assert "'unsafe-inline' 'unsafe-eval'" not in policy(path)
        assert "'unsafe-inline'" not in policy(path).split("style-src")[0]


def test_a_tile_server_may_send_images_to_the_map_and_nothing_else() -> None:
    map_rules = policy("/component/streamlit_folium.st_folium/", "https://{s}.tiles.example/{z}/{x}/{y}.png")
    assert "img-src 'self' data: blob: https://*.tiles.example;" in map_rules
    assert "tiles.example" not in policy("/concern_map", "https://{s}.tiles.example/{z}/{x}/{y}.png")


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "https://x.example; script-src *", "not an address"])
def test_an_odd_tile_address_opens_no_hole(address: str) -> None:
    rules = policy("/component/streamlit_folium.st_folium/", address)
    assert rules.count("script-src") == 1


@pytest.mark.parametrize("base", ["", "/desk"])
@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/interact"])
def test_figures_about_the_server_are_closed_to_everybody(base: str, path: str) -> None:
    assert ask(served(base), base + path, headers={"cookie": f"{COOKIE}=alive"}).status == 404


@pytest.mark.parametrize("base", ["", "/desk"])
@pytest.mark.parametrize("path", ["/media/report.csv", "/_stcore/upload_file/x"])
def test_files_need_a_living_session(base: str, path: str) -> None:
    app = served(base)
    assert ask(app, base + path).status == 403
    assert ask(app, base + path, headers={"cookie": f"{COOKIE}=ended"}).status == 403
    assert ask(app, base + path, headers={"cookie": "garbage;;=;" + COOKIE}).status == 403
    assert ask(app, base + path, headers={"cookie": f"a=b; {COOKIE}=alive"}).status == 200


def test_a_file_made_for_one_person_is_not_kept() -> None:
    answer = ask(served(), "/media/report.csv", headers={"cookie": f"{COOKIE}=alive"})
    assert answer.headers["cache-control"] == "no-store"


def test_the_health_check_is_open() -> None:
    assert ask(served(), "/_stcore/health").status == 200
