"""What was found once holds for one run, and no longer."""

from streamlit.testing.v1 import AppTest

from dashboard.this_run import once


def page() -> None:
    import streamlit as st

    from dashboard.this_run import once

    asked = st.session_state.setdefault("asked", [])
    once("it", lambda: asked.append(1))
    once("it", lambda: asked.append(1))


def test_what_was_found_is_asked_once_in_each_run() -> None:
    at = AppTest.from_function(page).run()
    assert at.session_state["asked"] == [1]
    at.run()
    assert at.session_state["asked"] == [1, 1]


def test_outside_a_run_it_is_asked_every_time() -> None:
    asked: list[int] = []
    for _time in range(2):
        once("it", lambda: asked.append(1))
    assert asked == [1, 1]
