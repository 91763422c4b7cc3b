"""Briefings in an officer's words: where one stands, periods, audiences, slides, languages, documents, findings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dashboard.glossary import Shown
from dashboard.words import N_, _
from db.vocabulary.briefings import (
    MONTHS_OF,
    Audience,
    BriefingLanguage,
    BriefingStatus,
    DocumentFormat,
    FindingKind,
    PeriodKind,
    PublicFate,
    SlideKind,
)

STATUSES: Mapping[BriefingStatus, Shown] = {
    BriefingStatus.DRAFT: Shown(N_("Draft"), ":material/draft:", "blue"),
    BriefingStatus.WAITING: Shown(N_("Waiting for a second person"), ":material/hourglass_top:", "orange"),
    BriefingStatus.APPROVED: Shown(N_("Approved, not frozen yet"), ":material/verified:", "violet"),
    BriefingStatus.FROZEN: Shown(N_("Frozen"), ":material/ac_unit:", "green"),
    BriefingStatus.WITHDRAWN: Shown(N_("Withdrawn"), ":material/visibility_off:", "gray"),
}
PERIODS: Mapping[PeriodKind, str] = {
    PeriodKind.MONTH: N_("Month"),
    PeriodKind.QUARTER: N_("Quarter"),
    PeriodKind.HALF_YEAR: N_("Half-year"),
    PeriodKind.YEAR: N_("Year"),
}
MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
AUDIENCES: Mapping[Audience, str] = {
    Audience.RESIDENTS: N_("Residents"),
    Audience.YOUNG_PEOPLE: N_("Young people"),
    Audience.SENIORS: N_("Seniors"),
    Audience.BUSINESSES: N_("Businesses"),
    Audience.SCHOOL: N_("School community"),
    Audience.FAITH: N_("Faith community"),
    Audience.ELECTED: N_("Elected members"),
    Audience.PARTNERS: N_("Partner agencies"),
}
SLIDES: Mapping[SlideKind, str] = {
    SlideKind.TITLE: N_("Title"),
    SlideKind.TOLD: N_("What you told us"),
    SlideKind.WHERE: N_("Where"),
    SlideKind.CHANGED: N_("What changed"),
    SlideKind.DID: N_("What we did"),
    SlideKind.PROMISES: N_("Promises"),
    SlideKind.WORKS: N_("What works"),
    SlideKind.NEXT: N_("What comes next"),
    SlideKind.CONTACTS: N_("Whom to talk to"),
    SlideKind.METHOD: N_("How we count"),
    SlideKind.TEXT: N_("Your own text"),
    SlideKind.PICTURE: N_("Picture"),
    SlideKind.STORY: N_("Success story"),
}
LANGUAGES: Mapping[BriefingLanguage, str] = {
    BriefingLanguage.ENGLISH: N_("English"),
    BriefingLanguage.SPANISH: N_("Spanish"),
    BriefingLanguage.CHINESE: N_("Chinese (simplified)"),
    BriefingLanguage.VIETNAMESE: N_("Vietnamese"),
    BriefingLanguage.SOMALI: N_("Somali"),
    BriefingLanguage.ARABIC: N_("Arabic"),
    BriefingLanguage.AMHARIC: N_("Amharic"),
}
DOCUMENTS: Mapping[DocumentFormat, Shown] = {
    DocumentFormat.PRESENTATION: Shown(N_("Presentation, to show without a network"), ":material/slideshow:", "gray"),
    DocumentFormat.HTML: Shown(N_("Page to read"), ":material/article:", "gray"),
    DocumentFormat.PPTX: Shown(N_("PowerPoint"), ":material/co_present:", "gray"),
    DocumentFormat.PDF: Shown(N_("PDF to print"), ":material/print:", "gray"),
    DocumentFormat.CSV: Shown(N_("Table of figures"), ":material/table:", "gray"),
    DocumentFormat.GEOJSON: Shown(N_("Neighbourhoods with figures"), ":material/map:", "gray"),
    DocumentFormat.PNG: Shown(N_("Charts and maps as pictures"), ":material/image:", "gray"),
    DocumentFormat.CARD: Shown(N_("Pictures for social media"), ":material/share:", "gray"),
}
FINDINGS: Mapping[FindingKind, str] = {
    FindingKind.PERIOD: N_("Period"),
    FindingKind.COARSENED: N_("Merged or dropped"),
    FindingKind.LEFT_OUT: N_("Left out"),
    FindingKind.LOOKS_LIKE_NAME: N_("Looks like a name"),
    FindingKind.LOOKS_LIKE_ADDRESS: N_("Looks like an address"),
    FindingKind.LOOKS_LIKE_PHONE: N_("Looks like a telephone number"),
    FindingKind.LOOKS_LIKE_EMAIL: N_("Looks like an e-mail address"),
    FindingKind.LOOKS_LIKE_PLATE: N_("Looks like a number plate"),
    FindingKind.LANGUAGE_MISSING: N_("Language missing"),
    FindingKind.MACHINE_MADE: N_("Translated by a machine"),
    FindingKind.NO_CONSENT: N_("Nobody agreed"),
    FindingKind.TOO_LONG: N_("Too long for one slide"),
    FindingKind.PICTURE: N_("Picture"),
}
# What was merged or left out is for information; everything else is about words and pictures somebody can change.
REMOVED = (FindingKind.COARSENED, FindingKind.LEFT_OUT)


def status_shown(status: str) -> Shown:
    shown = STATUSES[BriefingStatus(status)]
    return replace(shown, word=_(shown.word))


def document_shown(kind: str) -> Shown:
    shown = DOCUMENTS[DocumentFormat(kind)]
    return replace(shown, word=_(shown.word))


def period_kind(kind: str) -> str:
    return _(PERIODS[PeriodKind(kind)])


def period_words(kind: str, starts_on: date) -> str:
    """A period as it is called: "September 2026", "July to September 2026", "2026"."""
    months = MONTHS_OF[PeriodKind(kind)]
    if months == 12 and starts_on.month == 1:
        return str(starts_on.year)
    first = _(MONTHS[starts_on.month - 1])
    if months == 1:
        return _("{month} {year}").format(month=first, year=starts_on.year)
    last = _(MONTHS[(starts_on.month + months - 2) % 12])
    year = starts_on.year + (starts_on.month + months - 2) // 12
    return _("{first} to {last} {year}").format(first=first, last=last, year=year)


def audience_words(audience: str | None) -> str:
    return _(AUDIENCES[Audience(audience)]) if audience else _("Everybody")


def slide_words(kind: str) -> str:
    return _(SLIDES[SlideKind(kind)])


def language_words(language: str) -> str:
    return _(LANGUAGES[BriefingLanguage(language)])


def finding_words(kind: str) -> str:
    return _(FINDINGS[FindingKind(kind)])


def fate_words(fate: str) -> str:
    """What became of a promise."""
    return {
        PublicFate.KEPT: _("Kept"),
        PublicFate.KEPT_LATE: _("Kept late"),
        PublicFate.OUTSTANDING: _("Outstanding"),
    }[PublicFate(fate)]
