"""Photos as large as a projector shows them: made of a cleaned file, before any transaction."""

import io
from dataclasses import dataclass

from PIL import Image

from db.cleaning import CleanFile
from db.errors import BadFile, problem
from db.vocabulary.notices import FileKind

WIDEST, HIGHEST = 1920, 1080
LARGEST = 4 * 1024 * 1024  # bytes
QUALITIES = (85, 70, 55)


@dataclass(frozen=True, slots=True)
class SlidePicture:
    """A picture for a slide; only `projected` makes one."""

    media_type: str
    content: bytes
    width: int
    height: int


def projected(file: CleanFile) -> SlidePicture:
    """The photo, no larger than a slide. Raises BadFile for what is no photo. `file` is written by db.cleaning, so its
    pixels are read without fear of what a sender put there."""
    if not isinstance(file, CleanFile) or file.kind not in (FileKind.JPEG, FileKind.PNG):
        raise BadFile(problem("Choose a photo: a JPEG, PNG or WebP file."))
    image: Image.Image = Image.open(io.BytesIO(file.content), formats=("JPEG", "PNG"))
    image.thumbnail((WIDEST, HIGHEST))
    if file.kind == FileKind.PNG:
        content = _written(image, "PNG")
        if len(content) <= LARGEST:
            return SlidePicture("image/png", content, *image.size)
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
        image = ground
    content = b""
    for quality in QUALITIES:
        content = _written(image, "JPEG", quality=quality)
        if len(content) <= LARGEST:
            break
    return SlidePicture("image/jpeg", content, *image.size)


def _written(image: Image.Image, form: str, **how: int) -> bytes:
    held = io.BytesIO()
    image.save(held, form, **how)
    return held.getvalue()
