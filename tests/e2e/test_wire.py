"""Every address of the running server: what it sends along, whom it turns away, whose files it hands out."""

import http.client
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.e2e.conftest import Kept, Served, settled, sign_in

pytestmark = pytest.mark.browser
# Streamlit's addresses and our own; what is not there answers too.
ADDRESSES = (
    "/", "/concerns", "/health", "/health/ready", "/health/detail",
    "/_stcore/health", "/_stcore/script-health-check", "/_stcore/host-config",
    "/_stcore/metrics", "/_stcore/agent/", "/_stcore/upload_file/a/b", "/_stcore/stream",
    "/_stcore/bidi-components/x/y.js", "/media/x.csv", "/oauth2callback", "/oauth2callback?state=a&code=b",
    "/auth/login", "/auth/login?provider=x", "/auth/logout", "/component/streamlit_folium.st_folium/index.html",
    "/app/static/app.css", "/app/static/nothing", "/static/nothing.js", "/favicon.png", "/attachment/a",
    "/briefing/a", "/briefing/draft/B-2026-00001", "/briefing/a/pdf/en/b.pdf",
    "/feeds/secret.ics", "/areas/x.geojson", "/session/cookie", "/session/end", "/nowhere/at/all", "/..%2f..%2fetc/passwd",
)  # fmt: skip
REBINDING = {"Host": "evil.example", "Origin": "http://evil.example"}


class Answer:
    def __init__(self, served: Served, path: str, method: str = "GET", **headers: str) -> None:
        connection = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=30)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        connection.close()


def test_every_address_carries_the_headers_and_keeps_nothing_that_could_be_a_record(demonstration: Served) -> None:
    wrong = []
    for path in ADDRESSES:
        answer = Answer(demonstration, path, X_Forwarded_Proto="https", Origin="https://evil.example")
        sent = answer.headers
        wrong += [
            f"{path}: {name} is {sent[name]!r}"
            for name, wanted in (
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "same-origin"),
                ("X-Frame-Options", "SAMEORIGIN"),
                ("Strict-Transport-Security", "max-age=31536000"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
            )
            if sent[name] != wanted
        ]
        if not re.search(r"frame-ancestors '(self|none)'", sent["Content-Security-Policy"] or ""):
            wrong.append(f"{path}: may be framed")
        if not sent["Permissions-Policy"]:
            wrong.append(f"{path}: no permissions policy")
        if sent["Access-Control-Allow-Origin"] in ("*", "https://evil.example"):
            wrong.append(f"{path}: another site may read it")
        kept = path.startswith(("/component/", "/app/static/app.css", "/favicon"))
        if sent["Cache-Control"] != "no-store" and not (kept and answer.status == 200 and "html" not in path):
            wrong.append(f"{path} ({answer.status}): Cache-Control is {sent['Cache-Control']!r}")
        wrong += [
            f"{path}: {cookie}"
            for cookie in sent.get_all("Set-Cookie", [])
            if "secure" not in cookie.lower() or ("httponly" not in cookie.lower() and "_streamlit_xsrf" not in cookie)
        ]
    assert wrong == []


def test_what_is_closed_is_closed(demonstration: Served) -> None:
    for path in ("/_stcore/metrics", "/_stcore/agent/", "/_stcore/agent/x"):
        assert Answer(demonstration, path).status == 404
    assert Answer(demonstration, "/media/x.csv").status == 403


def test_under_another_name_nothing_answers_over_any_address(demonstration: Served) -> None:
    """A page elsewhere lets its own name point here (DNS rebinding): its browser calls this server by that name."""
    for path in ADDRESSES:
        answer = Answer(demonstration, path, **REBINDING)
        assert (path, answer.status) == (path, 400)
        assert b"Common Ground" not in answer.body
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert Answer(demonstration, "/session/cookie", method, **REBINDING).status == 400
    for host in ("127.0.0.1.evil.example", "localhost:8501@evil.example", "localhost evil", ""):
        assert Answer(demonstration, "/", Host=host).status == 400, host


@pytest.mark.parametrize(
    "headers", [REBINDING, {"Host": "localhost", "Origin": "https://evil.example"}, {"Host": "evil.example"}]
)
def test_no_page_of_another_site_opens_the_websocket(demonstration: Served, headers: dict[str, str]) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "streamlit",
    }
    assert Answer(demonstration, "/_stcore/stream", **upgrade, **headers).status in (400, 403)


def test_what_is_sent_to_our_own_addresses_is_small(demonstration: Served) -> None:
    connection = http.client.HTTPConnection(urlsplit(demonstration.address).netloc, timeout=30)
    body, origin = b'{"ticket": "' + b"x" * 2_000_000 + b'"}', demonstration.address
    try:
        connection.request("POST", "/session/cookie", body, {"Origin": origin, "Content-Type": "application/json"})
        assert connection.getresponse().status == 400
    except (BrokenPipeError, ConnectionResetError):
        pass  # it hung up before everything was sent


def test_a_download_is_for_the_session_that_made_it_and_an_upload_for_its_own_page(
    demonstration: Served, kept: Kept
) -> None:
    analyst, officer, stranger = (kept(who).new_page() for who in ("analyst", "officer", "stranger"))
    sign_in(analyst, f"{demonstration.address}/concern_map?period=30", role="analyst")
    sign_in(officer, f"{demonstration.address}/account")
    with analyst.expect_response(re.compile("/media/")) as fetched, analyst.expect_download():
        analyst.get_by_role("button", name="Download these figures").click()
    address = fetched.value.url

    def status(page: Page) -> int:
        return page.context.request.get(address).status

    assert (status(analyst), status(officer), status(stranger)) == (200, 404, 403)
    uploads = f"{demonstration.address}/_stcore/upload_file/{number_of(officer)}/1"
    for who, answers in ((officer, [204, 204]), (analyst, [404, 404]), (stranger, [403, 403])):
        assert [sent(who, uploads, method) for method in ("PUT", "DELETE")] == answers


def sent(page: Page, address: str, method: str) -> int:
    """As a page sends a file, with its token against other sites."""
    tokens = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "_streamlit_xsrf"]
    file = {"f": {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a"}} if method == "PUT" else None
    headers = {"X-Xsrftoken": tokens[0]} if tokens else {}
    return page.context.request.fetch(address, method=method, multipart=file, headers=headers).status


def number_of(page: Page) -> str:
    """What Streamlit calls this open page: it says so to the page itself, in its first message."""
    frames: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    page.reload()
    settled(page)
    message = ForwardMsg()
    message.ParseFromString(frames[0])
    return message.new_session.initialize.session_id
