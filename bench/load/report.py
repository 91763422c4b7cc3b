"""python -m bench.load.report: bench/load/report.html, one page without anything from elsewhere, from the results there are."""

import argparse
import html
import json
import re
import sys
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from bench.load.measured import FILE
from bench.results import FILE as FIGURES

PAGE = Path(__file__).parent / "report.html"
WIDTH = 760
LIMITS = {"100": 150, "250": 800}  # promised p95 of a rerun (ms), by how many officers


def charts(runs: dict[str, Any], figures: dict[str, Any]) -> alt.VConcatChart:
    parts: list[alt.Chart | alt.LayerChart] = []
    for name, run in runs.items():
        parts += [waits(name, run), over_time(name, run), memory(name, run)]
    if figures:
        parts.append(ratios(figures))
    return alt.vconcat(*parts, spacing=40).resolve_scale(color="independent", x="independent", y="independent")


def waits(name: str, run: dict[str, Any]) -> alt.LayerChart:
    """p50, p95 and p99 of each kind of action, one mark each on its line; the promise as a rule."""
    rows = [
        {"action": f"{kind} ({row['n']:.0f})", "share": share, "ms": row[share]}
        for kind, row in run["waits"].items()
        for share in ("p50", "p95", "p99")
    ]
    title = alt.TitleParams(
        f"{name}: how long a rerun takes",
        subtitle=f"{run['reruns_per_second']} reruns a second, {run['errors']} errors, {run['seconds']:.0f} s, "
        f"thought {run['think']:g} s before a click; measured {run.get('measured', 'now')}",
        anchor="start",
    )
    shown = alt.Chart(pd.DataFrame(rows), title=title, width=WIDTH).encode(
        y=alt.Y("action:N", sort=None, title=None), x=alt.X("ms:Q", title="milliseconds")
    )
    line = shown.mark_line(color="#9aa5a9").encode(detail="action:N")
    points = shown.mark_point(filled=True, size=90, opacity=1).encode(
        color=alt.Color("share:N", title=None, scale=alt.Scale(range=["#0b5f73", "#d17b0f", "#9c2f2f"])),
        shape=alt.Shape("share:N", legend=None),
        tooltip=["action:N", "share:N", "ms:Q"],
    )
    limit = LIMITS.get(str(run["officers"]))
    if limit is None:
        return alt.layer(line, points)
    promise = alt.Chart(pd.DataFrame([{"ms": limit, "words": f"promised p95: {limit} ms"}]))
    rule = promise.mark_rule(strokeDash=[4, 4]).encode(x="ms:Q", tooltip=["words:N"])
    return alt.layer(line, points, rule)


def over_time(name: str, run: dict[str, Any]) -> alt.Chart:
    rows = [
        {"second": one["at"], "share": share, "ms": one[share]} for one in run["over_time"] for share in ("p50", "p95")
    ]
    return (
        alt.Chart(
            pd.DataFrame(rows, columns=["second", "share", "ms"]), width=WIDTH, height=180, title=f"{name}: over time"
        )
        .mark_line(point=True)
        .encode(
            x=alt.X("second:Q", title="seconds since the first officer came"),
            y=alt.Y("ms:Q", title="milliseconds"),
            color=alt.Color("share:N", title=None, scale=alt.Scale(range=["#0b5f73", "#d17b0f"])),
        )
    )


def memory(name: str, run: dict[str, Any]) -> alt.Chart:
    rows = [
        {"second": at, "server": f"server {number}", "MB": size}
        for at, *sizes in run["memory"]
        for number, size in enumerate(sizes, start=1)
    ]
    title = f"{name}: memory of the servers ({run['mb_per_session']:.2f} MB a session)"
    return (
        alt.Chart(pd.DataFrame(rows, columns=["second", "server", "MB"]), width=WIDTH, height=180, title=title)
        .mark_line()
        .encode(
            x=alt.X("second:Q", title="seconds since the first officer came"),
            y=alt.Y("MB:Q", scale=alt.Scale(zero=False)),
            color=alt.Color("server:N", title=None),
        )
    )


def ratios(figures: dict[str, Any]) -> alt.LayerChart:
    """Every figure of `make bench` as a bar: how many times what it is compared with, measured in the same run."""
    rows = [
        {"figure": name, "ratio": max(row["ratio"], 0.001), "end": max(row["ratio"], 1.0),
         "said": f"{row['ratio']:g} × {row['ratio_to']} ({row['value']:g} {row['unit']})"}
        for name, row in figures.items() if row["ratio_to"] != name
    ]  # fmt: skip
    shown = alt.Chart(
        pd.DataFrame(rows, columns=["figure", "ratio", "end", "said"]),
        title="make bench: each figure beside what it is compared with (logarithmic)",
        width=WIDTH,
    ).encode(
        y=alt.Y("figure:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
        x=alt.X("ratio:Q", scale=alt.Scale(type="log"), title="times"),
    )
    bars = shown.mark_bar(color="#0b5f73").encode(x2=alt.datum(1), tooltip=["figure:N", "said:N"])
    return alt.layer(bars, shown.mark_text(align="left", dx=6).encode(x="end:Q", text="said:N"))


def page(runs: dict[str, Any], figures: dict[str, Any]) -> str:
    """The whole page: the charts with their program inside, and the same figures as tables for who cannot see charts."""
    drawn = vl_convert.vegalite_to_html(charts(runs, figures).to_json(), bundle=True)
    tables = "".join(_table(name, run) for name, run in runs.items())
    # A function, so that no backslash in the text is taken for a group.
    return re.sub("</body>", lambda _end: f"<main>{tables}</main></body>", drawn, count=1)


def _table(name: str, run: dict[str, Any]) -> str:
    head = "".join(f"<th scope=col>{words}</th>" for words in ("action", "n", "p50 ms", "p95 ms", "p99 ms", "kB"))
    rows = "".join(
        f"<tr><th scope=row>{html.escape(kind)}</th>"
        + "".join(f"<td>{row[key]:g}</td>" for key in ("n", "p50", "p95", "p99", "kB"))
        + "</tr>"
        for kind, row in run["waits"].items()
    )
    return f"<h2>{html.escape(name)}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.load.report", description=__doc__)
    parser.add_argument("--to", type=Path, default=PAGE)
    asked = parser.parse_args()
    if not FILE.exists():
        print("No run is there yet: python -m bench.load makes one.", file=sys.stderr)
        return 1
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    asked.to.write_text(page(json.loads(FILE.read_text(encoding="utf-8")), figures), encoding="utf-8")
    print(f"written to {asked.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
