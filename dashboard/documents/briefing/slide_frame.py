"""An empty presentation to fill: wide, two layouts, the fonts and direction of its language, and nothing about this machine."""

import io
import re
import zipfile
from copy import deepcopy
from datetime import UTC, date, datetime, time
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.documents.briefing.deck import Deck
from dashboard.documents.briefing.slide_lines import lines_high, wrapped

WIDE, HIGH = 960.0, 540.0  # points: 13⅓ by 7½ inches, 16:9
MARGIN = 44.0
SMALLEST = 24.0
TITLE_SIZE = 36.0
TITLE_TOP, TITLE_HIGH = 22.0, 92.0
FOOT_BOTTOM = 530.0
FOOT_LINES = 3  # at most
NUMBER_WIDE = 90.0
FOOT_WIDE = WIDE - 2 * MARGIN - NUMBER_WIDE
INK, BAR, QUIET = "10181D", "0B5D73", "36434B"  # as in every other form of the briefing: sheet.LIGHT

# What Office names a language by, where it differs from the deck's name.
CULTURES = {
    "en": "en-US",
    "es": "es-US",
    "zh-Hans": "zh-CN",
    "vi": "vi-VN",
    "so": "so-SO",
    "ar": "ar-SA",
    "am": "am-ET",
}
# Slides are opened with the fonts of the machine they are opened on, so these name what Office has everywhere, not the
# fonts shipped here: one for Latin letters, one for East Asian ones, one for scripts that join or stack.
LATIN, EAST_ASIAN, COMPLEX = "Arial", "Microsoft YaHei", "Arial"
ETHIOPIC = "Ebrima"

# Layouts of python-pptx's own empty presentation, by place.
POINTS_LAYOUT, FIGURE_LAYOUT = 1, 5
FOOTER, NUMBER = "ftr", "sldNum"
BAND = 10.0
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_SPACES = f'{_A} xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_MOMENT = (1980, 1, 1, 0, 0, 0)  # of every file in the archive: the same deck has the same bytes
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Microsoft Office PowerPoint</Application></Properties>"
)


def foot_words(deck: Deck) -> str:
    """What has to stand on every slide: that it is invented or unconfirmed; otherwise whose it is and of when."""
    words = deck.notice or f"{deck.agency} · {deck.period}"
    lines = wrapped(words, SMALLEST, FOOT_WIDE - 16)
    return words if len(lines) <= FOOT_LINES else f"{' '.join(lines[:FOOT_LINES])}…"


def foot_high(deck: Deck) -> float:
    return lines_high(foot_words(deck), SMALLEST, FOOT_WIDE - 16, deck.language) + 8


def culture(language: str) -> str:
    return CULTURES.get(language, language)


def typefaces(language: str) -> tuple[str, str, str]:
    """Latin, East Asian, complex. Ethiopic counts as Latin in some programs and as complex in others."""
    if language == "am":
        return ETHIOPIC, EAST_ASIAN, ETHIOPIC
    return LATIN, EAST_ASIAN, COMPLEX


def empty(deck: Deck, on: date) -> Any:
    """A presentation with two layouts: title and content, title alone."""
    show = Presentation()
    show.slide_width, show.slide_height = Pt(WIDE), Pt(HIGH)
    size = show.part._element.find(qn("p:sldSz"))
    del size.attrib["type"]
    keep = [show.slide_layouts[POINTS_LAYOUT], show.slide_layouts[FIGURE_LAYOUT]]
    for layout in list(show.slide_layouts):
        if layout not in keep:
            show.slide_layouts.remove(layout)
    rtl = deck.direction == "rtl"
    if rtl:
        show.part._element.set("rtl", "1")
    for page in (show.slide_master, *keep):
        _placed(page, rtl, foot_high(deck))
    _text_styles(show.slide_master, deck, rtl)
    _band(show.slide_master)
    _without_traces(show)
    properties = show.core_properties
    moment = datetime.combine(on, time(), UTC).replace(tzinfo=None)
    properties.title, properties.subject, properties.language = deck.title, deck.subtitle, deck.language
    properties.author, properties.last_modified_by, properties.keywords = "", "", deck.ref
    properties.created = properties.modified = moment
    properties.revision = 1
    return show


def footed(slide: Any, deck: Deck) -> None:
    """The footer and the slide's number, as the layout has them: placeholders do not come along by themselves."""
    for shape in slide.slide_layout.placeholders:
        kind = shape.element.ph.get("type")
        if kind not in (FOOTER, NUMBER):
            continue
        copy = deepcopy(shape.element)
        copy.nvSpPr.cNvPr.set(
            "id", str(max(int(one) for one in slide.shapes._spTree.xpath("//@id") if one.isdigit()) + 1)
        )
        slide.shapes._spTree.append(copy)
        for run in copy.iter(qn("a:rPr"), qn("a:endParaRPr")):
            run.set("lang", culture(deck.language))
        if kind == FOOTER:
            frame = slide.shapes[-1].text_frame
            frame.text = foot_words(deck)
            frame.paragraphs[0].runs[0]._r.get_or_add_rPr().set("lang", culture(deck.language))


def packed(show: Any) -> bytes:
    """The file, with no moment of its making in it."""
    first = io.BytesIO()
    show.save(first)
    return timeless(first.getvalue())


def timeless(archive: bytes) -> bytes:
    """The same archive; every file in it has one fixed moment."""
    packed_again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed_again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed_again.getvalue()


def _placed(page: Any, rtl: bool, foot: float) -> None:
    """Where the placeholders stand. The date goes: a frozen briefing says its period, not today."""
    number_left = MARGIN if rtl else WIDE - MARGIN - NUMBER_WIDE
    foot_left = MARGIN + (NUMBER_WIDE if rtl else 0)
    places = {
        "title": (MARGIN, TITLE_TOP, WIDE - 2 * MARGIN, TITLE_HIGH),
        "body": (MARGIN, TITLE_TOP + TITLE_HIGH, WIDE - 2 * MARGIN, FOOT_BOTTOM - foot - TITLE_TOP - TITLE_HIGH),
        FOOTER: (foot_left, FOOT_BOTTOM - foot, FOOT_WIDE, foot),
        NUMBER: (number_left, FOOT_BOTTOM - foot, NUMBER_WIDE, foot),
    }
    for shape in list(page.placeholders):
        kind = shape.element.ph.get("type") or "body"
        if kind == "dt":
            shape.element.getparent().remove(shape.element)
            continue
        shape.left, shape.top, shape.width, shape.height = (Pt(side) for side in places[kind])
        for style in shape.element.iter(qn("a:lvl1pPr")):
            if kind in (FOOTER, NUMBER):
                _aligned(style, rtl, ends=kind == NUMBER)
                style.find(qn("a:defRPr")).set("sz", str(int(SMALLEST * 100)))
                for tint in list(style.iter(qn("a:tint"))):
                    tint.getparent().remove(tint)


def _band(master: Any) -> None:
    """A stripe along the top, on the master: nothing that a screen reader stops at."""
    box = "".join(f"<a:{name}/>" for name in ('off x="0" y="0"', f'ext cx="{Pt(WIDE)}" cy="{Pt(BAND)}"'))
    master.shapes._spTree.insert(
        2,
        parse_xml(
            f'<p:sp {_SPACES}><p:nvSpPr><p:cNvPr id="99" name="Band"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
            f'<p:spPr><a:xfrm>{box}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            f'<a:solidFill><a:srgbClr val="{BAR}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
        ),
    )


def _text_styles(master: Any, deck: Deck, rtl: bool) -> None:
    """Sizes, sides and direction of titles and text; no bullets, a line that has a mark needs none."""
    styles = master.element.find(qn("p:txStyles"))
    for style, size, bold in (("p:titleStyle", TITLE_SIZE, "1"), ("p:bodyStyle", SMALLEST, "0")):
        for level in styles.find(qn(style)):
            _aligned(level, rtl)
            level.set("marL", "0")
            level.set("indent", "0")
            for bullet in (*level.findall(qn("a:buChar")), *level.findall(qn("a:buFont"))):
                level.remove(bullet)
            words = level.find(qn("a:defRPr"))
            words.set("sz", str(int(size * 100)))
            words.set("b", bold)
            words.set("lang", culture(deck.language))
    theme = next(rel.target_part for rel in master.part.rels.values() if rel.reltype == RT.THEME)
    theme._blob = _theme(theme.blob.decode("utf-8"), deck.language).encode("utf-8")


def _theme(xml: str, language: str) -> str:
    latin, asian, joined = typefaces(language)
    xml = re.sub(r'<a:latin typeface="[^"]*"/>', f'<a:latin typeface="{latin}"/>', xml)
    xml = re.sub(r'<a:ea typeface="[^"]*"/>', f'<a:ea typeface="{asian}"/>', xml)
    xml = re.sub(r'<a:cs typeface="[^"]*"/>', f'<a:cs typeface="{joined}"/>', xml)
    xml = re.sub(r"(<a:dk1>).*?(</a:dk1>)", rf'\1<a:srgbClr val="{INK}"/>\2', xml)
    return re.sub(r"(<a:accent1>).*?(</a:accent1>)", rf'\1<a:srgbClr val="{BAR}"/>\2', xml)


def _aligned(style: Any, rtl: bool, *, ends: bool = False) -> None:
    """At the side where reading begins, or where it ends."""
    style.set("algn", "r" if rtl != ends else "l")
    style.set("rtl", "1" if rtl else "0")


def _without_traces(show: Any) -> None:
    """The empty presentation comes with a thumbnail, a printer's settings and the program that it was made with."""
    package = show.part.package
    for holder in (package, show.part):
        rels = holder._rels
        for key, rel in list(rels.items()):
            if rel.reltype.endswith(("/thumbnail", "/printerSettings")):
                rels.pop(key)
            elif rel.reltype == RT.EXTENDED_PROPERTIES:
                part: Part = rel.target_part
                part._blob = _APP


def note(slide: Any, words: str, deck: Deck) -> None:
    """What the presenter reads: how it is counted, where it is from."""
    if not words:
        return
    frame = slide.notes_slide.notes_text_frame
    frame.text = words
    rtl = deck.direction == "rtl"
    for paragraph in frame.paragraphs:
        _aligned(paragraph._p.get_or_add_pPr(), rtl)
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("lang", culture(deck.language))


def faces(properties: Any, language: str) -> None:
    """The typefaces of a run, in the order that the format asks for, after what is there."""
    latin, asian, joined = typefaces(language)
    for name, face in (("latin", latin), ("ea", asian), ("cs", joined)):
        for old in properties.findall(qn(f"a:{name}")):
            properties.remove(old)
        properties.append(parse_xml(f'<a:{name} {_A} typeface="{face}"/>'))
