"""The words a map needs, passed in: maps know no language and no settings."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScaleWords:
    """Sentences of a legend; {low}, {high} and {n} are filled in with figures said by `number`."""

    none: str
    few: str
    single: str
    span: str
    over: str
    under: str
    same: str
    up_single: str
    up_span: str
    up_over: str
    down_single: str
    down_span: str
    down_over: str
    number: Callable[[float, int], str]


@dataclass(frozen=True, slots=True)
class MapWords:
    """What the map itself says: its name, its buttons, and what to do when its shapes do not arrive."""

    map: str
    loading: str
    failed: str
    retry: str
    zoom_in: str
    zoom_out: str
    whole: str
    close: str
    cluster: str


@dataclass(frozen=True, slots=True)
class MarkWords:
    """The legend's lines for what is drawn over the areas."""

    concern: str
    event_held: str
    event_coming: str
    mine: str
    heat: str
