"""Three pictures on the demo officer's concerns: drawn here with a few lines, of nothing and nobody that exists."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw

from db.cleaning import clean
from db.commands.attachments import AttachFile
from db.errors import StoreUnavailable
from db.queries.concerns import concern_list
from db.queries.filters import Filters
from db.queries.people import viewer_by_subject
from db.settings import get_settings
from db.store import Store
from db.vocabulary import ConcernCategory
from seed.demo.people import PEOPLE
from seed.demo.rhythms import DAYS, Calendar

SIZE, KEPT = (960, 720), (640, 480)
PAPER, INK, GREY, RED = "#f4f1ea", "#30343b", "#9aa0a6", "#b3452f"
Sketch = Callable[[ImageDraw.ImageDraw], None]


def _street_light(draw: ImageDraw.ImageDraw) -> None:
    draw.line((0, 600, 960, 600), fill=GREY, width=6)
    draw.line((470, 600, 470, 180, 620, 150), fill=INK, width=14)
    draw.polygon(((600, 140), (680, 140), (660, 185), (620, 185)), outline=INK, width=6)
    draw.line((590, 220, 690, 300), fill=RED, width=10)
    draw.line((690, 220, 590, 300), fill=RED, width=10)


def _heap(draw: ImageDraw.ImageDraw) -> None:
    draw.line((0, 600, 960, 600), fill=GREY, width=6)
    draw.rectangle((220, 430, 620, 600), outline=INK, width=10)  # a sofa
    draw.rectangle((220, 330, 620, 430), outline=INK, width=10)
    draw.rectangle((170, 390, 220, 600), outline=INK, width=10)
    draw.rectangle((620, 390, 670, 600), outline=INK, width=10)
    for left in (690, 770):
        draw.ellipse((left, 500, left + 90, 600), outline=INK, width=8)  # bags


def _wall(draw: ImageDraw.ImageDraw) -> None:
    for row in range(8):
        up = 160 + row * 55
        draw.line((80, up, 880, up), fill=GREY, width=4)
        for left in range(80 + (row % 2) * 60, 880, 120):
            draw.line((left, up, left, up + 55), fill=GREY, width=4)
    draw.line((200, 480, 300, 260, 380, 480, 470, 270, 560, 470, 660, 250, 740, 440), fill=RED, width=22, joint="curve")


# Of a concern about this, what the picture shows.
PICTURES: tuple[tuple[ConcernCategory, str, Sketch], ...] = (
    (ConcernCategory.LIGHTING, "Sketch: the lamp that is out", _street_light),
    (ConcernCategory.DUMPING, "Sketch: what was left on the pavement", _heap),
    (ConcernCategory.GRAFFITI, "Sketch: the wall", _wall),
)


def hang(store: Store, *, now: datetime) -> None:
    """One on the newest concern about each that the demo officer owns. Where files cannot be written there are none."""
    with store.reading() as session:
        viewer = viewer_by_subject(session, PEOPLE[0].subject)
        if viewer is None:
            return
        calendar = Calendar(now, get_settings().zone)
        asked = Filters(calendar.day(DAYS - 1), calendar.day(0), categories=tuple(about for about, _, _ in PICTURES))
        mine = concern_list(session, viewer=viewer, filters=asked, view="mine", now=now).rows
    with suppress(StoreUnavailable):
        for category, title, draw in PICTURES:
            for ref in sorted(mine.loc[mine["category"] == category, "ref"])[-1:]:
                store.execute(AttachFile(ref, clean(_drawn(title, draw)), title), by=viewer, now=now)


def _drawn(title: str, sketch: Sketch) -> bytes:
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    sketch(draw)
    draw.text((40, 40), title, fill=INK, font_size=34)
    draw.text((40, 660), "Drawn for the demonstration", fill=GREY, font_size=24)
    buffer = BytesIO()
    image.resize(KEPT).save(buffer, "PNG")
    return buffer.getvalue()
