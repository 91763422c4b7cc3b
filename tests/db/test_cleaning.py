"""What people send is known by its content, and loses everything that is not seen: place, device, time, writer."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from db.cleaning import LARGEST, CleanFile, Removed, clean
from db.cleaning.apart import clean_apart
from db.cleaning.jpeg import without_details
from db.errors import BadFile
from db.vocabulary.notices import FileKind

CANARY = "Zeisig-4711"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><GPSLatitude>{CANARY}</GPSLatitude></x:xmpmeta>".encode()


def exif(*, place: bool = True, orientation: int = 1) -> Image.Exif:
    found = Image.Exif()
    found[0x010F] = CANARY  # the device's maker
    found[0x0112] = orientation
    if place:
        found.get_ifd(0x8825)[1] = "N"
        found.get_ifd(0x8825)[2] = (47.0, 36.0, 22.5)
    return found


def two_colours(mode: str = "RGB", size: tuple[int, int] = (64, 32)) -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    return image.convert(mode)


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def jpeg(**options: object) -> bytes:
    return written(
        two_colours(), "JPEG", **{"exif": exif(), "comment": CANARY.encode(), "xmp": XMP, "quality": 95, **options}
    )


def png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", CANARY)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return written(two_colours(), "PNG", pnginfo=notes, exif=exif())


def webp() -> bytes:
    return written(two_colours(), "WEBP", exif=exif(), xmp=XMP, lossless=True)


@pytest.mark.parametrize(("send", "kind"), [(jpeg, FileKind.JPEG), (png, FileKind.PNG), (webp, FileKind.JPEG)])
def test_a_photo_keeps_its_pixels_and_loses_its_place_device_and_words(
    send: Callable[[], bytes], kind: FileKind
) -> None:
    assert CANARY.encode() in send()
    cleaned = clean(send())
    assert (cleaned.kind, cleaned.removed) == (kind, (Removed.LOCATION, Removed.DETAILS))
    for content in (cleaned.content, cleaned.preview or b""):
        assert CANARY.encode() not in content
        opened = Image.open(io.BytesIO(content))
        assert not opened.getexif()
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert [near(opened.convert("RGB").getpixel(at)) for at in ((10, 10), (54, 10))] == ["red", "blue"]


def near(pixel: object) -> str:
    red, green, blue = pixel  # type: ignore[misc]
    return "red" if red > 200 and blue < 60 else "blue" if blue > 200 and red < 60 else f"{red},{green},{blue}"


def test_a_photo_taken_sideways_stands_upright() -> None:
    opened = Image.open(io.BytesIO(clean(jpeg(exif=exif(orientation=6))).content))
    assert opened.size == (32, 64)
    assert [near(opened.getpixel(at)) for at in ((10, 10), (10, 54))] == ["red", "blue"]


def test_a_photo_without_a_place_is_not_said_to_have_had_one() -> None:
    assert clean(jpeg(exif=exif(place=False), xmp=b"")).removed == (Removed.DETAILS,)
    assert clean(written(two_colours(), "JPEG")).removed == ()


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("1", "PNG"), ("RGBA", "PNG")]
)
def test_every_kind_of_colours_can_be_kept(mode: str, kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() if mode == "RGB" else None
    cleaned = clean(written(two_colours(mode), kind, **({"icc_profile": profile} if profile else {})))
    assert Image.open(io.BytesIO(cleaned.content)).size == (64, 32)


def test_a_broken_colour_profile_does_not_lose_the_photo() -> None:
    assert clean(jpeg(icc_profile=b"no profile at all" * 20)).kind == FileKind.JPEG


def test_what_hangs_on_behind_a_photo_is_cut_off() -> None:
    assert b"PK\x03\x04" not in clean(jpeg() + b"PK\x03\x04 a whole archive").content


def test_a_small_file_that_would_fill_the_memory_is_refused_before_it_is_opened() -> None:
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    with pytest.raises(BadFile, match=r"900 megapixels|cannot be read"):
        clean(b"\x89PNG\r\n\x1a\n" + chunk)


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"", "empty"),
        (b"<html>photo.jpg</html>", "neither"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "neither"),
        (b"GIF89a" + b"\0" * 50, "neither"),
        (jpeg()[:-400], "to its end"),
        (b"\xff\xd8\xff" + b"\0" * 100, "to its end"),
        (b"%PDF-1.7\nno more", "cannot be read"),
        (b"\xff\xd8\xff" + b"x" * LARGEST, "10 MB"),
    ],
    ids=range(8),
)
def test_anything_else_is_refused_with_its_reason(sent: bytes, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        clean(sent)


@given(
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"%PDF-1.4\n"]),
    st.binary(max_size=400),
)
@settings(max_examples=60, deadline=None)
def test_no_file_breaks_anything_but_itself(begins: bytes, goes_on: bytes) -> None:
    try:
        clean(begins + goes_on)
    except BadFile as error:
        assert str(error).endswith(".")


# PDFs


def pdf(change: Callable[[PdfWriter], None] = lambda _: None, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(200, 200)
        drawn = DecodedStreamObject()
        drawn.set_data(b"0 0 1 rg 10 10 50 50 re f")
        page[NameObject("/Contents")] = writer._add_object(drawn)
    writer.add_metadata({"/Author": CANARY, "/Producer": "a phone"})
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def named(**entries: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def full_of_details(writer: PdfWriter) -> None:
    page, xmp = writer.pages[0], DecodedStreamObject()
    xmp.set_data(XMP)
    xmp.update(named(Type=NameObject("/Metadata"), Subtype=NameObject("/XML")))
    picture = DecodedStreamObject()
    picture.set_data(jpeg())
    picture.update(
        named(
            Type=NameObject("/XObject"), Subtype=NameObject("/Image"), Width=NumberObject(64), Height=NumberObject(32),
            BitsPerComponent=NumberObject(8), ColorSpace=NameObject("/DeviceRGB"), Filter=NameObject("/DCTDecode"),
        )
    )  # fmt: skip
    mark = named(
        Type=NameObject("/Annot"), Subtype=NameObject("/Text"), T=TextStringObject(CANARY), Contents=TextStringObject("lamp"),
        Rect=ArrayObject([NumberObject(n) for n in (0, 0, 9, 9)]),
    )  # fmt: skip
    page[NameObject("/Resources")] = named(XObject=named(Im0=writer._add_object(picture)))
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(mark)])
    page[NameObject("/PieceInfo")] = named(Editor=TextStringObject(CANARY))
    for place in (page, writer.root_object):
        place[NameObject("/Metadata")] = writer._add_object(xmp)


def test_a_pdf_keeps_its_pages_and_loses_writer_dates_xmp_and_what_its_photos_carry() -> None:
    sent = pdf(full_of_details, pages=3)
    assert sent.count(CANARY.encode()) >= 4
    cleaned = clean(sent)
    assert (cleaned.kind, cleaned.preview, cleaned.removed) == (FileKind.PDF, None, (Removed.DETAILS,))
    assert CANARY.encode() not in cleaned.content
    opened = PdfReader(io.BytesIO(cleaned.content))
    assert (len(opened.pages), opened.metadata, opened.xmp_metadata) == (3, None, None)
    assert opened.pages[0]["/Annots"][0].get_object()["/Contents"] == "lamp"  # type: ignore[index]
    inside = opened.pages[0].images[0].image
    assert inside is not None
    assert [near(inside.getpixel(at)) for at in ((10, 10), (54, 10))] == ["red", "blue"]


def with_script(writer: PdfWriter) -> None:
    action = named(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert('x')"))
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def with_a_script_on_a_page(writer: PdfWriter) -> None:
    action = named(S=NameObject("/JavaScript"), JS=TextStringObject("x()"))
    writer.pages[0][NameObject("/AA")] = named(O=action)


def with_a_file(writer: PdfWriter) -> None:
    writer.add_attachment("bank.xls", b"rows")


def with_a_start(writer: PdfWriter) -> None:
    start = named(S=NameObject("/Launch"), F=TextStringObject("cmd.exe"))
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(start)


def with_a_password(writer: PdfWriter) -> None:
    writer.encrypt("secret", algorithm="RC4-128")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (with_script, "script"),
        (with_a_script_on_a_page, "script"),
        (with_a_file, "other files"),
        (with_a_start, "start something"),
        (with_a_password, "password"),
    ],
)
def test_a_pdf_that_can_do_something_or_carries_something_is_refused(
    change: Callable[[PdfWriter], None], reason: str
) -> None:
    with pytest.raises(BadFile, match=reason):
        clean(pdf(change))


def test_a_picture_inside_a_pdf_stays_bit_for_bit_what_it_showed() -> None:
    before, after = jpeg(), without_details(jpeg())
    assert len(after) < len(before)
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(before)).tobytes()
    assert without_details(b"no jpeg") == b"no jpeg"
    assert without_details(b"\xff\xd8\xff\xe1\x00\x00") == b"\xff\xd8\xff\xe1\x00\x00"


# In a process of its own


def test_cleaned_apart_it_is_the_same_file() -> None:
    assert clean_apart(jpeg()) == clean(jpeg())


def test_a_reason_found_apart_is_the_same_sentence() -> None:
    with pytest.raises(BadFile, match="script") as refusal:
        clean_apart(pdf(with_script))
    assert refusal.value.sentence.template.startswith("This PDF contains a script")


def test_a_process_that_dies_is_a_file_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.cleaning.apart.sys.executable", "/bin/false")
    with pytest.raises(BadFile, match="cannot be read to its end"):
        clean_apart(jpeg())


def test_a_clean_file_cleaned_again_has_nothing_left_to_lose() -> None:
    once = clean(jpeg())
    again = clean(once.content)
    assert isinstance(again, CleanFile)
    assert again.removed == ()
