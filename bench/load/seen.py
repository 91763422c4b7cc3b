"""What one run of a page sent: the widgets and links an officer could use next, how much it was, and what went wrong."""

from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# What an officer acts on. Everything else is only counted: looking into charts and maps is the browser's work.
WIDGETS = (
    "button", "button_group", "checkbox", "multiselect", "number_input", "selectbox", "text_area", "text_input",
    "bidi_component",
)  # fmt: skip
# What a page says only when something went wrong: a state of the whole page, a field's problem.
BROKEN = (
    ":material/error:",
    "# :material/error:",
    "## :material/error:",
    "# :material/lock:",
    "## :material/lock:",
    "# :material/block:",
    "# :material/search_off:",
)


@dataclass(frozen=True, slots=True)
class Element:
    """One element as far as it is of use: `kind` of Streamlit's, its id and label; a link's page and question; pills'
    words and those chosen by the server; what a text field or a component holds."""

    kind: str
    id: str = ""
    label: str = ""
    page: str = ""
    query: str = ""
    words: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    fragment: str = ""
    data: str = ""
    trouble: str = ""


@dataclass
class Run:
    """From the officer's click to the end of what it made the server do."""

    kind: str
    seconds: float = 0.0
    bytes: int = 0
    messages: int = 0
    reused: int = 0
    elements: list[Element] = field(default_factory=list)
    finished: bool = False

    @property
    def troubles(self) -> list[str]:
        return [one.trouble for one in self.elements if one.trouble]

    def widget(self, key: str, kind: str = "") -> Element | None:
        """The widget whose key in the page ends so."""
        return next(
            (
                one
                for one in self.elements
                if one.id.endswith(key) and kind in ("", one.kind) and one.kind != "page_link"
            ),
            None,
        )

    def links(self, page: str, starts: str = "") -> list[Element]:
        """Links to this page whose question begins so ("ref=C-")."""
        return [
            one
            for one in self.elements
            if one.kind == "page_link" and one.page == page and one.query.startswith(starts)
        ]


def element_of(message: ForwardMsg) -> Element | None:
    """What one message of the server's shows, if it is of any use to the driver."""
    delta = message.delta
    if delta.WhichOneof("type") != "new_element":
        return None
    shown = delta.new_element
    kind = shown.WhichOneof("type")
    fragment = delta.fragment_id
    if kind in WIDGETS:
        return _widget(kind, getattr(shown, kind), fragment)
    if kind == "page_link":
        link = shown.page_link
        return Element(kind, link.page_script_hash, link.label, link.page, link.query_string, fragment=fragment)
    if kind == "markdown":
        body = shown.markdown.body
        return Element(kind, trouble=body if body.startswith(BROKEN) or ":red[:material/error:" in body else "")
    if kind == "alert":
        alert = shown.alert
        broken = alert.format == Alert.ERROR
        return Element(kind, label=alert.body, trouble=alert.body if broken else "", fragment=fragment)
    if kind == "exception":
        return Element(kind, trouble=f"{shown.exception.type}: {shown.exception.message}")
    return None


def _widget(kind: str, widget: Any, fragment: str) -> Element:
    if kind == "button_group":
        words = tuple(option.content for option in widget.options)
        now = tuple(widget.raw_values) if widget.set_value else tuple(words[place] for place in widget.default)
        return Element(kind, widget.id, widget.label, words=words, now=now, fragment=fragment)
    if kind == "bidi_component":
        data = widget.json if widget.WhichOneof("data") == "json" else ""
        return Element(kind, widget.id, fragment=fragment, data=data if len(data) < 4000 else "")
    value = (widget.value if widget.set_value else widget.default) if kind == "text_input" else ""
    return Element(kind, widget.id, widget.label, fragment=fragment, data=value)
