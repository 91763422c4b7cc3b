"""A mapping says how another system's table becomes concerns: a TOML file that anyone can write and read."""

import codecs
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.errors import BadFile, problem
from db.vocabulary import Channel, ClosingReason, ConcernCategory, ConcernStatus, Priority, SourceType

Choice = TypeVar("Choice", bound=StrEnum)

REQUIRED_COLUMNS = ("external_id", "received", "category")
OPTIONAL_COLUMNS = ("closed", "status", "latitude", "longitude", "closing_reason", "source_type")
SECTIONS = {
    "source", "title", "file", "columns", "place_in_words", "keep", "summary", "categories", "statuses",
    "closing_reasons", "source_types", "defaults",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What one of the source's own words means here: a category, and how an officer would say it."""

    category: ConcernCategory
    says: str


@dataclass(frozen=True, slots=True)
class ConcernMapping:
    """Everything in the file, checked: columns by what they hold, the source's words by what they mean."""

    source: str
    delimiter: str
    encoding: str
    zone: ZoneInfo
    time_format: str
    columns: Mapping[str, str]
    place_in_words: tuple[str, ...]
    keep: tuple[str, ...]
    summary: str
    categories: Mapping[str, Kind]
    statuses: Mapping[str, ConcernStatus]
    closing_reasons: tuple[tuple[str, ClosingReason], ...]
    source_types: Mapping[str, SourceType]
    category: ConcernCategory | None
    status: ConcernStatus
    closing_reason: ClosingReason
    source_type: SourceType
    channel: Channel
    priority: Priority

    @property
    def needed(self) -> tuple[str, ...]:
        """Every column of the table that is read, each once."""
        return tuple(dict.fromkeys((*self.columns.values(), *self.place_in_words, *self.keep)))


def read_mapping(path: Path) -> ConcernMapping:
    """The mapping in a TOML file. Raises BadFile with one sentence that says where it is wrong."""
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise BadFile(problem("The mapping {path} cannot be read.", path=path)) from None
    except UnicodeDecodeError:
        raise BadFile(problem("The mapping {path} is not text in UTF-8.", path=path)) from None
    except tomllib.TOMLDecodeError as error:
        raise BadFile(problem("The mapping {path} is not TOML: {error}", path=path, error=error)) from None
    unknown = sorted(set(held) - SECTIONS)
    if unknown:
        raise BadFile(
            problem(
                "The mapping has entries nobody reads: {unknown}. Known ones: {known}.",
                unknown=", ".join(unknown), known=", ".join(sorted(SECTIONS)),
            )
        )  # fmt: skip
    return _checked(held)


def _checked(held: Mapping[str, Any]) -> ConcernMapping:
    file, columns, defaults = _table(held, "file"), _columns(held), _table(held, "defaults")
    source = held.get("source")
    if not isinstance(source, str) or not 0 < len(source) <= 60:
        raise BadFile(problem("The mapping needs a `source`: a short name of the system the rows come from."))
    mapping = ConcernMapping(
        source=source,
        delimiter=_delimiter(file),
        encoding=_encoding(file),
        zone=_zone(file),
        time_format=_text(file, "time_format", "%Y-%m-%d %H:%M:%S"),
        columns=columns,
        place_in_words=_names(held, "place_in_words"),
        keep=_names(held, "keep"),
        summary=_text(held, "summary", "{says}"),
        categories={word: _kind(word, value) for word, value in _table(held, "categories").items()},
        statuses={word: _choice(ConcernStatus, v, "statuses") for word, v in _table(held, "statuses").items()},
        closing_reasons=tuple(
            (word, _choice(ClosingReason, v, "closing_reasons")) for word, v in _table(held, "closing_reasons").items()
        ),
        source_types={w: _choice(SourceType, v, "source_types") for w, v in _table(held, "source_types").items()},
        category=_choice(ConcernCategory, defaults["category"], "defaults") if "category" in defaults else None,
        status=_choice(ConcernStatus, defaults.get("status", ConcernStatus.NEW), "defaults"),
        closing_reason=_choice(ClosingReason, defaults.get("closing_reason", ClosingReason.RESOLVED), "defaults"),
        source_type=_choice(SourceType, defaults.get("source_type", SourceType.UNKNOWN), "defaults"),
        channel=_choice(Channel, defaults.get("channel", Channel.IMPORT), "defaults"),
        priority=_choice(Priority, defaults.get("priority", Priority.NORMAL), "defaults"),
    )
    _must_be_plain(mapping.summary)
    return mapping


def _must_be_plain(summary: str) -> None:
    """Anything but our own words would be the source's free text, where people write names and numbers."""
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(summary) if name is not None}
        summary.format(says="", category="")
    except (ValueError, KeyError, IndexError, AttributeError):
        fields = {summary}
    if fields - {"says", "category"}:
        raise BadFile(problem("The summary may only use {says} and {category}.", says="{says}", category="{category}"))


def _columns(held: Mapping[str, Any]) -> dict[str, str]:
    columns = _table(held, "columns")
    known = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
    wrong = sorted(set(columns) - set(known))
    missing = [name for name in REQUIRED_COLUMNS if name not in columns]
    if wrong or missing or ("latitude" in columns) != ("longitude" in columns):
        raise BadFile(
            problem(
                "The mapping's [columns] needs {required}, and may have {optional} "
                "(latitude and longitude together).",
                required=", ".join(REQUIRED_COLUMNS), optional=", ".join(OPTIONAL_COLUMNS),
            )
        )  # fmt: skip
    return {name: _text(columns, name, "") for name in columns}


def _kind(word: str, value: object) -> Kind:
    """`"Graffiti Removal" = "graffiti and vandalism"`, or a table that also says it in an officer's words."""
    if isinstance(value, Mapping):
        return Kind(_choice(ConcernCategory, value.get("category"), "categories"), _text(value, "says", word))
    return Kind(_choice(ConcernCategory, value, "categories"), " ".join(word.split()))


def _choice(choices: type[Choice], value: object, section: str) -> Choice:
    try:
        return choices(str(value))
    except ValueError:
        raise BadFile(
            problem(
                "The mapping's [{section}] holds “{value}”, which is none of: {choices}.",
                section=section, value=value, choices=", ".join(choices),
            )
        ) from None  # fmt: skip


def _table(held: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = held.get(name, {})
    if not isinstance(value, dict):
        raise BadFile(problem("The mapping's `{name}` should be a section.", name=name))
    return value


def _names(held: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = held.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadFile(problem("The mapping's `{name}` should be a list of columns.", name=name))
    return tuple(value)


def _text(held: Mapping[str, Any], name: str, otherwise: str) -> str:
    value = held.get(name, otherwise)
    if not isinstance(value, str) or not value:
        raise BadFile(problem("The mapping's `{name}` should be a text.", name=name))
    return value


def _delimiter(file: Mapping[str, Any]) -> str:
    delimiter = _text(file, "delimiter", ",")
    if len(delimiter) != 1 or delimiter in '"\r\n\x00':
        raise BadFile(problem("The mapping's delimiter should be one character."))
    return delimiter


def _encoding(file: Mapping[str, Any]) -> str:
    encoding = _text(file, "encoding", "utf-8")
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise BadFile(problem("The mapping names an unknown encoding: {encoding}.", encoding=encoding)) from None


def _zone(file: Mapping[str, Any]) -> ZoneInfo:
    name = _text(file, "time_zone", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadFile(problem("The mapping names an unknown time zone: {name}.", name=name)) from None
