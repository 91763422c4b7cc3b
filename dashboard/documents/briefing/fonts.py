"""The fonts a briefing is set in: which there are, what they can write, and the few characters that a page carries along.

Every family is Noto Sans, so that weights and sizes agree between scripts. See ../fonts/README.md.
"""

import unicodedata
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from db.vocabulary.briefings import BriefingLanguage

FOLDER = Path(__file__).parents[1] / "fonts"
WEIGHTS = (400, 700)
FILES: Mapping[str, str] = {
    "Noto Sans": "noto-sans",
    "Noto Sans Arabic": "noto-sans-arabic",
    "Noto Sans Ethiopic": "noto-sans-ethiopic",
    "Noto Sans SC": "noto-sans-sc",
}
_OWN: Mapping[str, str] = {
    BriefingLanguage.ARABIC: "Noto Sans Arabic",
    BriefingLanguage.AMHARIC: "Noto Sans Ethiopic",
    BriefingLanguage.CHINESE: "Noto Sans SC",
}


def family(language: str) -> str:
    """The family that a language's words are set in. In a page with embedded() it covers every character."""
    return _OWN.get(language.replace("-", "_"), "Noto Sans")


def families(language: str) -> tuple[str, ...]:
    """The language's own family, then those that take over what it lacks: Latin first."""
    return tuple(dict.fromkeys((family(language), *FILES)))


def files(language: str) -> tuple[Path, ...]:
    """TrueType files of all families(language), both weights of each, in that order."""
    return tuple(FOLDER / f"{FILES[name]}-{weight}.ttf" for name in families(language) for weight in WEIGHTS)


def missing(language: str, text: str) -> set[str]:
    """The characters that no shipped font has. What has no shape of its own (directions, joiners, line ends) is none."""
    left = {sign for sign in text if not _shapeless(sign)}
    for name in families(language):
        left = {sign for sign in left if ord(sign) not in _characters(name)}
    return left


def embedded(language: str, text: str) -> str:
    """@font-face rules under the name of family(language), with just the characters of the text, both weights."""
    return _embedded(family(language), families(language), "".join(sorted(set(text) | {" "})))


@lru_cache(maxsize=32)
def _embedded(name: str, order: tuple[str, ...], characters: str) -> str:
    rules = []
    left = {ord(sign) for sign in characters}
    for source in order:
        here = left & _characters(source)
        left -= here
        if not {code for code in here if not _shapeless(chr(code))} and not (source == name and here):
            continue
        for weight in WEIGHTS:
            data = b64encode(_subset(f"{FILES[source]}-{weight}.ttf", frozenset(here))).decode()
            rules.append(
                f'@font-face{{font-family:"{name}";font-weight:{weight};font-style:normal;'
                f"src:url(data:font/woff;base64,{data}) format('woff');unicode-range:{_ranges(here)}}}"
            )
    return "\n".join(rules)


def _subset(file: str, characters: frozenset[int]) -> bytes:
    """A font with these characters and all that joins and places them (Arabic forms, marks). WOFF, not WOFF2: a third larger,
    made in a third of the time, and no further package."""
    font = TTFont(FOLDER / file, recalcTimestamp=False)
    subsetter = Subsetter(Options(hinting=False, layout_features=["*"], name_IDs=[0, 1, 2, 13, 14]))
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.flavor = "woff"
    buffer = BytesIO()
    font.save(buffer, reorderTables=False)
    return buffer.getvalue()


def _ranges(codes: set[int]) -> str:
    """ "U+20-7e,U+e1": neighbours said as one."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{first:x}" if first == last else f"U+{first:x}-{last:x}" for first, last in runs)


@lru_cache(maxsize=8)
def _characters(name: str) -> frozenset[int]:
    with TTFont(FOLDER / f"{FILES[name]}-400.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())


def _shapeless(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Zs", "Zl", "Zp")
