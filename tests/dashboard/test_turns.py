"""Runs take turns, and nobody waits for one for long."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard import turns


@pytest.fixture
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_turns", threading.BoundedSemaphore(2))


def test_no_more_than_so_many_compute_at_once(two_at_once: None) -> None:
    inside, most, count = 0, 0, threading.Lock()

    def run(_number: int) -> None:
        nonlocal inside, most
        with turns.turn():
            with count:
                inside += 1
                most = max(most, inside)
            time.sleep(0.02)
            with count:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(16)))
    assert most == 2


def test_a_run_that_ends_in_an_error_gives_its_turn_back(two_at_once: None) -> None:
    for _again in range(3):
        with pytest.raises(KeyError), turns.turn():
            raise KeyError
    with turns.turn(), turns.turn():
        pass


def test_whoever_has_a_turn_is_told_that_others_wait(two_at_once: None) -> None:
    inside, may_end = threading.Event(), threading.Event()

    def third() -> None:
        with turns.turn():
            inside.set()
            may_end.wait(5)

    waiting = threading.Thread(target=third)
    with turns.turn():
        with turns.turn():
            assert not turns.others_wait()
            waiting.start()
            while not turns.others_wait():
                time.sleep(0.001)
            assert not inside.is_set()
        assert inside.wait(5)
        assert not turns.others_wait()
        may_end.set()
    waiting.join(5)


def test_whoever_has_waited_long_enough_computes_all_the_same(
    two_at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    with turns.turn(), turns.turn():
        began = time.monotonic()
        with turns.turn():
            assert time.monotonic() - began >= 0.05
    with turns.turn(), turns.turn():
        pass
