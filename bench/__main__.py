"""python -m bench: build the stores, measure, print and write bench/results.json."""

import os
import sys

from bench.progress import Progress
from bench.stores import store_of
from db.settings import get_settings

LARGE, SMALL = 1_000_000, 10_000


def main() -> int:
    large, small = store_of(LARGE), store_of(SMALL)
    # The dashboard reads its settings once: the store it is to measure must be named before it is imported.
    os.environ["COMMON_GROUND_DATABASE_URL"] = large
    get_settings.cache_clear()  # building a store has read them already
    from bench import promises
    from bench.area_counts import area_counts
    from bench.briefings import briefings
    from bench.calendar_month import calendar_month
    from bench.duplicates import duplicates, sample_data
    from bench.first_load import first_load
    from bench.load.bench_figures import load_figures
    from bench.map_filter import map_filter
    from bench.pages import pages
    from bench.public_figures import public_figures
    from bench.results import Figure, report
    from bench.store_times import store_times
    from bench.words_search import words_search
    from bench.writes import writes

    steps = Progress("measuring", 13)
    counts = area_counts(large)
    steps.reached(1)
    searches = words_search(large)
    steps.reached(2)
    at_small = map_filter(small)
    steps.reached(3)
    at_large = map_filter(large)
    steps.reached(4)
    boston = sample_data()
    if boston is None:
        print("Boston's files are not there: the search for duplicates was not measured (COMMON_GROUND_SAMPLE_DATA).")
    alike = duplicates(boston) if boston else []
    steps.reached(5)
    month = calendar_month()
    steps.reached(6)
    public = public_figures(large)
    steps.reached(7)
    shown = briefings(large, small)
    steps.reached(8)
    asked = store_times(large, small)
    steps.reached(9)
    written = writes()
    steps.reached(10)
    each_page = pages(large, small)
    steps.reached(11)
    first = first_load(large)
    steps.reached(12)
    load = load_figures(large)
    steps.reached(13)
    report(
        [
            *counts,
            *searches,
            Figure("map_filter_10k", at_small, "map_filter_10k"),
            Figure("map_filter_1m", at_large, "map_filter_10k"),
            *alike,
            *month,
            *public,
            *shown,
            *asked,
            *written,
            *each_page,
            *first,
            *load,
        ]
    )
    promises.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
