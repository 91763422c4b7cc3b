"""PDFs: refused when they can do something, otherwise written again page by page without what they carry along."""

import io
import logging
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from db.cleaning.expansion import Growth
from db.cleaning.jpeg import without_details
from db.errors import BadFile, Sentence, problem

MOST_PAGES = 500
MOST_OBJECTS = 200_000
UNREADABLE = problem("This PDF cannot be read. Open it, print it into a new PDF, and send that.")
LOCKED = problem("This PDF has a password. Save it without one, and send that.")
SCRIPT = problem("This PDF contains a script. Print it into a new PDF, and send that.")
STARTS = problem("This PDF can start something. Print it into a new PDF, and send that.")
CARRIES = problem("This PDF carries other files or media. Send each by itself, or print it into a new PDF.")
TOO_LONG = problem("This PDF has more than 500 pages. Send the ones that matter.")
BROKEN = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, RecursionError,
          OverflowError, AssertionError)  # fmt: skip

STARTING = ("/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound", "/Trans")
CARRYING = ("/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D")
# What says who, when, where and with what; thumbnails and private data of programs show what the page no longer does.
UNSEEN = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/OpenAction", "/AF", "/Measure", "/PtData")
# Of a comment or mark: its writer, dates, subject.
OF_A_MARK = ("/T", "/M", "/CreationDate", "/NM", "/Subj")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a file is said once, by us


def written_again(sent: bytes) -> tuple[bytes, bool]:
    """The PDF with the same pages, and whether it carried details. Raises BadFile.

    Kept: what is drawn on the pages, links to web addresses. Gone: title, author, dates, XMP, outlines, forms' actions,
    page thumbnails, programs' private data, EXIF and comments of JPEG pictures. Pictures in other encodings (JPEG 2000
    above all) stay as they are.
    """
    try:
        return _written_again(sent)
    except BROKEN as error:
        raise BadFile(UNREADABLE) from error


def _written_again(sent: bytes) -> tuple[bytes, bool]:
    reader = PdfReader(io.BytesIO(sent), strict=False)
    if reader.is_encrypted:
        raise BadFile(LOCKED)
    if len(reader.pages) == 0:
        raise BadFile(UNREADABLE)
    if len(reader.pages) > MOST_PAGES:
        raise BadFile(TOO_LONG)
    had_details, growth = "/Info" in reader.trailer, Growth()
    for found in _dictionaries(reader.trailer):
        if refused := _danger(found):
            raise BadFile(refused)
        if isinstance(found, EncodedStreamObject):
            growth.of(found)
        had_details = had_details or "/Metadata" in found or "/PieceInfo" in found
    # Before the pages are taken over: what is taken away afterwards would still be written, only without a reference.
    for found in _dictionaries(reader.trailer):
        had_details = _strip(found) or had_details
    writer = PdfWriter()
    for page in reader.pages:
        _strip(page)  # pypdf's own copy of the page's dictionary
        writer.add_page(page)
    writer.metadata = None
    written = io.BytesIO()
    writer.write(written)
    if len(PdfReader(io.BytesIO(written.getvalue())).pages) != len(reader.pages):
        raise BadFile(UNREADABLE)
    return written.getvalue(), had_details


def _dictionaries(start: Any) -> Iterator[DictionaryObject]:
    """Every dictionary (streams are ones too) that can be reached from here, each once."""
    waiting, seen = [start], set()
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if (thing.idnum, thing.generation) in seen:
                continue
            seen.add((thing.idnum, thing.generation))
            if len(seen) > MOST_OBJECTS:
                raise BadFile(UNREADABLE)
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            yield thing
            waiting.extend(dict.values(thing))
        elif isinstance(thing, ArrayObject):
            waiting.extend(list.__iter__(thing))


def _danger(found: DictionaryObject) -> Sentence | None:
    action, subtype = found.get("/S"), found.get("/Subtype")
    if "/JS" in found or "/XFA" in found or action == "/JavaScript":
        return SCRIPT
    if action in STARTING and ("/F" in found or action != "/Trans"):
        return STARTS
    if "/EF" in found or "/EmbeddedFiles" in found or found.get("/Type") == "/EmbeddedFile" or subtype in CARRYING:
        return CARRIES
    return None


def _strip(found: DictionaryObject) -> bool:
    """Take away what is not seen; True when a picture or a mark said something."""
    for name in UNSEEN:
        found.pop(NameObject(name), None)
    told = False
    if "/Subtype" in found and "/Rect" in found:
        told = _strip_mark(found)
    if isinstance(found, StreamObject) and found.get("/Subtype") == "/Image":
        told = _strip_picture(found) or told
    return told


def _strip_mark(mark: DictionaryObject) -> bool:
    action = mark.get("/A")
    if isinstance(action, DictionaryObject) and action.get("/S") not in ("/URI", "/GoTo"):
        mark.pop(NameObject("/A"), None)
    if mark.get("/Subtype") in ("/Widget", "/Link"):
        return False
    said = [name for name in OF_A_MARK if name in mark]
    for name in said:
        mark.pop(NameObject(name), None)
    return bool(said)


def _strip_picture(picture: StreamObject) -> bool:
    filters = picture.get("/Filter")
    chain = [filters] if isinstance(filters, NameObject) else list(filters or [])
    if chain != ["/DCTDecode"]:
        return False
    before = picture._data
    picture._data = without_details(before)
    return len(picture._data) != len(before)
