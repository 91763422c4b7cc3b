"""One page of one browser: the websocket, what it may ask back after a lost line, and runs from click to end."""

import asyncio
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.load.browser import ANY_CERTIFICATE, keep_cookies
from bench.load.seen import Element, Run, element_of

OVER = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
PASSING = ("trigger_value", "string_trigger_value", "json_trigger_value")
LONGEST = 60.0  # seconds until a run counts as lost
# A browser keeps long messages for this many runs of the page, so that the server need not send them again.
KEPT_FOR = 2


class LineLost(Exception):
    """The connection ended before the run did."""


class Page:
    """One page in a browser tab. `cookies` is the browser's jar, shared with its requests."""

    def __init__(self, address: str, cookies: dict[str, str], *, source: str | None = None) -> None:
        self.address, self.cookies, self.source = address, cookies, source
        self.socket: ClientConnection | None = None
        self.session_id = ""
        self.pages: dict[str, str] = {}  # url path -> hash
        self.page_name, self.page_hash, self.query = "", "", ""
        self.states: dict[str, WidgetState] = {}
        self.last = Run("none")
        self._cache: dict[str, tuple[int, Element | None]] = {}
        self._runs = 0

    async def connect(self) -> None:
        """As the browser does: the second protocol is the token against other sites, the third the page to have back."""
        parts = urlsplit(self.address)
        protocols = ["streamlit", self.cookies.get("_streamlit_xsrf", "PLACEHOLDER_AUTH_TOKEN")]
        protocols += [self.session_id] if self.session_id else []
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scheme = "wss" if parts.scheme == "https" else "ws"
        self.socket = await connect(
            f"{scheme}://{parts.netloc}{parts.path}/_stcore/stream",
            subprotocols=protocols,  # type: ignore[arg-type]  # plain words
            additional_headers={"Cookie": jar} if jar else {},
            origin=f"{parts.scheme}://{parts.netloc}",  # type: ignore[arg-type]
            max_size=None, max_queue=None, proxy=None, ping_interval=None, open_timeout=20,
            **({"local_addr": (self.source, 0)} if self.source else {}),
            **({"ssl": ANY_CERTIFICATE} if scheme == "wss" else {}),
        )  # fmt: skip
        if self.socket.response is not None:
            keep_cookies(self.socket.response.headers.get_all("Set-Cookie"), self.cookies)

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()
            self.socket = None

    async def open(self, name: str, query: str = "", *, kind: str) -> Run:
        """This address typed into the address bar of a new tab."""
        self.page_name, self.page_hash, self.query, self.states = name, "", query, {}
        return await self.act(kind=kind)

    async def go(self, link: Element | str, *, kind: str) -> Run:
        """A click on a link of the page (with its question) or on the menu (a page's name)."""
        if isinstance(link, Element):
            self.page_hash, self.query, self.page_name = link.id, link.query, link.page
        else:
            self.page_hash, self.query, self.page_name = self.pages[link], "", link
        self.states = {}
        return await self.act(kind=kind)

    async def act(self, *changes: WidgetState, kind: str, fragment: str = "", quiet: float = 0.0) -> Run:
        """Run the page with what was set on it before and these; a press holds for this run alone.

        `quiet`: the run is over when nothing more has come for so many seconds. After a lost line the end of what ran
        meanwhile may come first, and it looks the same."""
        for change in changes:
            if change.WhichOneof("value") not in PASSING:
                self.states[change.id] = change
        asked = ClientState(
            query_string=self.query, page_script_hash=self.page_hash, fragment_id=fragment,
            page_name="" if self.page_hash else self.page_name, cached_message_hashes=list(self._cache),
        )  # fmt: skip
        asked.widget_states.widgets.extend({**self.states, **{change.id: change for change in changes}}.values())
        run = Run(kind)
        began = time.perf_counter()
        try:
            if self.socket is None:
                raise LineLost
            await self.socket.send(BackMsg(rerun_script=asked).SerializeToString())
            async with asyncio.timeout(LONGEST):
                await self._listen(run, quiet)
        except (WebSocketException, OSError, TimeoutError) as error:
            raise LineLost from error
        finally:
            run.seconds = time.perf_counter() - began - quiet
        self._settle(run)
        return run

    def text_in(self, field: Element) -> str:
        """What stands in a text field: what was typed on this page, else what the server put there."""
        typed_here = self.states.get(field.id)
        return typed_here.string_value if typed_here is not None else field.data

    async def _listen(self, run: Run, quiet: float) -> None:
        """Until the script has finished; one that starts itself again is not over yet."""
        assert self.socket is not None
        while not run.finished or quiet:
            try:
                async with asyncio.timeout(quiet if run.finished else None):
                    frame = await self.socket.recv(decode=False)
            except TimeoutError:
                if run.finished:
                    return
                raise
            run.bytes += len(frame)
            run.messages += 1
            message = ForwardMsg.FromString(frame)
            kind = message.WhichOneof("type")
            if kind == "delta":
                element = element_of(message)
                if message.metadata.cacheable:
                    self._cache[message.hash] = (self._runs, element)
                if element is not None:
                    run.elements.append(element)
            elif kind == "script_finished":
                run.finished = message.script_finished in OVER
            elif kind == "ref_hash":
                self._again(message.ref_hash, run)
            elif kind == "new_session":
                self._begun(message, run)
            elif kind == "navigation":
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
                self.page_hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string

    def _again(self, name: str, run: Run) -> None:
        element = self._cache[name][1]
        self._cache[name] = (self._runs, element)
        run.reused += 1
        if element is not None:
            run.elements.append(element)

    def _begun(self, message: ForwardMsg, run: Run) -> None:
        self.session_id = message.new_session.initialize.session_id
        fragments = set(message.metadata.run.fragment_ids)
        run.finished = False
        # A run of the whole page shows everything anew; one of a part leaves the rest standing.
        run.elements = [one for one in self.last.elements if one.fragment not in fragments] if fragments else []

    def _settle(self, run: Run) -> None:
        self.last = run
        self._runs += 1
        self._cache = {name: kept for name, kept in self._cache.items() if kept[0] >= self._runs - KEPT_FOR}
        present = {one.id for one in run.elements}
        self.states = {name: state for name, state in self.states.items() if name in present}


def pressed(widget: Element) -> WidgetState:
    return WidgetState(id=widget.id, trigger_value=True)


def typed(widget: Element, words: str) -> WidgetState:
    return WidgetState(id=widget.id, string_value=words)


def chosen(widget: Element, words: Sequence[str]) -> WidgetState:
    state = WidgetState(id=widget.id)
    state.string_array_value.data.extend(words)
    return state


def written(widget: Element, json: str) -> WidgetState:
    """What one of our own components sends."""
    return WidgetState(id=widget.id, json_value=json)
