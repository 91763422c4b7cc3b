"""How an event repeats: the rule as people say it, the days it makes, and which of them are left out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from dashboard import event_loaders
from dashboard.components.form import field_problem
from dashboard.draft import Draft
from dashboard.rule_words import often, said_kept
from dashboard.words import DATE_FORMAT, _, local, ngettext, plain, said_date
from db.access import Viewer
from db.queries.clashes import Clashes
from db.recurrence import Pattern, Repeat, laid_out

ONCE = "once"
HOW_ENDS = ("count", "last_day")


@dataclass(frozen=True, slots=True)
class Repeats:
    name: str
    rule: str
    without: tuple[datetime, ...]
    first: datetime  # that takes place


def repeat_fields(
    viewer: Viewer, draft: Draft, starts: datetime, ends: datetime, *, title: str, area: int | None, audience: str
) -> Repeats | None:
    """None: it takes place once."""
    patterns = _patterns(local(starts).date())
    chosen = st.selectbox(
        _("Repeats"), patterns, format_func=lambda value: _pattern_words(value, starts),
        **draft.bind("pattern", ONCE, options=patterns),
    )  # fmt: skip
    if chosen == ONCE:
        return None
    pattern = Pattern(chosen)
    weekly = pattern is Pattern.WEEKLY
    with st.container(horizontal=True, vertical_alignment="bottom"):
        every = st.number_input(
            _("Every so many weeks") if weekly else _("Every so many months"), min_value=1, max_value=12, step=1,
            width=190, **draft.bind("every", 1),
        )  # fmt: skip
        how = st.segmented_control(
            _("Ends"), HOW_ENDS, required=True, **draft.bind("ends", "count", options=HOW_ENDS),
            format_func=lambda value: {"count": _("After so many times"), "last_day": _("On a day")}[value],
        )  # fmt: skip
        repeat = Repeat(pattern, int(every or 1), **_end(draft, str(how), starts))
    name = st.text_input(_("What the series is called"), max_chars=120, **draft.bind("name", title))
    field_problem(draft.form, "name")
    rule = repeat.rule(local(starts))
    days, wrong = laid_out(rule, starts, local(starts).tzinfo)  # type: ignore[arg-type]  # the agency's zone
    without: tuple[datetime, ...] = ()
    if wrong is None:
        spans = tuple((at, at + (ends - starts)) for at in days)
        met = event_loaders.clashes(viewer, spans, neighbourhood_id=area, owner_id=viewer.officer_id, audience=audience)
        st.markdown(
            ngettext("**{n} time**, {often}, the last on {day}.", "**{n} times**, {often}, the last on {day}.", len(days))
            .format(n=len(days), often=often(rule, local(starts).date()), day=_day(days[-1]))
        )  # fmt: skip
        without = _left_out(draft, met)
    field_problem(draft.form, "rule")
    return Repeats(name or title, rule, without, next((at for at in days if at not in without), starts))


def _patterns(first: date) -> list[str]:
    """Rules that the first day itself follows."""
    last_of_month = (first + timedelta(days=7)).month != first.month
    by_weekday = [Pattern.MONTHLY_BY_WEEKDAY] if first.day <= 28 else []
    return [
        ONCE,
        Pattern.WEEKLY,
        *by_weekday,
        *([Pattern.MONTHLY_BY_LAST_WEEKDAY] if last_of_month else []),
        Pattern.MONTHLY_BY_DATE,
    ]


def _end(draft: Draft, how: str, starts: datetime) -> dict[str, Any]:
    if how == "count":
        count = st.number_input(
            _("How many times"), min_value=2, max_value=104, step=1, width=150, **draft.bind("count", 12)
        )
        return {"count": int(count or 2)}
    year_on = local(starts).date() + timedelta(days=365)
    last = st.date_input(_("Last day"), format=DATE_FORMAT, width=150, **draft.bind("last_day", year_on))
    return {"until": last if isinstance(last, date) else year_on}


def _pattern_words(value: str, starts: datetime) -> str:
    """Said with the day that was chosen, in the words the series will have."""
    if value == ONCE:
        return _("No, it takes place once")
    first = local(starts)
    said = often(Repeat(Pattern(value)).rule(first), first.date())
    return said[:1].upper() + said[1:]


def _left_out(draft: Draft, met: tuple[Clashes, ...]) -> tuple[datetime, ...]:
    """Which days are exceptions; those that meet something say what."""
    known = {one.starts_at.isoformat(): one for one in met}
    busy = [one for one in met if one.events or one.days]
    if busy:
        st.markdown(
            ":orange[:material/warning:] "
            + ngettext("{n} of these days meets something:", "{n} of these days meet something:", len(busy)).format(
                n=len(busy)
            )
        )
        st.markdown("\n".join(f"- {_day(one.starts_at)}: {plain(_meets(one))}" for one in busy[:12]))
    left_out = st.multiselect(
        _("Leave out"), list(known), placeholder=_("Days on which it does not take place"),
        format_func=lambda key: " · ".join(filter(None, (_day(known[key].starts_at), _meets(known[key])))),
        **draft.bind("without", [], options=list(known)),
    )  # fmt: skip
    return tuple(known[key].starts_at for key in left_out)


def _meets(one: Clashes) -> str:
    return ", ".join([*(said_kept(kept) for kept in one.days), *(event.title for event in one.events)])


def _day(at: datetime) -> str:
    return said_date(local(at).date(), date.min.replace(year=2000))
