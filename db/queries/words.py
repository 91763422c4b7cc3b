"""What somebody typed as words and references, and where those words stand in a text. No store: strings in, strings out.

Nothing typed is ever an engine's query syntax: only letters and figures leave here.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

MOST_WORDS = 12
LONGEST_WORD = 60  # as the index cuts them
MOST_READ = 1_000  # characters of what was typed: a store is not asked to match a novel
FIRST_YEAR, LAST_YEAR = 2000, 2100

Span = tuple[int, int]

# Marks belong to the letter before them (Devanagari's vowels, accents typed apart).
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M"))
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_REFERENCE = re.compile(r"\W*([CKEATO])?\W*((?:19|20)\d\d)\W*(\d{1,9})\W*", re.IGNORECASE)
_NUMBER = re.compile(r"\W*([CKEATO])?\W*(\d{1,6})\W*", re.IGNORECASE)


@lru_cache(maxsize=512)
def looked_for(text: str) -> tuple[str, ...]:
    """The words of what was typed, each once, as typed; empty when there is no letter and no figure in it."""
    # Composed, as people type and as the index on SQLite knows them.
    typed = unicodedata.normalize("NFC", text[:MOST_READ])
    found = dict.fromkeys(match.group()[:LONGEST_WORD] for match in _WORD.finditer(typed))
    return tuple(found)[:MOST_WORDS]


def folded(word: str) -> str:
    """Without case and accents, as the indexes compare."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", word)).lower()


@dataclass(frozen=True, slots=True)
class References:
    """`refs`: every reference that may be meant; `exact` when year and number were both said."""

    refs: tuple[str, ...]
    exact: bool


def references(text: str, letter: str) -> References:
    """References of one kind ("C") in a search: "C-2026-00042", "c 2026 42", "2026/42", "C42", "42"."""
    years: Sequence[int]
    if match := _REFERENCE.fullmatch(text[:MOST_READ]):
        kind, year, number = match.groups()
        years = [int(year)]
    elif match := _NUMBER.fullmatch(text[:MOST_READ]):
        kind, number = match.groups()
        years = range(FIRST_YEAR, LAST_YEAR)
    else:
        return References((), exact=False)
    if kind and kind.upper() != letter:
        return References((), exact=False)
    return References(tuple(f"{letter}-{year}-{int(number):05d}" for year in years), exact=len(years) == 1)


def hits(text: str, typed: str) -> tuple[Span, ...]:
    """Where in `text` stand words that begin like one of those typed: offsets (first, last + 1), in order."""
    beginnings = tuple(folded(word) for word in looked_for(typed))
    if not beginnings:
        return ()
    return tuple(match.span() for match in _WORD.finditer(text) if folded(match.group()).startswith(beginnings))


def has_whole(text: str, typed: str) -> bool:
    """True when every word typed stands in the text, not only as the beginning of another."""
    there = {folded(match.group()) for match in _WORD.finditer(text)}
    return all(folded(word) in there for word in looked_for(typed))


def excerpt(text: str, typed: str, *, longest: int = 160) -> str:
    """The part of a long text around the first hit, cut between words; empty when there is no hit."""
    found = hits(text, typed)
    if not found:
        return ""
    if len(text) <= longest:
        return text
    first = max(0, min(found[0][0] - longest // 4, len(text) - longest))
    part = text[first : first + longest]
    if first and " " in part[: longest // 8]:
        part = part[part.index(" ") + 1 :]
    if first + longest < len(text) and " " in part[-longest // 8 :]:
        part = part[: part.rindex(" ")]
    return ("… " if first else "") + part.strip() + (" …" if first + longest < len(text) else "")
