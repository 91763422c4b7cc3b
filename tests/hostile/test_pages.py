"""Hostile strings in the address of every page, in every field of a page and through the Log: a page is drawn, or says in
a sentence what is wrong."""

import itertools
from collections.abc import Iterator
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from dashboard.state import Url
from db.access import ROLE_PERMISSIONS, Viewer
from db.commands.drafts import SaveDraft
from db.store import Store
from db.vocabulary import ConcernCategory, Role
from tests.hostile.strings import ALL, HALF
from tests.pages.conftest import (
    App,
    Community,
    app,
    at_noon,
    community,
    filled,
    inhabited,
    officer,
    open_page,
    shared_file,
    store,
    token,
    words,
)
from tests.pages.steps import press

__all__ = ["app", "at_noon", "community", "filled", "inhabited", "officer", "shared_file", "store", "token"]

PAGES = [place.name for place in navigation.TABLE if place.permission in ROLE_PERMISSIONS[Role.OFFICER]]
KEYS = [value for name, value in vars(Url).items() if not name.startswith("_")]
BROKEN = ("Something went wrong", "could not be saved, and nothing was")
# What a browser can send: its own encoder has no halves of letters.
TYPED = [text for text in ALL.values() if text not in HALF.values()]


def whole(at: AppTest) -> bool:
    return not at.exception and not any(sentence in words(at) for sentence in BROKEN)


@pytest.fixture(scope="module")
def dealt() -> Iterator[str]:
    return itertools.cycle(TYPED)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_drawn_whatever_stands_in_its_address_and_its_fields(
    app: App, community: Community, name: str, dealt: Iterator[str]
) -> None:
    at = open_page(app, name, Role.OFFICER, **{key: next(dealt) for key in KEYS})
    assert whole(at)
    at.query_params.clear()
    at.query_params[Url.FIND] = next(dealt)
    assert whole(at.run())
    for field in at.text_input:
        field.set_value(next(dealt))
    assert whole(at.run())


def test_what_is_typed_into_the_log_is_saved_or_said_to_be_wrong(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    for text in TYPED[::50]:
        said = {"kind": "concern", "summary": text, "details": text, "voice_name": text, "follow_up_text": text}
        store.execute(SaveDraft("log", {**said, "category": ConcernCategory.NOISE.value}), by=officer, now=at_noon)
        at = open_page(app, "log", Role.OFFICER)
        assert whole(at)
        assert whole(press(at, "Save"))
