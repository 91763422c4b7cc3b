"""Photos: decoded and written again from their pixels, upright, in plain colours, with nothing else."""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from db.errors import BadFile, problem

MOST_PIXELS = 50_000_000  # a phone's largest ordinary photo; as decoded pixels some 150 MB
MOST_SCANS = 100  # of a progressive JPEG: each goes over the whole picture; cameras and programs write a dozen
SCAN = b"\xff\xda"  # stands nowhere within a scan's own data
PREVIEW = (480, 480)
FORMATS = ("JPEG", "PNG", "WEBP")  # nothing else of what Pillow can read is ever tried
QUALITIES = (88, 75, 60)  # of JPEG; the lower ones for what would not fit otherwise
LOCATION_IFD = 0x8825
SHOWN = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression", "adobe",
         "adobe_transform", "gamma", "transparency", "background", "loop", "duration", "timestamp", "interlace",
         "srgb", "default_image", "aspect"}  # fmt: skip
UNREADABLE = problem("This photo cannot be read to its end. Send it again, or another copy of it.")
TOO_FINE = problem("This photo is put together from too many layers. Save it as an ordinary JPEG, and send that.")
BROKEN = (OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, EOFError, struct.error, zlib.error,
          OverflowError, ZeroDivisionError, Image.DecompressionBombError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Photo:
    content: bytes
    preview: bytes
    is_png: bool
    had_location: bool
    had_details: bool


def is_one(sent: bytes) -> bool:
    return sent.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (sent[:4] == b"RIFF" and sent[8:12] == b"WEBP")


def written_again(sent: bytes, *, most: int) -> Photo:
    """`most`: bytes; a photo that would have more is written less finely. Raises BadFile."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = Image.open(io.BytesIO(sent), formats=FORMATS)
            width, height = opened.size
            if width * height > MOST_PIXELS:
                raise BadFile(problem("This photo has {n} megapixels; 50 is the most.", n=width * height // 1_000_000))
            if opened.format == "JPEG" and sent.count(SCAN) > MOST_SCANS:
                raise BadFile(TOO_FINE)
            exif = opened.getexif()
            # The position can also stand in the XMP block, which is text within the file.
            had_location = bool(exif.get_ifd(LOCATION_IFD)) or b"GPSL" in sent
            had_details = bool(exif) or bool({str(k).lower() for k in opened.info} - SHOWN)
            pixels = _pixels(opened)
    except BROKEN as error:
        raise BadFile(UNREADABLE) from error
    is_png = opened.format == "PNG" or pixels.mode == "RGBA"
    content = _encoded(pixels, png=is_png)
    for quality in QUALITIES:
        if len(content) <= most:
            break
        pixels, is_png = _on_white(pixels), False
        content = _encoded(pixels, png=False, quality=quality)
    pixels.thumbnail(PREVIEW)
    return Photo(content, _encoded(_on_white(pixels), png=False), is_png, had_location, had_details)


def _pixels(opened: Image.Image) -> Image.Image:
    """The first picture, upright, in sRGB, and nothing of what it came with."""
    upright = ImageOps.exif_transpose(opened)
    see_through = "A" in upright.mode or "transparency" in upright.info
    if upright.mode.startswith("I"):
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    plain = _in_srgb(upright, "RGBA" if see_through else "L" if upright.mode in ("1", "L") else "RGB")
    # Made of bytes alone: an image keeps comments and profiles of its file, and encoders write them again.
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def _in_srgb(image: Image.Image, mode: str) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK") and mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if turned is not None:
                return turned
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: the colours are then a little off, the photo is not lost
    return image.convert(mode)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _encoded(image: Image.Image, *, png: bool, quality: int = QUALITIES[0]) -> bytes:
    written = io.BytesIO()
    if png:
        image.save(written, "PNG", compress_level=6)
    else:
        image.save(written, "JPEG", quality=quality)
    return written.getvalue()
