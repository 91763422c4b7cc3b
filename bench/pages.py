"""Every page's run over the websocket: opened from the menu, a filter changed, a record opened; at 10,000 and at 1,000,000."""

from collections.abc import Sequence

from bench.map_filter import served
from bench.progress import Progress
from bench.results import Figure
from bench.wire import Rerun, WirePage, at_the_desk, wire_page
from dashboard import navigation
from db.access import ROLE_PERMISSIONS
from db.vocabulary import SENSITIVE_CATEGORIES, ConcernCategory, Role

# Whoever of these may open a page first is who it is measured with.
ROLES = (
    Role.OFFICER,
    Role.SUPERVISOR,
    Role.RECORDS_MANAGER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.PARTNER,
    Role.PRESENTER,
)
OPENED, FILTERED, RECORDS = 6, 6, 4
FILTER = "filter-category"
# A sensitive category is on no map: adding one would redraw nothing.
CATEGORIES = [number for number, category in enumerate(ConcernCategory) if category not in SENSITIVE_CATEGORIES]


def pages(large: str, small: str) -> list[Figure]:
    """Milliseconds from the question to the last message; ratios say how a page grows with a hundred times the concerns."""
    at_small, at_large = _each_page(small), _each_page(large)
    figures = [
        Figure(f"page_{name}_{size}", [run.wall for run in runs], f"page_{name}_10k")
        for name in at_small
        for size, runs in (("10k", at_small[name]), ("1m", at_large[name]))
    ]
    everything = [run.cpu for runs in at_large.values() for run in runs]
    on_the_map = at_large["concern_map"][-FILTERED:]
    return [
        *figures,
        Figure("page_cpu_1m", everything, "page_cpu_1m"),
        Figure("page_cpu_map_filter_1m", [run.cpu for run in on_the_map], "page_cpu_1m"),
        Figure("payload_map_filter", [run.to_component / 1000 for run in on_the_map], "payload_map_filter", "kB"),
        Figure("payload_map_filter_whole", [run.size / 1000 for run in on_the_map], "payload_map_filter", "kB"),
        Figure("payload_map_filter_line", [run.crossed / 1000 for run in on_the_map], "payload_map_filter_whole", "kB"),
    ]


def _each_page(address: str) -> dict[str, list[Rerun]]:
    places = [(place, next(role for role in ROLES if place.permission in ROLE_PERMISSIONS[role]))
              for place in navigation.TABLE]  # fmt: skip
    steps, found = Progress("running each page", len(places)), {}
    with served(address) as (url, process), at_the_desk(address, {role for _, role in places}) as tokens:
        for done, (place, role) in enumerate(places, 1):
            with wire_page(url, tokens[role], process=process) as page:
                found[place.name] = _runs(page, place.name)
            steps.reached(done)
    return found


def _runs(page: WirePage, name: str) -> list[Rerun]:
    """Warm: the first two of each kind are not counted. A filter's every change asks something new."""
    page.open(name)
    if not page.finds_its_place:
        raise SystemExit(f"{name} was not shown: {' '.join(page.said)[:300]}")
    page.open(name)
    runs = [page.open(name) for _ in range(OPENED)]
    if record := page.link_to_a_record():
        page.open(*record)
        page.open(*record)
        runs += [page.open(*record) for _ in range(RECORDS)]
        page.open(name)
    if FILTER in page.elements:
        runs += _filtered(page)
    return runs


def _filtered(page: WirePage) -> Sequence[Rerun]:
    chosen = [page.choose(FILTER, CATEGORIES[: last + 1]) for last in range(FILTERED + 2)]
    return chosen[2:]
