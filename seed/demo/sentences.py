"""Hand-written sentences put together: patterns with slots, dealt so that a list does not repeat itself."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from seed.demo.chance import Deck, stream

TEXTS = Path(__file__).parent / "texts"
SLOT = re.compile(r"\{([^{}]*)\}")
LONGEST = 300  # of a summary, a title and a task: see db.models

Slots = Mapping[str, Any]


@lru_cache
def text_file(name: str) -> dict[str, Any]:
    """One file of texts."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def concern_texts() -> dict[str, dict[str, list[str]]]:
    """Patterns ("says") and slots of every category, from all the concerns_*.toml files."""
    found: dict[str, dict[str, list[str]]] = {}
    for path in sorted(TEXTS.glob("concerns_*.toml")):
        found.update(text_file(path.stem))
    return found


def fill(pattern: str, rng: Random, *slots: Slots) -> str:
    """The pattern with every slot filled; {a|b} chooses on the spot, {name} from the first slots that know the name."""
    while "{" in pattern:
        pattern = SLOT.sub(lambda match: _choice(match[1], rng, slots), pattern)
    text = " ".join(pattern.split()).replace(" ,", ",").replace("..", ".").replace(" .", ".")
    return text[:1].upper() + text[1:]


def _choice(name: str, rng: Random, slots: Sequence[Slots]) -> str:
    if "|" in name:
        return rng.choice(name.split("|"))
    for some in slots:
        if name in some:
            value = some[name]
            return value if isinstance(value, str) else str(rng.choice(value))
    if name.endswith("_cap"):
        word = _choice(name.removesuffix("_cap"), rng, slots)
        return word[:1].upper() + word[1:]
    raise KeyError(f"no words for {{{name}}}")


class Writer:
    """Deals patterns so that within one place (an area, an officer) all come once before any comes again."""

    def __init__(self, name: str, tries: int = 2) -> None:
        self._name, self._tries = name, tries
        self._decks: dict[tuple[str, object, int], Deck] = {}
        self._said: Counter[str] = Counter()

    def write(self, kind: str, place: object, patterns: Sequence[str], rng: Random, *slots: Slots) -> str:
        """A sentence not said before where the words allow it; no longer than LONGEST."""
        key = (kind, place, len(patterns))
        if key not in self._decks:
            self._decks[key] = Deck(len(patterns), stream(self._name, *key))
        deck = self._decks[key]
        pattern = patterns[deck.deal()]
        best = ""
        for _ in range(self._tries):
            text = fill(pattern, rng, *slots)
            if len(text) > LONGEST:
                continue
            best = text
            if self._said[text] == 0 or "{" not in pattern:
                break
        self._said[best] += 1
        return best
