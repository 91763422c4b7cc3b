"""Clocks of concerns that run out: first answers and results, what can still be met before what was missed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import reports, thresholds, visibility
from db.access import Permission, Viewer
from db.beside import beside
from db.models import Concern
from db.queries import totals
from db.queries.concerns import SOON, listed, shaped
from db.queries.frames import frame
from db.queries.open_concerns import answers_for, is_open, running_out
from db.queries.reach import reach_of
from db.rules import Threshold


@dataclass(frozen=True, slots=True)
class Clocks:
    """`rows`: those that run out soon (soonest first), then those missed (the latest first); `soon` and `late` count
    them all."""

    rows: pd.DataFrame
    soon: int
    late: int


def clocks(session: Session, *, viewer: Viewer, now: datetime, within: timedelta = SOON, limit: int = 25) -> Clocks:
    """Open concerns of the viewer's own areas, or owned by them, whose clock has run out or will within `within`.

    Columns: those of concern_list, and clock ("first answer" or "due"), clock_at (UTC): the earlier of the two. At most
    `limit` rows of each of the two clocks; old debts do not push out what can still be met.
    """
    viewer.must(Permission.CONCERN_READ)
    base = [is_open(), answers_for(session, viewer)]
    answer_due, result_due = running_out(session, now, within=within)
    answer_within = thresholds.current(session).span(Threshold.FIRST_ANSWER)
    missed = or_(beside(Concern.due_at) < now, reports.waits(before=now - answer_within))
    every, late = totals.how_many(session, viewer, [*base, or_(result_due, answer_due)], of=(missed,))
    times = ["received_at", "due_at", "acknowledged_at"]
    found = []
    for clock, condition, begins, length in (
        ("first answer", answer_due, reports.waiting_since(), answer_within),
        ("due", result_due, Concern.due_at, timedelta(0)),
    ):
        # Numbers first, inside the index; the rows are read of those shown.
        numbers = select(Concern.id).where(visibility.concerns(reach_of(session, viewer.scope)), *base, condition)
        first = beside(Concern.due_at) if clock == "due" else begins
        some = session.scalars(numbers.order_by(first.desc()).limit(limit)).all()
        statement = listed(now).add_columns(begins.label("clock_at")).where(Concern.id.in_(some))
        statement = statement.order_by(begins.desc())
        rows = shaped(frame(session, statement, times=[*times, "clock_at"]))
        rows["clock"] = clock
        rows["clock_at"] = rows["clock_at"] + length
        found.append(rows)
    filled = [rows for rows in found if not rows.empty]
    whole = pd.concat(filled, ignore_index=True) if filled else found[0]
    whole = whole.sort_values("clock_at").drop_duplicates("ref")
    ahead, behind = whole[whole["clock_at"] >= now], whole[whole["clock_at"] < now]
    ordered = pd.concat([ahead, behind[::-1]]) if len(whole) else whole
    return Clocks(ordered.reset_index(drop=True), every - late, late)
