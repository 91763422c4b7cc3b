"""Reference data: an administrator changes a threshold, a supervisor reads who did."""

from db.rules import Threshold
from db.store import Store
from db.thresholds import current
from db.vocabulary import Role
from tests.pages.conftest import App, open_page, words


def test_an_administrator_changes_a_threshold_and_gives_it_back(app: App, store: Store, at_noon: object) -> None:
    at = open_page(app, "reference_data", Role.ADMINISTRATOR, view="thresholds")
    assert "First answer: 72 hours" in words(at)
    at.number_input[0].set_value(48).run()
    at = at.button(key=next(b.key for b in at.button if b.key and "first_answer" in b.key)).click().run()
    assert not at.exception
    assert "First answer is 48 hours from now on." in words(at)
    with store.reading() as session:
        assert current(session)[Threshold.FIRST_ANSWER] == 48
    told = words(open_page(app, "reference_data", Role.SUPERVISOR, view="thresholds"))
    assert "Last changed by Kim Tran, today 12:00." in told
    assert "An administrator changes them." in told
    next(button for button in at.button if button.label == "Back to the default").click().run()
    with store.reading() as session:
        assert current(session)[Threshold.FIRST_ANSWER] == 72
