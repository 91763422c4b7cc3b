"""The line between the desk and its database breaks in every way: a sentence in time, and the save sent again is one."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from db.store import Store
from tests.faults.conftest import LONG, FaultReport
from tests.faults.invariants import assert_whole, doubled, lost
from tests.faults.proxy import Mode, Proxy
from tests.faults.saving import WITHIN, a_key, count, person, refused, save

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(180)]
# As shipped, or less patient: what is claimed is the same, and it is claimed sooner.
PATIENCE: dict[str, Any] = {} if LONG else {"store_timeout_seconds": 2, "connect_timeout_seconds": 2}

Proxied = tuple[str, str, Proxy]
Opened = Callable[..., Store]


def report(fault_report: FaultReport, what: str, store: Store, acknowledged: dict[str, str], **more: Any) -> None:
    assert_whole(store, acknowledged)
    fault_report.note(
        f"Between app and database: {what}", engine="PostgreSQL", acknowledged=len(acknowledged),
        lost=len(lost(store, acknowledged)), doubled=len(doubled(store)), **more,
    )  # fmt: skip


@pytest.mark.parametrize("mode", [Mode.BLACK_HOLE, pytest.param(Mode.STALL, marks=pytest.mark.long)])
def test_a_line_that_swallows_is_told_in_time_and_the_save_sent_again_is_one(
    mode: Mode, proxied: Proxied, opened: Opened, fault_report: FaultReport
) -> None:
    through, straight, proxy = proxied
    store, key = opened(through, **PATIENCE), a_key()
    by = person(store)
    acknowledged = {(first := a_key()): save(store, by, first)}
    proxy.set(mode)
    sentence, _ = refused(save, store, by, key)
    refused(store.revision)
    proxy.heal()
    healed = time.monotonic()
    acknowledged[key] = save(store, by, key)
    seconds = time.monotonic() - healed
    assert save(store, by, key) == acknowledged[key]
    report(fault_report, f"it {mode.value}", opened(straight), acknowledged, seconds=seconds, saw=f"“{sentence}”")


def test_an_answer_lost_after_the_commit_is_one_save_when_it_is_sent_again(
    proxied: Proxied, opened: Opened, fault_report: FaultReport
) -> None:
    through, straight, proxy = proxied
    store, key = opened(through, **PATIENCE), a_key()
    by = person(store)
    acknowledged = {(first := a_key()): save(store, by, first)}

    @event.listens_for(store._writer, "commit")
    def swallow_the_answer(_connection: Any) -> None:
        proxy.few = 0
        proxy.set(Mode.STALL)

    sentence, _ = refused(save, store, by, key)
    assert count(opened(straight)) == 2, "it was not saved: this test proves nothing"
    event.remove(store._writer, "commit", swallow_the_answer)
    proxy.heal()
    acknowledged[key] = save(store, by, key)
    assert count(opened(straight)) == 2
    report(fault_report, "the answer to a commit is lost", opened(straight), acknowledged, saw=f"“{sentence}”")


def test_a_line_cut_at_the_commit_is_mended_without_a_word_and_saves_once(
    proxied: Proxied, opened: Opened, fault_report: FaultReport
) -> None:
    through, straight, proxy = proxied
    store, key, cuts = opened(through, **PATIENCE), a_key(), iter([True])
    by = person(store)

    @event.listens_for(store._writer, "commit")
    def cut_once(_connection: Any) -> None:
        if next(cuts, False):
            proxy.cut()

    acknowledged = {key: save(store, by, key)}
    report(fault_report, "cut (RST) at the commit", opened(straight), acknowledged, saw="nothing: it is tried again")


def test_lines_cut_while_nobody_asked_are_replaced_by_the_next_request(
    proxied: Proxied, opened: Opened, fault_report: FaultReport
) -> None:
    through, straight, proxy = proxied
    store = opened(through, **PATIENCE)
    by = person(store)
    acknowledged = {(first := a_key()): save(store, by, first)}
    proxy.cut()
    store.revision()
    acknowledged |= {(second := a_key()): save(store, by, second)}
    report(fault_report, "all lines cut (RST) while idle", opened(straight), acknowledged, saw="nothing")


def test_a_database_nobody_can_reach_is_told_at_once_and_reached_again_when_it_is_there(
    proxied: Proxied, opened: Opened, fault_report: FaultReport
) -> None:
    through, straight, proxy = proxied
    store, key = opened(through, **PATIENCE), a_key()
    by = person(store)
    proxy.refuse()
    sentence, seconds = refused(save, store, by, key)
    refused(store.revision)
    proxy.heal()
    acknowledged = {key: save(store, by, key)}
    report(fault_report, "refused", opened(straight), acknowledged, seconds=0.0, saw=f"“{sentence}”")


def test_a_slow_line_is_slow_and_nothing_else(proxied: Proxied, opened: Opened, fault_report: FaultReport) -> None:
    through, straight, proxy = proxied
    store, key = opened(through), a_key()
    by = person(store)
    proxy.set(Mode.DELAY, delay=0.02)
    began = time.monotonic()
    acknowledged = {key: save(store, by, key)}
    took = time.monotonic() - began
    assert 0.1 < took < WITHIN
    report(fault_report, "every packet 20 ms late", opened(straight), acknowledged, saw="the save, later")
