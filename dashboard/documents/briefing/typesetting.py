"""Typst with what is shipped and nothing else: no font of this machine, no package, no file; words only as data."""

import json
import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from dashboard.documents.briefing import fonts
from dashboard.documents.briefing.deck import Deck
from dashboard.documents.briefing.sayable import sayable

TEMPLATES = Path(__file__).parent / "print"
UNWRITABLE = typst.TypstError
LACKING = "\N{WHITE SQUARE}"  # in the place of a letter that no font has: the standard for PDF allows no unknown one
RIGHT_TO_LEFT = ("ar",)
REGIONS = {"zh-Hans": "CN"}
LEADING = {"ar": 0.85, "am": 0.8}
# A "word" that no line can hold may break anywhere; Chinese may already.
_ENDLESS = re.compile(r"[^\s\u2e80-\u9fff\uff00-\uffef]{60,}")
_PART = re.compile(r".{1,12}")
_NOON = time(12)
_PICTURE = b"""#set page(width: float(sys.inputs.width) * 1pt, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""


def document(template: str, deck: Deck, data: dict[str, Any], *, on: date) -> bytes:
    """A tagged PDF that says it keeps to PDF/UA-1; UNWRITABLE where it cannot."""
    made: bytes = typst.compile(
        _template(template),
        font_paths=_typefaces(),
        sys_inputs=_inputs(deck, data),
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(datetime.combine(on, _NOON, UTC).timestamp()),
    )
    return made


def pictures(template: str, deck: Deck, data: dict[str, Any]) -> list[bytes]:
    """Each page as PNG, a pixel for a point."""
    made = typst.compile(
        _template(template), font_paths=_typefaces(), sys_inputs=_inputs(deck, data), format="png", ppi=72.0
    )
    return made if isinstance(made, list) else [made]


def pixels(svg: str, width: int, *, fine: float) -> bytes:
    """A drawing as PNG, `fine` pixels for each of its own."""
    made: bytes = typst.compile(
        _PICTURE, font_paths=_typefaces(), sys_inputs={"svg": svg, "width": str(width)}, format="png", ppi=72.0 * fine
    )
    return made


def framed(media_type: str, data: str, width: int, height: int) -> str:
    """Pixels (base64) inside a drawing: that is how they get into a document without a file on this machine."""
    size = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:{media_type};base64,{data}"/></svg>'
    )


def in_its_direction(words: str, language: str, deck: Deck) -> str:
    """Words of a language that is read the other way keep their order and their full stop among the deck's."""
    rtl = language in RIGHT_TO_LEFT
    if not language or rtl == (deck.direction == "rtl"):
        return words
    mark = "\N{RIGHT-TO-LEFT MARK}" if rtl else "\N{LEFT-TO-RIGHT MARK}"
    return f"{mark}{words}{mark}"


def _inputs(deck: Deck, data: dict[str, Any]) -> dict[str, str]:
    lang = deck.language.split("-")[0]
    looks = {
        "lang": lang,
        "region": REGIONS.get(deck.language),
        "direction": deck.direction,
        "fonts": fonts.families(deck.language),
        "leading": LEADING.get(lang, 0.65),
    }
    # All words at once: to ask for each alone takes most of the time that a document takes.
    lacking = fonts.missing(deck.language, json.dumps(data, ensure_ascii=False))
    plain: dict[str, Any] = _writable(data, lacking)
    return {"deck": json.dumps({**plain, **looks})}


def _writable(data: Any, lacking: set[str]) -> Any:
    """The data without what cannot be set: control characters, and letters that none of the fonts has. Drawings have
    their own words."""
    if isinstance(data, str) and not data.startswith("<svg"):
        words = "".join(LACKING if sign in lacking else sign for sign in sayable(data))
        return _ENDLESS.sub(lambda found: "\N{ZERO WIDTH SPACE}".join(_PART.findall(found[0])), words)
    if isinstance(data, dict):
        return {name: _writable(value, lacking) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_writable(value, lacking) for value in data]
    return data


@lru_cache(maxsize=8)
def _template(name: str) -> bytes:
    return (TEMPLATES / name).read_bytes()


@lru_cache(maxsize=1)
def _typefaces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.FOLDER)])
