"""Files that are small to send and enormous, endless or something else once they are opened."""

import io
import json
import resource
import struct
import time
import zlib
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageFile
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from db.cleaning import clean
from db.cleaning.apart import MEMORY
from db.errors import BadFile

MEGABYTE = 1024 * 1024


def peak_memory() -> int:
    """Of this program in megabytes. What the system counts for the process (ru_maxrss) begins with what its parent had."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def zeros(size: int) -> bytes:
    """This many zero bytes, packed."""
    packer = zlib.compressobj(9)
    packed = [packer.compress(bytes(MEGABYTE)) for _ in range(size // MEGABYTE)]
    return b"".join([*packed, packer.flush()])


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *more: bytes, pixels: bytes = b"") -> bytes:
    """A PNG that says it is this large; `pixels` are packed."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def declared_png() -> bytes:
    return png(50_000, 50_000, pixels=zeros(20 * MEGABYTE))


def declared_jpeg() -> bytes:
    """An ordinary photo whose header says 65,500 by 65,500."""
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "JPEG")
    photo = bytearray(file.getvalue())
    at = photo.index(b"\xff\xc0") + 5
    photo[at : at + 4] = struct.pack(">HH", 65_500, 65_500)
    return bytes(photo)


def declared_webp() -> bytes:
    canvas = (16_383).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas + b"VP8L" + struct.pack("<I", 5)
    body += b"\x2f" + struct.pack("<I", (16_383) | (16_383 << 14))
    return b"RIFF" + struct.pack("<I", len(body) + 1) + body + b"\0"


def text_png() -> bytes:
    """A small picture with notes that unpack to two thousand megabytes."""
    note = b"Comment\0\0" + zeros(100 * MEGABYTE)
    return png(8, 8, *[_chunk(b"zTXt", note) for _ in range(20)], pixels=zlib.compress(bytes(25 * 8)))


def profile_png() -> bytes:
    """A small picture whose colour profile unpacks to two hundred megabytes."""
    return png(8, 8, _chunk(b"iCCP", b"x\0\0" + zeros(200 * MEGABYTE)), pixels=zlib.compress(bytes(25 * 8)))


def many_scans_jpeg(width: int = 7_000, height: int = 7_000, scans: int = 4_000) -> bytes:
    """A progressive JPEG that goes over the whole picture again thousands of times, each time for nothing."""
    file, ImageFile.MAXBLOCK = io.BytesIO(), 64 * MEGABYTE
    Image.new("L", (width, height), 128).save(file, "JPEG", progressive=True)
    photo = file.getvalue()
    marks = [at for at in range(len(photo) - 1) if photo[at : at + 2] == b"\xff\xda"]
    last = photo[marks[-1] : photo.rindex(b"\xff\xd9")]
    tables = photo[photo.rindex(b"\xff\xc4", 0, marks[-1]) : marks[-1]]
    most = (9 * MEGABYTE - len(photo)) // len(tables + last)
    return photo[:-2] + (tables + last) * min(scans, most) + b"\xff\xd9"


def exif_jpeg() -> bytes:
    """A photo whose details point at themselves and say that they hold four thousand million numbers."""
    entry = struct.pack("<HHII", 0x8825, 4, 1, 8) + struct.pack("<HHII", 0x0110, 12, 0xFFFFFFFF, 8)
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entry + struct.pack("<I", 8)
    block = b"Exif\0\0" + tiff
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "JPEG")
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(block) + 2) + block + file.getvalue()[2:]


def exif_full_jpeg() -> bytes:
    """A photo with fifteen thousand details."""
    entries = b"".join(struct.pack("<HHII", 0x9000 + n % 4096, 4, 1, n) for n in range(5_400))
    block = b"Exif\0\0II*\0" + struct.pack("<I", 8) + struct.pack("<H", 5_400) + entries[:64_000] + bytes(4)
    block = block[:65_000]
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "JPEG")
    return b"\xff\xd8" + (b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block) * 3 + file.getvalue()[2:]


def polyglot() -> bytes:
    """A GIF that is a script as well."""
    return b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1);//"


def photo_and_page() -> bytes:
    """A real photo with a page and an archive behind it."""
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "JPEG", comment=b"<script>alert(1)</script>")
    return file.getvalue() + b"<html><script>alert(1)</script></html>PK\x03\x04"


def _pdf(*streams: StreamObject) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    added = [writer._add_object(stream) for stream in streams]
    page[NameObject("/Contents")] = ArrayObject(added)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _packed(data: bytes, filters: Iterable[str] = ("/FlateDecode",), **more: int) -> EncodedStreamObject:
    stream = EncodedStreamObject()
    stream._data = data
    stream[NameObject("/Filter")] = ArrayObject([NameObject(name) for name in filters])
    for name, value in more.items():
        stream[NameObject(f"/{name}")] = NumberObject(value)
    return stream


def flate_pdf() -> bytes:
    """One page whose drawing unpacks to ten thousand megabytes."""
    one = zeros(150 * MEGABYTE)
    return _pdf(*[_packed(one) for _ in range(60)])


def flate_twice_pdf() -> bytes:
    """One page whose drawing, packed twice, unpacks to two hundred and fifty megabytes out of a few kilobytes."""
    return _pdf(_packed(zlib.compress(zeros(250 * MEGABYTE), 9), ("/FlateDecode", "/FlateDecode")))


def object_stream_pdf() -> bytes:
    """Its catalogue stands in an object stream that unpacks to a hundred megabytes."""
    packed = zeros(100 * MEGABYTE)
    body = b"%PDF-1.5\n"
    at_objects = len(body)
    body += b"1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    body += packed + b"\nendstream\nendobj\n"
    at_table = len(body)
    rows = struct.pack(">BIB", 0, 0, 255) + struct.pack(">BIB", 1, at_objects, 0) + struct.pack(">BIB", 2, 1, 0)
    rows += struct.pack(">BIB", 1, at_table, 0)
    body += b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 1]/Root 2 0 R/Length %d>>\nstream\n" % len(rows)
    return body + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % at_table


def picture_pdf() -> bytes:
    """Its picture says it is 60,000 by 60,000."""
    picture = _packed(zeros(MEGABYTE), Width=60_000, Height=60_000, BitsPerComponent=8)
    picture[NameObject("/Type")], picture[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Image")
    return _pdf(picture)


def nested_pdf() -> bytes:
    """A list in a list in a list, a hundred thousand deep."""
    return _raw_pdf(b"<</Type/Catalog/Pages 2 0 R/Deep " + b"[" * 100_000 + b"]" * 100_000 + b">>")


def nested_dictionaries_pdf() -> bytes:
    return _raw_pdf(b"<</Type/Catalog/Pages 2 0 R/Deep " + b"<</A " * 50_000 + b"1" + b">>" * 50_000 + b">>")


def pages_in_a_ring_pdf() -> bytes:
    """Pages whose parent is their child."""
    return _raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>")


def doubling_pdf() -> bytes:
    """Lists of two lists each, thirty times over: a thousand million ways through sixty things."""
    doubled = [b"[%d 0 R %d 0 R]" % (n + 1, n + 1) for n in range(4, 34)]
    return _raw_pdf(b"<</Type/Catalog/Pages 2 0 R/Deep 4 0 R>>", None, *doubled, b"[1]")


def doubling_pages_pdf() -> bytes:
    """The same with its pages: each list of pages holds the next one twice."""
    doubled = [b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 1>>" % (n + 1, n + 1) for n in range(4, 34)]
    pages = b"<</Type/Pages/Kids[4 0 R]/Count 1>>"
    return _raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", pages, *doubled, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def _raw_pdf(catalogue: bytes, pages: bytes | None = None, *more: bytes) -> bytes:
    """Objects 1 and up, as they are, with a right table."""
    pages = pages or b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    body, places = b"%PDF-1.5\n", []
    for number, thing in enumerate(
        (catalogue, pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", *more), start=1
    ):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + thing + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(body))
    return body + table + trailer


REFUSED = (
    declared_png, declared_jpeg, declared_webp, text_png, profile_png, many_scans_jpeg, polyglot, flate_pdf,
    flate_twice_pdf, object_stream_pdf, picture_pdf, nested_pdf, pages_in_a_ring_pdf, doubling_pages_pdf,
)  # fmt: skip
MADE_HARMLESS = (exif_jpeg, exif_full_jpeg, photo_and_page, nested_dictionaries_pdf, doubling_pdf)


def main() -> None:
    """Clean each, under the limits of the process that cleans what people send; a line about each."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for make in (*REFUSED, *MADE_HARMLESS):
        sent = make()
        began = time.process_time()
        try:
            said, kept = "", clean(sent).content
        except BadFile as error:
            said, kept = str(error), b""
        seconds = time.process_time() - began
        peak = peak_memory()
        told = {"name": make.__name__, "sent": len(sent), "seconds": seconds, "peak": peak, "said": said}
        print(json.dumps({**told, "script": b"alert(1)" in kept, "kept": len(kept)}), flush=True)


if __name__ == "__main__":
    main()
