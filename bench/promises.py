"""What was promised of speed beside what was measured: a table from bench/results.json, for README.md.

python -m bench.promises writes it again from the last run; `make bench` does so at its end. A promise that is not kept
stands in it like the others.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.results import FILE

README = FILE.parents[1] / "README.md"
PEERS = FILE.parent / "peers" / "results.json"
BEGIN, END = "<!-- measured by make bench -->", "<!-- end of what was measured -->"
MOST_MS, MOST_TIMES_SQL, MOST_GROWTH = 150.0, 3.0, 10.0
# An engine answers small questions in less than it takes to say them: only what takes longer than this is compared.
LEAST_MS = 4.0
Results = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    promise: str
    measured: str
    beside: str  # the ratio from the same run
    held: bool


def lines(found: Results) -> Iterator[Line]:
    """Each promise whose figures are there."""
    yield from _map(found)
    yield from _peers()
    yield from _pages(found)
    yield from _store(found)
    yield from _load(found)
    yield from _sizes(found)
    yield from _writes(found)


def _map(found: Results) -> Iterator[Line]:
    if one := found.get("map_filter_1m"):
        yield Line(
            "Filter click to redrawn map, in Chromium: median 150 ms, p95 300 ms",
            f"{one['value']:.0f} ms, {one['p95']:.0f} ms",
            f"{one['ratio']:.2f} times the same at 10,000 concerns",
            one["value"] <= MOST_MS and one["p95"] <= 2 * MOST_MS,
        )


def _peers() -> Iterator[Line]:
    """From the last run of `make bench-peers`, in which everything was measured beside our own click."""
    if not PEERS.exists():
        return
    run = json.loads(PEERS.read_text(encoding="utf-8"))
    times = [claim["found_times_ours"] for claim in run["claims"].values()]
    yield Line(
        "That click beside Superset's chart, and beside a cached tutorial dashboard: 8 times as fast",
        f"{times[0]:.1f} and {times[1]:.1f} times ([more](docs/peers.md))",
        f"an empty Streamlit page takes {run['figures']['streamlit_click']['ratio']:.2f} of our click",
        all(claim["held"] for claim in run["claims"].values()),
    )


def _pages(found: Results) -> Iterator[Line]:
    pages = {
        m[1]: found[name]
        for name in found
        if (m := re.fullmatch(r"page_(\w+)_1m", name)) and m[1] in _measured_at_both(found)
    }
    if not pages:
        return
    beyond = {name: one for name, one in pages.items() if one["p95"] > MOST_MS}
    worst = max(pages, key=lambda name: float(pages[name]["p95"]))
    yield Line(
        f"Any page's run, warm: p95 150 ms ({len(pages)} pages)",
        f"{len(pages) - len(beyond)} of {len(pages)} pages; the slowest, {_said(worst)}, {pages[worst]['p95']:.0f} ms",
        "beyond it: " + (", ".join(sorted(_said(name) for name in beyond)) or "none"),
        not beyond,
    )
    grown = {name: one for name, one in pages.items() if one["ratio"] > MOST_GROWTH}
    most = max(pages, key=lambda name: float(pages[name]["ratio"]))
    yield Line(
        "A page with a hundred times the rows: ten times the time at most",
        f"{pages[most]['ratio']:.1f} times ({_said(most)})",
        "beyond it: " + (", ".join(sorted(_said(name) for name in grown)) or "none"),
        not grown,
    )


def _measured_at_both(found: Results) -> list[str]:
    named = [m[1] for name in found if (m := re.fullmatch(r"page_(\w+)_10k", name))]
    return [name for name in named if f"page_{name}_1m" in found]


def _said(page: str) -> str:
    return page.replace("_", " ")


def _store(found: Results) -> Iterator[Line]:
    for promise, begins, most in (
        ("A list with filters, search and total, in the store: 50 ms", "store_list_", 50.0),
        ("A trend over two years, in the store: 10 ms", "store_trend_", 10.0),
    ):
        some = _asked(found, begins)
        if some:
            beyond = [name for name, one in some.items() if one["value"] > most]
            worst = max(some, key=lambda name: float(some[name]["value"]))
            yield Line(
                promise,
                f"{len(some) - len(beyond)} of {len(some)}; the slowest {some[worst]['value']:.0f} ms",
                f"{some[worst]['ratio']:.1f} times its SQL",
                not beyond,
            )
    asked = _asked(found, "store_")
    if asked:
        compared = {name: one for name, one in asked.items() if one["value"] > LEAST_MS}
        beyond = [name for name, one in compared.items() if one["ratio"] > MOST_TIMES_SQL]
        long = [name for name in beyond if compared[name]["value"] > 15]
        yield Line(
            "Store time: three times the SQL for the same answer",
            f"{len(asked) - len(beyond)} of {len(asked)} questions",
            f"of those beyond it {len(long)} take more than 15 ms",
            not beyond,
        )


def _asked(found: Results, begins: str) -> dict[str, Mapping[str, Any]]:
    """The questions themselves, without the SQL beside them."""
    named = [name for name in found if name.startswith(begins) and name.endswith("_1m")]
    return {name: found[name] for name in named if not name.endswith("_sql_1m")}


def _load(found: Results) -> Iterator[Line]:
    for officers, servers, most in ((100, "one process", 150.0), (250, "two processes", 800.0)):
        name = f"load_{officers}"
        if one := found.get(f"{name}_p95"):
            errors, memory = found[f"{name}_errors"]["value"], found[f"{name}_mb_per_session"]["value"]
            yield Line(
                f"{officers} officers, {servers}: p95 {most:.0f} ms, no error, 1 MB a session",
                f"p95 {one['value']:.0f} ms, {errors:.0f} errors, {memory:.2f} MB",
                f"{one['ratio']:.1f} times one officer alone",
                one["value"] <= most and not errors and memory <= 1,
            )


def _sizes(found: Results) -> Iterator[Line]:
    if one := found.get("payload_map_filter_line"):
        whole = found["payload_map_filter_whole"]
        yield Line(
            "Payload of a filter change on the map, over the line: 15 kB",
            f"{one['value']:.1f} kB; unpacked {whole['value']:.1f} kB",
            f"{one['ratio']:.2f} times the unpacked",
            one["value"] <= 15,
        )
    if one := found.get("first_load_beyond_streamlit"):
        yield Line(
            "First load beyond Streamlit's own: 1,500 kB",
            f"{one['value']:.0f} kB",
            f"{one['ratio']:.2f} times Streamlit's own",
            one["value"] <= 1_500,
        )


def _writes(found: Results) -> Iterator[Line]:
    for engine, said in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        if one := found.get(f"writes_{engine}"):
            yield Line(
                f"Eight clients writing, {said}: half the rate of the raw engine",
                f"{one['value']:.0f} a second",
                f"{one['ratio']:.2f} of the raw rate",
                one["ratio"] >= 0.5,
            )


def table(found: Results) -> str:
    rows = [
        f"| {x.promise} | {x.measured} | {x.beside} | {'kept' if x.held else '**not kept**'} |" for x in lines(found)
    ]
    return "\n".join(["| Promised | Measured | Beside | |", "|---|---|---|---|", *rows])


def write(readme: Path = README) -> None:
    """Puts the table between its marks in README.md."""
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    found = json.loads(FILE.read_text(encoding="utf-8"))
    readme.write_text(f"{before}{BEGIN}\n{table(found)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write()
    sys.exit()
