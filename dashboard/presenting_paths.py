"""Addresses of what an audience is shown, beneath the base path: what pages link to and dashboard.presenting answers."""

from urllib.parse import quote

from db.vocabulary.briefings import DocumentFormat

# How addresses name a document's form: "pdf", "geojson".
FORMATS = {form.name.lower(): form for form in DocumentFormat}


def page_path(code: str, language: str) -> str:
    """Where a frozen briefing is shown."""
    return f"/briefing/{_part(code)}?language={_part(language)}"


def document_path(code: str, form: str, language: str, name: str) -> str:
    """Where one of its documents is handed out."""
    return "/briefing/" + "/".join(_part(part) for part in (code, DocumentFormat(form).name.lower(), language, name))


def draft_path(ref: str, language: str, version: int) -> str:
    """Where a draft is looked at. Another version is another address: what shows it is drawn anew."""
    return f"/briefing/draft/{_part(ref)}?language={_part(language)}&version={version}"


def _part(text: str) -> str:
    return quote(text, safe="")
