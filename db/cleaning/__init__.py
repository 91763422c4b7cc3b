"""Files from people, cleaned: known by their content, without location and all else they carry along unseen."""

from dataclasses import dataclass
from enum import StrEnum

from db.cleaning import documents, photos
from db.errors import BadFile, problem
from db.vocabulary.notices import FileKind

LARGEST = 10 * 1024 * 1024  # bytes, as sent and as kept
NO_CONTENT = problem("The file is empty.")
TOO_LARGE = problem("The file is larger than 10 MB. Send a smaller copy of it.")
UNKNOWN = problem("This is neither a JPEG, PNG or WebP photo nor a PDF, whatever its name says.")


class Removed(StrEnum):
    """What was in the file and no longer is."""

    LOCATION = "location"
    DETAILS = "details"  # of the device, the time, the writer


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file as it may be kept; only `clean` makes one. `preview` is a photo's small copy (JPEG), None for a PDF."""

    kind: FileKind
    content: bytes
    preview: bytes | None
    removed: tuple[Removed, ...]


def clean(sent: bytes) -> CleanFile:
    """The file without what it carries along. Raises BadFile with the reason when it cannot be kept.

    Pixels and pages stay as they are; see photos and documents for what goes. May take seconds: never inside a
    transaction. For what a browser sent use db.cleaning.apart.
    """
    if not sent:
        raise BadFile(NO_CONTENT)
    if len(sent) > LARGEST:
        raise BadFile(TOO_LARGE)
    if sent.startswith(b"%PDF-"):
        content, had_details = documents.written_again(sent)
        cleaned = CleanFile(FileKind.PDF, content, None, (Removed.DETAILS,) if had_details else ())
    elif photos.is_one(sent):
        photo = photos.written_again(sent, most=LARGEST)
        removed = [Removed.LOCATION] if photo.had_location else []
        removed += [Removed.DETAILS] if photo.had_details else []
        kind = FileKind.PNG if photo.is_png else FileKind.JPEG
        cleaned = CleanFile(kind, photo.content, photo.preview, tuple(removed))
    else:
        raise BadFile(UNKNOWN)
    if len(cleaned.content) > LARGEST:
        raise BadFile(TOO_LARGE)
    return cleaned
