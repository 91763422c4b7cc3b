"""Public figures of a quarter, city-wide: hand-written SQL over the concerns, and the whole release, ranges solved."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

from bench.area_counts import timed
from bench.results import Figure
from db.disclosure.periods import forms_of, last_day
from db.disclosure.publishing import prepared
from db.settings import Settings
from db.store import Store
from db.vocabulary import SENSITIVE_CATEGORIES
from db.vocabulary.briefings import PeriodKind, TableName

TIMES = 5
SENSITIVE = ", ".join(f"'{category}'" for category in SENSITIVE_CATEGORIES)


def public_figures(address: str) -> list[Figure]:
    today = datetime.now(UTC)
    offered = forms_of(date.today(), back=date.today() - timedelta(days=400))
    starts_on = next(first for kind, first in offered if kind == PeriodKind.QUARTER)
    raw = sqlite3.connect(address.removeprefix("sqlite:///"))
    raw.execute("PRAGMA cache_size=-65536")
    store = Store.open(Settings(database_url=address))
    with store.reading() as session:
        grouped(raw, starts_on)
        release = prepared(session, PeriodKind.QUARTER, starts_on, now=today)
        by_sql = [timed(lambda: grouped(raw, starts_on)) for _ in range(TIMES)]
        whole = [timed(lambda: prepared(session, PeriodKind.QUARTER, starts_on, now=today)) for _ in range(TIMES)]
    store.close()
    table = release.table(TableName.CONCERNS_BY_MONTH)
    counted = sum(n for *_, n in grouped(raw, starts_on))
    if table is None or table.total is None or table.total.n is None or abs(table.total.n - counted) > 2:
        raise SystemExit("The release and the SQL disagree: nothing here can be trusted.")
    return [
        Figure("public_figures_raw_sql_1m", by_sql, "public_figures_raw_sql_1m"),
        Figure("public_figures_1m", whole, "public_figures_raw_sql_1m"),
    ]


def grouped(raw: sqlite3.Connection, starts_on: date) -> list[tuple[int, str, str, int]]:
    """The bare counts of one quarter, neither rounded nor protected."""
    first, last = starts_on, last_day(PeriodKind.QUARTER, starts_on)
    return raw.execute(
        "SELECT neighbourhood_id, category, status, count(*) FROM concern WHERE received_at >= ? AND received_at < ? "
        "AND received_day BETWEEN ? AND ? AND confidentiality < 3 AND withdrawn_at IS NULL "
        f"AND category NOT IN ({SENSITIVE}) GROUP BY 1, 2, 3",
        (f"{first - timedelta(days=2)}", f"{last + timedelta(days=3)}", f"{first}", f"{last}"),
    ).fetchall()
