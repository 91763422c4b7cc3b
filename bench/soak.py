"""python -m bench.soak: officers on two servers for half an hour, a rolling restart, a lost leader; writes docs/soak.md.

Afterwards the officers' own log is replayed against the store: nothing lost, nothing doubled, figures equal. `--plain` is the
same without a cluster: two servers, each with its own address, on one PostgreSQL, and no leader to lose.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.load.accounts import cookies_of
from bench.load.crowd import Outcome, Plan, crowd, people_for
from bench.load.measured import figures, show
from bench.load.servers import Server, serving
from bench.load.stores import plain_postgres
from bench.replay import counts, replayed, store_whole
from bench.soak_words import Happened, Soaked, document
from bench.stores import build
from db.settings import Settings
from db.store import Store

DOCUMENT = Path(__file__).parent.parent / "docs" / "soak.md"
CONCERNS = 10_000
RESTART_AT, LOSE_LEADER_AT, LEADER_BACK_AT = 1 / 3, 1 / 2, 2 / 3


@dataclass(frozen=True, slots=True)
class Event:
    """`at` is a share of the time; `do` blocks and may say something."""

    at: float
    words: str
    do: Callable[[], object]


@dataclass
class Stage:
    """Where the soak happens. `servers` is asked anew for each reading: a restarted server is another process."""

    words: str
    store: str
    addresses: list[str]
    servers: Callable[[], Sequence[Server]]
    events: list[Event] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)  # what the servers were told


@contextmanager
def plain() -> Iterator[Stage]:
    with plain_postgres() as store, TemporaryDirectory(prefix="common-ground-soak-") as name:
        build(store, CONCERNS)
        with serving(store, Path(name), count=2) as fleet:
            yield Stage(
                "Two servers, each with its own address, on one PostgreSQL; no cluster and no nginx.",
                store,
                [one.address for one in fleet.servers],
                lambda: fleet.servers,
                [Event(RESTART_AT, "rolling restart of both servers", fleet.restart_rolling)],
            )


@contextmanager
def clustered() -> Iterator[Stage]:
    """Everything as `make cluster` brings it up."""
    from tests.cluster import cluster, servers

    with cluster() as c, servers(c, count=2, demonstration=True) as desk:
        lost: list[str] = []

        def lose_leader() -> str:
            lost.append(c.kill_leader())
            return lost[0]

        yield Stage(
            "Two servers behind nginx on a PostgreSQL cluster of three under Patroni, HAProxy in front of it.",
            c.primary_url,
            [desk.address],
            lambda: [Server(one.address, one.process.pid, Path()) for one in desk.servers if one.process],
            [
                Event(RESTART_AT, "rolling restart of both servers", desk.restart_rolling),
                Event(LOSE_LEADER_AT, "kill -9 of the leader, its Patroni too", lose_leader),
                Event(LEADER_BACK_AT, "the lost node started again", lambda: c.start(lost[0])),
            ],
            {name: value for name, value in desk.environment.items() if name.startswith("COMMON_GROUND_")},
        )


def soak(stage: Stage, plan: Plan) -> Soaked:
    """Run it and compare. The store is read before the officers come and after they have gone."""
    keys = (
        {"keys_file": stage.settings["COMMON_GROUND_KEYS_FILE"]} if "COMMON_GROUND_KEYS_FILE" in stage.settings else {}
    )
    store = Store.open(Settings(database_url=stage.store, **keys))
    people = people_for(plan.officers, cookies_of(stage.store, plan.officers + 1, **stage.settings))
    happened: list[Happened] = []
    before = counts(store)
    outcome = asyncio.run(
        crowd(people, stage.addresses, plan, stage.servers, meanwhile=partial(_events, stage.events, happened))
    )
    compared = replayed(store, [*outcome.first, *outcome.diary.saves], before, seed=plan.seed)
    whole = store_whole(store)
    store.close()
    return Soaked(stage.words, outcome, happened, compared, tuple(whole))


async def _events(events: Sequence[Event], happened: list[Happened], outcome: Outcome) -> None:
    for event in events:
        at = outcome.all_in + event.at * outcome.plan.seconds
        await asyncio.sleep(max(0.0, at - outcome.diary.now))
        began = outcome.diary.now
        said = await asyncio.to_thread(event.do)
        words = f"{event.words} ({said})" if isinstance(said, str) else event.words
        happened.append(Happened(began, outcome.diary.now, words))
        print(f"  {began:.0f} s: {words}", file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--officers", type=int, default=50)
    parser.add_argument("--think", type=float, default=10.0)
    parser.add_argument("--plain", action="store_true", help="without the cluster")
    parser.add_argument(
        "--write", type=Path, help="where the document goes (docs/soak.md; with --plain only when asked)"
    )
    asked = parser.parse_args()
    # Marks of this run must be new to the store.
    plan = Plan(asked.officers, asked.minutes * 60, asked.think, seed=int(time.time()) % 1_000_000)
    with plain() if asked.plain else clustered() as stage:
        soaked = soak(stage, plan)
    show("soak", figures(soaked.outcome))
    text = document(soaked)
    written = asked.write or (None if asked.plain else DOCUMENT)
    if written:
        written.write_text(text, encoding="utf-8")
    print(text)
    return 1 if soaked.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
