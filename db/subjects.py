"""Where a person may be named, how they are looked for, and how others are taken out of what they are given."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from db.models import Activity, CaseDetail, CaseSubject, Concern, Contact, Voice, VoiceAnswer

# Every text of level 2 or 3 that can be about somebody outside: kind -> model and columns.
SOURCES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "voice": (Voice, ("name", "contact", "safe_to_contact", "said", "told_how")),
    "answer": (VoiceAnswer, ("words",)),
    "contact": (Contact, ("name", "phone", "email", "safe_note")),
    "complaint": (CaseSubject, ("words",)),
    "case": (CaseDetail, ("asked_by", "conflict_source", "agreement", "referral_reference")),
    "concern": (Concern, ("details", "place_note")),
    "activity": (Activity, ("note",)),
}
# Of that level, and not searched.
NOT_SEARCHED: Mapping[str, str] = {
    "concern.source_note": "fields of another system, in no order of ours; that system answers for them",
    "case_subject.officer_id": "an officer here, not words",
    "broken_glass.reason": "an officer's reason for opening a record; the record itself is searched",
    "draft.fields": "nobody's record yet, thrown away after ninety days",
    "idempotency_key.changes": "a copy for undo, emptied after ten minutes",
    "subject_request.name": "the request itself",
    "subject_request.known_as": "the request itself",
    "subject_request.verified_how": "the request itself",
}
AROUND = 70  # characters of a long text shown on each side of what matched
NAME, OFFICER, CONTACT = "[name removed]", "[officer]", "[contact removed]"
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
NUMBER = re.compile(r"(?<![\w-])\+?\d[\d ()/.-]{5,}\d(?!\w)")
DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}")


@dataclass(frozen=True, slots=True)
class Found:
    """A place where the subject may be named: what to decide by, no more."""

    kind: str
    id: int
    ref: str
    field: str
    value: str
    exact: bool
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept about the subject in one place. `own`: their own data and words; `about`: others' words, with everybody
    else masked."""

    ref: str
    kind: str
    day: str
    facts: Mapping[str, str]
    own: Mapping[str, str]
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is there and not given, and why."""

    ref: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class SubjectAnswer:
    ref: str
    name: str
    agency: str
    received_on: str
    made_on: str
    entries: tuple[Entry, ...]
    withheld: tuple[Withheld, ...]


def plainly(said: str) -> str:
    """Small letters without accents; everything that is no letter and no figure is a space."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", said.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in flat).split())


def digits(said: str) -> str:
    return "".join(c for c in said if c.isdigit())


def match(value: str, terms: Iterable[str]) -> bool | None:
    """True when one of the terms stands there as it was given, False when only loosely (its words in another order, a
    number written otherwise), None when not at all."""
    flat = f" {plainly(value)} "
    loosely = None
    for term in terms:
        wanted = plainly(term)
        if wanted and f" {wanted} " in flat:
            return True
        number = digits(term)
        same_number = (
            len(number) >= 6 and len(number) >= len(wanted.replace(" ", "")) - 2 and number[-7:] in digits(value)
        )
        parts = [part for part in wanted.split() if len(part) > 1]
        if same_number or (len(parts) > 1 and all(f" {part} " in flat for part in parts)):
            loosely = False
    return loosely


def around(value: str, terms: Iterable[str]) -> str:
    """A long text's part around the first word that matched."""
    if len(value) <= 3 * AROUND:
        return value
    words = [word for term in terms for word in term.split() if len(word) > 1]
    places = [place for word in words if (place := value.casefold().find(word.casefold())) >= 0]
    start = max(0, min(places, default=0) - AROUND)
    part = value[start : start + 3 * AROUND]
    return ("… " if start else "") + part + (" …" if start + len(part) < len(value) else "")


def masked(said: str, *, own: Iterable[str], others: Iterable[str], officers: Iterable[str]) -> str:
    """The text without other people: names that the record or the desk knows, and any number or address that is not the
    subject's own."""
    mine = list(own)
    my_words = {word for name in mine for word in plainly(name).split()}
    for names, mark in ((officers, OFFICER), (others, NAME)):
        for name in sorted(_parts(names, my_words), key=len, reverse=True):
            said = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", mark, said, flags=re.IGNORECASE)
    my_numbers = {digits(name)[-7:] for name in mine if len(digits(name)) >= 6}
    said = MAIL.sub(lambda found: found[0] if plainly(found[0]) in {plainly(n) for n in mine} else CONTACT, said)

    def number(found: re.Match[str]) -> str:
        kept = digits(found[0])[-7:] in my_numbers or DATE.fullmatch(found[0])
        return found[0] if kept else CONTACT

    return NUMBER.sub(number, said)


def _parts(names: Iterable[str], my_words: set[str]) -> set[str]:
    """Whole names and their longer words; never a word of the subject's own name."""
    whole = {name.strip() for name in names if len(name.strip()) > 2 and not set(plainly(name).split()) <= my_words}
    words = {word.strip(".,;") for name in whole for word in name.split()}
    return whole | {word for word in words if len(word) > 2 and plainly(word) not in my_words}
