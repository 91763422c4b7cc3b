"""What every slide is told with: the snapshot, the language, and the sentences that stand under all figures."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TypeVar
from zoneinfo import ZoneInfo

from dashboard.documents.briefing.deck import DeckSlide, Grid, Point
from dashboard.documents.briefing.telling_figures import Keys, area_names
from dashboard.documents.briefing.words import Speaker
from db.disclosure.content import Release, Snapshot, Text, Written
from db.vocabulary.briefings import BriefingLanguage

T = TypeVar("T")
LINES = 6  # of a list on one slide
FEW_AREAS = 4  # up to this many are told one by one
ON_A_TITLE = 8  # up to this many are named on it
# What would fall apart between right-to-left words: telephone numbers, addresses of the web and of e-mail.
_WHOLE = re.compile(r"\+?\(?\d[\d\s().-]{4,}\d|\S+@\S+\w|(?:https?://|www\.)\S+\w")


@dataclass(frozen=True, slots=True)
class Told:
    """Written words as they are shown: in which language, and what has to be said about that."""

    words: str
    language: str = ""  # where it is not the deck's
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    snapshot: Snapshot
    speaker: Speaker

    @property
    def release(self) -> Release:
        return self.snapshot.release

    @property
    def areas(self) -> tuple[str, ...]:
        return self.snapshot.areas

    @property
    def period(self) -> str:
        return self.period_of(self.release)

    def period_of(self, release: Release) -> str:
        return self.speaker.period(release.kind, release.starts_on, release.last_day)

    @property
    def where(self) -> str:
        """ "Ballard and Fremont", "6 neighbourhoods", "whole city"."""
        if not self.areas:
            return self.speaker.say("whole city")
        if len(self.areas) > FEW_AREAS:
            return self.speaker.counted("{n} neighbourhood", "{n} neighbourhoods", len(self.areas))
        return self.names(self.areas)

    @property
    def where_in_full(self) -> str:
        """With their names also where there are more of them, while they fit on a title slide."""
        return self.names(self.areas) if 0 < len(self.areas) <= ON_A_TITLE else self.where

    def names(self, codes: Iterable[str]) -> str:
        """Areas one beside the other: "Ballard and Fremont"."""
        known = {area.code: area.name for area in self.release.areas}
        return self.speaker.listed(known.get(code, code) for code in codes)

    def row(self, keys: Keys) -> str:
        """A row of a table: "Ballard", or "Ballard and Fremont together"."""
        return area_names(self.speaker, self.release, keys)

    def as_one(self, codes: Iterable[str]) -> str:
        return self.speaker.say(
            "{areas}: counted as one, because each alone could say too much about single people.",
            areas=self.names(codes),
        )

    def counted_on(self, release: Release | None = None) -> str:
        moment = (release or self.release).counted_at.astimezone(ZoneInfo(self.snapshot.time_zone))
        return self.speaker.day(moment.date())

    def caption(self, what: str, where: str | None = None) -> str:
        """ "Concerns received · July to September 2026 · Ballard"."""
        return " · ".join((what, self.period, where or self.where))

    def note(self, what: str, *, concerns: bool = False) -> str:
        """What is counted, from when to when, as of when; what is not in it; how it is rounded."""
        say = self.speaker.say
        first, last = self.speaker.day(self.release.starts_on), self.speaker.day(self.release.last_day)
        said = [
            say(
                "{what}, {first} to {last}, as counted on {day}.",
                what=what,
                first=first,
                last=last,
                day=self.counted_on(),
            )
        ]
        if concerns:
            said.append(say("Sensitive topics are not included, so that nobody can be recognised."))
        said.append(self.rounding)
        return self.speaker.joined(said)

    @property
    def rounding(self) -> str:
        return self.speaker.say("Figures are rounded to 5; below 10, zero included, we say “fewer than 10”.")

    @property
    def source(self) -> str:
        say = self.speaker.say
        return say(
            "{agency} · {period} · counted on {day}. {rounding}",
            agency=self.snapshot.agency,
            period=self.period,
            day=self.counted_on(),
            rounding=self.rounding,
        )

    @property
    def title(self) -> Told:
        told = self.written(self.snapshot.title)
        return told if told.words else Told(self.speaker.say("What you told us, and what we did"))

    def written(self, text: Text) -> Told:
        """The words in this language; where there are none, the English ones, marked."""
        if not text:
            return Told("")
        say = self.speaker.say
        found = _in(text, self.speaker.language)
        marks = []
        if found is None:
            found = _in(text, BriefingLanguage.ENGLISH) or text[0]
            english = found.language == BriefingLanguage.ENGLISH
            marks.append(say("Shown in English") if english else say("Shown in the original language"))
        if found.machine:
            marks.append(say("Translated by a machine, not yet confirmed"))
        language = "" if found.language == self.speaker.language else found.language.replace("_", "-")
        if not language:
            return Told(self.whole(found.words), "", tuple(marks))
        other = Speaker(found.language).direction if found.language in _KNOWN else "ltr"
        return Told(self.apart(found.words, other), language, tuple(marks))

    def apart(self, words: str, direction: str) -> str:
        """Words of the other direction, line by line, so that their full stops stay at their ends."""
        if direction == self.speaker.direction:
            return words
        opening = "\u2066" if direction == "ltr" else "\u2067"
        return "\n".join(f"{opening}{line.strip()}\u2069" for line in words.splitlines() if line.strip())

    def whole(self, words: str) -> str:
        """Telephone numbers and addresses keep their order between right-to-left words."""
        if self.speaker.direction == "ltr":
            return words
        return _WHOLE.sub(lambda found: f"\u2066{found.group()}\u2069", words)


_KNOWN = {language.value for language in BriefingLanguage}


def _in(text: Text, language: str) -> Written | None:
    return next((part for part in text if part.language == language), None)


def _evenly(lines: Sequence[T], most: int) -> list[tuple[T, ...]]:
    """In as few parts as hold at most so many, none much shorter than the others."""
    if not lines:
        return []
    size = ceil(len(lines) / ceil(len(lines) / most))
    return [tuple(lines[at : at + size]) for at in range(0, len(lines), size)]


def pages(slide: DeckSlide, points: Sequence[Point]) -> list[DeckSlide]:
    """The slide with its points, and as many more of the same title as they need; only the first has the rest of it."""
    parts = _evenly(points, LINES) or [()]
    rest = replace(slide, lead="", bars=None, map=None, grid=None, photo=None)
    return [
        replace(slide if place == 0 else rest, points=part, further=sum(map(len, parts[place + 1 :])))
        for place, part in enumerate(parts)
    ]


def grids(slide: DeckSlide, title: str, head: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> list[DeckSlide]:
    """The slide with a table, and as many more of the same title as its lines need."""
    parts = _evenly(lines, LINES + 2)
    return [
        replace(
            slide,
            lead=slide.lead if place == 0 else "",
            grid=Grid(title, head, part),
            further=sum(map(len, parts[place + 1 :])),
        )
        for place, part in enumerate(parts)
    ]
