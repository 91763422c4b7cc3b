"""What somebody chose to look at, between the address, the page's memory and the store's frozen Filters. No widgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from dashboard.state import Url
from db.queries.filters import Filters
from db.vocabulary import ConcernCategory, ConcernStatus, SourceType

PRESETS: Mapping[str, int] = {"7": 7, "30": 30, "90": 90, "365": 365}
SHIFT, DATES = "shift", "dates"
PERIODS = (*PRESETS, SHIFT, DATES)
DEFAULT_PERIOD = "30"
# Nobody kept records here before; a typing slip ("0226-01-01") should not ask the store for two thousand years.
EARLIEST = date(2000, 1, 1)

W = TypeVar("W", bound=StrEnum)
Query = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Plain words as they stand in an address; neighbourhoods by code, because a code means something to people."""

    period: str = DEFAULT_PERIOD
    since: date | None = None
    until: date | None = None
    areas: tuple[str, ...] = ()
    categories: tuple[ConcernCategory, ...] = ()
    statuses: tuple[ConcernStatus, ...] = ()
    sources: tuple[SourceType, ...] = ()

    def days(self, *, today: date, shift: date | None) -> tuple[date, date]:
        """First and last day of the period, both included."""
        if self.period == DATES and self.since and self.until:
            return self.since, self.until
        if self.period == SHIFT:
            return shift or today, today
        return today - timedelta(days=PRESETS.get(self.period, PRESETS[DEFAULT_PERIOD]) - 1), today

    def filters(self, *, today: date, shift: date | None, ids: Mapping[str, int], show: Sequence[str]) -> Filters:
        """For the store. What the page does not show is not applied: a filter nobody sees is a wrong figure."""
        since, until = self.days(today=today, shift=shift)
        return Filters(
            since=since,
            until=until,
            neighbourhoods=tuple(ids[code] for code in self.areas if code in ids) if Url.AREA in show else (),
            categories=self.categories if Url.CATEGORY in show else (),
            statuses=self.statuses if Url.STATUS in show else (),
            sources=self.sources if Url.SOURCE in show else (),
        )


def to_query(chosen: Chosen) -> dict[str, list[str]]:
    """The names and values for an address; what is not restricted is not in it."""
    query: dict[str, list[str]] = {Url.PERIOD: [chosen.period]}
    if chosen.period == DATES and chosen.since and chosen.until:
        query |= {Url.SINCE: [chosen.since.isoformat()], Url.UNTIL: [chosen.until.isoformat()]}
    several = {
        Url.AREA: chosen.areas,
        Url.CATEGORY: chosen.categories,
        Url.STATUS: chosen.statuses,
        Url.SOURCE: chosen.sources,
    }
    return query | {name: [str(value) for value in values] for name, values in several.items() if values}


def from_query(
    query: Query, *, codes: Sequence[str], today: date, default_period: str = DEFAULT_PERIOD
) -> tuple[Chosen, tuple[str, ...]]:
    """What an address asks for, and the parts of it that mean nothing here ("category=nois")."""
    ignored: list[str] = []
    chosen = Chosen(
        areas=tuple(_known(query, Url.AREA, codes, ignored)),
        categories=_words(query, Url.CATEGORY, ConcernCategory, ignored),
        statuses=_words(query, Url.STATUS, ConcernStatus, ignored),
        sources=_words(query, Url.SOURCE, SourceType, ignored),
    )
    period = _known(query, Url.PERIOD, PERIODS, ignored)[:1]
    since, until = (_day(query, name, ignored) for name in (Url.SINCE, Url.UNTIL))
    if since and until:
        return replace(chosen, period=DATES, since=min(since, until), until=max(since, until)), tuple(ignored)
    if since or period == [DATES]:
        # A beginning without an end runs up to today; an end alone, or dates without any, say too little.
        if since:
            return replace(chosen, period=DATES, since=min(since, today), until=max(since, today)), tuple(ignored)
        period = []
    return replace(chosen, period=period[0] if period else default_period), tuple(ignored)


def _known(query: Query, name: str, options: Sequence[str], ignored: list[str]) -> list[str]:
    values = list(dict.fromkeys(query.get(name, ())))
    ignored += [f"{name}={value[:40]}" for value in values if value not in options]
    return [value for value in values if value in options]


def _words(query: Query, name: str, kind: type[W], ignored: list[str]) -> tuple[W, ...]:
    return tuple(kind(value) for value in _known(query, name, [member.value for member in kind], ignored))


def _day(query: Query, name: str, ignored: list[str]) -> date | None:
    for value in list(query.get(name, ()))[:1]:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is not None and EARLIEST <= day <= date(2100, 1, 1):
            return day
        ignored.append(f"{name}={value[:40]}")
    return None
