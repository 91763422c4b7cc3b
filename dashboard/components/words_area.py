"""A text area whose unsent words survive a reload, a lost connection and a sleeping phone."""

import unicodedata
from collections.abc import Callable

import streamlit as st

from dashboard.components.in_browser import component
from dashboard.words import _

MOST_CHARACTERS = 4000

_mount = component("words_area")


def words_area(
    label: str,
    *,
    key: str,
    keep_under: str,
    value: str,
    edition: str = "",
    finished: tuple[str, ...] = (),
    on_words: Callable[[str], None] | None = None,
    help: str | None = None,
    placeholder: str | None = None,
    problem: str | None = None,
    required: bool = False,
    rows: int = 4,
    most: int = MOST_CHARACTERS,
) -> str:
    """The words as the server last received them. Forms use Draft.words, which fills in the rest.

    `keep_under` ("officer.form.field") names the unsent words in the browser; `edition` names this filling-in of the
    form, and words of the `finished` ones (saved, thrown away) are never put back.
    """

    def received() -> None:
        if on_words is not None:
            on_words(_clean(st.session_state[key].get("words"), most))

    # What this field last sent: when the browser still shows exactly that and the value is another one, the change came
    # from here (a copied entry, a cleared form) and is to be shown.
    sent = st.session_state.get(key)
    result = _mount(
        key=key,
        data={
            "received": sent.get("words") if sent else None,
            "label": label,
            "help": help,
            "placeholder": placeholder,
            "problem": problem,
            "required": required,
            "rows": rows,
            "most": most,
            "value": value,
            "key": f"common-ground.words.{keep_under}",
            "edition": edition,
            "finished": list(finished),
            "said": {
                "required": _("(required)"),
                "kept": _("Kept on this device, being saved…"),
                "typing": _("Being saved…"),
                "saved": _("Draft saved"),
                "restored": _("Put back from this device"),
            },
        },
        on_words_change=received,
    )
    words = result.get("words")
    if on_words is not None:
        if sent is not None or words is None or (typed := _clean(words, most)) == value:
            return value  # the callback has run before this and its answer came in as `value`
        # The page has come back to another server, or to this one started anew: Streamlit calls no callback for what its
        # browser held, and what stands in the field would not be what is saved.
        on_words(typed)
        return typed
    return value if words is None else _clean(words, most)


def _clean(words: object, most: int) -> str:
    # A browser can send anything: only text, no longer than asked for, without control characters.
    text = words if isinstance(words, str) else ""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))[:most]
