"""What a browser does besides the websocket: fetches the page, exchanges the ticket of a sign-in for the cookie."""

import json
import ssl
from collections.abc import Iterable
from http.cookies import SimpleCookie

import httpx

from bench.load.seen import Run

# Where the servers under load stand behind TLS, the certificate is one of the run's own.
ANY_CERTIFICATE = ssl.create_default_context()
ANY_CERTIFICATE.check_hostname = False
ANY_CERTIFICATE.verify_mode = ssl.CERT_NONE
COOKIE = "common_ground_session"


class NotSignedIn(Exception):
    """The page or the server did not let the officer in."""


async def fetch_page(address: str, cookies: dict[str, str], *, source: str | None) -> int:
    """The page itself, with the cookies it sets; its size. Scripts, styles and fonts a browser has kept since yesterday."""
    async with _client(source) as client:
        answer = await client.get(f"{address}/", headers=_jar(cookies))
        answer.raise_for_status()
        keep_cookies(answer.headers.get_list("set-cookie"), cookies)
        return len(answer.content)


async def is_there_again(address: str, cookies: dict[str, str], *, source: str | None) -> bool:
    """What a page that lost its line asks before it connects anew; behind a proxy the answer says which server it is now."""
    async with _client(source) as client:
        try:
            answer = await client.get(f"{address}/_stcore/health", headers=_jar(cookies), timeout=10)
        except httpx.HTTPError:
            return False
    keep_cookies(answer.headers.get_list("set-cookie"), cookies)
    return answer.is_success


async def redeem(address: str, cookies: dict[str, str], run: Run, *, source: str | None) -> None:
    """The ticket that the signed-in page hands its browser, for the HttpOnly cookie."""
    watch = run.widget("session_watch")
    ticket = json.loads(watch.data).get("ticket") if watch is not None and watch.data else ""
    if not ticket:
        raise NotSignedIn("; ".join(run.troubles) or "the page holds no ticket")
    headers = {"Origin": address, "Sec-Fetch-Site": "same-origin", **_jar(cookies)}
    async with _client(source) as client:
        answer = await client.post(f"{address}/session/cookie", json={"ticket": ticket}, headers=headers)
        answer.raise_for_status()
        keep_cookies(answer.headers.get_list("set-cookie"), cookies)
    if COOKIE not in cookies:
        raise NotSignedIn("no cookie came")


def _client(source: str | None) -> httpx.AsyncClient:
    transport = httpx.AsyncHTTPTransport(local_address=source, verify=ANY_CERTIFICATE)
    return httpx.AsyncClient(transport=transport, timeout=30)


def _jar(cookies: dict[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}


def keep_cookies(headers: Iterable[str], cookies: dict[str, str]) -> None:
    """Into the jar what an answer's Set-Cookie lines say."""
    for header in headers:
        for name, morsel in SimpleCookie(header).items():
            cookies[name] = morsel.value
