"""Week sheet: correct, hand in, sign off, return."""

from sqlalchemy import select

from db.models import Activity, WeekSheet
from db.store import Store
from db.vocabulary import Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import enter, press, typed

WEEK = "2026-11-02"


def sheet_of(store: Store) -> WeekSheet:
    with store.reading() as session:
        return session.scalars(select(WeekSheet)).one()


def test_an_entry_is_corrected_where_it_stands(app: App, store: Store, community: Community) -> None:
    at = open_page(app, "week_sheet", Role.OFFICER)
    assert "0 h 45 logged" in words(at)
    assert "Not handed in yet" in words(at)
    press(at, "Correct")
    enter(at, "Minutes", 60)
    press(at, "Save the correction")
    assert "is corrected" in words(at)
    assert "1 h 00 logged" in words(at)
    with store.reading() as session:
        kept = session.scalars(select(Activity)).one()
        assert (kept.minutes, kept.version) == (60, 2)


def test_an_entry_taken_out_comes_back_with_undo(app: App, community: Community) -> None:
    at = open_page(app, "week_sheet", Role.OFFICER)
    press(at, "Correct")
    press(at, "Take this entry out")
    assert "it counts nowhere" in words(at)
    assert "Nothing is logged in this week" in words(at)
    press(at, "Undo")
    assert "0 h 45 logged" in words(at)


def test_a_week_is_handed_in_signed_off_and_then_closed(app: App, store: Store, community: Community) -> None:
    at = open_page(app, "week_sheet", Role.OFFICER)
    press(at, "Hand in this week")
    assert "is handed in" in words(at)
    at = open_page(app, "week_sheet", Role.SUPERVISOR)
    assert "waits for you" in str([box.options for box in at.selectbox])
    press(at, "Sign it off")
    assert "week is signed off" in words(at)
    assert sheet_of(store).signed_off_at is not None
    at = open_page(app, "week_sheet", Role.OFFICER)
    assert "Nothing in it changes any more" in words(at)
    assert "Correct" not in [button.label for button in at.button]
    at = open_page(app, "log", Role.OFFICER, kind="activity")
    at.button_group[1].set_value("foot patrol")
    at.run()
    press(at, "Save")
    assert "is signed off. Ask your supervisor to return the sheet" in words(at)


def test_a_returned_week_says_why_on_the_sheet_and_on_today(app: App, store: Store, community: Community) -> None:
    at = open_page(app, "week_sheet", Role.OFFICER)
    press(at, "Hand in this week")
    at = open_page(app, "week_sheet", Role.SUPERVISOR)
    assert "1 week sheet waits for you" in words(open_page(app, "today", Role.SUPERVISOR))
    officer = sheet_of(store).officer_id
    press(at, "Return it")
    assert "1 field needs another look" in words(at)
    typed(at, f"week.{WEEK}.{officer}.return", why="Tuesday is missing")
    press(at, "Return it")
    assert "went back" in words(at)
    assert "Tuesday is missing" in words(open_page(app, "week_sheet", Role.OFFICER))
    assert "Came back to you" in words(open_page(app, "today", Role.OFFICER))
