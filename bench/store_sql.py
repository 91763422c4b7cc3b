"""The answers of hot questions by SQL written by hand: what somebody would write who knew the tables and their indexes.

The officer's team has every area and nobody complains about them: of the rule of who sees what (db.visibility) stays what
is restricted, which opens for those who are assigned.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.store_asked import OFFICER, Known
from db.queries.days import begin, week_start
from db.vocabulary import OPEN_STATUSES, SENSITIVE_CATEGORIES, SourceType

Rows = list[tuple[Any, ...]]
OPEN = "(" + ", ".join(f"'{s.value}'" for s in OPEN_STATUSES) + ")"
SENSITIVE = "(" + ", ".join(f"'{c.value}'" for c in SENSITIVE_CATEGORIES) + ")"
SEEN = """c.withdrawn_at IS NULL AND (c.confidentiality < 3
 OR EXISTS (SELECT 1 FROM concern_access a WHERE a.concern_id = c.id AND a.officer_id = :me))"""
SHOWN = """SELECT c.ref, c.version, c.received_at, c.category, c.summary, n.name, c.status, c.priority, o.display_name,
 c.owner_id, c.due_at, c.acknowledged_at, c.confidentiality, c.dates_disputed
 FROM concern c LEFT JOIN neighbourhood n ON n.id = c.neighbourhood_id LEFT JOIN officer o ON o.id = c.owner_id"""
NEWEST = "ORDER BY c.received_at DESC, c.id DESC"
TRIAGE = "ORDER BY CASE WHEN c.status = 'new' THEN 0 WHEN c.owner_id IS NULL THEN 1 ELSE 2 END, c.received_at DESC, c.id DESC"


@dataclass(frozen=True, slots=True)
class Written:
    """`rows` asks the driver; `same` and `same_rows` say what must be equal in the store's answer and in the rows."""

    rows: Callable[[sqlite3.Connection, Known], Rows]
    same: Callable[[Any], Any]
    same_rows: Callable[[Rows], Any] = list


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def _list(conditions: str, order: str, *, chosen: int = 0, page: int = 0, days: int = 365) -> Written:
    """A page of the list, and how many there are: counted and sorted over the rows that meet the conditions."""

    def rows(raw: sqlite3.Connection, known: Known) -> Rows:
        asked = known.filters(days, chosen=chosen)
        values = {
            "since": moment(begin(asked.since)),
            "until": moment(begin(asked.until + timedelta(days=1))),
            "me": known.viewers[OFFICER].officer_id,
            "now": moment(known.now),
            "offset": page * 25,
        }
        where = f"WHERE c.received_at >= :since AND c.received_at < :until AND {SEEN} {conditions}"
        if asked.neighbourhoods:
            where += f" AND c.neighbourhood_id IN ({', '.join(str(area) for area in asked.neighbourhoods)})"
        if asked.categories:
            where += " AND c.category IN (" + ", ".join(f"'{c.value}'" for c in asked.categories) + ")"
        if asked.sources:
            where += " AND c.source_type IN (" + ", ".join(f"'{s.value}'" for s in asked.sources) + ")"
        total = raw.execute(f"SELECT count(*) FROM concern c {where}", values).fetchone()
        found = raw.execute(f"{SHOWN} {where} {order} LIMIT 25 OFFSET :offset", values).fetchall()
        return [total, *found]

    return Written(
        rows,
        same=lambda page: (page.total, list(page.rows["ref"])),
        same_rows=lambda rows: (rows[0][0], [row[0] for row in rows[1:]]),
    )


def _by_area(days: int, chosen: int) -> Written:
    """Open concerns per area, over the counts that a map needs: kept by hand they would be these."""

    def rows(raw: sqlite3.Connection, known: Known) -> Rows:
        asked = known.filters(days, chosen=chosen)
        values = (asked.since.isoformat(), asked.until.isoformat())
        if not asked.categories:
            areas = ", ".join(str(area) for area in asked.neighbourhoods) or "SELECT id FROM neighbourhood"
            return raw.execute(
                f"""SELECT neighbourhood_id, sum(n) FROM concern_day_count WHERE neighbourhood_id IN ({areas})
                AND received_day BETWEEN ? AND ? AND is_open = 1 AND sensitive = 0 AND confidentiality <= 1
                GROUP BY neighbourhood_id""",
                values,
            ).fetchall()
        areas = ", ".join(str(area) for area in asked.neighbourhoods)
        categories = ", ".join(f"'{c.value}'" for c in asked.categories)
        sources = ", ".join(f"'{s.value}'" for s in asked.sources or tuple(SourceType))
        return raw.execute(
            f"""SELECT neighbourhood_id, sum(n) FROM concern_count WHERE neighbourhood_id IN ({areas})
            AND status IN {OPEN} AND category IN ({categories}) AND received_day BETWEEN ? AND ?
            AND source_type IN ({sources}) AND confidentiality <= 1 GROUP BY neighbourhood_id""",
            values,
        ).fetchall()

    return Written(
        rows,
        same=lambda found: {i: n for i, n in zip(found["neighbourhood_id"], found["n"], strict=True) if n},
        same_rows=dict,
    )


def _trend(*, here: bool) -> Written:
    def rows(raw: sqlite3.Connection, known: Known) -> Rows:
        end = week_start(known.today)
        values = ((end - timedelta(weeks=104)).isoformat(), (end - timedelta(days=1)).isoformat())
        if not here:
            return raw.execute(
                """SELECT received_day, sum(n) FROM concern_city_count WHERE received_day BETWEEN ? AND ?
                AND sensitive = 0 AND confidentiality <= 1 AND placed = 1 GROUP BY received_day""",
                values,
            ).fetchall()
        return raw.execute(
            """SELECT received_day, sum(n) FROM concern_day_count WHERE neighbourhood_id = ? AND received_day
            BETWEEN ? AND ? AND sensitive = 0 AND confidentiality <= 1 GROUP BY received_day""",
            (known.area, *values),
        ).fetchall()

    return Written(
        rows,
        same=lambda trend: int(trend["area"].sum()),
        same_rows=lambda rows: sum(n for _, n in rows),
    )


def _events(days: int, until: int) -> Written:
    def rows(raw: sqlite3.Connection, known: Known) -> Rows:
        since, before = begin(known.today + timedelta(days=days)), begin(known.today + timedelta(days=until))
        return raw.execute(
            """SELECT e.ref, e.version, e.type, e.hosted, e.title, e.starts_at, e.ends_at, e.venue, n.name,
            e.neighbourhood_id, e.audience, e.language, e.interpreter, e.status, o.display_name, e.owner_id,
            e.attendance_total, e.attendance_counted, e.latitude, e.longitude
            FROM event e LEFT JOIN neighbourhood n ON n.id = e.neighbourhood_id LEFT JOIN officer o ON o.id = e.owner_id
            WHERE e.starts_at >= ? AND e.starts_at < ? AND e.status <> 'cancelled' AND e.withdrawn_at IS NULL
            ORDER BY e.starts_at DESC, e.id LIMIT 500""",
            (moment(since), moment(before)),
        ).fetchall()

    return Written(rows, same=lambda found: list(found["ref"]), same_rows=lambda rows: [row[0] for row in rows])


def _month(raw: sqlite3.Connection, known: Known) -> Rows:
    since, until = begin(known.today - timedelta(days=15)), begin(known.today + timedelta(days=27))
    return raw.execute(
        """SELECT e.ref, e.title, e.type, e.status, e.starts_at, e.ends_at, e.all_day, n.name FROM event e
        LEFT JOIN neighbourhood n ON n.id = e.neighbourhood_id WHERE e.starts_at >= ? AND e.starts_at < ?
        AND e.ends_at > ? AND e.withdrawn_at IS NULL ORDER BY e.starts_at, e.id LIMIT 5000""",
        tuple(moment(at) for at in (since - timedelta(days=3), until, since)),
    ).fetchall()


def _points(raw: sqlite3.Connection, known: Known) -> Rows:
    asked = known.filters(30)
    return raw.execute(
        f"""SELECT c.ref, c.latitude, c.longitude, c.category, c.status, c.received_at FROM concern c
        WHERE c.received_at >= ? AND c.received_at < ? AND +c.status IN {OPEN} AND c.category NOT IN {SENSITIVE}
        AND c.confidentiality <= 1 AND c.latitude IS NOT NULL AND c.neighbourhood_id IS NOT NULL
        AND c.withdrawn_at IS NULL {NEWEST} LIMIT 2000""",
        (moment(begin(asked.since)), moment(begin(asked.until + timedelta(days=1)))),
    ).fetchall()


def _tasks(raw: sqlite3.Connection, known: Known) -> Rows:
    return raw.execute(
        """SELECT t.ref, t.version, t.text, o.display_name, t.owner_id, t.due_at, t.is_promise, n.name, c.ref, k.ref
        FROM task t JOIN officer o ON o.id = t.owner_id LEFT JOIN neighbourhood n ON n.id = t.neighbourhood_id
        LEFT JOIN concern c ON c.id = t.concern_id LEFT JOIN "case" k ON k.id = t.case_id
        WHERE t.owner_id = ? AND t.done_at IS NULL AND t.due_at < ? AND t.withdrawn_at IS NULL
        ORDER BY t.due_at, t.id LIMIT 100""",
        (known.viewers[OFFICER].officer_id, moment(begin(known.today + timedelta(days=1)))),
    ).fetchall()


def _cases(raw: sqlite3.Connection, known: Known) -> Rows:
    return raw.execute(
        """SELECT k.ref, k.version, k.kind, k.title, k.status, k.stage, o.display_name, t.name, k.opened_at, k.review_at,
        k.closed_at, (SELECT count(*) FROM concern c WHERE c.case_id = k.id AND c.withdrawn_at IS NULL),
        (SELECT count(*) FROM task x WHERE x.case_id = k.id AND x.done_at IS NULL AND x.withdrawn_at IS NULL)
        FROM "case" k JOIN officer o ON o.id = k.owner_id LEFT JOIN team t ON t.id = k.team_id
        WHERE k.withdrawn_at IS NULL AND k.status <> 'closed' AND k.confidentiality < 3
        ORDER BY k.review_at IS NULL, k.review_at, k.opened_at DESC, k.id DESC LIMIT 500"""
    ).fetchall()


def _refs(rows: Rows) -> list[Any]:
    return [row[0] for row in rows]


OF_OPEN = f"AND +c.status IN {OPEN}"  # the plus: as the index of open ones is written
SQL: dict[str, Written] = {
    "list_triage": _list(OF_OPEN, TRIAGE),
    "list_triage_page_20": _list(OF_OPEN, TRIAGE, page=19),
    "list_triage_3_filters": _list(OF_OPEN, TRIAGE, chosen=3),
    "list_new": _list(f"{OF_OPEN} AND c.status = 'new'", NEWEST),
    "list_mine": _list(f"{OF_OPEN} AND c.owner_id = :me", NEWEST),
    "list_unowned": _list(f"{OF_OPEN} AND +c.owner_id IS NULL", NEWEST),
    "list_overdue": _list(f"{OF_OPEN} AND c.due_at < :now", NEWEST),
    "list_everything": _list("", NEWEST),
    "list_everything_page_20": _list("", NEWEST, page=19),
    "list_everything_1_filter": _list("", NEWEST, chosen=1),
    "list_everything_3_filters": _list("", NEWEST, chosen=3),
    "list_everything_2_years": _list("", NEWEST, days=730),
    "map_0_filters": _by_area(30, 0),
    "map_1_filters": _by_area(30, 1),
    "map_3_filters": _by_area(30, 3),
    "trend_2_years_city": _trend(here=False),
    "trend_2_years_here": _trend(here=True),
    "events_30_days": _events(-30, 1),
    "calendar_month": Written(_month, same=lambda found: [event.ref for event in found], same_rows=_refs),
    "points": Written(_points, same=lambda found: list(found["ref"]), same_rows=_refs),
    "tasks_today": Written(_tasks, same=lambda found: list(found["ref"]), same_rows=_refs),
    "cases": Written(_cases, same=lambda found: list(found["ref"]), same_rows=_refs),
}
