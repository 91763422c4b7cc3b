"""What a briefing is called and what it is about, in one line."""

from collections.abc import Sequence
from datetime import date

from dashboard import clock
from dashboard.areas import known_areas
from dashboard.briefing_words import audience_words, language_words, period_words
from dashboard.words import _, ngettext, plain, said_time
from db.access import Viewer
from db.queries.briefings import BriefingRecord

MOST_AREAS = 4  # that are named; further ones are a number


def area_names(viewer: Viewer, codes: Sequence[str]) -> list[str]:
    names = {area.code: area.name for area in known_areas(viewer)}
    return [names.get(code, code) for code in codes]


def areas_words(names: Sequence[str]) -> str:
    """Not escaped."""
    if not names:
        return _("The whole city")
    said, more = ", ".join(names[:MOST_AREAS]), len(names) - MOST_AREAS
    return (
        said if more <= 0 else ngettext("{names} and {n} more", "{names} and {n} more", more).format(names=said, n=more)
    )


def briefing_name(title: str, names: Sequence[str], kind: str, starts_on: date) -> str:
    """Its title; one without words of its own is named after its areas and period, as its first slide is."""
    if title:
        return title
    return _("{areas}, {period}").format(areas=areas_words(names), period=period_words(kind, starts_on))


def facts(names: Sequence[str], audience: str | None, languages: Sequence[str]) -> list[str]:
    """Where, for whom, in which languages; as markdown."""
    spoken = ", ".join(language_words(language) for language in languages)
    return [plain(areas_words(names)), audience_words(audience), spoken]


def approved_words(record: BriefingRecord) -> str:
    if not record.approved_by or not record.approved_at:
        return ""
    when = said_time(record.approved_at, clock.now())
    return _("{who} approved its words {when}.").format(who=plain(record.approved_by), when=when)
