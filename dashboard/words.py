"""Every string a person reads goes through here: gettext, times as people say them, numbers."""

import gettext as gnu_gettext
import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from db.errors import CommonGroundError, Sentence, StoreUnavailable
from db.settings import get_settings

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "messages"
DATE_FORMAT = "DD/MM/YYYY"  # of date fields: one of the few that Streamlit knows


@lru_cache(maxsize=8)
def catalogue(language: str) -> gnu_gettext.NullTranslations:
    """The compiled messages of one language; English is the source and needs no file."""
    return gnu_gettext.translation(DOMAIN, LOCALES, languages=[language], fallback=True)


def _(message: str) -> str:
    """The message in the agency's language. Fill it in afterwards: _("{n} open").format(n=n)."""
    return catalogue(get_settings().language).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Singular or plural form for n, in the agency's language."""
    return catalogue(get_settings().language).ngettext(singular, plural, n)


def N_(message: str) -> str:
    """Marks a message in a table for extraction; it is translated where it is shown."""
    return message


def say(sentence: Sentence) -> str:
    """A sentence from the store in the agency's language, filled in; days as people say them."""
    spoken = {name: _day(value) if type(value) is date else value for name, value in sentence.parameters.items()}
    return _(sentence.template).format(**spoken)


def said_with_reference(error: CommonGroundError) -> str:
    """What an error says; of a store that is away also where the log says more."""
    said = say(error.sentence)
    if isinstance(error, StoreUnavailable):
        said += " " + _("Reference {reference}.").format(reference=error.reference)
    return said


def _day(day: date) -> str:
    said = _("{weekday} {day} {month} {year}")
    return said.format(weekday=_(_WEEKDAYS[day.weekday()]), day=day.day, month=_(_MONTHS[day.month - 1]), year=day.year)


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&^=])")
_INDENTED = re.compile(r"^(?: {4}| *\t)[ \t]*", re.MULTILINE)
# What is replaced after markdown was read, escaped or not: icons (":material/x:"), arrows and dashes ("->", "--", ">="),
# addresses of pages and of people. A seam that nobody sees divides each of them.
_JOINED = re.compile(r"(?<=[-<>!~])(?=[-=>])|(?<=:)(?=[A-Za-z]|//)|(?<=www)(?=\.)|(?<=\S)(?=@)", re.IGNORECASE)
_SEAM = ":small[]"


def plain(text: str) -> str:
    """Words from people as markdown that shows exactly these words: no links, images, formulas or icons."""
    pieces = _JOINED.split(_INDENTED.sub(" ", text))
    return _SEAM.join(_MARKDOWN.sub(r"\\\1", piece) for piece in pieces)


_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_LONG_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


def said_weekday(number: int, *, short: bool = False) -> str:
    """Monday is 0."""
    return _((_WEEKDAYS if short else _LONG_WEEKDAYS)[number])


def zone() -> ZoneInfo:
    """The agency's time zone: every time on screen is said in it."""
    return get_settings().zone


def local(moment: datetime, where: ZoneInfo | None = None) -> datetime:
    """The moment on the agency's clock; a moment without a zone is UTC, as the store keeps it."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(where or zone())


def _missing(moment: object) -> bool:
    # A frame's empty cell is NaT, the one value that is not equal to itself.
    return moment is None or moment != moment


def said_date(day: date | None, today: date) -> str:
    """today, yesterday, tomorrow, "Tue 3 Nov", with the year when it is another one."""
    if day is None or _missing(day):
        return ""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((day - today).days)
    if near:
        return near
    if day.year != today.year:
        return _day(day)
    return _("{weekday} {day} {month}").format(
        weekday=_(_WEEKDAYS[day.weekday()]), day=day.day, month=_(_MONTHS[day.month - 1])
    )


def said_time(moment: datetime | None, now: datetime, where: ZoneInfo | None = None) -> str:
    """As people say it: "today 18:40", "yesterday 18:40", "Tue 3 Nov"; the hour is dropped further away."""
    if moment is None or _missing(moment):
        return ""
    then = local(moment, where)
    today = local(now, where).date()
    said = said_date(then.date(), today)
    if abs((then.date() - today).days) <= 1:
        return _("{day} {clock}").format(day=said, clock=clock(moment, where))
    return said


def exact_time(moment: datetime | None, where: ZoneInfo | None = None) -> str:
    """What hovering shows: "Tuesday 3 Nov 2026, 18:40 PST"."""
    if moment is None or _missing(moment):
        return ""
    then = local(moment, where)
    return _("{weekday} {day} {month} {year}, {clock} {zone}").format(
        weekday=_(_LONG_WEEKDAYS[then.weekday()]),
        day=then.day,
        month=_(_MONTHS[then.month - 1]),
        year=then.year,
        clock=then.strftime("%H:%M"),
        zone=then.tzname(),
    )


def full_date(moment: datetime, where: ZoneInfo | None = None) -> str:
    """A day as it is announced: "Tuesday 3 Nov 2026"."""
    then = local(moment, where)
    return _("{weekday} {day} {month} {year}").format(
        weekday=_(_LONG_WEEKDAYS[then.weekday()]), day=then.day, month=_(_MONTHS[then.month - 1]), year=then.year
    )


def clock(moment: datetime, where: ZoneInfo | None = None) -> str:
    """The time of day alone: "18:40"."""
    return local(moment, where).strftime("%H:%M")


def said_dates(since: date, until: date) -> str:
    """A period, both days included: "3 Oct to 2 Nov 2026"."""
    first = _("{day} {month}") if since.year == until.year else _("{day} {month} {year}")
    return _("{since} to {until}").format(
        since=first.format(day=since.day, month=_(_MONTHS[since.month - 1]), year=since.year),
        until=_("{day} {month} {year}").format(day=until.day, month=_(_MONTHS[until.month - 1]), year=until.year),
    )


def said_left(due: datetime | None, now: datetime) -> str:
    """A clock in words: "in 3 hours", "2 days late"."""
    if due is None or _missing(due):
        return ""
    left = (due if due.tzinfo else due.replace(tzinfo=UTC)) - now
    span = said_span(abs(left))
    return (_("{span} late") if left < timedelta(0) else _("in {span}")).format(span=span)


def said_span(span: timedelta) -> str:
    """A length of time, rounded down to what matters: minutes, then hours, then days."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if minutes < 48 * 60:
        return ngettext("{n} hour", "{n} hours", minutes // 60).format(n=minutes // 60)
    return ngettext("{n} day", "{n} days", minutes // 1440).format(n=minutes // 1440)


def number(value: float, digits: int = 0) -> str:
    """Figures with their thousands apart: "1,234"."""
    return f"{value:,.{digits}f}"


def signed(value: float, digits: int = 0) -> str:
    """A change: "+12", "−3", "0"; the minus is a real one so that it is not read as a hyphen."""
    if round(value, digits) == 0:
        return number(0, digits)
    return ("+" if value > 0 else "−") + number(abs(value), digits)


def per_cent(share: float, digits: int = 0) -> str:
    """A share between 0 and 1 as "41 %"."""
    return _("{n} %").format(n=number(share * 100, digits))


def per_thousand(value: float) -> str:
    """A rate per 1,000 residents, one decimal."""
    return _("{n} per 1,000").format(n=number(value, 1))


def said_size(size: int) -> str:
    """How large a file is: "340 kB", "2.4 MB"."""
    if size < 1_000_000:
        return _("{n} kB").format(n=number(max(1, round(size / 1000))))
    return _("{n} MB").format(n=number(size / 1_000_000, 1))
