"""What is counted in minutes and days, with the process's own clock travelling: on an ordinary day and across both changes
of the clock in the agency's zone. Locks last as long as they say although the wall clock jumps; days are the agency's."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import update
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from dashboard import clock
from dashboard.viewer import session_behind
from db.access import Viewer
from db.commands.accounts import MakeAccount
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.glass import BreakGlass
from db.commands.sessions import Touch
from db.models import Concern
from db.queries.drafts import draft
from db.store import Store
from db.vocabulary import ConcernCategory, Role
from tests.pages.conftest import App, open_page, words
from tests.pages.steps import pick, press
from tests.pages.test_local_sign_in import give

ZONE = ZoneInfo("America/Los_Angeles")
SYSTEM = Viewer.system("tests")
# The moment the wall clock jumps (an hour back, an hour ahead), and one when it does not.
MOMENTS = {
    "autumn": datetime(2026, 11, 1, 9, 0, tzinfo=UTC),
    "spring": datetime(2027, 3, 14, 10, 0, tzinfo=UTC),
    "ordinary": datetime(2026, 12, 9, 20, 0, tzinfo=UTC),
}
SECOND = timedelta(seconds=1)
Move = Callable[[datetime], None]


@pytest.fixture(params=list(MOMENTS.values()), ids=list(MOMENTS))
def moment(request: pytest.FixtureRequest) -> datetime:
    found: datetime = request.param
    return found


@pytest.fixture
def move(store: Store) -> Iterator[Move]:
    """Sets the clock of the whole process; it stands there until it is set again."""
    with time_machine.travel(min(MOMENTS.values()), tick=False) as traveller:
        yield traveller.move_to


def record(store: Store, words: str, category: ConcernCategory) -> str:
    """A concern in the harbour that belongs to nobody yet."""
    made = BulkConcern(words, category, clock.now(), "1", latitude=50.05, longitude=10.05)
    refs = store.execute(RecordConcernsInBulk([made], source="test"), by=SYSTEM, now=clock.now()).refs
    return str(refs[0])


def test_the_wall_clock_jumps_at_these_moments() -> None:
    def jump(at: datetime) -> timedelta | None:
        before, after = ((at + span).astimezone(ZONE).utcoffset() for span in (-SECOND, SECOND))
        return after - before if before is not None and after is not None else None

    assert [jump(at) for at in MOMENTS.values()] == [timedelta(hours=-1), timedelta(hours=1), timedelta()]


def test_five_failed_tries_in_fifteen_minutes_lock_for_fifteen_and_no_longer(
    app: App, store: Store, move: Move, moment: datetime
) -> None:
    first = moment - timedelta(minutes=7)
    move(first)
    one_time = store.execute(MakeAccount("rivera", "ana"), by=SYSTEM, now=clock.now()).password
    at = app().run()
    # The fifth comes a second too late to lock; the sixth is the fifth of the fifteen minutes before it.
    spans = [timedelta(minutes=minutes) for minutes in (0, 4, 8, 12)] + [timedelta(minutes=15, seconds=1)]
    locked = first + timedelta(minutes=19)
    for at_time in (*(first + span for span in spans), locked):
        move(at_time)
        assert "do not go together" in words(give(at, "ana", "wrong"))
    move(locked + SECOND)
    assert "this name is locked for 15 minutes" in words(give(at, "ana", one_time))
    move(locked + timedelta(minutes=15) - SECOND)
    assert "this name is locked for 15 minutes" in words(give(at, "ana", one_time))
    move(locked + timedelta(minutes=15))
    assert "15 characters or more" in words(give(at, "ana", one_time))


def test_a_quarter_of_an_hour_without_a_click_locks_and_keeps_what_was_typed(
    app: App, store: Store, move: Move, moment: datetime
) -> None:
    begun = moment - timedelta(minutes=20)
    move(begun)
    ref = record(store, "Lamp out by the steps", ConcernCategory.LIGHTING)
    form = f"concern.{ref}.move"
    at = open_page(app, "concerns", Role.OFFICER, ref=ref)
    press(pick(at, "To (required)", "closed"), "Save the status")
    viewer = session_behind(at.session_state["token"]).viewer
    assert viewer is not None
    clicked = begun + timedelta(minutes=15) - SECOND
    move(clicked)
    assert "Lamp out by the steps" in words(at.run())
    move(clicked + timedelta(minutes=15))
    said = words(at.run())
    assert "Locked after 15 minutes without a click." in said
    assert "Lamp out by the steps" not in said
    assert ref not in repr(at.session_state._state.filtered_state)
    with store.reading() as session:
        kept = draft(session, viewer=viewer, form=form)
    assert kept is not None
    assert kept.fields["to"] == "closed"
    press(at, "Sign in as officer").run()
    assert at.session_state["forms"][form]["fields"]["to"] == "closed"


def test_twelve_hours_after_signing_in_it_is_over_whatever_is_clicked(
    app: App, store: Store, move: Move, moment: datetime
) -> None:
    begun = moment - timedelta(hours=6)
    move(begun)
    at = app(Role.PRESENTER).run()
    viewer = session_behind(at.session_state["token"]).viewer
    assert viewer is not None
    for minutes in range(14, 12 * 60, 14):
        move(begun + timedelta(minutes=minutes))
        assert store.execute(Touch(viewer.session_id or 0), by=viewer, now=clock.now())
    move(begun + timedelta(hours=12) - SECOND)
    assert "Jo Lindqvist" in words(at.run())
    move(begun + timedelta(hours=12))
    assert session_behind(at.session_state["token"]).reason == "too old"
    said = words(at.run())
    assert "Jo Lindqvist" not in said
    assert "Sign in as presenter" in said


def test_what_was_opened_without_an_assignment_is_open_for_one_hour(
    app: App, store: Store, move: Move, moment: datetime
) -> None:
    broken = moment - timedelta(minutes=30)
    move(broken)
    ref = record(store, "A message nobody else may open", ConcernCategory.DOMESTIC_ABUSE)
    at = open_page(app, "concerns", Role.OFFICER, ref=ref)
    viewer = session_behind(at.session_state["token"]).viewer
    assert viewer is not None
    store.execute(BreakGlass(ref, "His sister rang from the hospital."), by=viewer, now=clock.now())
    for span in (timedelta(minutes=14), timedelta(minutes=28), timedelta(minutes=45), timedelta(hours=1) - SECOND):
        move(broken + span)
        seen = shown(at)
        if span == timedelta(minutes=45):  # nobody clicked for seventeen minutes
            assert "Locked after" in seen
            at = open_page(app, "concerns", Role.OFFICER, ref=ref)
            seen = words(at)
        assert "A message nobody else may open" in seen
    move(broken + timedelta(hours=1))
    said = shown(at)
    assert "A message nobody else may open" not in said
    assert "You opened this without an assignment." not in said
    assert "You need it anyway?" in said


def shown(at: AppTest) -> str:
    assert not at.run().exception
    return words(at)


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        (datetime(2020, 7, 7, 12, 0), datetime(2026, 7, 7)),
        (datetime(2020, 2, 28, 23, 59), datetime(2026, 2, 28)),
        (datetime(2020, 2, 29, 0, 0), datetime(2026, 3, 1)),
        (datetime(2020, 2, 29, 23, 59), datetime(2026, 3, 1)),
        # Six years apart the clock is changed on the same day: that day has 25 hours, or 23.
        (datetime(2020, 11, 1, 0, 0), datetime(2026, 11, 1)),
        (datetime(2020, 11, 1, 23, 59), datetime(2026, 11, 1)),
        (datetime(2020, 11, 2, 0, 0), datetime(2026, 11, 2)),
        (datetime(2021, 3, 14, 23, 59), datetime(2027, 3, 14)),
        (datetime(2021, 3, 15, 0, 0), datetime(2027, 3, 15)),
    ],
    ids=str,
)
def test_a_record_is_due_from_midnight_at_the_agency(
    app: App, store: Store, move: Move, closed: datetime, due: datetime
) -> None:
    """Six years after the day it was closed there."""
    due = due.replace(tzinfo=ZONE).astimezone(UTC)
    move(due - SECOND)
    ref = record(store, "Lamp out by the steps", ConcernCategory.LIGHTING)
    values = {"status": "closed", "closing_reason": "resolved", "closed_at": closed.replace(tzinfo=ZONE)}
    with Session(store._writer) as session, session.begin():
        session.execute(update(Concern).where(Concern.ref == ref).values(values))
    at = open_page(app, "retention", Role.RECORDS_MANAGER)
    assert "Nothing is due." in words(at)
    move(due)
    assert "1 record has been kept long enough." in shown(at)
    assert list(at.dataframe[0].value.iloc[:, 0]) == [ref]
