"""What a viewer asked to see: one frozen shape for every list, map and figure."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.vocabulary import ConcernCategory, ConcernStatus, SourceType


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty tuples mean "all". `since` and `until` are days in the agency's time zone, both included."""

    since: date
    until: date
    neighbourhoods: tuple[int, ...] = ()
    categories: tuple[ConcernCategory, ...] = ()
    statuses: tuple[ConcernStatus, ...] = ()
    sources: tuple[SourceType, ...] = ()

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "Filters":
        """The same, over the equal period before."""
        return Filters(
            since=self.since - timedelta(days=self.days),
            until=self.since - timedelta(days=1),
            neighbourhoods=self.neighbourhoods,
            categories=self.categories,
            statuses=self.statuses,
            sources=self.sources,
        )
