"""Words without what no page, slide or drawing can hold: control characters, and two that XML has not."""

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

Value = TypeVar("Value")
# All but the end of a line; a byte order mark, which has no place inside of words; halves of characters.
_UNSAYABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def sayable(value: Value) -> Value:
    """A deck, or part of one, with every text in it cleaned. A tab is a space."""
    made: Any = value
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        made = _UNSAYABLE.sub(lambda found: " " if found[0] == "\t" else "", value)
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{part.name: sayable(getattr(value, part.name)) for part in fields(value)})
    elif isinstance(value, tuple):
        made = tuple(map(sayable, value))
    elif isinstance(value, list):
        made = [sayable(one) for one in value]
    elif isinstance(value, dict):
        made = {name: sayable(one) for name, one in value.items()}
    return made
