"""Where commands hold text: found by their types, so that a new field joins by itself."""

import dataclasses
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, get_args, get_type_hints

from tests.db.test_audit import FREE_TEXT

# Names are what somebody typed too; which of them the trail may hold is another question.
FREE = FREE_TEXT | {"name", "display_name"}
Way = tuple[Any, ...]


def _texts(hint: Any) -> bool:
    return hint is str or str in get_args(hint)


def slots(value: Any, at: Way = ()) -> Iterator[Way]:
    """The ways to this command's texts: ("voice", "name"), ("dates", 0, "title")."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        hints = get_type_hints(type(value))
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            if _texts(hints[field.name]) and not isinstance(inner, tuple | list | Mapping | Enum):
                yield (*at, field.name)
            else:
                yield from slots(inner, (*at, field.name))
    elif isinstance(value, tuple | list):
        for number, inner in enumerate(value):
            yield from _inside(inner, (*at, number))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _inside(inner, (*at, name))


def _inside(inner: Any, at: Way) -> Iterator[Way]:
    yield from [at] if isinstance(inner, str) and not isinstance(inner, Enum) else slots(inner, at)


def put(value: Any, way: Way, text: Any) -> Any:
    """The same command with this text there."""
    first, *rest = way
    inner = put(value_at(value, first), tuple(rest), text) if rest else text
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(value, **{first: inner})
    if isinstance(value, Mapping):
        return {**value, first: inner}
    return type(value)(inner if number == first else kept for number, kept in enumerate(value))


def value_at(value: Any, *way: Any) -> Any:
    for step in way:
        value = getattr(value, step) if dataclasses.is_dataclass(value) else value[step]
    return value


def named(way: Way) -> str:
    """The field a way leads to: an entry of a list is its list's."""
    return next(step for step in reversed(way) if isinstance(step, str))
