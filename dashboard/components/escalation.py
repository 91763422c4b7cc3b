"""The escalation list on its page: whose, which rule, line by line with the reason, and what stands aside."""

from collections.abc import Mapping

import streamlit as st

from dashboard import clock, clock_loaders, navigation
from dashboard.clock_words import COLOURS, ICONS, rule_label, why
from dashboard.components.choices import choose_view
from dashboard.components.map_answer import as_of
from dashboard.components.metric_row import Figure
from dashboard.forms.acknowledge import acknowledge_form, line_button
from dashboard.words import _, ngettext, number, plain, said_date, said_time
from db.access import Viewer
from db.queries.breaches import ASKED_BY
from db.queries.escalation import Escalation, Line
from db.rules import Rule
from db.thresholds import Thresholds
from db.vocabulary import Role

PAGES = {"C": "concerns", "K": "cases", "E": "events"}  # by the letter of a reference
EVERY = "every"


def whose_list(viewer: Viewer) -> str:
    """Whose lines somebody begins with: a supervisor with the team's."""
    supervises = viewer.role == Role.SUPERVISOR and viewer.team_id is not None
    return "team" if supervises else "mine"


def escalated_figure(found: Mapping[Rule, int]) -> Figure:
    """For Today: how many lines stand on the list, and what kind most of them are."""
    grave = sum(found.get(rule, 0) for rule in (Rule.FIRST_ANSWER, Rule.PROMISE, Rule.PLACE))
    return Figure(
        label=_("Escalated"),
        value=number(sum(found.values())),
        beside=_("{n} first answers, promises and places").format(n=number(grave)),
        means=_("What should have happened by now, each with its rule and reason."),
        page="escalation",
        page_label=_("The list"),
    )


def choose_whose(viewer: Viewer) -> dict[str, object]:
    """Mine, or what a supervisor answers for: the team's, or one officer's. As arguments of the query."""
    if whose_list(viewer) == "mine":
        return {"whose": "mine"}
    people = clock_loaders.givers(viewer)
    views = [("team", _("My team’s")), ("mine", _("Mine"))]
    views += [
        (str(who.officer_id), plain(who.name)) for who in people.itertuples() if who.officer_id != viewer.officer_id
    ]
    chosen = choose_view(_("Whose"), views, key="escalation-whose")
    return {"whose": chosen} if chosen in ("team", "mine") else {"whose": "officer", "officer_id": int(chosen)}


def escalation_answer(found: Escalation) -> None:
    """How many lines there are and how many of them somebody outside feels."""
    n = found.standing
    if not n:
        st.markdown("**:green[:material/check_circle: " + _("Nothing is escalated.") + "]**")
    else:
        said = ngettext("{n} line is escalated", "{n} lines are escalated", n).format(n=number(n))
        counts = ", ".join(f"{rule_label(rule)} {number(count)}" for rule, count in found.by_rule.items())
        st.markdown(f":red-badge[:material/priority_high: {said}]  \n{counts}")
    st.caption(_("One record can break more than one rule.") + " " + as_of())


def choose_rule(found: Escalation) -> Rule | None:
    """One rule, or all: each with its number."""
    every = _("All {n}").format(n=number(found.standing))
    views = [(EVERY, every)]
    views += [(rule.value, f"{rule_label(rule)} {number(n)}") for rule, n in found.by_rule.items()]
    chosen = choose_view(_("Rule"), views, key="escalation-rule", name="rule")
    return None if chosen == EVERY else Rule(chosen)


def escalation_rows(viewer: Viewer, lines: tuple[Line, ...]) -> None:
    limits = clock_loaders.thresholds(viewer)
    with st.container(key="rows-escalation", gap="small"):
        for line in lines:
            key = f"row-escalation-{line.rule.name.lower()}-{line.ref}"
            with st.container(border=True, key=key, gap="xsmall"):
                with st.container(horizontal=True, key=f"line-{line.rule.name.lower()}-{line.ref}"):
                    with st.container(gap="xsmall"):
                        _line(line, limits)
                    if viewer.may(ASKED_BY[line.entity]):
                        line_button(viewer, line)
                if not line.acknowledged:
                    acknowledge_form(viewer, line)


def _line(line: Line, limits: Thresholds) -> None:
    now = clock.now()
    words = f"**{plain(line.ref)}** · {plain(line.words)}"
    target = line.ref if line.entity != "task" else next(iter(line.refs), "")
    if target:
        navigation.link(PAGES[target[0]], label=words, ref=target)
    else:
        st.markdown(words)
    colour = "gray" if line.acknowledged else COLOURS[line.severity]
    st.markdown(f":{colour}-badge[:material/{ICONS[line.rule]}: {rule_label(line.rule)}] {why(line, limits, now)}")
    place = plain(line.neighbourhood) if line.neighbourhood else _("no neighbourhood")
    owner = plain(line.owner) if line.owner else _("nobody yet")
    said = _("{place} · owner: {owner} · since {when}")
    st.caption(said.format(place=place, owner=owner, when=said_time(line.since, now)))
    if aside := line.acknowledged:
        day = said_date(aside.until, clock.today())
        words = _("Aside until {day}: “{reason}” ({who}, {when})")
        who = aside.who or _("nobody here")
        st.markdown(
            ":material/bookmark_added: "
            + words.format(day=day, reason=plain(aside.reason), who=plain(who), when=said_time(aside.at, now))
        )
