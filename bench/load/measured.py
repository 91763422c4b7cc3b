"""A run's figures: waits by kind of action, troubles, memory and processor time; as a table and for results.json."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.load.crowd import Outcome
from bench.load.diary import Kept, Wait
from bench.load.servers import slope

FILE = Path(__file__).parent / "results.json"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)] if ordered else 0.0


def milliseconds(waits: Sequence[Wait]) -> list[float]:
    return [one.seconds * 1000 for one in waits]


def by_kind(waits: Sequence[Wait]) -> dict[str, dict[str, float]]:
    """p50, p95 and p99 in milliseconds, how many, and the kilobytes of one; "all" first."""
    kinds = {"all": list(waits)}
    for one in sorted(waits, key=lambda wait: wait.kind):
        kinds.setdefault(one.kind, []).append(one)
    return {
        kind: {
            "n": len(of_kind),
            **{f"p{share}": round(percentile(milliseconds(of_kind), share / 100), 1) for share in (50, 95, 99)},
            "kB": round(sum(one.bytes for one in of_kind) / max(1, len(of_kind)) / 1000, 1),
        }
        for kind, of_kind in kinds.items()
    }


def mb_per_session(outcome: Outcome, *, at_end: bool = False) -> float:
    """What one signed-in officer costs the servers together: since before the first came, until the last was in."""
    if not outcome.readings or not outcome.plan.officers:
        return 0.0
    after = outcome.readings[-1] if at_end else (outcome.during or outcome.readings[-1:])[0]
    return (sum(after.memory) - sum(outcome.readings[0].memory)) / outcome.plan.officers


def figures(outcome: Outcome) -> dict[str, Any]:
    """Everything worth keeping of one run."""
    waits, during = outcome.waits, outcome.during
    length = max(0.001, outcome.over - outcome.all_in)
    used = [0.0] * len(outcome.readings[0].servers) if outcome.readings else []
    driver = 0.0
    if len(during) > 1:
        passed = during[-1].at - during[0].at
        # One that was restarted in between counts from its own start: a little too little.
        pairs = zip(during[0].servers, during[-1].servers, strict=False)
        used = [(end - start if end >= start else end) / passed for start, end in pairs]
        driver = (during[-1].driver - during[0].driver) / passed
    saves = Counter(save.kept for save in outcome.diary.saves)
    return {
        "officers": outcome.plan.officers,
        "seconds": outcome.plan.seconds,
        "think": outcome.plan.think,
        "reruns_per_second": round(len(waits) / length, 2),
        "waits": by_kind(waits),
        "alone": by_kind(outcome.alone),
        "errors": outcome.errors,
        "troubles": [list(one) for one in outcome.diary.troubles[:20]] + outcome.failed[:20],
        "reconnects": outcome.diary.reconnects,
        "saves": {kept.value: saves[kept] for kept in Kept},
        "mb_per_session": round(mb_per_session(outcome), 3),
        "mb_per_session_at_end": round(mb_per_session(outcome, at_end=True), 3),
        "mb_per_minute": [round(slope(during, number), 2) for number in range(len(used))],
        "cores_servers": [round(share, 3) for share in used],
        "cores_driver": round(driver, 3),
        "over_time": over_time(outcome),
        "memory": [[round(one.at, 1), *(round(size, 1) for size in one.memory)] for one in outcome.readings],
    }


def over_time(outcome: Outcome, *, every: float = 5.0) -> list[dict[str, float]]:
    """p50 and p95 for each few seconds of the whole run, arrivals included."""
    slices: dict[int, list[float]] = {}
    for one in outcome.diary.waits:
        slices.setdefault(int(one.at // every), []).append(one.seconds * 1000)
    return [
        {"at": number * every, "p50": round(percentile(waits, 0.5), 1), "p95": round(percentile(waits, 0.95), 1),
         "n": len(waits)}
        for number, waits in sorted(slices.items())
    ]  # fmt: skip


def keep(runs: dict[str, dict[str, Any]], file: Path = FILE) -> None:
    """Runs by name, beside those of other names that the file holds already."""
    before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    after = {**before, **{name: {"measured": when, **run} for name, run in runs.items()}}
    file.write_text(json.dumps(after, indent=1) + "\n", encoding="utf-8")


def show(name: str, run: dict[str, Any]) -> None:
    print(f"{name}: {run['officers']} officers, {run['reruns_per_second']} reruns a second, {run['errors']} errors")
    print(f"  {'action':14} {'n':>6} {'p50':>8} {'p95':>8} {'p99':>8} {'kB':>7}   alone p50")
    for kind, row in run["waits"].items():
        alone = run["alone"].get(kind, {}).get("p50", 0.0)
        print(
            f"  {kind:14} {row['n']:6.0f} {row['p50']:8.0f} {row['p95']:8.0f} {row['p99']:8.0f} {row['kB']:7.1f}   {alone:8.0f}"
        )
    cores = ", ".join(f"{share:.2f}" for share in run["cores_servers"])
    growth = ", ".join(f"{rate:+.2f}" for rate in run["mb_per_minute"])
    print(f"  cores: servers {cores}; driver {run['cores_driver']:.2f}")
    print(
        f"  memory: {run['mb_per_session']:.2f} MB a session; growth {growth} MB a minute; reconnects {run['reconnects']}"
    )
    for one in run["troubles"][:5]:
        print(f"  trouble: {one}")
