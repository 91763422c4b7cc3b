"""What an importer tells the person who started it: plain counts, every refused line with its reason."""

import time
from collections.abc import Iterable, Sequence
from typing import TextIO

from seed.import_concerns import ConcernReport
from seed.import_neighbourhoods import NeighbourhoodReport

WIDTH = 34


class Progress:
    """Names each step as it begins and how long it took, so that nobody wonders whether it hangs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._began: float | None = None

    def __call__(self, step: str) -> None:
        self.done()
        self._stream.write(f"{step} … ")
        self._stream.flush()
        self._began = time.monotonic()

    def part(self, done: int, total: int, what: str) -> None:
        """One part of a longer load: how far it is, and what comes next."""
        if done < total:
            self(f"{done / total:4.0%}  {what}")

    def done(self) -> None:
        """End the line of the step that is running, if one is."""
        if self._began is not None:
            self._stream.write(f"{time.monotonic() - self._began:.1f} s\n")
            self._stream.flush()
        self._began = None


def neighbourhoods(report: NeighbourhoodReport) -> str:
    lines = [
        _count("Areas in the file", report.areas),
        _count("Added", report.loaded.added),
        _count("Changed", report.loaded.changed),
        _count("Already there", report.loaded.unchanged),
        *([_count("Concerns that now have their area", report.loaded.placed)] if report.loaded.placed else []),
        *(str(note) for note in (*report.notes, *report.loaded.notes)),
    ]
    return "\n".join(lines)


def concerns(report: ConcernReport) -> str:
    """How many rows, what came in, what did not and why, and what to know about those that did."""
    saved = report.saved
    lines = [_count("Rows in the file", report.rows)]
    if saved is not None:
        lines += [_count("Came in", saved.added), _count("Already there", saved.already_there)]
    if report.repeated:
        lines.append(_count("Same row again in the file", report.repeated, "counted once"))
    lines.append(_count("Refused", len(report.refused)))
    lines += [f"  {reason} {where}" for reason, where in _by_reason(report.refused)]
    if saved is None:
        if report.refused:
            lines.append("Nothing was changed. Correct these lines, or leave them out with --accept-good-rows.")
        return "\n".join(lines)
    lines.append("Of the rows in the file that are good:")
    lines.append(_count("No usable place", report.no_usable_place, "kept without a location: in all totals, on no map"))
    for found in report.placeholders:
        lines.append(
            f"  {found.rows:,} share the point {found.latitude}, {found.longitude}, "
            f"which stands for “place unknown”: {found.saying_nothing:,} name no place at all, "
            f"the rest name {found.places_named:,} different ones"
        )
    if report.without_coordinates:
        lines.append(f"  {report.without_coordinates:,} have no coordinates")
    lines.append(_count("Closed before they were received", report.disputed, "came in with both times, and a flag"))
    lines.append("Of the rows that came in:")
    lines.append(
        _count("Outside every neighbourhood", saved.outside_every_area, "they keep their point, without an area")
    )
    if saved.outside_every_area and saved.outside_every_area == saved.added - saved.without_place:
        lines.append("  That is every row with a point: are the right neighbourhoods loaded?")
    return "\n".join(lines)


def _count(what: str, number: int, more: str = "") -> str:
    return f"{what + ':':<{WIDTH}}{number:>10,}{'  (' + more + ')' if more and number else ''}"


def _by_reason(refused: Iterable[tuple[int, object]]) -> list[tuple[str, str]]:
    lines: dict[str, list[int]] = {}
    for line, reason in refused:
        lines.setdefault(str(reason), []).append(line)
    return [(reason, f"({_ranges(where)})") for reason, where in sorted(lines.items(), key=lambda item: item[1][0])]


def _ranges(lines: Sequence[int]) -> str:
    """[2, 3, 4, 9] -> "lines 2-4, 9": every line is named, however many there are."""
    spans: list[list[int]] = []
    for line in sorted(lines):
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    texts = [str(start) if start == end else f"{start}-{end}" for start, end in spans]
    return ("line " if len(lines) == 1 else "lines ") + ", ".join(texts)
