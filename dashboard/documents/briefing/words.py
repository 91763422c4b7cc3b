"""Saying things in the language of a briefing: its catalogue, its numbers and dates. Which language is always an argument.

Catalogues are read as translators write them (locales/<language>/LC_MESSAGES/briefing.po): nothing has to be compiled.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from dashboard.documents.briefing.deck import WORDS
from db.vocabulary.briefings import BriefingLanguage, PeriodKind

LOCALES = Path(__file__).parents[2] / "locales"
DOMAIN = "briefing"
# The header line of a catalogue that no speaker has gone through. Babel keeps no headers but those it knows.
MACHINE_MADE = '"X-Machine-Made: yes\\n"'
# Where CLDR has several ways: a British officer's English, the Spanish of where the product is used.
_REGION = {"en": "en_GB", "es": "es_US"}


def P_(message: str) -> str:  # noqa: N802
    """Marks a message for the public in a table; it is translated where it is said."""
    return message


def catalogue_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@lru_cache(maxsize=16)
def catalogue(language: str) -> Catalog:
    """The messages of one language as translators wrote them."""
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN, abort_invalid=True)


@lru_cache(maxsize=16)
def _translations(language: str) -> NullTranslations:
    if language == BriefingLanguage.ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


@lru_cache(maxsize=16)
def machine_made(language: str) -> bool:
    """A machine translated the fixed words; until a person confirms them, briefings say so."""
    if language == BriefingLanguage.ENGLISH:
        return False
    return MACHINE_MADE in catalogue_file(language).read_text(encoding="utf-8").split("\n\n", 1)[0]


def catalogue_hash(language: str) -> str:
    """Of all that a language says: what a person confirms. Other words, even one, need confirming anew."""
    if language == BriefingLanguage.ENGLISH:
        return sha256(b"").hexdigest()
    said = sorted((_forms(message.id), _forms(message.string)) for message in catalogue(language) if message.id)
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _forms(text: Any) -> list[str]:
    """One form, or singular and plural ones."""
    return [text] if isinstance(text, str) else list(text)


class Speaker:
    """Speaks one language. Messages are English; extraction finds them by the names say, counted and P_."""

    def __init__(self, language: str) -> None:
        self.language = BriefingLanguage(language.replace("-", "_")).value
        self.lang = self.language.replace("_", "-")
        self.locale = Locale.parse(_REGION.get(self.language, self.language))
        self.direction: str = self.locale.text_direction
        self._messages = _translations(self.language)

    def say(self, message: str, **values: str) -> str:
        """The message, filled in afterwards."""
        said: str = self._messages.gettext(message)
        return said.format(**values) if values else said

    def counted(self, singular: str, plural: str, n: int) -> str:
        """The form for n, with {n} as the language writes it."""
        said: str = self._messages.ngettext(singular, plural, n)
        return said.format(n=self.number(n))

    def number(self, n: int) -> str:
        """With the language's signs between thousands; figures are 0-9 in every language, as in charts and on clocks
        (CLDR's `ar` leaves both open)."""
        return str(format_decimal(n, locale=self.locale, numbering_system="latn"))

    def day(self, day: date) -> str:
        """ "3 November 2026"."""
        return str(format_date(day, "long", locale=self.locale))

    def weekday(self, day: date) -> str:
        """ "Tue 3 Nov"."""
        return str(format_skeleton("MMMEd", day, locale=self.locale))

    def clock(self, at: str) -> str:
        """ "18:30" as the language writes it. Amharic keeps 24 hours: many count theirs from sunrise, and a quarter past
        two would be understood as a quarter past eight."""
        hour, minute = (int(part) for part in at.split(":")[:2])
        form = "HH:mm" if self.language == BriefingLanguage.AMHARIC else "short"
        return str(format_time(time(hour, minute), form, locale=self.locale)).replace("\u202f", "\u00a0")

    def period(self, kind: str, starts_on: date, last_day: date) -> str:
        """ "July 2026", "July to September 2026", "2026"."""
        if kind == PeriodKind.MONTH:
            return self.month(starts_on)
        if kind == PeriodKind.YEAR and starts_on.month == 1:
            return str(format_skeleton("y", starts_on, locale=self.locale))
        said = str(format_interval(starts_on, last_day, "yMMMM", locale=self.locale)).replace("\u2009", " ")
        return said.replace(" – ", " to ") if self.language == BriefingLanguage.ENGLISH else said

    def month(self, day: date) -> str:
        return str(format_skeleton("yMMMM", day, locale=self.locale))

    def listed(self, names: Iterable[str]) -> str:
        """ "Ballard, Fremont and Georgetown"."""
        return str(format_list(list(names), locale=self.locale))

    def several(self, parts: Iterable[str]) -> str:
        """ "Parking; Noise": words that may hold an "and" themselves."""
        said = ""
        for part in parts:
            said = self.say("{first}; {second}", first=said, second=part) if said else part
        return said

    def joined(self, sentences: Iterable[str]) -> str:
        """One after the other, without those that are empty; Chinese has no space between sentences."""
        return ("" if self.language == BriefingLanguage.CHINESE else " ").join(filter(None, sentences))

    def language_name(self, english: str) -> str:
        """A language by its English name ("Spanish") in this language; what is not known stays as it is."""
        code = next((code for code, name in Locale("en").languages.items() if name.lower() == english.lower()), "")
        return str(self.locale.languages.get(code, english))

    def interface(self) -> Mapping[str, str]:
        """What renderers say beside the content, by name."""
        return {name: self.say(message) for name, message in WORDS.items()}
