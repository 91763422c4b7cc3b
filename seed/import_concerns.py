"""Concerns from another system's table: every row accounted for, nothing saved that nobody agreed to."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from db.access import Viewer
from db.commands import words
from db.commands.bulk_concerns import BulkConcern, BulkSaved, RecordConcernsInBulk, problem_of
from db.errors import BadFile, CommonGroundError, Sentence, problem
from db.store import Store
from db.vocabulary import ClosingReason, ConcernStatus
from seed.mapping import ConcernMapping, Kind
from seed.placeholders import Placeholder, placeholders
from seed.table import Row, Table, read_table

IMPORTER = "Concern importer"
Refusal = tuple[int, Sentence]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ConcernReport:
    """What became of every row. Counts of rows; `refused` pairs a line of the file with the reason."""

    rows: int
    refused: tuple[Refusal, ...]
    repeated: int
    placeholders: tuple[Placeholder, ...]
    without_coordinates: int
    disputed: int
    saved: BulkSaved | None

    @property
    def no_usable_place(self) -> int:
        """Rows that are good but cannot be on a map."""
        return self.without_coordinates + sum(placeholder.rows for placeholder in self.placeholders)


class _Refused(CommonGroundError):
    """One row cannot come in; carries the reason for its line."""


def import_concerns(
    store: Store, path: Path, mapping: ConcernMapping, *, accept_good_rows: bool, now: datetime, tell: Tell
) -> ConcernReport:
    """Read, check and save a table in one command; with refused rows only when the good ones are accepted.

    Running it again adds nothing: a row is known by the mapping's source and its own number. Raises BadFile
    when the table cannot be read as what the mapping says.
    """
    tell("Reading the file")
    table = read_table(path, columns=mapping.needed, delimiter=mapping.delimiter, encoding=mapping.encoding)
    tell(f"Checking {len(table.rows):,} rows")
    report, concerns = _checked(table, mapping, now=now)
    if not table.rows and not table.broken:
        raise BadFile(problem("The file has a header but no rows."))
    if concerns and (accept_good_rows or not report.refused):
        tell(f"Saving {len(concerns):,} concerns")
        command = RecordConcernsInBulk(rows=tuple(concerns), source=mapping.source, file_hash=table.file_hash)
        report = replace(report, saved=store.execute(command, by=Viewer.system(IMPORTER), now=now))
    return report


def _checked(table: Table, mapping: ConcernMapping, *, now: datetime) -> tuple[ConcernReport, list[BulkConcern]]:
    refused: list[Refusal] = list(table.broken)
    good: dict[str, tuple[Row, BulkConcern]] = {}
    repeated = 0
    for row in table.rows:
        try:
            concern = _concern(row.cells, mapping)
            _must_be_good(concern, now=now)
            first = good.setdefault(str(concern.external_id), (row, concern))[0]
            if first is not row:
                if first.cells != row.cells:
                    raise _Refused(
                        problem(
                            "Its number {number} is already on line {line}.",
                            number=concern.external_id,
                            line=first.line,
                        )
                    )
                repeated += 1
        except _Refused as refusal:
            refused.append((row.line, refusal.sentence))
    rows = [row for row, _ in good.values()]
    concerns, found = _without_placeholders(rows, [concern for _, concern in good.values()], mapping)
    report = ConcernReport(
        rows=len(table.rows) + len(table.broken),
        refused=tuple(sorted(refused, key=lambda refusal: refusal[0])),
        repeated=repeated,
        placeholders=found,
        without_coordinates=sum(c.latitude is None for c in concerns) - sum(p.rows for p in found),
        disputed=sum(concern.dates_disputed for concern in concerns),
        saved=None,
    )
    return report, concerns


def _must_be_good(concern: BulkConcern, *, now: datetime) -> None:
    wrong = problem_of(concern, now=now)
    if wrong is None and concern.closed_at is not None:
        wrong = words.happened(concern.closed_at, now=now)
    if wrong is not None:
        raise _Refused(wrong)


def _without_placeholders(
    rows: Sequence[Row], concerns: Sequence[BulkConcern], mapping: ConcernMapping
) -> tuple[list[BulkConcern], tuple[Placeholder, ...]]:
    points = [None if c.latitude is None or c.longitude is None else (c.latitude, c.longitude) for c in concerns]
    said = [tuple(row.cells[column] for column in mapping.place_in_words) for row in rows]
    found = placeholders(points, said)
    nowhere = {(placeholder.latitude, placeholder.longitude) for placeholder in found}
    return [
        replace(concern, latitude=None, longitude=None) if point in nowhere else concern
        for concern, point in zip(concerns, points, strict=True)
    ], found


def _concern(cells: dict[str, str], mapping: ConcernMapping) -> BulkConcern:
    number = cells[mapping.columns["external_id"]]
    if not number:
        raise _Refused(problem("It has no number in {column}.", column=mapping.columns["external_id"]))
    kind = _kind(cells, mapping)
    received = _time(cells, "received", mapping)
    if received is None:
        raise _Refused(problem("It has no date in {column}.", column=mapping.columns["received"]))
    status = _status(cells, mapping)
    closed = _time(cells, "closed", mapping) if status == ConcernStatus.CLOSED else None
    if closed is not None and closed < received:
        # In the hour that a clock repeats in autumn the later reading may be the true one.
        closed = _time(cells, "closed", mapping, later_reading=True) or closed
    latitude, longitude = _place(cells, mapping)
    return BulkConcern(
        summary=mapping.summary.format(says=kind.says, category=kind.category)[:300],
        category=kind.category,
        received_at=received,
        external_id=number,
        channel=mapping.channel,
        source_type=mapping.source_types.get(_cell(cells, "source_type", mapping), mapping.source_type),
        status=status,
        closing_reason=_closing_reason(cells, mapping) if status == ConcernStatus.CLOSED else None,
        closed_at=closed,
        dates_disputed=closed is not None and closed < received,
        latitude=latitude,
        longitude=longitude,
        priority=mapping.priority,
        source_note={name: cells[name] for name in mapping.keep if cells[name]} or None,
    )


def _cell(cells: dict[str, str], name: str, mapping: ConcernMapping) -> str:
    column = mapping.columns.get(name)
    return cells[column] if column else ""


def _kind(cells: dict[str, str], mapping: ConcernMapping) -> Kind:
    word = _cell(cells, "category", mapping)
    kind = mapping.categories.get(word)
    if kind is not None:
        return kind
    if mapping.category is None or not word:
        raise _Refused(
            problem(
                "“{word}” in {column} is not in the mapping.",
                word=word[:60],
                column=mapping.columns["category"],
            )
        )
    return Kind(mapping.category, mapping.category.value)


def _status(cells: dict[str, str], mapping: ConcernMapping) -> ConcernStatus:
    if "status" not in mapping.columns:
        return ConcernStatus.CLOSED if _cell(cells, "closed", mapping) else mapping.status
    word = _cell(cells, "status", mapping)
    if word not in mapping.statuses:
        raise _Refused(
            problem(
                "“{word}” in {column} is not in the mapping.",
                word=word[:60],
                column=mapping.columns["status"],
            )
        )
    return mapping.statuses[word]


def _closing_reason(cells: dict[str, str], mapping: ConcernMapping) -> ClosingReason:
    """What the first phrase found in the source's own text means; the text itself stays out."""
    text = _cell(cells, "closing_reason", mapping).casefold()
    found = (reason for phrase, reason in mapping.closing_reasons if phrase.casefold() in text)
    return next(found, mapping.closing_reason)


def _time(cells: dict[str, str], name: str, mapping: ConcernMapping, *, later_reading: bool = False) -> datetime | None:
    text = _cell(cells, name, mapping)
    if not text:
        return None
    try:
        read = datetime.strptime(text, mapping.time_format)
    except ValueError:
        raise _Refused(
            problem(
                "“{text}” in {column} is not a date like {like}.",
                text=text[:40], column=mapping.columns[name], like=mapping.time_format,
            )
        ) from None  # fmt: skip
    if read.tzinfo is None:
        read = read.replace(tzinfo=mapping.zone, fold=int(later_reading))
    return read.astimezone(UTC)


def _place(cells: dict[str, str], mapping: ConcernMapping) -> tuple[float | None, float | None]:
    """A point or (None, None). Zero, zero is how systems write "unknown"."""
    texts = _cell(cells, "latitude", mapping), _cell(cells, "longitude", mapping)
    if not any(texts):
        return None, None
    try:
        latitude, longitude = float(texts[0]), float(texts[1])
    except ValueError:
        latitude = longitude = math.nan
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise _Refused(
            problem(
                "“{latitude}, {longitude}” is not a latitude and a longitude.",
                latitude=texts[0][:20],
                longitude=texts[1][:20],
            )
        )
    return (None, None) if latitude == longitude == 0 else (latitude, longitude)
