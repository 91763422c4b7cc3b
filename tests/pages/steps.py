"""What a person does on a page, for tests that read like it."""

from typing import Any

import pyarrow
from streamlit.testing.v1 import AppTest


def press(at: AppTest, label: str) -> AppTest:
    """The first button that says so."""
    next(button for button in at.button if button.label.replace("\\", "") == label).click()
    return at.run()


def pick(at: AppTest, label: str, word: str | list[str]) -> AppTest:
    """One of a row of pills, or of saved views."""
    group = next(group for group in at.button_group if group.proto.label == label)
    group.set_value(word)
    return at.run()


def choose(at: AppTest, label: str, value: Any) -> AppTest:
    next(box for box in at.selectbox if box.label == label).set_value(value)
    return at.run()


def enter(at: AppTest, label: str, number: float) -> AppTest:
    next(box for box in at.number_input if box.label == label).set_value(number)
    return at.run()


def typed(at: AppTest, form: str, **words: str) -> AppTest:
    """Words in the form's text areas, as they stand once the browser has sent them (AppTest cannot type there)."""
    at.session_state["forms"][form]["fields"].update(words)
    return at


def table(at: AppTest) -> dict[str, list[str]]:
    """The first table on the page, column by column."""
    frame = at.table[0].value
    return {str(name): [str(cell).replace("\\", "") for cell in frame[name]] for name in frame}


def sent_columns(sent: Any) -> list[str]:
    """What a table's data holds as it goes to the browser, shown or not."""
    return [str(name) for name in pyarrow.ipc.open_stream(sent.arrow_data.data).schema.names]
