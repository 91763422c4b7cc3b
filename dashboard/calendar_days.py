"""Which days a calendar shows, and what stands in each: plain data for the browser. No streamlit, no store."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from dashboard.labels import event_status_label, event_type_label
from dashboard.rule_words import said_kept
from dashboard.words import N_, _, local, ngettext, said_dates, said_weekday
from dashboard.words import clock as time_of_day
from db.observed import KeptDay
from db.queries.event_days import DayEvent
from db.vocabulary import EventStatus

AGENDA_DAYS = 28
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


class Span(StrEnum):
    MONTH = "month"
    WEEK = "week"
    AGENDA = "agenda"


# How many events a day shows before "and more".
MOST = {Span.MONTH: 4, Span.WEEK: 15, Span.AGENDA: 30}


@dataclass(frozen=True, slots=True)
class Shown:
    """A span around a day; `chosen` is the day somebody asked for, None when they asked for the month."""

    span: Span
    anchor: date
    chosen: date | None = None

    @property
    def days(self) -> list[date]:
        if self.span is Span.AGENDA:
            return [self.anchor + timedelta(days=n) for n in range(AGENDA_DAYS)]
        first = self.anchor.replace(day=1) if self.span is Span.MONTH else self.anchor
        last = _month_end(self.anchor) if self.span is Span.MONTH else self.anchor
        begin, end = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
        return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]

    @property
    def title(self) -> str:
        if self.span is Span.MONTH:
            return _("{month} {year}").format(month=_(_MONTHS[self.anchor.month - 1]), year=self.anchor.year)
        return said_dates(self.days[0], self.days[-1])

    def moved(self, by: int) -> str:
        """The address of the span before (-1) or after (1)."""
        if self.span is Span.MONTH:
            number = self.anchor.year * 12 + self.anchor.month - 1 + by
            return f"{number // 12:04d}-{number % 12 + 1:02d}"
        step = 7 if self.span is Span.WEEK else AGENDA_DAYS
        return (self.anchor + timedelta(days=by * step)).isoformat()


def shown(span: str, day: str, today: date) -> Shown:
    """What an address asks for: a month, a day, or (anything else) today."""
    kind = Span(span) if span in list(Span) else Span.MONTH
    for text, chosen in ((day, True), (f"{day}-01", False)):
        try:
            found = date.fromisoformat(text)
        except ValueError:
            continue
        if EARLIEST <= found <= LATEST:
            return Shown(kind, found, found if chosen else _today_in(found, today))
    return Shown(kind, today, today)


def _today_in(month: date, today: date) -> date | None:
    return today if (today.year, today.month) == (month.year, month.month) else None


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def calendar_data(
    what: Shown,
    events: Sequence[DayEvent],
    kept: Iterable[KeptDay],
    *,
    now: datetime,
    address: Callable[..., str],
) -> dict[str, Any]:
    """For components/browser/calendar.js; `address(**query)` is where a link leads."""
    by_day, days = _by_day(events), what.days
    holidays: dict[date, list[KeptDay]] = defaultdict(list)
    for one in kept:
        holidays[one.day].append(one)
    made = [_day(day, by_day.get(day, ()), holidays[day], what, now, address) for day in days]
    if what.span is Span.AGENDA:
        made = [day for day in made if day["n"] or day["kept"]]
    return {
        "span": what.span.value,
        "title": what.title,
        "heads": [{"short": said_weekday(n, short=True), "long": said_weekday(n)} for n in range(7)],
        "days": made,
        "nothing": _("No event in these days."),
    }


def _by_day(events: Sequence[DayEvent]) -> Mapping[date, list[tuple[DayEvent, datetime]]]:
    """Each event under every day it is on, with its start on the agency's clock."""
    found: dict[date, list[tuple[DayEvent, datetime]]] = defaultdict(list)
    for event in events:
        starts = local(event.starts_at)
        day, last = starts.date(), local(event.ends_at - timedelta(seconds=1)).date()
        while day <= last:
            found[day].append((event, starts))
            day += timedelta(days=1)
    return found


def _day(
    day: date,
    events: Sequence[tuple[DayEvent, datetime]],
    kept: Sequence[KeptDay],
    what: Shown,
    now: datetime,
    address: Callable[..., str],
) -> dict[str, Any]:
    most = MOST[what.span]
    more = len(events) - most
    said = ngettext("{n} event", "{n} events", len(events)).format(n=len(events))
    long = _("{weekday} {day} {month}").format(
        weekday=said_weekday(day.weekday()), day=day.day, month=_(_MONTHS[day.month - 1])
    )
    return {
        "day": day.isoformat(),
        "number": day.day,
        "long": long,
        "short": f"{said_weekday(day.weekday(), short=True)} {day.day}",
        "said": f"{long}, {said}",
        "href": address(day=day.isoformat()),
        "n": len(events),
        "today": day == local(now).date(),
        "chosen": day == what.chosen and what.span is Span.MONTH,
        "outside": what.span is Span.MONTH and day.month != what.anchor.month,
        "kept": [{"name": one.name, "said": said_kept(one)} for one in kept],
        "events": [_event(event, starts, day, now, address) for event, starts in events[:most]],
        "more": _("+ {n} more").format(n=more) if more > 0 else "",
    }


def _event(event: DayEvent, starts: datetime, day: date, now: datetime, address: Callable[..., str]) -> dict[str, Any]:
    at = "" if event.all_day or starts.date() != day else starts.strftime("%H:%M")
    state, word = event.status, event_status_label(event.status)
    if event.status == EventStatus.PLANNED and event.ends_at < now:
        state, word = "open", _("To close out")
    until = "" if event.all_day else f"–{time_of_day(event.ends_at)}"
    parts = [f"{at}{until}" if at else "", event.title, event_type_label(event.type), event.neighbourhood, word]
    return {
        "ref": event.ref,
        "at": at,
        "title": event.title,
        "state": state,
        "said": ", ".join(part for part in parts if part),
        "href": address(ref=event.ref),
    }
