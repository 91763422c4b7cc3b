"""What people write into a draft, and how it lies in the draft's columns: by language, each with who or what wrote it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.disclosure.content import Text, Written
from db.vocabulary.briefings import BriefingLanguage

Stored = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for the public in one language. `machine`: made by a machine, and no person has confirmed them."""

    language: BriefingLanguage
    words: str
    machine: bool = False


@dataclass(frozen=True, slots=True)
class SlideWords:
    """A slide's own title and text in one language; either may be empty."""

    language: BriefingLanguage
    title: str = ""
    body: str = ""
    machine: bool = False


@dataclass(frozen=True, slots=True)
class ChosenItem:
    """A record chosen to be spoken of (a promise, a sentence for the public, a story), in words for the public."""

    ref: str
    wordings: tuple[Wording, ...]


def stored(wordings: Iterable[Wording]) -> Stored:
    return {w.language.value: {"words": w.words.strip(), "machine": w.machine} for w in wordings if w.words.strip()}


def stored_slide(words: Iterable[SlideWords]) -> Stored:
    return {
        w.language.value: {"title": w.title.strip(), "body": w.body.strip(), "machine": w.machine}
        for w in words
        if w.title.strip() or w.body.strip()
    }


def stored_items(items: Iterable[ChosenItem]) -> list[dict[str, Any]]:
    return [{"ref": item.ref, "texts": stored(item.wordings)} for item in items]


def wordings(kept: Mapping[str, Mapping[str, Any]]) -> tuple[Wording, ...]:
    """In the vocabulary's order, English first. What has another shape is left out."""
    return tuple(
        Wording(language, str(kept[language]["words"]), bool(kept[language].get("machine")))
        for language in BriefingLanguage
        if "words" in (kept.get(language) or {})
    )


def slide_words(kept: Mapping[str, Mapping[str, Any]]) -> tuple[SlideWords, ...]:
    return tuple(
        SlideWords(language, str(of.get("title", "")), str(of.get("body", "")), bool(of.get("machine")))
        for language in BriefingLanguage
        if (of := kept.get(language)) and isinstance(of, Mapping)
    )


def items(kept: Sequence[Mapping[str, Any]]) -> tuple[ChosenItem, ...]:
    return tuple(ChosenItem(str(item["ref"]), wordings(item.get("texts") or {})) for item in kept if "ref" in item)


def text(said: Iterable[Wording], languages: Sequence[str]) -> Text:
    """The wordings in the languages of the briefing."""
    return tuple(Written(w.language.value, w.words, w.machine) for w in said if w.words and w.language in languages)
