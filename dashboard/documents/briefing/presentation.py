"""The page that is projected: one file with everything in it, which asks nothing of any network once it is there."""

import json
from pathlib import Path

from dashboard.documents.briefing import fonts, markup
from dashboard.documents.briefing.deck import AreaMap, Bars, Deck, DeckSlide
from dashboard.documents.briefing.drawing import svg
from dashboard.documents.briefing.markup import safe
from dashboard.documents.briefing.screens import caption, picture_room, screens, stages
from dashboard.documents.briefing.sheet import DARK, LIGHT, variables
from db.vocabulary.briefings import SlideKind

_BROWSER = Path(__file__).parent / "browser"
_CSS = (_BROWSER / "presentation.css").read_text(encoding="utf-8")
_JS = (_BROWSER / "presentation.js").read_text(encoding="utf-8")
# What the script says by itself while the talk goes on.
_SCRIPT_WORDS = ("left", "over", "blanked", "held", "shown_again", "start")
_KEYS = ("keys_move", "keys_jump", "keys_blank", "keys_panic", "keys_room", "keys_touch")
_MINUTES = 20
_TALLEST = 1100  # of a map on a telephone held upright

policy = markup.policy


def presentation(deck: Deck) -> bytes:
    """UTF-8 HTML. The header that goes with it: policy(page)."""
    shown = screens(deck)
    sections = "".join(_section(deck, slide, n, len(shown)) for n, slide in enumerate(shown, 1))
    script_words = json.dumps({name: deck.word(name) for name in _SCRIPT_WORDS}, ensure_ascii=False)
    body = (
        f'<body data-words="{safe(script_words)}">{_start(deck)}'
        f'<div id="stage">{sections}<p id="clock" role="timer" aria-live="off"></p></div>'
        '<div id="black"></div><p id="said" class="unseen" role="status" aria-live="polite"></p>'
    )
    style = _style(deck, shown, body)
    head = (
        f'<!doctype html><html lang="{safe(deck.language)}" dir="{safe(deck.direction)}" class="light"><head>'
        f'<meta charset="utf-8">{markup.policy_element([style], [_JS])}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{safe(deck.title)}</title><style>{style}</style></head>'
    )
    return f"{head}{body}<script>{_JS}</script></body></html>\n".encode()


def _style(deck: Deck, shown: tuple[DeckSlide, ...], text: str) -> str:
    """Fonts with the letters of this page, the colours of both rooms, and how tall each picture was drawn."""
    family = fonts.family(deck.language)
    rooms = (
        f":root{{{variables(LIGHT)}}}:root.dark{{{variables(DARK)}}}@media print{{:root.dark{{{variables(LIGHT)}}}}}"
    )
    tall = "".join(
        f".drawn-{n}{{--tall:{_height(deck, slide, broad=True)};--tall-upright:{_height(deck, slide, broad=False)}}}"
        for n, slide in enumerate(shown, 1)
        if slide.bars or slide.map
    )
    return f'{fonts.embedded(deck.language, text)}{rooms}:root{{--family:"{family}",sans-serif}}{_CSS}{tall}'


def _start(deck: Deck) -> str:
    keys = "".join(f"<li>{safe(deck.word(name))}</li>" for name in _KEYS)
    rooms = "".join(
        f'<label><input type="radio" name="room" value="{room}"{" checked" if room == "light" else ""}> '
        f"{safe(deck.word(f'{room}_room'))}</label>"
        for room in ("light", "dark")
    )
    notice = f'<p class="notice">{safe(deck.notice)}</p>' if deck.notice else ""
    return (
        f'<main id="start"><p>{safe(deck.agency)} · {safe(deck.ref)}</p><h1>{safe(deck.title)}</h1>'
        f"<p>{safe(deck.subtitle)}</p>{notice}<form><label>{safe(deck.word('minutes'))} "
        f'<input id="minutes" type="number" min="1" max="600" step="any" value="{_MINUTES}" inputmode="numeric"></label>'
        f"<fieldset><legend>{safe(deck.word('room'))}</legend>{rooms}</fieldset>"
        f'<button id="go" disabled>{safe(deck.word("start"))}</button>'
        f'<p id="ready" role="status" data-words="{safe(deck.word("ready"))}"></p></form>'
        f"<h2>{safe(deck.word('keys'))}</h2><ul>{keys}</ul></main>"
    )


def _section(deck: Deck, slide: DeckSlide, n: int, total: int) -> str:
    label = deck.word("slide_of").format(n=n, total=total)
    lead = f'<p class="lead">{safe(slide.lead)}</p>' if slide.lead else ""
    note = f'<p class="note">{safe(slide.note)}</p>' if slide.note else ""
    marks = "".join(f"<span>{safe(words)}</span>" for words in dict.fromkeys((*slide.marks, deck.notice)) if words)
    marks = marks or f"<span>{safe(deck.agency)} · {safe(deck.period)}</span>"
    heading = "h1" if slide.kind == SlideKind.TITLE else "h2"
    kind = " opening" if slide.kind == SlideKind.TITLE else ""
    return (
        f'<section class="slide{kind}" tabindex="-1" aria-label="{safe(slide.title)}">'
        f"<header><{heading}>{safe(slide.title)}</{heading}>{lead}</header>"
        f'<div class="body{" beside" if slide.photo and slide.points else ""}">{_body(deck, slide, n)}</div>'
        f'{note}<footer><p class="remarks">{marks}</p><p class="number">{safe(label)}</p></footer></section>'
    )


def _body(deck: Deck, slide: DeckSlide, n: int) -> str:
    picture = slide.bars or slide.map
    said = f"<figcaption>{safe(caption(slide))}</figcaption>" if caption(slide) else ""
    if picture:
        name = deck.word("chart" if slide.bars else "map").format(title=picture.title)
        return (
            f'<figure aria-label="{safe(name)}">{said}'
            f'<div class="picture drawn-{n}">{_drawn(deck, slide, picture, n)}</div>'
            f'<div class="unseen">{markup.table(markup.as_grid(picture, deck))}</div></figure>'
        )
    if slide.grid:
        return f"<figure>{said}{markup.table(slide.grid, titled=False)}</figure>"
    photo = f'<div class="photo">{markup.photo(slide.photo)}</div>' if slide.photo else ""
    return photo + markup.points(slide.points, deck)


def _drawn(deck: Deck, slide: DeckSlide, picture: Bars | AreaMap, n: int) -> str:
    """For a projector and for a telephone held upright; the style sheet shows one."""
    whole = next((one.bars for one in deck.slides if one.bars and one.bars.name == picture.name), None)
    counted = [number for bar in whole.bars for number in (bar.n, bar.before) if number] if whole else []
    return "".join(
        markup.drawing(
            svg(
                picture,
                deck=deck,
                width=int(stages(deck)[not broad].width),
                height=_height(deck, slide, broad=broad),
                page=True,
                scale_to=max(counted, default=None),
                name=f"p{n}-{'broad' if broad else 'upright'}",
            ),
            "broad" if broad else "upright",
        )
        for broad in (True, False)
    )


def _height(deck: Deck, slide: DeckSlide, *, broad: bool) -> int:
    left = picture_room(slide, stages(deck)[not broad])
    return int(max(420, left) if broad else min(_TALLEST, max(600, left)))
