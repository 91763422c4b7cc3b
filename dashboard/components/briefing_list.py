"""Briefings as rows, and the sentence above them: what waits for whom, and when the next period can be frozen."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, navigation
from dashboard.briefing_words import period_words, status_shown
from dashboard.components.briefing_facts import area_names, briefing_name, facts
from dashboard.components.rows import present, rows
from dashboard.components.states import empty_state
from dashboard.labels import badge
from dashboard.tuples import tuples
from dashboard.words import _, local, ngettext, number, plain, said_date, said_time
from db.access import Permission, Viewer
from db.queries.briefings import Period
from db.vocabulary.briefings import BriefingStatus, PeriodKind

VIEWS = ("work", "frozen", "withdrawn")
STATUSES = {
    "work": (BriefingStatus.DRAFT, BriefingStatus.WAITING, BriefingStatus.APPROVED),
    "frozen": (BriefingStatus.FROZEN,),
    "withdrawn": (BriefingStatus.WITHDRAWN,),
}


def of_view(found: pd.DataFrame, view: str) -> pd.DataFrame:
    return found[found["status"].isin([status.value for status in STATUSES[view]])]


def view_words(view: str, found: pd.DataFrame) -> str:
    words = {"work": _("Being built ({n})"), "frozen": _("Frozen ({n})"), "withdrawn": _("Withdrawn ({n})")}[view]
    return words.format(n=number(len(of_view(found, view))))


def briefings_answer(viewer: Viewer, found: pd.DataFrame, periods: Sequence[Period]) -> None:
    """What is waiting; how many are frozen this quarter; which period can be frozen, or when the next one can."""
    drafts = int((found["status"] == BriefingStatus.DRAFT).sum())
    ready = int((found["status"] == BriefingStatus.APPROVED).sum())
    parts = [ngettext("{n} draft", "{n} drafts", drafts).format(n=number(drafts))]
    if ready:
        parts.append(ngettext("{n} approved", "{n} approved", ready).format(n=number(ready)))
    frozen = found[found["status"] == BriefingStatus.FROZEN]
    fresh = sum(_quarter(local(moment).date()) == _quarter(clock.today()) for moment in frozen["frozen_at"])
    parts.append(_("{n} frozen this quarter").format(n=number(fresh)))
    marks = ["**" + ", ".join(parts) + "**"]
    if mine := int(sum(to_approve(viewer, row) for row in tuples(found))):
        waits = ngettext("{n} waits for your approval", "{n} wait for your approval", mine).format(n=number(mine))
        marks.append(":orange-badge[:material/approval: " + waits + "]")
    st.markdown(" ".join(marks))
    st.caption(next_period(periods, clock.today()))
    if len(frozen):
        navigation.link("present", label=_("Show one to people: open what is frozen"))


def to_approve(viewer: Viewer, row: Any) -> bool:
    return bool(row.status == BriefingStatus.WAITING and not row.mine and viewer.may(Permission.BRIEFING_APPROVE))


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def next_period(periods: Sequence[Period], today: date) -> str:
    """The newest quarter that is over: whether it can be frozen, or from when on."""
    over = [one for one in periods if one.kind == PeriodKind.QUARTER and one.last_day < today]
    if not over:
        return _("A period can be frozen seven days after its last day.")
    newest = max(over, key=lambda one: one.starts_on)
    name = period_words(newest.kind, newest.starts_on)
    if newest.published:
        return _("The figures of {period} are published.").format(period=name)
    if newest.open_from > today:
        return _("{period} can be frozen from {day} on.").format(period=name, day=said_date(newest.open_from, today))
    return _("{period} can be frozen now; its figures are not published yet.").format(period=name)


def briefing_rows(viewer: Viewer, found: pd.DataFrame, view: str) -> None:
    if found.empty:
        sentence, detail = {
            "work": (_("No briefing is being built."), _("Build one above: its first version lays itself out.")),
            "frozen": (_("Nothing is frozen yet."), _("A briefing can be shown to people once it is frozen.")),
            "withdrawn": (_("Nothing was withdrawn."), _("What is withdrawn is in no presenter’s list any more.")),
        }[view]
        empty_state(sentence, detail=detail, icon=":material/co_present:", key="briefings")
        return
    rows(found, lambda row: _row(viewer, row), key="briefing")


def _row(viewer: Viewer, row: Any) -> None:
    names = area_names(viewer, row.areas)
    title = briefing_name(row.title, names, row.kind, row.starts_on)
    navigation.link("briefings", label=f"**{plain(title)}**", icon=":material/co_present:", ref=row.ref)
    marks = [badge(status_shown(row.status)), period_words(row.kind, row.starts_on)]
    if to_approve(viewer, row):
        marks.append(":orange-badge[:material/approval: " + _("For you to approve") + "]")
    st.markdown(" ".join(marks))
    parts = [plain(row.ref), *facts(names, row.audience if present(row.audience) else None, row.languages)]
    if present(row.made_by):
        parts.append(plain(row.made_by))
    if present(row.presented_at):
        parts.append(_("presented {when}").format(when=said_time(row.presented_at, clock.now())))
    st.caption(" · ".join(parts))
