"""Checks shared by commands on what people type and choose: each returns the problem or None."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from db.errors import Invalid, NotOffered, Sentence, problem
from db.vocabulary import Confidentiality

# Clocks of phones and laptops differ a little; more than this in the future is a slip of the finger.
AHEAD_AT_MOST = timedelta(minutes=10)
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
PLANNED_AHEAD_AT_MOST = timedelta(days=3653)
# What no engine keeps: the zero character, and halves of characters, which no encoding has.
NOT_KEPT = problem("This contains a character that cannot be kept. Type it again.")
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def sentence(text: str | None, *, ask: Sentence, longest: int) -> Sentence | None:
    """A required text: present, and no longer than the column."""
    if not text or not text.strip():
        return ask
    return too_long(text, longest=longest)


def too_long(text: str | None, *, longest: int) -> Sentence | None:
    if text and len(text) > longest:
        return problem("Shorten this to {longest} characters (it has {length}).", longest=longest, length=len(text))
    if text and UNKEEPABLE.search(text):
        return NOT_KEPT
    return None


def must_be_kept(command: Any) -> None:
    """The last look at a command: no text in it that no engine keeps, whatever its handler asked. Raises Invalid."""
    refuse_if_any((field, NOT_KEPT) for field in _unkeepable(command, type(command).__name__))


def unkeepable(row: Any) -> Sentence | None:
    """The same of one row of many."""
    return next((NOT_KEPT for _field in _unkeepable(row, "")), None)


def _unkeepable(value: Any, field: str) -> Iterator[str]:
    """The fields whose text cannot be kept."""
    if isinstance(value, str):
        if UNKEEPABLE.search(value):
            yield field
    elif is_dataclass(value):
        for part in fields(value):
            yield from _unkeepable(getattr(value, part.name), part.name)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from (*_unkeepable(name, field), *_unkeepable(inner, field))
    elif isinstance(value, tuple | list | frozenset):
        for inner in value:
            yield from _unkeepable(inner, field)


def happened(at: datetime | None, *, now: datetime) -> Sentence | None:
    """A time that has passed: not in the future, not before anybody kept records here."""
    if at is None:
        return problem("Say when it happened.")
    if _zoned(at) > now + AHEAD_AT_MOST:
        return problem("This is in the future. Check the date and the time.")
    return _too_old(at)


def planned(at: datetime | None, *, now: datetime) -> Sentence | None:
    """A time in somebody's diary: past or ahead, but within living memory and ten years."""
    if at is None:
        return problem("Say when.")
    if _zoned(at) > now + PLANNED_AHEAD_AT_MOST:
        return problem("This is more than ten years ahead. Check the date.")
    return _too_old(at)


def _zoned(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("times carry their zone")
    return at


def _too_old(at: datetime) -> Sentence | None:
    return problem("This is before the year 2000. Check the date.") if at < OLDEST else None


def one_of(value: object, choices: type[StrEnum], *, ask: Sentence) -> Sentence | None:
    """A choice from the vocabulary, whatever a browser sent."""
    return None if isinstance(value, choices) else _asked(value, ask)


def level(value: object) -> Sentence | None:
    """A level of confidentiality, whatever a browser sent."""
    return None if value in list(Confidentiality) else _asked(value, problem("Choose how confidential it is."))


def _asked(value: object, ask: Sentence) -> Sentence:
    # Nothing chosen is forgetfulness; something no form offers is not.
    return ask if value in (None, "") else NotOffered(ask.template, ask.parameters)


def counted(number: int | None, *, largest: int) -> Sentence | None:
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        return problem("Give a whole number, 0 or more.")
    if number > largest:
        return problem("That is more than {largest}. Check the number.", largest=largest)
    return None


def refuse_if_any(problems: Iterable[tuple[str, Sentence | None]]) -> None:
    """Raise Invalid with every problem at once, keyed by field."""
    found = {field: sentence_ for field, sentence_ in problems if sentence_ is not None}
    if found:
        raise Invalid(found)


def tidy(text: str | None) -> str | None:
    """Without the spaces around; None when nothing is left."""
    return (text or "").strip() or None
