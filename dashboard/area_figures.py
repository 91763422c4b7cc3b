"""Every measure of an area side by side: what the map's table, an area's story and its page all show."""

from dataclasses import dataclass, replace

import pandas as pd

from dashboard import loaders
from dashboard.measures import change, changes, per_thousand, rates
from db.access import Viewer
from db.queries.filters import Filters


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """One area, and the city it is compared with. Rates and change are None where there are too few to compare."""

    open: int
    received: int
    before: int
    rate: float | None
    change: float | None
    city_open: float  # per neighbourhood
    city_rate: float | None
    city_change: float | None


def whole_city(filters: Filters) -> Filters:
    """The same question about every neighbourhood."""
    return replace(filters, neighbourhoods=())


def figures_of(viewer: Viewer, filters: Filters, code: str) -> AreaFigures:
    """The area with this code, with the filters' dates, categories, statuses and sources."""
    city = whole_city(filters)
    opened, received = loaders.open_by_area(viewer, city), loaders.received_by_area(viewer, city)
    here, came = opened[opened["code"] == code].iloc[0], received[received["code"] == code].iloc[0]
    # Only residents of areas whose population is known belong under their concerns.
    known = opened[opened["population"].fillna(0) > 0]
    return AreaFigures(
        open=int(here["n"]),
        received=int(came["n"]),
        before=int(came["before"]),
        rate=per_thousand(int(here["n"]), here["population"]),
        change=change(int(came["n"]), int(came["before"])),
        city_open=float(opened["n"].mean()),
        city_rate=per_thousand(int(known["n"].sum()), known["population"].sum()),
        city_change=change(int(received["n"].sum()), int(received["before"].sum())),
    )


def figures_by_area(viewer: Viewer, filters: Filters) -> pd.DataFrame:
    """One row an area. Columns: code, name, district, open, rate, received, before, change, population; rate and change
    are empty where there are too few to compare."""
    areas = loaders.open_by_area(viewer, filters)
    received = loaders.received_by_area(viewer, filters)
    return pd.DataFrame(
        {
            "code": areas["code"],
            "name": areas["name"],
            "district": areas["district"],
            "open": areas["n"],
            "rate": pd.Series(rates(areas), dtype="Float64").round(2),
            "received": received["n"],
            "before": received["before"],
            "change": pd.Series(changes(received), dtype="Float64").round(),
            "population": areas["population"].astype("Int64"),
        }
    )
