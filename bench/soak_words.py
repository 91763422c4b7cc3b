"""What a soak found, as docs/soak.md."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.load.crowd import Outcome
from bench.load.diary import Kept, Wait
from bench.load.measured import figures, milliseconds, percentile
from bench.load.servers import slope
from bench.replay import Replayed

# A sentence comes as the page sends it: with what keeps its dots from being markup, and the reference of its line in the log.
MARKUP, OF_A_LINE = re.compile(r"\\([^\w\s])"), re.compile(r" Reference \w+\.")

SETTLING = 30.0  # seconds after the last event before memory is taken as steady


@dataclass(frozen=True, slots=True)
class Happened:
    began: float
    ended: float
    words: str


@dataclass(frozen=True, slots=True)
class Soaked:
    stage: str
    outcome: Outcome
    happened: Sequence[Happened]
    compared: Replayed
    whole: tuple[str, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        return (*self.compared.wrong, *self.whole, *self.outcome.failed)


def document(soaked: Soaked) -> str:
    outcome, compared = soaked.outcome, soaked.compared
    found, plan = figures(outcome), outcome.plan
    saves = found["saves"]
    steady = [one for one in outcome.during if one.at >= _settled_at(soaked)]
    servers = range(len(outcome.readings[-1].memory))
    growth = ", ".join(f"{slope(steady, number):+.2f}" for number in servers)
    last = ", ".join(f"{size:.0f}" for size in outcome.readings[-1].memory)
    quiet = [one for one in outcome.waits if not _touched(one, soaked.happened)]
    rows = [
        (
            "Officers, minutes, seconds of thought before a click",
            f"{plan.officers}, {plan.seconds / 60:g}, {plan.think:g}",
        ),
        ("Reruns", f"{len(outcome.waits)} ({found['reruns_per_second']} a second)"),
        ("A rerun's time, away from the events: p50, p95, p99 (ms)", _times(quiet)),
        ("The same over the whole time", _times(outcome.waits)),
        ("Lines lost and found again", str(outcome.diary.reconnects)),
        ("Officers who could not go on", str(len(outcome.failed))),
        ("Pages that said why they could not", str(len(outcome.diary.troubles))),
        ("Saves acknowledged", str(compared.acknowledged)),
        ("Saves whose receipt never came (of these in the store)", f"{compared.unknown} ({compared.unknown_there})"),
        ("Saves refused on screen", str(saves[Kept.REFUSED.value])),
        ("Figures compared with the log's replay (neighbourhood and kind)", str(compared.figures)),
        ("Memory of the servers at the end (MB)", last),
        ("Its growth once all was quiet again (MB a minute)", growth if len(steady) > 2 else "not measured: too short"),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    events = "\n".join(
        f"- at {one.began:.0f} s: {one.words}, done after {one.ended - one.began:.0f} s" for one in soaked.happened
    )
    wrong = "\n".join(f"- {words}" for words in soaked.wrong)
    said = (
        "**Nothing lost, nothing doubled; audit chain whole, rollups equal, every figure equal to the replay of the log.**"
        if not soaked.wrong
        else f"**{len(soaked.wrong)} things are wrong:**\n\n{wrong}"
    )
    return f"""# Soak

{soaked.stage}

Officers without browsers (`bench/load`) read and write through them as `docs/benchmarks.md` says. Afterwards their own log
is replayed against the store. `make soak` does it again and writes this page.

Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {os.cpu_count()} cores ({platform.machine()}), Python
{platform.python_version()}, officers and servers on the same machine.

{said}

| | |
|---|---|
{table}

What happened (seconds since the first officer came):

{events or "- nothing"}
{_troubles(outcome)}"""


def _times(waits: Sequence[Wait]) -> str:
    times = milliseconds(waits)
    return ", ".join(f"{percentile(times, share):.0f}" for share in (0.5, 0.95, 0.99))


def _settled_at(soaked: Soaked) -> float:
    return max((one.ended for one in soaked.happened), default=soaked.outcome.all_in) + SETTLING


def _touched(wait: Wait, happened: Sequence[Happened]) -> bool:
    """Whether a rerun fell into an event, or into the time officers needed to come back after it."""
    return any(one.began <= wait.at + wait.seconds and wait.at <= one.ended + SETTLING for one in happened)


def _troubles(outcome: Outcome) -> str:
    """What pages said, each sentence once, with how often."""
    said: dict[str, int] = {}
    for _at, _kind, words in outcome.diary.troubles:
        plain = " ".join(OF_A_LINE.sub("", MARKUP.sub(r"\1", words)).split())
        said[plain] = said.get(plain, 0) + 1
    if not said:
        return ""
    most = sorted(said.items(), key=lambda one: -one[1])[:10]
    return "\nWhat pages said meanwhile:\n\n" + "\n".join(f"- {n} times: “{words}”" for words, n in most) + "\n"
