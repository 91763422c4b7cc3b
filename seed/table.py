"""A delimited text file, read without guessing: every cell stays text, every row knows its line."""

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import BadFile, Sentence, problem

LARGEST_EXPANDED = 500_000_000  # bytes: what a .gz may grow to before it is taken for a bomb
LONGEST_CELL = 1_000_000  # characters; beyond it a quotation mark was left open


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where the row begins in the file, counting from 1, quoted line breaks included."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the wanted columns only, rows that are not whole, and the hash of the file on the disk."""

    rows: tuple[Row, ...]
    broken: tuple[tuple[int, Sentence], ...]
    file_hash: str


def read_table(path: Path, *, columns: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> Table:
    """The wanted columns of a delimited file, plain or gzipped. Raises BadFile with one sentence."""
    content = file_bytes(path)
    reader = csv.reader(io.StringIO(_text(_expanded(content), encoding), newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(LONGEST_CELL)
    line = 1
    rows: list[Row] = []
    broken: list[tuple[int, Sentence]] = []
    header: list[str] = []
    places: dict[str, int] = {}
    try:
        for cells in reader:
            begins, line = line, reader.line_num + 1
            if not cells:
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                places = _places(header, columns, delimiter)
            elif len(cells) != len(header):
                broken.append(
                    (
                        begins,
                        problem(
                            "It has {cells} cells, the header has {header}.",
                            cells=len(cells),
                            header=len(header),
                        ),
                    )
                )
            else:
                rows.append(Row(begins, {name: cells[place].strip() for name, place in places.items()}))
    except csv.Error:
        raise BadFile(
            problem(
                "Line {line}: a quotation mark is left open or stands in the wrong place, "
                "so the rows after it cannot be told apart.",
                line=line,
            )
        ) from None
    if not header:
        raise BadFile(problem("The file is empty."))
    return Table(tuple(rows), tuple(broken), hashlib.sha256(content).hexdigest())


def file_bytes(path: Path) -> bytes:
    """The file as it lies on the disk. Raises BadFile when there is none to read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BadFile(problem("There is no file {path}.", path=path)) from None
    except OSError:
        raise BadFile(problem("The file {path} cannot be read.", path=path)) from None


def _expanded(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            plain = packed.read(LARGEST_EXPANDED + 1)
    except (OSError, EOFError, zlib.error):
        raise BadFile(problem("The compressed file is damaged or was cut off.")) from None
    if len(plain) > LARGEST_EXPANDED:
        raise BadFile(
            problem(
                "The compressed file unpacks to more than {size} MB: it was not read.",
                size=LARGEST_EXPANDED // 1_000_000,
            )
        )
    return plain


def _text(content: bytes, encoding: str) -> str:
    nul = content.find(b"\x00")
    if nul >= 0 and not encoding.startswith(("utf-16", "utf-32")):
        raise BadFile(
            problem(
                "Line {line} holds a zero byte: this is not a text table in {encoding} "
                "(a spreadsheet, or UTF-16).",
                line=content.count(b"\n", 0, nul) + 1, encoding=encoding,
            )
        )  # fmt: skip
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise BadFile(
            problem(
                "Line {line} is not {encoding} text. If the file is in another encoding "
                "(windows-1252 is usual), say so in the mapping: encoding = \"windows-1252\".",
                line=content.count(b"\n", 0, error.start) + 1, encoding=encoding,
            )
        ) from None  # fmt: skip


def _places(header: Sequence[str], columns: Sequence[str], delimiter: str) -> dict[str, int]:
    missing = [name for name in columns if name not in header]
    if len(header) == 1 and len(columns) > 1:
        raise BadFile(
            problem(
                "The first line is one piece: “{first}”. The columns are not separated by “{delimiter}”; "
                "the mapping says what they are separated by.",
                first=header[0][:80], delimiter=delimiter,
            )
        )  # fmt: skip
    if len(missing) == len(columns):
        raise BadFile(
            problem(
                "The first line does not look like a header: it holds “{first}”, and none of the "
                "columns the mapping names ({columns}).",
                first=", ".join(header)[:80], columns=", ".join(columns),
            )
        )  # fmt: skip
    if missing:
        raise BadFile(
            problem(
                "The file has no column {missing}. It has: {header}.",
                missing=", ".join(missing), header=", ".join(header),
            )
        )  # fmt: skip
    twice = [name for name in columns if header.count(name) > 1]
    if twice:
        raise BadFile(problem("The file has two columns named {twice}.", twice=", ".join(twice)))
    return {name: header.index(name) for name in columns}
