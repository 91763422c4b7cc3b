"""A client that speaks Streamlit's own protocol to a running server, without a browser and without its manners."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

COOKIE = "common_ground_session"


@dataclass
class Run:
    """What one run of the page sent: its elements, and everything as one text to look through."""

    elements: list[Any] = field(default_factory=list)
    messages: list[ForwardMsg] = field(default_factory=list)
    session_id: str = ""
    fragments: set[str] = field(default_factory=set)
    finished: bool = False

    @property
    def text(self) -> str:
        return b"\n".join(m.SerializeToString() for m in self.messages).decode("utf-8", "replace")

    def widgets(self, kind: str) -> list[Any]:
        return [getattr(e, kind) for e in self.elements if e.WhichOneof("type") == kind]

    def widget(self, kind: str, label: str) -> Any:
        """The widget of this kind whose label or key has these words."""
        found = [one for one in self.widgets(kind) if label in one.label or label in one.id]
        assert found, f"no {kind} {label!r} among {[(one.label, one.id) for one in self.widgets(kind)]}"
        return found[0]


class Client:
    """One websocket: a page. `cookie` is a session's; `page` an earlier page's identity to ask back for."""

    def __init__(self, address: str, *, cookie: str = "", page: str = "", origin: str | None = None) -> None:
        parts = urlsplit(address)
        headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
        protocols = ["streamlit", "no-token", page] if page else ["streamlit"]
        self.socket: ClientConnection = connect(
            f"ws://{parts.netloc}{parts.path}/_stcore/stream", subprotocols=protocols, additional_headers=headers,
            origin=origin or f"http://{parts.netloc}", max_size=None, compression=None, proxy=None,
            legacy=True,
        )  # type: ignore[arg-type]  # fmt: skip
        self.page_name, self.query, self.states = "", "", {}
        self.last = Run()

    def close(self) -> None:
        self.socket.close()

    def send(self, message: BackMsg) -> None:
        self.socket.send(message.SerializeToString())

    def open(self, page: str, query: str = "") -> Run:
        """As a browser at this address; widgets of the page before are forgotten."""
        self.page_name, self.query, self.states = page, query, {}
        return self.rerun()

    def rerun(self, *forged: WidgetState, **more: Any) -> Run:
        """Run the page with what was set before and these; triggers hold for this run alone."""
        self.order(*forged, **more)
        return self.listen()

    def next_message(self) -> ForwardMsg:
        """The next one that is not about the run that is just over."""
        while True:
            message = ForwardMsg.FromString(self.socket.recv(timeout=10))  # type: ignore[arg-type]
            if message.WhichOneof("type") not in ("session_status_changed", "script_finished"):
                return message

    def order(self, *forged: WidgetState, **more: Any) -> None:
        self.socket.send(self.frame(*forged, **more))

    def frame(self, *forged: WidgetState, **more: Any) -> bytes:
        """What a rerun with these is on the wire."""
        for state in forged:
            if state.WhichOneof("value") not in ("trigger_value", "string_trigger_value", "json_trigger_value"):
                self.states[state.id] = state
        asked = ClientState(**{"page_name": self.page_name, "query_string": self.query, **more})
        sent = {**self.states, **{state.id: state for state in forged}}
        asked.widget_states.widgets.extend(sent.values())
        return BackMsg(rerun_script=asked).SerializeToString()

    def listen(self, *, seconds: float = 30.0) -> Run:
        """Everything until the script has finished, and what follows at once if it runs again."""
        run = Run()
        for message in self._messages(seconds):
            run.messages.append(message)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                run.session_id = message.new_session.initialize.session_id
                run.elements, run.fragments = [], set()
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                run.elements.append(message.delta.new_element)
            if kind == "delta" and message.delta.fragment_id:
                run.fragments.add(message.delta.fragment_id)
            if kind == "script_finished" and message.script_finished in ENDS:
                run.finished = True
                break
        self.last = run
        return run

    def _messages(self, seconds: float) -> Iterator[ForwardMsg]:
        while True:
            try:
                yield ForwardMsg.FromString(self.socket.recv(timeout=seconds))  # type: ignore[arg-type]
            except (TimeoutError, ConnectionClosed):
                return


ENDS = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


def pressed(widget_id: str) -> WidgetState:
    return WidgetState(id=widget_id, trigger_value=True)


def typed(widget_id: str, words: str) -> WidgetState:
    return WidgetState(id=widget_id, string_value=words)


def chosen(widget_id: str, *words: str) -> WidgetState:
    state = WidgetState(id=widget_id)
    state.string_array_value.data.extend(words)
    return state
