"""Every language says everything, with the right blanks, in letters that the fonts have."""

import copy
import re
from collections.abc import Iterable
from gettext import c2py
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from dashboard.documents.briefing import fonts, words
from dashboard.documents.briefing.words import DOMAIN, LOCALES, Speaker, catalogue, catalogue_hash, machine_made
from dashboard.extraction import briefing_template
from db.vocabulary.briefings import BriefingLanguage

LANGUAGES = [language.value for language in BriefingLanguage if language != BriefingLanguage.ENGLISH]
BLANK = re.compile(r"\{\w*\}")
OPENING, CLOSING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"
# Words that a language shares with English, as it happens; so far it does not happen.
SAME: dict[str, tuple[str, ...]] = {}


def forms(text: str | Iterable[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def messages() -> set[str]:
    """What the template asks for: single messages, and the first form of counted ones."""
    asked = read_po(BytesIO(briefing_template().encode()))
    return {forms(message.id)[0] for message in asked if message.id}


def problems(language: str, said: Catalog, asked: set[str]) -> list[str]:
    """Everything that is wrong with a catalogue, a line each."""
    found = [f"missing: {message}" for message in sorted(asked - {forms(m.id)[0] for m in said if m.id})]
    found += [f"not asked for: {m.id}" for m in said if m.id and forms(m.id)[0] not in asked]
    for message in said:
        if not message.id:
            continue
        name, translated = forms(message.id)[0], forms(message.string)
        if message.fuzzy:
            found.append(f"fuzzy: {name}")
        if not all(form.strip() for form in translated):
            found.append(f"empty: {name}")
        if len(translated) != (said.num_plurals if message.pluralizable else 1):
            found.append(f"forms: {name}")
        blanks = sorted(BLANK.findall(name))
        found += [f"blanks: {form}" for form in translated if sorted(BLANK.findall(form)) != blanks]
        wordless = not re.search(r"\w", BLANK.sub("", name))
        if not wordless and name not in SAME.get(language, ()):
            found += [f"English: {form}" for form in translated if form in forms(message.id)]
        for form in translated:
            left = sum(sign in OPENING for sign in form) - sum(sign in CLOSING for sign in form)
            found += [f"directions: {form}"] if left else []
            found += [f"no letter for {missing!r}: {form}" for missing in fonts.missing(language, form)]
    if not _counts_as(Locale.parse(language), said.plural_expr):
        found.append("Plural-Forms")
    return found


def _counts_as(locale: Locale, expression: str) -> bool:
    """Numbers that the language counts alike (CLDR) have the same form, others another."""
    chosen = c2py(expression)
    pairs = {(locale.plural_form(n), chosen(n)) for n in range(2001)}
    return len(pairs) == len({kind for kind, _form in pairs}) == len({form for _kind, form in pairs})


def test_the_template_is_up_to_date() -> None:
    written = (LOCALES / f"{DOMAIN}.pot").read_text(encoding="utf-8")
    assert written == briefing_template(), "run: python -m dashboard.extraction"


def test_officers_screens_and_briefings_have_templates_of_their_own() -> None:
    assert 'msgid "We held fewer than 10 events."' in briefing_template()
    officers = (LOCALES / "messages.pot").read_text(encoding="utf-8")
    assert 'msgid "We held fewer than 10 events."' not in officers
    assert 'msgid "Sign out"' in officers
    assert 'msgid "Sign out"' not in briefing_template()


def test_what_renderers_say_is_asked_for_too() -> None:
    assert set(words.WORDS.values()) <= messages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_whole(language: str) -> None:
    assert problems(language, catalogue(language), messages()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_says_that_a_machine_made_it(language: str) -> None:
    assert machine_made(language)


def test_english_is_the_source_and_a_gone_header_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not machine_made("en")
    words.machine_made.cache_clear()
    confirmed = tmp_path / "briefing.po"
    confirmed.write_text(words.catalogue_file("vi").read_text(encoding="utf-8").replace(words.MACHINE_MADE + "\n", ""))
    monkeypatch.setattr(words, "catalogue_file", lambda language: confirmed)
    assert not machine_made("vi")
    words.machine_made.cache_clear()


def test_whatever_is_broken_in_a_catalogue_is_found() -> None:
    asked = messages()

    def broken(key: str, string: str | tuple[str, ...], **other: object) -> list[str]:
        said = copy.deepcopy(catalogue("ar"))
        said.add(key, string, **other)  # type: ignore[arg-type]
        message = said.get(key if isinstance(key, str) else key[0])
        assert message is not None
        message.string = string
        return problems("ar", said, asked)

    assert broken("Noise", "") == ["empty: Noise"]
    assert broken("Noise", "Noise") == ["English: Noise"]
    assert broken("Noise", "الضوضاء {n}") == ["blanks: الضوضاء {n}"]
    assert broken("Noise", "الضوضاء 🙂") == ["no letter for '🙂': الضوضاء 🙂"]
    assert broken("Noise", "\u2067الضوضاء") == ["directions: \u2067الضوضاء"]
    assert broken("Noise", "الضوضاء", flags=["fuzzy"]) == ["fuzzy: Noise"]
    assert broken("Not said any more", "شيء") == ["not asked for: Not said any more"]
    said = copy.deepcopy(catalogue("ar"))
    said.delete("Noise")
    assert problems("ar", said, asked) == ["missing: Noise"]
    counted = said.get("We held about {n} event.")
    assert counted is not None
    counted.string = (*counted.string[:3], "أقمنا فعاليات", *counted.string[4:])
    assert "blanks: أقمنا فعاليات" in problems("ar", said, asked)
    counted.string = counted.string[:2]
    assert "forms: We held about {n} event." in problems("ar", said, asked)


def test_a_plural_rule_of_another_language_is_found() -> None:
    assert _counts_as(Locale.parse("ar"), catalogue("ar").plural_expr)
    assert not _counts_as(Locale.parse("ar"), "n != 1")
    assert not _counts_as(Locale.parse("am"), get_plural("en").plural_expr)


def test_another_word_needs_confirming_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = catalogue_hash("so")
    assert before == catalogue_hash("so") != catalogue_hash("vi")
    changed = copy.deepcopy(catalogue("so"))
    changed["Noise"].string = "Sawaxan"
    monkeypatch.setattr(words, "catalogue", lambda language: changed)
    assert catalogue_hash("so") != before


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (10, "أقمنا نحو 10 فعاليات."),
        (15, "أقمنا نحو 15 فعالية."),
        (100, "أقمنا نحو 100 فعالية."),
        (105, "أقمنا نحو 105 فعاليات."),
        (1250, "أقمنا نحو 1,250 فعالية."),
    ],
)
def test_arabic_counts_as_arabic_does(n: int, said: str) -> None:
    assert Speaker("ar").counted("We held about {n} event.", "We held about {n} events.", n) == said
