"""What was rendered from a frozen briefing, on its way into the store."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.vocabulary.briefings import BriefingLanguage, DocumentFormat

_F = DocumentFormat
# What a browser is told; and what a file of that kind begins with, where it always does.
MEDIA_TYPES: Mapping[DocumentFormat, str] = {
    _F.PRESENTATION: "text/html",
    _F.HTML: "text/html",
    _F.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    _F.PDF: "application/pdf",
    _F.CSV: "text/csv",
    _F.GEOJSON: "application/geo+json",
    _F.PNG: "image/png",
    _F.CARD: "image/png",
}
SIGNATURES: Mapping[DocumentFormat, bytes] = {
    _F.PPTX: b"PK\x03\x04",
    _F.PDF: b"%PDF-",
    _F.PNG: b"\x89PNG\r\n\x1a\n",
    _F.CARD: b"\x89PNG\r\n\x1a\n",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """One document. `name`: of its file, latin letters, figures, dots, hyphens and underscores; unique with format and
    language."""

    format: DocumentFormat
    language: BriefingLanguage
    name: str
    media_type: str
    content: bytes
