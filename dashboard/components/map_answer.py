"""The sentence above the map: how many, over which dates, where most, and what the map cannot show."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import clock
from dashboard.filters import period_words
from dashboard.labels import status_label
from dashboard.measures import Measure, Measured, change
from dashboard.words import _, ngettext, number, per_thousand, plain, said_time, signed
from db.queries.figures import NotOnMap
from db.queries.filters import Filters

MOST = 3


def map_answer(
    filters: Filters, shown: Measured, outside: NotOnMap, *, names: Mapping[str, str], before: int | None
) -> None:
    """`names` by code; `before` is what the equal period before received, for a map of changes."""
    with st.container(key="map-answer", gap="xxsmall"):
        st.markdown(_sentence(filters, shown, names, before=before))
        st.caption(
            f":material/location_off: {not_on_map_words(outside)} {as_of()}",
            help=_(
                "No place: none was given, or it lies outside every neighbourhood. Sensitive categories and concerns "
                "marked personal are on no map, the officers' own included. Other figures on this page that belong to "
                "an area leave all of these out, too."
            ),
        )


def _sentence(filters: Filters, shown: Measured, names: Mapping[str, str], *, before: int | None) -> str:
    period, total = period_words(filters), shown.total
    if shown.measure is Measure.CHANGE:
        counted = ngettext("**{n} concern** received", "**{n} concerns** received", total).format(n=number(total))
        first = _("{concerns} {period}{compared}.").format(
            concerns=counted, period=period, compared=_compared(total, before, filters)
        )
        most, ranked = _("Risen most: {areas}."), [f"{name} ({signed(v)} %)" for name, v in _top(shown, names)]
    else:
        counted = concerns_words(filters, total)
        some = sum(1 for n in shown.n.values() if n)
        first = _("**{concerns}** received {period}, in {some} of {all}.").format(
            concerns=counted,
            period=period,
            some=number(some),
            all=ngettext("{n} neighbourhood", "{n} neighbourhoods", len(shown.n)).format(n=number(len(shown.n))),
        )
        rate = shown.measure is Measure.RATE
        most = _("Most for its residents: {areas}.") if rate else _("Most: {areas}.")
        ranked = [f"{name} ({per_thousand(v) if rate else number(v)})" for name, v in _top(shown, names)]
    return f"{first} {most.format(areas=_listed(ranked))}" if ranked else first


def concerns_words(filters: Filters, n: int) -> str:
    """ "412 open concerns", or "12 concerns that are now new or triaged" when statuses are chosen."""
    if not filters.statuses:
        return ngettext("{n} open concern", "{n} open concerns", n).format(n=number(n))
    states = _(" or ").join(status_label(status).lower() for status in filters.statuses)
    said = ngettext("{n} concern, now {states},", "{n} concerns, now {states},", n)
    return said.format(n=number(n), states=states)


def _compared(total: int, before: int | None, filters: Filters) -> str:
    if before is None:
        return ""
    by = change(total, before)
    past = _("{n} in the equal period before, {period}").format(n=number(before), period=period_words(filters.before))
    return f" ({past})" if by is None else f", {signed(by)} % ({past})"


def _top(shown: Measured, names: Mapping[str, str]) -> list[tuple[str, float]]:
    return [(plain(names.get(code, code)), float(shown.values[code] or 0)) for code in shown.highest(MOST)]


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("{some} and {last}").format(some=", ".join(words[:-1]), last=words[-1])


def not_on_map_words(outside: NotOnMap) -> str:
    """Always said, with the reasons: what is missing on a map is seen by nobody."""
    if not outside.total:
        return _("Every concern that matches is on the map.")
    reasons = []
    if outside.no_area:
        reasons.append(
            ngettext(
                "{n} concern has no place",
                "{n} concerns have no place",
                outside.no_area,
            ).format(n=number(outside.no_area))
        )
    if outside.sensitive:
        reasons.append(
            ngettext("{n} is of a sensitive category", "{n} are of a sensitive category", outside.sensitive).format(
                n=number(outside.sensitive)
            )
        )
    if outside.personal:
        reasons.append(
            ngettext("{n} is marked personal", "{n} are marked personal", outside.personal).format(
                n=number(outside.personal)
            )
        )
    said = ngettext("{n} more is not on the map: {why}.", "{n} more are not on the map: {why}.", outside.total)
    return said.format(n=number(outside.total), why="; ".join(reasons))


def means(filters: Filters, measure: Measure) -> str:
    """What the figures count, over which dates: the legend's sentence too."""
    period = period_words(filters)
    if measure is Measure.CHANGE:
        text = _("Counts concerns received {period}, whatever became of them, against {before}.")
        return text.format(period=period, before=period_words(filters.before))
    if filters.statuses:
        return _("Counts concerns received {period} that have the chosen status now.").format(period=period)
    return _("Counts concerns received {period} and not resolved or closed yet.").format(period=period)


def as_of() -> str:
    now = clock.now()
    return _("As of {when}.").format(when=said_time(now, now))
