"""Briefings as rows, and the sentence above them: what waits for whom, and when the next period can be frozen."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, navigation
from dashboard.briefing_words import audience_words, language_words, period_words, status_shown
from dashboard.components.rows import present, rows
from dashboard.components.states import empty_state
from dashboard.labels import badge
from dashboard.words import _, ngettext, number, plain, said_date
from db.queries.briefings import Period
from db.vocabulary.briefings import BriefingStatus

VIEWS = ("work", "frozen", "withdrawn")
UNFINISHED = (BriefingStatus.DRAFT, BriefingStatus.WAITING, BriefingStatus.APPROVED)
STATUSES = {"work": UNFINISHED, "frozen": (BriefingStatus.FROZEN,), "withdrawn": (BriefingStatus.WITHDRAWN,)}
MOST_AREAS = 4  # named in a row; further ones are a number


def of_view(found: pd.DataFrame, view: str) -> pd.DataFrame:
    return found[found["status"].isin([status.value for status in STATUSES[view]])]


def view_words(view: str, found: pd.DataFrame) -> str:
    words = {"work": _("In work ({n})"), "frozen": _("Frozen ({n})"), "withdrawn": _("Withdrawn ({n})")}[view]
    return words.format(n=number(len(of_view(found, view))))


def briefings_answer(found: pd.DataFrame, periods: Sequence[Period]) -> None:
    """What is waiting; how many are frozen this quarter; which period can be frozen, or when the next one can."""
    drafts = int((found["status"] == BriefingStatus.DRAFT).sum())
    mine = int(found["to_approve"].sum())
    ready = int((found["status"] == BriefingStatus.APPROVED).sum())
    parts = [ngettext("{n} draft", "{n} drafts", drafts).format(n=number(drafts))]
    if ready:
        parts.append(ngettext("{n} approved", "{n} approved", ready).format(n=number(ready)))
    fresh = int(sum(_this_quarter(day) for day in found["frozen_on"]))
    parts.append(_("{n} frozen this quarter").format(n=number(fresh)))
    marks = ["**" + ", ".join(parts) + "**"]
    if mine:
        waits = ngettext("{n} waits for your approval", "{n} wait for your approval", mine).format(n=number(mine))
        marks.append(":orange-badge[:material/approval: " + waits + "]")
    st.markdown(" ".join(marks))
    st.caption(next_period(periods, clock.today()))


def _this_quarter(day: Any) -> bool:
    today = clock.today()
    return bool(present(day) and day.year == today.year and (day.month - 1) // 3 == (today.month - 1) // 3)


def next_period(periods: Sequence[Period], today: date) -> str:
    """Which quarter can be frozen now, or from when on."""
    quarters = [period for period in periods if period.kind == "quarter" and not period.published]
    if not quarters:
        return _("A period can be frozen seven days after its last day.")
    newest = max(quarters, key=lambda period: period.starts_on)
    name = period_words(newest.kind, newest.starts_on)
    if newest.open_from > today:
        return _("{period} can be frozen from {day} on.").format(period=name, day=said_date(newest.open_from, today))
    return _("{period} can be frozen now; its figures are not published yet.").format(period=name)


def briefing_rows(found: pd.DataFrame, view: str) -> None:
    if found.empty:
        _nothing(view)
        return
    rows(found, _row, key="briefing")


def _nothing(view: str) -> None:
    said = {
        "work": (_("No briefing is being built."), _("Build one above: the first version lays itself out.")),
        "frozen": (_("Nothing is frozen yet."), _("A briefing can be shown to people once it is frozen.")),
        "withdrawn": (_("Nothing was withdrawn."), _("What is withdrawn is in no presenter’s list any more.")),
    }
    empty_state(said[view][0], detail=said[view][1], icon=":material/co_present:", key="briefings")


def _row(row: Any) -> None:
    navigation.link("briefings", label=f"**{plain(row.title)}**", icon=":material/co_present:", ref=row.ref)
    marks = [badge(status_shown(row.status)), period_words(row.kind, row.starts_on)]
    if row.to_approve:
        marks.append(":orange-badge[:material/approval: " + _("For you to approve") + "]")
    if present(row.sent_back_why) and row.status == BriefingStatus.DRAFT:
        marks.append(":red-badge[:material/undo: " + _("Sent back") + "]")
    st.markdown(" ".join(marks))
    st.caption(" · ".join([plain(row.ref), *facts(row)]))


def facts(row: Any) -> list[str]:
    """Where, for whom, in which languages, whose."""
    parts = [areas_words(tuple(row.area_names)), audience_words(row.audience if present(row.audience) else None)]
    parts.append(", ".join(language_words(language) for language in row.languages))
    if present(row.made_by):
        parts.append(plain(row.made_by))
    return parts


def areas_words(names: Sequence[str]) -> str:
    if not names:
        return _("The whole city")
    said = ", ".join(plain(name) for name in names[:MOST_AREAS])
    more = len(names) - MOST_AREAS
    return said if more <= 0 else ngettext("{names} and {n} more", "{names} and {n} more", more).format(names=said, n=more)
