"""Many officers at once: they arrive one after another, work for a while, and leave."""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
from websockets.exceptions import WebSocketException

from bench.load.browser import NotSignedIn
from bench.load.diary import Diary, Save, Wait
from bench.load.officer import MIX, Officer, Who
from bench.load.servers import Reading, Server, reading
from bench.load.wire import LineLost

Servers = Callable[[], Sequence[Server]]  # asked anew each time: one that was restarted is another process
ARRIVALS = 5.0  # officers a second: a shift that begins, not a flood
ALONE = 6  # how often an officer alone does each thing of the mix
# One officer who cannot go on is a figure of the run, not its end; a mistake of the driver's own ends it.
CANNOT_GO_ON = (NotSignedIn, LookupError, LineLost, OSError, httpx.HTTPError, WebSocketException)
EVERY = 1.0  # seconds between readings of memory and processor


@dataclass(frozen=True, slots=True)
class Plan:
    officers: int
    seconds: float
    think: float = 10.0
    seed: int = 1


@dataclass
class Outcome:
    plan: Plan
    diary: Diary
    readings: list[Reading] = field(default_factory=list)
    alone: list[Wait] = field(default_factory=list)
    all_in: float = 0.0  # when the last one had signed in, and measuring began
    over: float = float("inf")
    failed: list[str] = field(default_factory=list)
    first: list[Save] = field(default_factory=list)  # saves of the officer who went alone before

    @property
    def waits(self) -> list[Wait]:
        """Those of the time when all were there."""
        return [one for one in self.diary.waits if self.all_in <= one.at and one.at + one.seconds <= self.over]

    @property
    def during(self) -> list[Reading]:
        return [one for one in self.readings if self.all_in <= one.at <= self.over]

    @property
    def errors(self) -> int:
        return len(self.diary.troubles) + len(self.failed)


async def one_alone(who: Who, address: str, diary: Diary, *, name: str, seed: int) -> list[Wait]:
    """Every kind of the mix with nobody else there: what the same reruns cost when nothing competes; warms the server too."""
    officer = Officer(who, address, diary, think=0.0, seed=seed)
    officer.mark = name
    await officer.arrive()
    for kind in MIX:
        await officer.do(kind)
    before = len(diary.waits)
    for kind, share in MIX.items():
        for _again in range(max(1, round(ALONE * 5 * share / 100))):
            await officer.do(kind)
    await officer.leave()
    return diary.waits[before:]


async def crowd(
    people: Sequence[Who],
    addresses: Sequence[str],
    plan: Plan,
    servers: Servers,
    *,
    meanwhile: Callable[[Outcome], Awaitable[None]] | None = None,
) -> Outcome:
    """`people` beyond the first, who goes alone before the others; officers are shared out over the addresses.
    `meanwhile` begins when all are in."""
    outcome = Outcome(plan, Diary())
    for number, address in enumerate(addresses):  # every server is warm before its memory is read
        diary = Diary()
        waits = await one_alone(people[0], address, diary, name=f"L{plan.seed}-alone{number}", seed=plan.seed)
        outcome.alone = outcome.alone or waits
        outcome.first += diary.saves
    await asyncio.sleep(2)
    outcome.diary = diary = Diary()
    outcome.readings.append(reading(servers(), 0.0))
    watch = asyncio.create_task(_watch(outcome, servers))
    officers = [
        Officer(who, addresses[number % len(addresses)], diary, think=plan.think, seed=plan.seed,
                source=_source(addresses[0], number))
        for number, who in enumerate(people[1:])
    ]  # fmt: skip
    gc.collect()
    gc.freeze()
    tasks = [asyncio.create_task(_shift(officer, outcome)) for officer in officers]
    while diary.signed_in + len(outcome.failed) < len(officers):
        await asyncio.sleep(0.05)
        for task in tasks:
            if task.done():
                task.result()
    outcome.all_in = diary.now
    outcome.over = outcome.all_in + plan.seconds
    await asyncio.gather(*tasks, *([meanwhile(outcome)] if meanwhile else []))
    watch.cancel()
    outcome.readings.append(reading(servers(), diary.now))
    return outcome


async def _shift(officer: Officer, outcome: Outcome) -> None:
    try:
        await asyncio.sleep(officer.who.number / ARRIVALS)
        await officer.arrive()
        await officer.work(lambda: outcome.over)
        await officer.leave()
    except CANNOT_GO_ON as error:
        outcome.failed.append(f"officer {officer.who.number}: {type(error).__name__}: {error}"[:300])
        print(f"  {outcome.failed[-1]}", file=sys.stderr)


async def _watch(outcome: Outcome, servers: Servers) -> None:
    while True:
        await asyncio.sleep(EVERY)
        outcome.readings.append(reading(servers(), outcome.diary.now))


def _source(address: str, number: int) -> str | None:
    """Each officer comes from an address of their own, as behind a proxy that shares them out by address. On the loopback
    of Linux all of 127.0.0.0/8 is this machine."""
    if urlsplit(address).hostname not in ("127.0.0.1", "localhost") or not sys.platform.startswith("linux"):
        return None
    return f"127.1.{number // 250}.{number % 250 + 1}"


def people_for(officers: int, cookies: Sequence[str], *, role: str = "officer") -> list[Who]:
    """One to go alone and `officers` more. Each has an account of their own where there are enough; otherwise they share
    those there are; without any cookie they sign in on the page."""
    if len(cookies) < 2:
        return [Who(number, role) for number in range(officers + 1)]
    alone = len(cookies) >= officers + 1
    return [Who(number, role, cookies[number % len(cookies)], alone) for number in range(officers + 1)]
