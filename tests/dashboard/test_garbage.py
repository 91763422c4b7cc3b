"""What is set aside is not walked through again, and is swept when nobody computes."""

import gc
import threading
import time
import weakref
from collections.abc import Iterator

import pytest

from dashboard.garbage import Sweeper, sweep
from dashboard.turns import turn


class Ring:
    """Holds itself, so that only a search finds that nobody else does."""

    def __init__(self) -> None:
        self.itself = self


def left_by_somebody() -> "weakref.ref[Ring]":
    """A ring that was there during a whole search, and that nobody has any more."""
    ring = Ring()
    gc.collect()
    return weakref.ref(ring)


@pytest.fixture(params=[3_600.0])
def sweeper(request: pytest.FixtureRequest) -> Iterator[Sweeper]:
    running = Sweeper(every=request.param)
    running.start()
    yield running
    running.stop()


def test_what_survives_a_search_is_set_aside_until_the_sweep(sweeper: Sweeper) -> None:
    before = gc.get_freeze_count()
    there = left_by_somebody()
    assert gc.get_freeze_count() > before
    gc.collect()
    assert there() is not None, "the next search does not look at it"
    sweep()
    assert there() is None


def test_a_search_after_a_sweep_has_next_to_nothing_to_walk_through(sweeper: Sweeper) -> None:
    kept = [Ring() for _ in range(100_000)]
    gc.collect()
    assert len(gc.get_objects()) < len(kept)


@pytest.mark.parametrize("sweeper", [0.05], indirect=True)
def test_nobody_who_computes_is_interrupted(sweeper: Sweeper) -> None:
    entered, leave = threading.Event(), threading.Event()

    def compute() -> None:
        with turn():
            entered.set()
            leave.wait(10)

    somebody = threading.Thread(target=compute)
    somebody.start()
    assert entered.wait(5)
    time.sleep(0.3)  # a sweep that had begun before is over
    there = left_by_somebody()
    time.sleep(0.5)
    assert there() is not None
    leave.set()
    somebody.join()
    deadline = time.monotonic() + 10
    while there() is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert there() is None


def test_after_it_stopped_everything_is_looked_through_again() -> None:
    running = Sweeper()
    running.start()
    running.stop()
    there = left_by_somebody()
    gc.collect()
    assert there() is None
