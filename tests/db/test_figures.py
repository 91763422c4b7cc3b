"""Counts for maps and tables: what is on a map, what is not and why, and what a period is compared with."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.errors import Refused
from db.queries import figures
from db.queries.figures import NotOnMap
from db.queries.filters import Filters
from db.vocabulary import ClosingReason, ConcernCategory, ConcernStatus, Confidentiality, SourceType
from tests.db.conftest import NOW, SYSTEM, Desk

TODAY = date(2026, 11, 3)
MONTH = Filters(since=TODAY - timedelta(days=29), until=TODAY)
NOISE, DRUGS, HATE = ConcernCategory.NOISE, ConcernCategory.DRUGS, ConcernCategory.HATE_INCIDENT


def row(area: int | None, category: ConcernCategory = NOISE, *, days_ago: float = 3, **more: Any) -> BulkConcern:
    return BulkConcern(
        "One row of the figures", category, NOW - timedelta(days=days_ago), neighbourhood_id=area, **more
    )


@pytest.fixture
def counted(shared_desk: Desk) -> Desk:
    """Once per module: three in the harbour (one closed, one of the month before), and what no map shows."""
    harbour, mill = shared_desk.areas["harbour"], shared_desk.areas["mill"]
    closed = {"status": ConcernStatus.CLOSED, "closing_reason": ClosingReason.UNFOUNDED, "closed_at": NOW}
    rows = [
        row(harbour, source_type=SourceType.BUSINESS),
        row(harbour, DRUGS, **closed),
        row(harbour, days_ago=40),
        row(harbour, HATE),
        row(harbour, confidentiality=Confidentiality.PERSONAL),
        row(mill, ConcernCategory.HOMELESSNESS),
        row(None),
        row(None, ConcernCategory.HOMELESSNESS),
    ]
    if shared_desk.count(figures.ConcernCount) == 0:
        shared_desk.store.execute(RecordConcernsInBulk(rows, source="figures"), by=SYSTEM, now=NOW)
    return shared_desk


def by_code(frame: pd.DataFrame, column: str = "n") -> dict[str, int]:
    return {code: int(n) for code, n in zip(frame["code"], frame[column], strict=True) if n}


def ask(desk: Desk, query: Any, *, by: str = "ana", **more: Any) -> Any:
    with desk.store.reading() as session:
        return query(session, viewer=desk.viewers[by], **more)


def test_open_counts_what_was_received_and_is_open_and_may_be_on_a_map(counted: Desk) -> None:
    assert by_code(ask(counted, figures.open_by_area, filters=MONTH)) == {"harbour": 1}
    whole = Filters(since=MONTH.since - timedelta(days=30), until=TODAY)
    assert by_code(ask(counted, figures.open_by_area, filters=whole)) == {"harbour": 2}


def test_received_counts_whatever_became_of_it_beside_the_equal_period_before(counted: Desk) -> None:
    found = ask(counted, figures.received_by_area, filters=MONTH)
    assert (by_code(found), by_code(found, "before")) == ({"harbour": 2}, {"harbour": 1})


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        ({}, {"harbour": 1}),
        ({"categories": (DRUGS,)}, {}),
        ({"categories": (DRUGS,), "statuses": (ConcernStatus.CLOSED,)}, {"harbour": 1}),
        ({"sources": (SourceType.BUSINESS,)}, {"harbour": 1}),
        ({"sources": (SourceType.RESIDENT,)}, {}),
        ({"categories": (HATE,)}, {}),
    ],
)
def test_each_filter_narrows_the_count(counted: Desk, narrow: dict[str, Any], expected: dict[str, int]) -> None:
    asked = Filters(since=MONTH.since, until=TODAY, **narrow)
    assert by_code(ask(counted, figures.open_by_area, filters=asked)) == expected


def test_what_is_on_no_map_says_why(counted: Desk) -> None:
    assert ask(counted, figures.not_on_map, filters=MONTH) == NotOnMap(no_area=1, sensitive=2, personal=1)


def test_restricted_records_are_counted_for_those_entitled_only(counted: Desk) -> None:
    """The hate incident is in the harbour: the supervisor of that team may count it, another team's may not."""
    assert ask(counted, figures.not_on_map, by="sue", filters=MONTH).sensitive == 3
    assert ask(counted, figures.not_on_map, by="dee", filters=MONTH).sensitive == 2
    assert ask(counted, figures.not_on_map, by="analyst", filters=MONTH).sensitive == 2


def test_concerns_without_an_area_may_belong_to_the_area_asked_for_unless_told_otherwise(counted: Desk) -> None:
    harbour = Filters(since=MONTH.since, until=TODAY, neighbourhoods=(counted.areas["harbour"],))
    assert ask(counted, figures.not_on_map, filters=harbour) == NotOnMap(no_area=1, sensitive=1, personal=1)
    assert ask(counted, figures.not_on_map, filters=harbour, within=True) == NotOnMap(0, 0, 1)


def test_the_split_rollup_and_the_coarse_one_say_the_same(counted: Desk) -> None:
    every = Filters(since=MONTH.since, until=TODAY, categories=tuple(ConcernCategory))
    assert ask(counted, figures.not_on_map, filters=every) == ask(counted, figures.not_on_map, filters=MONTH)
    for query in (figures.open_by_area, figures.received_by_area):
        pd.testing.assert_frame_equal(ask(counted, query, filters=every), ask(counted, query, filters=MONTH))


def test_every_status_counts_the_closed_ones_too(counted: Desk) -> None:
    closed = Filters(since=MONTH.since, until=TODAY, categories=(DRUGS,), neighbourhoods=(counted.areas["harbour"],))
    assert ask(counted, figures.by_category, filters=closed).empty
    assert ask(counted, figures.by_category, filters=closed, every_status=True)["n"].tolist() == [1]
    assert ask(counted, figures.not_on_map, filters=MONTH, every_status=True) == NotOnMap(1, 2, 1)


def test_a_trend_follows_the_categories_asked_for(counted: Desk) -> None:
    harbour = counted.areas["harbour"]
    until = TODAY + timedelta(days=7)
    every = ask(counted, figures.trend, until=until, neighbourhood_id=harbour, weeks=2)
    drugs = ask(counted, figures.trend, until=until, neighbourhood_id=harbour, weeks=2, categories=(DRUGS,))
    assert every["area"].tolist() == [2, 0]  # 31 October lies in the week of the 26th
    assert drugs["area"].tolist() == [1, 0]
    assert every["week_start"].tolist() == [date(2026, 10, 26), date(2026, 11, 2)]
    assert every["city_average"].tolist() == [0.5, 0.0]  # four neighbourhoods


def test_a_presenter_gets_no_figure(counted: Desk) -> None:
    for query in (figures.open_by_area, figures.received_by_area, figures.not_on_map, figures.by_category):
        with pytest.raises(Refused):
            ask(counted, query, by="presenter", filters=MONTH)
