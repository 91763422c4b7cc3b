"""The same briefing as one page to read: to mail, to hand out on a stick, to print. No script, nothing fetched."""

from pathlib import Path

from dashboard.documents.briefing import fonts, markup
from dashboard.documents.briefing.deck import AreaMap, Bars, Deck, DeckSlide
from dashboard.documents.briefing.drawing import svg
from dashboard.documents.briefing.markup import safe
from dashboard.documents.briefing.sheet import DARK, LIGHT, variables
from db.vocabulary.briefings import SlideKind

_CSS = (Path(__file__).parent / "browser" / "reading.css").read_text(encoding="utf-8")
# (width, the most height): beside a desk's screen or on paper, and on a telephone.
_SIZES = {"broad": (1240, 760), "upright": (640, 1100)}
_ROW = {"broad": 84, "upright": 130}  # the most height of a bar

policy = markup.policy


def web_page(deck: Deck) -> bytes:
    """UTF-8 HTML. The header that goes with it: policy(page)."""
    slides = [slide for slide in deck.slides if slide.kind != SlideKind.TITLE]
    links = "".join(f'<li><a href="#part-{n}">{safe(slide.title)}</a></li>' for n, slide in enumerate(slides, 1))
    sections = "".join(_section(deck, slide, n) for n, slide in enumerate(slides, 1))
    notice = f'<p class="notice">{safe(deck.notice)}</p>' if deck.notice else ""
    opening = next((slide for slide in deck.slides if slide.kind == SlideKind.TITLE), None)
    body = (
        f"<body><header><p>{safe(deck.agency)} · {safe(deck.period)}</p><h1>{safe(deck.title)}</h1>"
        f"<p>{safe(deck.subtitle)}</p>{notice}{_marks(opening, deck) if opening else ''}</header>"
        f'<nav aria-label="{safe(deck.word("slides"))}"><ul>{links}</ul></nav><main>{sections}</main>'
        f"<footer><p>{safe(deck.word('source').format(source=deck.source))}</p><p>{safe(deck.ref)}</p></footer></body>"
    )
    family = fonts.family(deck.language)
    rooms = (
        f":root{{{variables(LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{variables(DARK)}}}}}"
    )
    style = f'{fonts.embedded(deck.language, body)}{rooms}:root{{--family:"{family}",sans-serif}}{_CSS}'
    head = (
        f'<!doctype html><html lang="{safe(deck.language)}" dir="{safe(deck.direction)}"><head><meta charset="utf-8">'
        f'{markup.policy_element([style])}<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{safe(deck.title)}</title><style>{style}</style></head>'
    )
    return f"{head}{body}</html>\n".encode()


def _section(deck: Deck, slide: DeckSlide, n: int) -> str:
    lead = f'<p class="lead">{safe(slide.lead)}</p>' if slide.lead else ""
    note = f'<p class="note">{safe(slide.note)}</p>' if slide.note else ""
    pictures = "".join(_picture(deck, picture, n) for picture in (slide.bars, slide.map) if picture)
    grid = f'<div class="table">{markup.table(slide.grid)}</div>' if slide.grid else ""
    photo = f"<figure>{markup.photo(slide.photo)}</figure>" if slide.photo else ""
    return (
        f'<section id="part-{n}"><h2>{safe(slide.title)}</h2>{lead}{pictures}{grid}{photo}'
        f"{markup.points(slide.points, deck)}{note}{_marks(slide, deck)}</section>"
    )


def _marks(slide: DeckSlide, deck: Deck) -> str:
    marks = [words for words in slide.marks if words != deck.notice]
    return f'<p class="remarks">{safe(" · ".join(marks))}</p>' if marks else ""


def _picture(deck: Deck, picture: Bars | AreaMap, n: int) -> str:
    name = deck.word("chart" if isinstance(picture, Bars) else "map").format(title=picture.title)
    drawn = "".join(
        markup.drawing(
            svg(
                picture,
                deck=deck,
                width=width,
                height=min(height, _ROW[kind] * (len(picture.bars) + 1)) if isinstance(picture, Bars) else height,
                page=True,
                name=f"r{n}-{picture.name}-{kind}",
            ),
            kind,
        )
        for kind, (width, height) in _SIZES.items()
    )
    caption = " · ".join(filter(None, (picture.caption, picture.axis if isinstance(picture, Bars) else "")))
    return (
        f'<figure aria-label="{safe(name)}"><h3>{safe(picture.title)}</h3><figcaption>{safe(caption)}</figcaption>{drawn}'
        f"<details><summary>{safe(deck.word('table_of'))}</summary>"
        f'<div class="table">{markup.table(markup.as_grid(picture, deck), titled=False)}</div></details></figure>'
    )
