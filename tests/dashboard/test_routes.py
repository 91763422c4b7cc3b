"""The cookie for a one-time ticket, its end, the outlines, health: from this site only, under any base path."""

import json
import sys
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from starlette.applications import Starlette

from dashboard import clock
from dashboard.areas import outlines
from dashboard.headers import COOKIE
from dashboard.routes import routes
from dashboard.viewer import is_live, session_behind
from db import migrations
from db.access import Viewer
from db.commands.sessions import SignedIn, SignInDemo, SignOut
from db.settings import get_settings
from db.store import Store
from db.vocabulary import Role
from tests.dashboard.asgi import Answer, ask

HERE = {"origin": "http://desk.example:8501", "sec-fetch-site": "same-origin", "content-type": "application/json"}


def signed_in(store: Store) -> SignedIn:
    answer: SignedIn = store.execute(SignInDemo(Role.OFFICER), by=Viewer.system("tests"), now=clock.now())
    return answer


def hand_in(ticket: object, *, base: str = "", **headers: str) -> Answer:
    app = Starlette(routes=routes(base))
    body = json.dumps({"ticket": ticket}).encode()
    return ask(app, f"{base}/session/cookie", method="POST", headers={**HERE, **headers}, body=body)


def test_a_ticket_becomes_a_cookie_that_scripts_cannot_read(store: Store) -> None:
    answer = hand_in(signed_in(store).ticket)
    assert answer.status == 204
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "lax", "/", "")
    found = session_behind(cookie.value)
    assert found.viewer is not None
    assert found.viewer.name == "Ana Rivera"


def test_a_ticket_works_once(store: Store) -> None:
    ticket = signed_in(store).ticket
    assert [hand_in(ticket).status, hand_in(ticket).status] == [204, 401]


def test_a_ticket_is_good_for_a_minute(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket, later = signed_in(store).ticket, clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert hand_in(ticket).status == 401


def test_another_site_cannot_hand_in_a_ticket(store: Store) -> None:
    ticket = signed_in(store).ticket
    assert hand_in(ticket, origin="https://evil.example").status == 403
    assert hand_in(ticket, origin="").status == 403
    assert hand_in(ticket, **{"sec-fetch-site": "cross-site"}).status == 403
    assert hand_in(ticket).status == 204, "the ticket is still good for ourselves"


@pytest.mark.parametrize("ticket", ["made up", "", 7, None, ["a"], "x" * 2000])
def test_anything_else_gets_no_cookie(store: Store, ticket: object) -> None:
    answer = hand_in(ticket)
    assert answer.status in (400, 401)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b"[" * 900, b"\xff\xfe"])
def test_a_body_that_is_not_ours_is_refused(store: Store, body: bytes) -> None:
    assert ask(Starlette(routes=routes()), "/session/cookie", method="POST", headers=HERE, body=body).status == 400


def test_over_tls_the_cookie_stays_on_tls_and_under_a_base_path_it_stays_there(store: Store) -> None:
    answer = hand_in(signed_in(store).ticket, base="/desk", **{"x-forwarded-proto": "https"})
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert (cookie["secure"], cookie["path"]) == (True, "/desk")


def test_the_cookie_of_an_ended_session_is_cleared_and_that_of_a_living_one_is_not(store: Store) -> None:
    token, app = signed_in(store).token, Starlette(routes=routes())
    headers = {**HERE, "cookie": f"{COOKIE}={token}"}
    assert "set-cookie" not in ask(app, "/session/end", method="POST", headers=headers).headers
    viewer = session_behind(token).viewer
    assert viewer is not None
    store.execute(SignOut(viewer.session_id or 0), by=viewer, now=clock.now())
    cleared = ask(app, "/session/end", method="POST", headers=headers)
    assert SimpleCookie(cleared.headers["set-cookie"])[COOKIE]["max-age"] == "0"
    assert not is_live(token)


def test_outlines_are_kept_for_ever_under_their_hash_and_unknown_under_another(store: Store) -> None:
    app, (name, _text) = Starlette(routes=routes("/desk")), outlines()
    answer = ask(app, f"/desk/areas/{name}.geojson")
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]
    assert {f["properties"]["code"] for f in json.loads(answer.body)["features"]} == {"harbour", "northgate"}
    assert ask(app, "/desk/areas/0000.geojson").status == 404


def test_health_says_whether_the_store_answers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Starlette(routes=routes())
    assert (ask(app, "/health").status, ask(app, "/health").body) == (200, b'{"status":"ok"}')
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    get_settings.cache_clear()
    assert ask(app, "/health").status == 503


def test_a_server_is_ready_when_its_store_answers_and_has_what_it_needs(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Starlette(routes=routes("/desk"))
    answer = ask(app, "/desk/health/ready")
    assert (answer.status, answer.body) == (200, b'{"status":"ready"}')
    assert answer.headers["cache-control"] == "no-store"
    monkeypatch.setattr(migrations, "head", lambda: "9999")
    answer = ask(app, "/desk/health/ready")
    assert (answer.status, answer.body) == (503, b'{"status":"the store is older"}'), "it waits for the migration"
    monkeypatch.setattr(migrations, "head", lambda: "0001")
    answer = ask(app, "/desk/health/ready")
    assert (answer.status, answer.body) == (200, b'{"status":"ready"}'), "migrations only add: it serves until replaced"


def test_a_server_without_its_store_is_not_ready(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    away(monkeypatch)
    answer = ask(Starlette(routes=routes()), "/health/ready")
    assert (answer.status, answer.body) == (503, b'{"status":"store unavailable"}')


def away(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    for name, value in settings.items():
        monkeypatch.setenv(f"COMMON_GROUND_{name.upper()}", value)
    get_settings.cache_clear()


TOKEN = "a secret of monitoring, long enough"


def test_without_a_token_set_nobody_is_told_more(store: Store) -> None:
    app = Starlette(routes=routes())
    for sent in ({}, {"authorization": "Bearer "}, {"authorization": "Bearer None"}):
        assert ask(app, "/health/detail", headers=sent).status == 404


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN}x",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer ü",
        f"bearer\t{TOKEN}",
    ],
)
def test_only_who_knows_the_token_reads_the_facts(store: Store, monkeypatch: pytest.MonkeyPatch, sent: str) -> None:
    monkeypatch.setenv("COMMON_GROUND_HEALTH_TOKEN", TOKEN)
    get_settings.cache_clear()
    answer = ask(Starlette(routes=routes()), "/health/detail", headers={"authorization": sent})
    assert answer.status == 401
    assert b"findings" not in answer.body and TOKEN.encode() not in answer.body


def test_monitoring_reads_the_same_facts_as_the_page_and_nothing_of_anybody(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMON_GROUND_HEALTH_TOKEN", TOKEN)
    monkeypatch.setattr(sys.modules["db.health.findings"], "SLOW", 60.0)  # of a busy machine
    get_settings.cache_clear()
    signed_in(store)
    answer = ask(Starlette(routes=routes()), "/health/detail", headers={"authorization": f"Bearer {TOKEN}"})
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    told = json.loads(answer.body)
    assert told["state"] == "well"
    by_subject = {one["subject"]: one for one in told["findings"]}
    assert by_subject["migrations"]["store"] == by_subject["migrations"]["code"] == migrations.head()
    assert (by_subject["store"]["engine"], by_subject["backup"]["why"]) == ("SQLite", "never")
    assert by_subject["server"]["sessions"] == 1
    for name in ("Rivera", "Okafor", "rivera", TOKEN):
        assert name not in answer.body.decode()


def test_monitoring_is_told_when_the_store_is_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    away(monkeypatch, health_token=TOKEN)
    answer = ask(Starlette(routes=routes()), "/health/detail", headers={"authorization": f"Bearer {TOKEN}"})
    told = json.loads(answer.body)
    assert (answer.status, told["state"]) == (200, "broken")
    assert told["findings"][0] == {"subject": "store", "state": "broken", "why": "away"}
