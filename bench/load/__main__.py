"""python -m bench.load: officers on servers of this machine; prints the figures and writes bench/load/results.json."""

import argparse
import sys

from bench.load.crowd import Plan
from bench.load.measured import FILE, figures, keep, show
from bench.load.run import load, run
from bench.load.stores import working_store

MILLION = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--officers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=120, help="how long all of them work at once")
    parser.add_argument("--servers", type=int, default=1, help="server processes; officers are shared out")
    parser.add_argument("--store", default="sqlite", help="sqlite, postgresql, or an address (which is written to)")
    parser.add_argument("--concerns", type=int, default=MILLION, help="how many a store that is built has")
    parser.add_argument("--think", type=float, default=10.0, help="seconds before a click, on average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at", action="append", default=[], help="a server that runs already (may be given again)")
    parser.add_argument("--through-the-page", action="store_true", help="all sign in as the demonstration's officer")
    parser.add_argument("--name", help="what the run is called in results.json")
    asked = parser.parse_args()
    plan = Plan(asked.officers, asked.seconds, asked.think, asked.seed)
    if asked.at:
        outcome = load("", asked.at, plan, own_accounts=False)
    else:
        with working_store(asked.store, asked.concerns) as (store, folder):
            outcome = run(store, folder, plan, servers=asked.servers, own_accounts=not asked.through_the_page)
    name = asked.name or f"{asked.officers} officers, {len(asked.at) or asked.servers} server(s)"
    found = figures(outcome)
    show(name, found)
    keep({name: found})
    print(f"written to {FILE.name}; python -m bench.load.report draws it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
