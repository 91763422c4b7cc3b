"""What is asked of everybody: open concerns by neighbourhood, of chosen categories, received within a span of days."""

import random
import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from db.queries.figures import MAPPED_CATEGORIES
from db.vocabulary import OPEN_STATUSES

TIMES = 20
YEAR = 365
OPEN = tuple(status.value for status in OPEN_STATUSES)
CATEGORIES = tuple(category.value for category in MAPPED_CATEGORIES)
SQL = (
    "SELECT neighbourhood_id, {figure} AS n FROM {table} WHERE status IN ({statuses}) AND category IN ({categories}) "
    "AND received_day BETWEEN '{since}' AND '{until}' {more}GROUP BY neighbourhood_id"
)


@dataclass(frozen=True, slots=True)
class Question:
    since: date
    until: date
    categories: tuple[str, ...]

    def over_table(self) -> str:
        return self._sql("concern", "count(*)", "")

    def over_rollup(self) -> str:
        """Over our own table of counts. Naming the areas lets SQLite walk its key in order."""
        return self._sql("concern_count", "sum(n)", "AND neighbourhood_id IN (SELECT id FROM neighbourhood) ")

    def _sql(self, table: str, figure: str, more: str) -> str:
        return SQL.format(
            table=table, figure=figure, more=more, statuses=quoted(OPEN), categories=quoted(self.categories),
            since=self.since, until=self.until,
        )  # fmt: skip


def questions() -> list[Question]:
    """Each is another one (other dates, other categories), so that no first answer comes from a cache."""
    chance, today = random.Random(7), date.today()
    return [
        Question(today - timedelta(days=90 + i), today, tuple(sorted(chance.sample(CATEGORIES, 1 + i % 6))))
        for i in range(TIMES)
    ]


def past_year() -> tuple[date, date]:
    """The days that the concern map shows for "12 months": what the dashboards are filtered to."""
    return date.today() - timedelta(days=YEAR - 1), date.today()


def answer(file: str, question: Question) -> dict[int, int]:
    """By SQL written by hand over the records: what every peer's answer is held against."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as store:
        return {area: n for area, n in store.execute(question.over_table()) if n}


def must_agree(who: str, found: dict[int, int], right: dict[int, int]) -> None:
    if {area: n for area, n in found.items() if n} != right:
        raise SystemExit(f"{who} and the SQL disagree: nothing here can be trusted.")


def quoted(values: tuple[str, ...]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
