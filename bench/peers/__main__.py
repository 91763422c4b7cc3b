"""python -m bench.peers: install the peers, ask everybody in one run, print, write results.json and docs/peers.md.

With --write-docs nobody is asked: docs/peers.md is written from the results of the last run.
"""

import os
import sys
import time

from bench.peers.environments import environment, our_version, pinned_version
from bench.peers.report import Run, report, write_docs
from bench.progress import Progress
from bench.stores import store_of
from db.settings import get_settings

LARGE = 1_000_000


def main() -> int:
    if "--write-docs" in sys.argv[1:]:
        write_docs()
        return 0
    for peer in ("datasette", "superset"):
        environment(peer)
    address = store_of(LARGE)
    # The dashboard reads its settings once: the store it is to measure must be named before it is imported.
    os.environ["COMMON_GROUND_DATABASE_URL"] = address
    get_settings.cache_clear()  # building a store has read them already
    from bench.peers.datasette import datasette
    from bench.peers.floor import floor
    from bench.peers.ours import ours
    from bench.peers.questions import questions
    from bench.peers.superset import superset
    from bench.peers.tutored import tutorial, versions

    named = {
        "Common Ground": f"streamlit {our_version('streamlit')}, SQLAlchemy {our_version('sqlalchemy')}",
        "Apache Superset": pinned_version("superset", "apache-superset"),
        "Datasette": pinned_version("datasette", "datasette"),
        "Tutorial dashboard": versions(),
    }
    file, asked, began, load = address.removeprefix("sqlite:///"), questions(), time.monotonic(), os.getloadavg()[0]
    steps = Progress("asking", 5)
    figures = ours(address, asked)
    peers = (floor, lambda: datasette(file, asked), lambda: superset(file, asked), lambda: tutorial(file))
    for done, ask in enumerate(peers, 1):
        steps.reached(done)
        figures += ask()
    steps.reached(5)
    run = Run(
        versions=named,
        load_before=load,
        minutes=(time.monotonic() - began) / 60,
    )
    report(figures, run)
    return 0


if __name__ == "__main__":
    sys.exit(main())
