"""One open page over Streamlit's websocket, without a browser: what it is sent, how long a rerun takes, what it costs."""

import time
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection, connect
from websockets.typing import ExtensionParameter, Subprotocol

from dashboard.headers import COOKIE
from db.access import Viewer
from db.commands.people import AddOfficer
from db.commands.sessions import SignInDemo
from db.errors import NotFound
from db.settings import Settings
from db.store import Store
from db.vocabulary import Role

KEPT_FOR = 2  # runs: Streamlit's global.maxCachedMessageAge
PATIENCE = 60.0  # seconds for one rerun, however slow the machine


@dataclass(frozen=True, slots=True)
class Rerun:
    """One run of the script as the browser has it."""

    wall: float  # milliseconds from the question to the last message of the answer
    cpu: float  # milliseconds of the server's processor meanwhile; 0 when its number was not given
    size: int  # bytes received, unpacked
    to_component: int  # of these, with the last component (the map) and before it; 0 when there was none
    crossed: int  # bytes that crossed the line: the messages as they were packed
    frames: int


class _Counted(ClientPerMessageDeflateFactory):
    """What a browser asks for, too: each message packed by what came before it. Notes the length of each as it came."""

    def __init__(self) -> None:
        super().__init__(client_max_window_bits=True)
        self.lengths: deque[int] = deque()

    def process_response_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Any
    ) -> PerMessageDeflate:
        packing = super().process_response_params(params, accepted_extensions)
        unpacked = packing.decode

        def decode(frame: Frame, *, max_size: int | None = None) -> Frame:
            if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
                self.lengths.append(len(frame.data))
            return unpacked(frame, max_size=max_size)

        packing.decode = decode  # type: ignore[method-assign]
        return packing


@dataclass
class WirePage:
    """A page somebody has open. `process` is the server's number, for its processor time."""

    socket: ClientConnection
    lengths: deque[int]
    process: int = 0
    name: str = ""
    script: str = ""
    query: str = ""
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    elements: dict[str, Any] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)  # page and query
    failed: bool = False
    said: list[str] = field(default_factory=list)
    kept: dict[str, tuple[int, Delta]] = field(
        default_factory=dict
    )  # as the browser keeps elements: with the run's number
    runs: int = 0
    parts: dict[str, str] = field(default_factory=dict)  # widget -> the part of the page that a click on it draws

    def open(self, name: str, query: Mapping[str, Any] | None = None) -> Rerun:
        """Go to a page of the menu, as a click there or an address does."""
        self.name, self.script = name, ""
        self.query = urlencode(query or {}, doseq=True)
        return self.rerun()

    @property
    def finds_its_place(self) -> bool:
        """True when somebody is signed in, and nothing in this page's answer was an error."""
        return "sign-out" in self.elements and not self.failed

    def link_to_a_record(self) -> tuple[str, dict[str, list[str]]] | None:
        """A link of this page that names a record: page and query."""
        found = ((page, parse_qs(query)) for page, query in self.links if "ref=" in query)
        return next(found, None)

    def choose(self, key: str, values: Sequence[int]) -> Rerun:
        """Choose these of the pills with this key, by their numbers."""
        known = self.elements[key]
        words = [option.content for option in known.options]
        state = WidgetState(id=known.id)
        state.string_array_value.data.extend(words[value] for value in values)
        self.widgets[known.id] = state
        return self.rerun(part=self.parts[known.id])

    def press(self, key: str) -> Rerun:
        pressed = WidgetState(id=self.elements[key].id, trigger_value=True)
        return self.rerun(pressed, part=self.parts[pressed.id])

    def rerun(self, *once: WidgetState, part: str = "") -> Rerun:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash, asked.page_name = self.query, self.script, self.name
        asked.widget_states.widgets.extend([*self.widgets.values(), *once])
        asked.fragment_id = part
        asked.cached_message_hashes.extend(self.kept)
        asked.context_info.timezone, asked.context_info.color_scheme = "America/Los_Angeles", "light"
        frame = message.SerializeToString()
        self.said, self.links, self.failed = [], [], False
        before, began = self._processor(), time.perf_counter()
        self.socket.send(frame)
        size = frames = to_component = crossed = 0
        while True:
            received = self.socket.recv(timeout=PATIENCE)
            assert isinstance(received, bytes)
            size, frames, crossed = size + len(received), frames + 1, crossed + self.lengths.popleft()
            answer = ForwardMsg.FromString(received)
            if answer.delta.new_element.WhichOneof("type") == "component_instance":
                to_component = size
            if self._noted(answer):
                break
        wall = (time.perf_counter() - began) * 1000
        self.runs += 1
        self.kept = {name: (run, delta) for name, (run, delta) in self.kept.items() if self.runs - run <= KEPT_FOR}
        return Rerun(wall, (self._processor() - before) * 1000, size, to_component, crossed, frames)

    def _noted(self, message: ForwardMsg) -> bool:
        """True when the run is over."""
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self.script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "ref_hash":
            self._element(self.kept[message.ref_hash][1])
            self.kept[message.ref_hash] = (self.runs, self.kept[message.ref_hash][1])
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._element(message.delta)
            if message.metadata.cacheable:
                self.kept[message.hash] = (self.runs, message.delta)
        # A run that another follows at once (st.rerun, st.switch_page) is not over for the person who waits.
        return kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _element(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        body = getattr(element, str(kind))
        number = getattr(body, "id", "")
        if number and number.startswith("$$ID-"):
            self.elements[number.split("-", 2)[2]] = body
            self.parts[number] = delta.fragment_id
        if kind in ("markdown", "heading", "alert"):
            self.said.append(body.body)
        elif kind == "page_link":
            self.said.append(body.label)
            self.links.append((body.page, body.query_string))
        elif kind == "exception":
            self.failed = True

    def _processor(self) -> float:
        # Linux names the clock of another process by its number.
        return time.clock_gettime((~self.process << 3) | 2) if self.process else 0.0


@contextmanager
def wire_page(url: str, token: str, *, process: int = 0) -> Iterator[WirePage]:
    """A page of the server at `url`, of the session with this token."""
    address, packed = url.replace("http", "ws", 1) + "/_stcore/stream", _Counted()
    with connect(
        address,
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": f"{COOKIE}={token}"},
        max_size=None,
        compression=None,  # by the extension that counts
        extensions=[packed],
    ) as socket:
        yield WirePage(socket, packed.lengths, process)


@contextmanager
def at_the_desk(address: str, roles: Collection[Role]) -> Iterator[dict[Role, str]]:
    """Somebody of each role signed in to this store: their sessions' tokens. Who is missing there is added."""
    by, now = Viewer.system("Benchmark"), datetime.now(UTC)
    with closing(Store.open(Settings(database_url=address))) as store:
        tokens = {}
        for role in roles:
            try:
                signed_in = store.execute(SignInDemo(role), by=by, now=now)
            except NotFound:
                name = role.value.capitalize()
                store.execute(AddOfficer(f"{role.name.lower()}@example.org", name, role, is_demo=True), by=by, now=now)
                signed_in = store.execute(SignInDemo(role), by=by, now=now)
            tokens[role] = signed_in.token
        yield tokens
