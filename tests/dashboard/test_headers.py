"""Every answer carries its headers; what is closed is closed; files need a living session."""

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from dashboard.headers import COOKIE, Gate, SecurityHeaders, policy
from dashboard.media import Belongings
from tests.dashboard.asgi import ask


async def document(_request: object) -> HTMLResponse:
    return HTMLResponse("<p>a page</p>", headers={"Cache-Control": "no-cache"})


async def script(_request: object) -> PlainTextResponse:
    return PlainTextResponse("1", media_type="text/javascript", headers={"Cache-Control": "public, max-age=60"})


PATHS = (
    "/media/{file}",
    "/_stcore/metrics",
    "/_stcore/agent/interact",
    "/_stcore/upload_file/{page}/{file}",
    "/_stcore/health",
)


async def signed_in(_request: object) -> RedirectResponse:
    """As Streamlit answers when somebody comes back from the identity provider."""
    answer = RedirectResponse("/")
    answer.set_cookie("_streamlit_user", "who", httponly=True, samesite="lax", max_age=2592000)
    answer.set_cookie("_streamlit_xsrf", "token", samesite="strict")
    answer.delete_cookie("_streamlit_user_tokens")
    return answer


def ours() -> Belongings:
    """Two people with a page each: a file for one, and the same file for both."""
    found = Belongings()
    for page, owner in (("page-1", 1), ("page-2", 2)):
        found.note_page(page, owner)
        found.note_file("/media/both.csv", page, kept=bool)
    found.note_file("/media/report.csv", "page-1", kept=bool)
    found.note_file("/media/nobodys.csv", "signed-out page", kept=bool)
    return found


SESSIONS, OURS = {"alive": 1, "another": 2}, ours()


def served(base: str = "") -> ASGIApp:
    routes = [Route(f"{base}/today", document), Route(f"{base}/static/x.js", script)]
    routes += [Route(base + path, script) for path in PATHS]
    routes += [Route(f"{base}/oauth2callback", signed_in), Route(f"{base}/app/static/{{file}}", script)]
    gate = Gate(Starlette(routes=routes), owner=SESSIONS.get, may=OURS.may, base=base)
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
@pytest.mark.parametrize("path", ["/media/report.csv", "/_stcore/upload_file/page-1/x"])
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


@pytest.mark.parametrize("base", ["", "/desk"])
def test_a_file_is_handed_to_the_session_it_was_made_for_alone(base: str) -> None:
    app = served(base)

    def status(path: str, token: str) -> int:
        return ask(app, base + path, headers={"cookie": f"{COOKIE}={token}"}).status

    assert (status("/media/report.csv", "alive"), status("/media/report.csv", "another")) == (200, 404)
    assert (status("/media/both.csv", "alive"), status("/media/both.csv", "another")) == (200, 200)
    for path in ("/media/nobodys.csv", "/media/unknown.csv", "/media/x/y"):
        assert status(path, "another") == 404
    assert status("/_stcore/upload_file/page-1/x", "alive") == 200
    assert status("/_stcore/upload_file/page-1/x", "another") == 404
    assert status("/_stcore/upload_file/page-3/x", "alive") == 404


def test_a_page_that_changes_hands_takes_no_file_along() -> None:
    found = Belongings()
    found.note_page("page", 1)
    found.note_file("/media/a.csv", "page", kept=bool)
    found.note_page("page", 2)
    assert (found.may(1, "/media/a.csv"), found.may(2, "/media/a.csv")) == (True, False)


@pytest.mark.parametrize("path", ["/today", "/media/report.csv", "/_stcore/health", "/oauth2callback", "/nowhere"])
def test_what_could_hold_records_is_kept_nowhere(path: str) -> None:
    answer = ask(served(), path, headers={"cookie": f"{COOKIE}=alive"})
    assert answer.headers["cache-control"] == "no-store"


def test_over_tls_the_browser_is_told_to_stay_there() -> None:
    assert "strict-transport-security" not in ask(served(), "/today").headers
    tls = {"x-forwarded-proto": "https"}
    assert ask(served(), "/today", headers=tls).headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("proto", ["http", "https"])
def test_streamlits_cookies_get_what_they_lack(proto: str) -> None:
    sent = ask(served(), "/oauth2callback", headers={"x-forwarded-proto": proto}).cookies
    assert all(("Secure" in cookie) == (proto == "https") for cookie in sent)
    user, token, cleared = sent
    assert "HttpOnly" in user
    assert "HttpOnly" in cleared
    assert "HttpOnly" not in token, "the page's script sends it back"
    assert "SameSite=strict" in token
    assert "Max-Age=43200" in user, "a working day, not a month"
    assert "Max-Age=2592000" not in user
    assert "Max-Age=0" in cleared
