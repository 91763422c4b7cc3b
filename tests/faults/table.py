"""docs/faults.md: what was broken, and what came of it."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

HEADINGS = (
    "What was broken", "Engine", "Times", "Acknowledged", "Lost", "Doubled", "Seconds until writing again",
    "What the person saw", "Result",
)  # fmt: skip
ABOUT = """# Faults

What happens to the desk when something breaks: written by `make faults`, which breaks it on real processes (the server as
it is started, writers as programs of their own, PostgreSQL with fsync and synchronous_commit on, SQLite files) and then
checks each time that every acknowledged write is there once, that nothing is half-written, that the audit trail is whole
and that the counts equal the concerns they count. A row is held only if all of that was so.

- **Acknowledged**: saves that their writer was told are done. **Lost** and **doubled**: how many of those are not there, or
  are there twice.
- **Seconds until writing again**: from the fault (where something is killed) or from its end (where it is put right) to the
  next acknowledged save; where it happened several times, the longest.
- A process that is killed loses nothing the operating system already holds. What a power cut does to a disk was not tried.
"""


@dataclass
class Ran:
    """One test: its name, what it handed over, how it ended."""

    name: str
    ended: str = "held"
    rows: list[dict[str, Any]] = field(default_factory=list)


def document(ran: list[Ran], *, seconds: float) -> str:
    lines = [ABOUT, where(seconds), "", "| " + " | ".join(HEADINGS) + " |", "|" + "---|" * len(HEADINGS)]
    for one in ran:
        # A test that broke before it could say anything is a row too.
        for row in one.rows or ([] if one.ended == "held" else [{"fault": sentence(one.name)}]):
            lines.append(line(row, one.ended))
    return "\n".join(lines) + "\n"


def line(row: dict[str, Any], ended: str) -> str:
    numbers = [row.get(name) for name in ("times", "acknowledged", "lost", "doubled", "seconds")]
    shown = ["" if number is None else f"{number:,}" for number in numbers]
    result = ended if ended == "held" else f"**{ended}**"
    cells = [row["fault"], row.get("engine", ""), *shown, row.get("saw", ""), result]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def where(seconds: float) -> str:
    """When, on what, with which versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "SQLAlchemy", "psycopg"))
    engines = f"PostgreSQL {postgresql()}, SQLite {sqlite()}"
    return (
        f"Run on {datetime.now(UTC):%d %B %Y} in {seconds / 60:.0f} minutes, on {os.cpu_count()} cores "
        f"({platform.system()} {platform.machine()}); Python {platform.python_version()}, {packages}, {engines}."
    )


def postgresql() -> str:
    from tests.postgres import _program

    said = subprocess.run([_program("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+\.\d+", said)
    return found.group() if found else said.strip()


def sqlite() -> str:
    import sqlite3

    return sqlite3.sqlite_version


def sentence(name: str) -> str:
    """A test's name as it would be said."""
    plain, _, of = name.partition("[")
    said = plain.removeprefix("test_").replace("_", " ")
    return said[:1].upper() + said[1:] + (f" ({of.rstrip(']')})" if of else "")
