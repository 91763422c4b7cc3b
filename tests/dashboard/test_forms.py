"""A form loses nothing, saves once, and says what is wrong beside the field."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import clock, submit
from dashboard.viewer import session_behind
from db.access import Viewer
from db.commands.drafts import SaveDraft
from db.commands.sessions import SignOut
from db.errors import Stale, StoreUnavailable, problem
from db.queries.concerns import concern_list
from db.queries.drafts import draft
from db.queries.filters import Filters
from db.store import Store
from db.vocabulary import Role

SignIn = Callable[[Role], str]


def page() -> None:
    import streamlit as st

    from dashboard import clock
    from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
    from dashboard.draft import Draft
    from dashboard.submit import Receipt, submit
    from dashboard.viewer import require_viewer
    from db.access import Permission
    from db.commands.concerns import RecordConcern
    from db.vocabulary import Channel, ConcernCategory, SourceType

    viewer = require_viewer(Permission.CONCERN_RECORD)
    if show_receipt("test", viewer):
        st.stop()
    draft = Draft("test", viewer)
    draft_notice(draft)
    form_notice("test", fields={"summary": "What was reported"}, mine={"summary": "my words"})
    options = [category.value for category in ConcernCategory]
    category = st.selectbox("Category", options, **draft.bind("category", "noise", options=options))
    summary = st.text_input("What was reported", **draft.bind("summary", ""))
    field_problem("test", "summary")
    if save_button(draft):
        command = RecordConcern(
            summary,
            ConcernCategory(category),
            Channel.WALK_UP,
            SourceType.RESIDENT,
            clock.now(),
            neighbourhood_id=viewer.areas[0],
        )
        submit(
            command,
            viewer=viewer,
            form="test",
            said=lambda saved: Receipt(f"Saved as {saved.ref}.", (saved.ref,), "It is on the map."),
        )


@pytest.fixture
def form(store: Store, token: SignIn) -> Callable[[], AppTest]:
    """Opens the form as Ana Rivera, each time as a new visit (another tab, a reload)."""
    mine = token(Role.OFFICER)

    def visit() -> AppTest:
        at = AppTest.from_function(page, default_timeout=20)
        at.session_state["token"] = mine
        return at.run()

    return visit


def summary(at: AppTest) -> Any:
    return next(field for field in at.text_input if field.label == "What was reported")


def save(at: AppTest) -> AppTest:
    return next(button for button in at.button if button.label == "Save").click().run()


def read(at: AppTest) -> str:
    kinds = (at.markdown, at.error, at.success, at.info)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def saved(store: Store, viewer: Viewer) -> list[str]:
    today = clock.today()
    filters = Filters(since=today - timedelta(days=1), until=today)
    with store.reading() as session:
        found = concern_list(session, viewer=viewer, filters=filters, now=clock.now())
    return sorted(found.rows["summary"])


def test_what_is_typed_reaches_the_store_before_anybody_saves(form: Any, store: Store, officer: Viewer) -> None:
    at = form()
    summary(at).input("Loud music").run()
    with store.reading() as session:
        kept = draft(session, viewer=officer, form="test")
    assert kept is not None
    assert kept.fields["summary"] == "Loud music"


def test_another_visit_finds_what_was_typed_and_is_told_so(form: Any) -> None:
    summary(form()).input("Loud music").run()
    again = form()
    assert summary(again).value == "Loud music"
    assert "You began this today" in read(again)


def test_a_problem_stands_beside_its_field_and_the_words_stay(form: Any) -> None:
    at = form()
    at.selectbox[0].set_value("drugs").run()
    save(at)
    assert not at.exception
    assert "Say in a sentence what was reported\\." in read(at)
    assert "1 field needs another look." in read(at)
    assert at.selectbox[0].value == "drugs"


def test_changing_the_field_takes_its_problem_away(form: Any) -> None:
    at = save(form())
    summary(at).input("Loud music").run()
    assert "Say in a sentence" not in read(at)


def test_a_save_leaves_a_receipt_and_an_empty_form(form: Any, store: Store, officer: Viewer) -> None:
    at = form()
    summary(at).input("Loud music").run()
    save(at)
    assert not at.exception
    assert "Saved as C\\-" in read(at)
    assert "It is on the map." in read(at)
    assert not at.text_input, "the form waits until the receipt is put away"
    at.button(key="test.another").click().run()
    assert summary(at).value == ""
    assert summary(form()).value == "", "the draft is gone from the store too"
    assert saved(store, officer) == ["Loud music"]


def test_two_tabs_with_the_same_words_make_one_record(form: Any, store: Store, officer: Viewer) -> None:
    first = form()
    summary(first).input("Loud music").run()
    second = form()
    save(first)
    save(second)
    assert "Saved as C\\-" in read(second)
    assert saved(store, officer) == ["Loud music"]


def test_two_tabs_with_different_words_make_two_records(form: Any, store: Store, officer: Viewer) -> None:
    first = form()
    summary(first).input("Loud music").run()
    second = form()
    summary(second).input("Broken lamp").run()
    save(first)
    save(second)
    assert saved(store, officer) == ["Broken lamp", "Loud music"]


def test_undo_takes_the_record_back_and_gives_the_words_back(form: Any, store: Store, officer: Viewer) -> None:
    at = form()
    summary(at).input("Loud music").run()
    save(at)
    at.button(key="test.undo").click().run()
    assert not at.exception
    assert "Taken back." in read(at)
    assert summary(at).value == "Loud music"
    assert saved(store, officer) == []
    save(at)
    assert saved(store, officer) == ["Loud music"], "after undoing, saving again is another save"


def failing(monkeypatch: pytest.MonkeyPatch, store: Store, error: Exception) -> None:
    """Saving records fails from now on; drafts still reach the store."""
    execute = store.execute

    def fail(command: Any, **how: Any) -> Any:
        if type(command).__name__ == "RecordConcern":
            raise error
        return execute(command, **how)

    monkeypatch.setattr(store, "execute", fail)


def test_a_store_that_does_not_answer_keeps_the_form(form: Any, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    at = form()
    summary(at).input("Loud music").run()
    failing(monkeypatch, store, StoreUnavailable(problem("The store did not answer in time.")))
    save(at)
    assert not at.exception
    assert "The store did not answer in time\\." in read(at)
    assert "What you typed is kept." in read(at)
    assert summary(at).value == "Loud music"


def test_what_nobody_expected_is_one_sentence_with_a_reference_and_the_log_has_the_rest(
    form: Any, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    at = form()
    summary(at).input("Loud music").run()
    failing(monkeypatch, store, RuntimeError("canary-7261"))
    save(at)
    assert not at.exception
    assert "This could not be saved, and nothing was" in read(at)
    assert "canary" not in read(at)
    reference = read(at).split("Reference ")[1][:6]
    assert reference in caplog.text
    assert "canary-7261" in caplog.text


def test_a_stale_edit_shows_both_versions_and_keeps_the_words(
    form: Any, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = form()
    summary(at).input("Loud music").run()
    theirs = {"summary": "Their words", "category": "drugs"}
    failing(monkeypatch, store, Stale(problem("Somebody else changed this."), theirs=theirs, version=7))
    save(at)
    assert not at.exception
    table = at.table[0].value
    assert list(table["As it is now"]) == ["Their words"], "only the fields the form shows"
    assert list(table["What you chose"]) == ["my words"]
    assert summary(at).value == "Loud music"
    at.button(key="test.mine").click().run()
    assert at.session_state["forms"]["test"]["agreed_version"] == 7


def test_whoever_was_signed_out_meanwhile_saves_nothing_and_keeps_the_draft(
    form: Any, store: Store, officer: Viewer
) -> None:
    at = form()
    summary(at).input("Loud music").run()
    viewer = session_behind(at.session_state["token"]).viewer
    assert viewer is not None
    store.execute(SignOut(viewer.session_id or 0), by=viewer, now=clock.now())
    save(at)
    assert "Sign in to see this page." in read(at)
    assert saved(store, officer) == []
    with store.reading() as session:
        assert draft(session, viewer=officer, form="test") is not None


def test_a_field_waits_while_the_store_does_not_answer_and_goes_with_the_next(
    form: Any, store: Store, officer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, execute, down = form(), store.execute, [True]

    def answer(command: Any, **how: Any) -> Any:
        if down[0] and isinstance(command, SaveDraft):
            raise StoreUnavailable(problem("The store did not answer in time."))
        return execute(command, **how)

    monkeypatch.setattr(store, "execute", answer)
    summary(at).input("Loud music").run()
    assert summary(at).value == "Loud music"
    down[0] = False
    at.selectbox[0].set_value("drugs").run()
    with store.reading() as session:
        kept = draft(session, viewer=officer, form="test")
    assert kept is not None
    assert (kept.fields["summary"], kept.fields["category"]) == ("Loud music", "drugs")


def test_a_kept_word_that_is_no_longer_offered_falls_back(form: Any, store: Store, officer: Viewer) -> None:
    store.execute(SaveDraft("test", {"category": "witchcraft"}), by=officer, now=clock.now())
    at = form()
    assert not at.exception
    assert at.selectbox[0].value == "noise"


def test_a_form_with_the_same_words_after_a_save_is_another_save(form: Any, store: Store, officer: Viewer) -> None:
    for _time in range(2):
        at = form()
        summary(at).input("Loud music").run()
        save(at)
    assert saved(store, officer) == ["Loud music", "Loud music"]


def test_a_receipt_names_everything_that_was_saved(at_noon: datetime) -> None:
    from db.commands.registry import Saved

    assert submit.receipt_for(Saved("C-2026-00001", 1, "concern", ("T-2026-00002",))).refs == (
        "C-2026-00001",
        "T-2026-00002",
    )


def test_a_forms_key_has_nothing_that_streamlit_refuses_in_a_name(form: Any) -> None:
    # A component whose name holds two underscores in a row is an exception in the middle of a page.
    assert form().session_state["forms"]["test"]["key"].isalnum()
