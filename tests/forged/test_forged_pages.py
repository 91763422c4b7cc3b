"""Forged addresses, identities and orders: nobody sees a page, a record or another's page by asking for it."""

import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileURLsRequest
from websockets.exceptions import ConnectionClosed

from dashboard import navigation
from db.access import ROLE_PERMISSIONS, Viewer
from db.commands.sessions import EndSession, SignInDemo, SignOut
from db.models import Session
from db.queries.people import viewer_by_subject
from db.vocabulary import Role
from tests.forged.conftest import Target
from tests.forged.frames import Client, pressed, typed

pytestmark = pytest.mark.browser

SECRETS = ("Street light", "A. Resident", "Zanzibar", "Quetzal", "555-0100")
OUTSIDE = (Role.PRESENTER, Role.ADMINISTRATOR, Role.AUDITOR, Role.PARTNER, Role.RECORDS_MANAGER)


def shows_nothing(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == []


def hashes(client: Client) -> list[str]:
    """What Streamlit calls the pages, as everybody's navigation carries it."""
    found: set[str] = set()
    for message in client.last.messages:
        if message.WhichOneof("type") == "navigation":
            found |= {page.page_script_hash for page in message.navigation.app_pages}
    return sorted(found)


def test_without_a_session_no_address_shows_anything(target: Target) -> None:
    officer, stranger = target.client(Role.OFFICER), target.client()
    assert "Street light" in officer.open("concerns", f"ref={target.mine}").text
    for place in navigation.TABLE:
        shown = stranger.open(place.name, f"ref={target.mine}&find=light")
        assert shown.finished
        shows_nothing(shown.text)
    for name in hashes(officer):
        shows_nothing(stranger.rerun(page_script_hash=name).text)


@pytest.mark.parametrize("role", OUTSIDE)
def test_pages_outside_the_role_show_nothing_by_name_or_by_hash_and_the_trying_is_noted(
    target: Target, role: Role
) -> None:
    client, before = target.client(role), len(target.refusals())
    refused = {place.permission for place in navigation.TABLE} - ROLE_PERMISSIONS[role]
    for place in navigation.TABLE:
        shows_nothing(client.open(place.name, f"ref={target.mine}").text)
    noted = target.refusals()[before:]
    assert {tried for _, tried, _ in noted} == {permission.value for permission in refused}
    assert {(actor, ref) for actor, _, ref in noted} == {(client_name(role), target.mine)}
    for name in hashes(client):
        shows_nothing(client.rerun(page_script_hash=name).text)
    assert len(target.refusals()) == before + len(noted), "the same again is noted once"


def client_name(role: Role) -> str:
    names = {
        Role.PRESENTER: "Jo Lindqvist", Role.ADMINISTRATOR: "Kim Tran", Role.AUDITOR: "Aud Itor", Role.PARTNER: "Pat Ner",
        Role.RECORDS_MANAGER: "Rec Ords",
    }  # fmt: skip
    return f"{names[role]} ({role})"


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..%2f..%2fdb", "app", "dashboard/app.py", "pages/today.py", "__init__", "\x00", "é" * 5000],
)
def test_a_page_that_is_not_in_the_table_is_not_there(target: Target, name: str) -> None:
    shown = target.client(Role.OFFICER).open(name)
    assert shown.finished
    assert "root:" not in shown.text and "DATABASE_URL" not in shown.text


def test_other_peoples_references_in_an_address_show_nothing_and_are_noted(target: Target) -> None:
    client, before = target.client(Role.OFFICER), len(target.refusals())
    for page in ("concerns", "cases", "events", "partners", "communications", "search", "today"):
        for ref in (
            target.elsewhere,
            target.restricted,
            "K-2026-00001",
            "%00",
            "C-2026-00001' OR '1'='1",
            "[]",
            "9" * 500,
        ):
            shown = client.open(page, f"ref={ref}&find={ref}&view={ref}&since={ref}&area={ref}")
            assert shown.finished
            for secret in ("Zanzibar", "Quetzal"):
                assert secret not in shown.text, (page, ref)
    noted = target.refusals()[before:]
    tried = [("Ana Rivera (officer)", "concern_record", ref) for ref in (target.elsewhere, target.restricted)]
    assert set(tried) <= set(noted)


def ended(target: Target) -> str:
    """The token of a session that was signed out."""
    now = datetime.now(UTC)
    token = target.store.execute(SignInDemo(Role.OFFICER), by=Viewer.system("tests"), now=now).token
    with target.store.reading() as session:
        newest = session.scalars(select(Session).order_by(Session.id.desc()).limit(1)).one()
        who = Viewer.of(officer_id=newest.officer_id, name="Ana Rivera", role=Role.OFFICER)
    target.store.execute(SignOut(newest.id), by=who, now=now)
    return str(token)


def test_cookies_that_are_no_sessions_are_nobodys(target: Target) -> None:
    over = ended(target)
    with target.store.reading() as session:
        kept = session.scalars(select(Session.token_hash)).all()
    for cookie in (over, "x" * 43, "a" * 4000, kept[0], "1", "../..", '{"officer_id":1}', "%00"):
        shown = target.client(cookie=cookie).open("concerns", f"ref={target.mine}")
        assert shown.finished
        shows_nothing(shown.text)


def test_a_session_that_an_administrator_ended_is_nobodys_on_every_way_in(target: Target) -> None:
    cookie = target.cookie(Role.OFFICER)
    client = target.client(cookie=cookie)
    run = client.open("concerns", f"ref={target.mine}")
    assert "Street light" in run.text
    details, upload = run.widget("button", "Open personal details"), f"/_stcore/upload_file/{run.session_id}/aaaa"
    with target.store.reading() as session:
        administrator = viewer_by_subject(session, "tran")
        newest = session.scalars(select(Session).order_by(Session.id.desc()).limit(1)).one()
    assert administrator is not None
    target.store.execute(EndSession(newest.id), by=administrator, now=datetime.now(UTC))
    shows_nothing(client.rerun(pressed(details.id)).text)
    shows_nothing(target.client(cookie=cookie).open("concerns", f"ref={target.mine}").text)
    client.close()
    shows_nothing(target.client(cookie=cookie, page=run.session_id).open("concerns", f"ref={target.mine}").text)
    assert sent(target, upload, cookie=cookie) == (403, "Sign in first")


def test_nothing_can_be_put_where_the_page_keeps_who_is_signed_in(target: Target) -> None:
    now = datetime.now(UTC)
    token = target.store.execute(SignInDemo(Role.OFFICER), by=Viewer.system("tests"), now=now).token
    stranger = target.client()
    for name in (
        "token",
        "$$ID-0-token",
        "$$WIDGET_ID-token",
        "$$STREAMLIT_INTERNAL_KEY_token",
        "forms",
        "refusals",
        "",
    ):
        stranger.open("concerns", f"ref={target.mine}&token={token}")
        shows_nothing(stranger.rerun(typed(name, token)).text)
        shows_nothing(stranger.rerun().text)


def test_somebody_elses_page_is_not_handed_over(target: Target) -> None:
    cookie = target.cookie(Role.OFFICER)
    officer = target.client(cookie=cookie)
    page = officer.open("concerns", f"ref={target.mine}").session_id
    for attacker in (
        target.client(page=page),
        target.client(Role.ADMINISTRATOR, page=page),
        target.client(page=page, cookie=ended(target)),
    ):
        shown = attacker.open("concerns", f"ref={target.mine}")
        assert shown.session_id != page
        shows_nothing(shown.text)
    assert "Street light" in officer.rerun().text, "the page's own connection goes on"
    officer.close()
    time.sleep(0.5)  # until the server has noticed
    again = target.client(cookie=cookie, page=page)
    shown = again.open("concerns", f"ref={target.mine}")
    assert shown.session_id == page
    assert "Street light" in shown.text


def test_a_page_from_another_site_gets_no_connection(target: Target) -> None:
    with pytest.raises(Exception, match="403"):
        target.client(Role.OFFICER, origin="https://elsewhere.example")


BODY = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n%PDF-1.4\r\n--x--\r\n'


def sent(target: Target, path: str, *, cookie: str = "", method: str = "PUT") -> tuple[int, str]:
    """A file sent to this address: the status, and what the answer says."""
    request = urllib.request.Request(target.address + path, data=BODY, method=method)
    request.add_header("Content-Type", "multipart/form-data; boundary=x")
    # As a browser proves that the request is its own: the same word in a header and in a cookie.
    request.add_header("X-Xsrftoken", "forged")
    request.add_header("Cookie", f"_streamlit_xsrf=forged; common_ground_session={cookie}")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status), ""
    except urllib.error.HTTPError as error:
        return int(error.code), error.read().decode(errors="replace")


def test_a_file_goes_only_to_a_page_of_ones_own(target: Target) -> None:
    cookie = target.cookie(Role.OFFICER)
    page = target.client(cookie=cookie).open("concerns", f"ref={target.mine}").session_id
    upload = f"/_stcore/upload_file/{page}/aaaa"
    turned_away = (403, "Sign in first")
    assert sent(target, upload) == turned_away
    not_theirs = (404, "Not found")
    assert sent(target, upload, cookie=ended(target)) == turned_away
    assert sent(target, upload, cookie=target.cookie(Role.ANALYST)) == not_theirs
    assert sent(target, upload, cookie=target.cookie(Role.ANALYST), method="DELETE") == not_theirs
    assert sent(target, "/_stcore/upload_file/made-up/aaaa", cookie=cookie) == not_theirs
    assert sent(target, "/_stcore/upload_file/../../etc/aaaa", cookie=cookie)[0] in (400, 404)
    assert sent(target, upload, cookie=cookie) not in (turned_away, not_theirs)


ORDERS: dict[str, Any] = {
    "clear_cache": True, "load_git_info": True, "set_run_on_save": True, "debug_disconnect_websocket": True,
    "debug_shutdown_runtime": True,
}  # fmt: skip


def test_orders_that_are_not_for_a_browser_are_not_taken(target: Target) -> None:
    for client in (target.client(), target.client(Role.OFFICER)):
        page = client.open("account").session_id
        for name, value in ORDERS.items():
            client.send(BackMsg(**{name: value}))
        skills = BackendOperationRequest(request_id="1", session_id=page)
        skills.install_skills.SetInParent()
        client.send(BackMsg(backend_operation_request=skills))
        client.send(BackMsg())
        client.send(BackMsg(app_heartbeat=True))
        # The heartbeat's answer is the first thing that comes back.
        assert client.next_message().WhichOneof("type") == "heartbeat_ack"
        assert client.rerun().session_id == page


@pytest.mark.parametrize(
    "frame",
    [
        b"\xff" * 64,
        b"\x00",
        b"not a message",
        b'{"type":"rerun"}',
        b"x" * 3_000_000,
        b"\x5a\x04\x12\x02\x0a\x00" * 1000,
    ],
    ids=["bytes", "null", "words", "json", "three megabytes", "repeated"],
)
def test_what_is_no_message_ends_that_connection_and_no_other(target: Target, frame: bytes) -> None:
    witness, client = target.client(Role.ANALYST), target.client(Role.OFFICER)
    client.open("account")
    client.socket.send(frame)
    client.send(BackMsg(rerun_script=ClientState(page_name="account")))
    shows_nothing(client.listen(seconds=5).text)
    assert witness.open("account").finished


def test_text_in_place_of_bytes_ends_that_connection(target: Target) -> None:
    client = target.client(Role.OFFICER)
    client.open("account")
    client.socket.send(json.dumps({"rerun_script": {}}))
    with pytest.raises(ConnectionClosed):
        list(iter(client.next_message, None))


def test_a_storm_of_frames_leaves_the_others_be(target: Target) -> None:
    witness, storm = target.client(Role.ANALYST), [target.client(Role.OFFICER) for _ in range(3)]
    for client in storm:
        client.page_name = "today"
        for number in range(200):
            client.order(pressed(f"$$ID-{number:032x}-save"), query_string=f"ref={number}")
    for client in storm:
        client.close()
    began = time.monotonic()
    assert witness.open("account").finished
    assert time.monotonic() - began < 20


def test_upload_addresses_lead_nowhere_for_a_stranger(target: Target) -> None:
    stranger = target.client()
    stranger.open("account")
    stranger.send(BackMsg(file_urls_request=FileURLsRequest(request_id="1", file_names=["a.pdf"], session_id="x")))
    answer = stranger.next_message()
    for url in answer.file_urls_response.file_urls:
        assert sent(target, url.upload_url, cookie=target.cookie(Role.OFFICER)) == (404, "Not found")


def test_parts_of_a_page_cannot_be_asked_for_by_strangers(target: Target) -> None:
    stranger = target.client()
    stranger.open("concerns", f"ref={target.mine}")
    for fragment in ("", "0" * 32, "../today"):
        stranger.order(fragment_id=fragment)
    shows_nothing(stranger.listen(seconds=3).text)
