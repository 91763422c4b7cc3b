"""Thresholds and the rules of the escalation list in words: what each is, where it comes from, why a line stands there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.words import N_, _, local, ngettext, number, plain, said_date, said_span
from db.queries.escalation import Line
from db.rules import Rule, Threshold, Unit
from db.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Explained:
    name: str
    means: str
    source: str


OURS = N_("ours")
THRESHOLDS: Mapping[Threshold, Explained] = {
    Threshold.FIRST_ANSWER: Explained(
        N_("First answer"), N_("From the report to a first answer, when somebody asked for one."),
        N_("the UK’s Neighbourhood Policing Guarantee"),
    ),
    Threshold.DUE_URGENT: Explained(N_("Result, urgent"), N_("From the report to a result."), OURS),
    Threshold.DUE_HIGH: Explained(N_("Result, high priority"), N_("From the report to a result."), OURS),
    Threshold.DUE_NORMAL: Explained(N_("Result, normal priority"), N_("From the report to a result."), OURS),
    Threshold.DUE_LOW: Explained(N_("Result, low priority"), N_("From the report to a result."), OURS),
    Threshold.OUTCOME_CHECK: Explained(
        N_("Outcome check"), N_("After “resolved” somebody asks whether it is really fixed."),
        N_("FixMyStreet’s four-week questionnaire"),
    ),
    Threshold.PLACE_COUNT: Explained(
        N_("Concerns at one place"), N_("So many at one place are escalated."),
        N_("the UK’s anti-social behaviour case review"),
    ),
    Threshold.PLACE_MONTHS: Explained(
        N_("Concerns at one place, within"), N_("How far back they are counted."),
        N_("the UK’s anti-social behaviour case review"),
    ),
    Threshold.PLACE_RADIUS: Explained(N_("One place"), N_("How near two concerns are to be at one place."), OURS),
    Threshold.STALE_CASE: Explained(
        N_("Stale case"), N_("Without a move, an activity or a task, a case is escalated."), OURS
    ),
    Threshold.CLOSE_OUT: Explained(N_("Close-out"), N_("After an event’s end: who came, what was heard."), OURS),
    Threshold.CASE_REVIEW: Explained(N_("First review of a case"), N_("What a new case’s form proposes."), OURS),
    Threshold.DUPLICATE_RADIUS: Explained(
        N_("Possible duplicate"), N_("How far away the same thing may have been reported."), N_("FixMyStreet")
    ),
    Threshold.DUPLICATE_RADIUS_NEAR: Explained(
        N_("Possible duplicate, noise and speeding"), N_("Noise carries and speeding moves: nearer than the others."),
        OURS,
    ),
    Threshold.SHIFT_GAP: Explained(
        N_("A shift begins"), N_("Signing in after so long away begins a shift: “new” on Today counts from the last."),
        OURS,
    ),
    Threshold.ENGAGEMENT: Explained(
        N_("Engagement target"), N_("Share of logged minutes spent with people."),
        N_("ours; Cleveland’s plan asks for at least 20 % of time"),
    ),
}  # fmt: skip

RULES: Mapping[Rule, str] = {
    Rule.FIRST_ANSWER: N_("No first answer"),
    Rule.PROMISE: N_("Promise overdue"),
    Rule.PLACE: N_("One place again"),
    Rule.PAST_DUE: N_("Result overdue"),
    Rule.REVIEW: N_("Review missed"),
    Rule.TASK: N_("Task overdue"),
    Rule.OUTCOME_CHECK: N_("Outcome not checked"),
    Rule.STALE_CASE: N_("Stale case"),
    Rule.CLOSE_OUT: N_("Not closed out"),
}
ICONS: Mapping[Rule, str] = {
    Rule.FIRST_ANSWER: "forum",
    Rule.PROMISE: "handshake",
    Rule.PLACE: "location_on",
    Rule.PAST_DUE: "alarm",
    Rule.REVIEW: "event_repeat",
    Rule.TASK: "task_alt",
    Rule.OUTCOME_CHECK: "fact_check",
    Rule.STALE_CASE: "hourglass_empty",
    Rule.CLOSE_OUT: "event_available",
}
COLOURS = {3: "red", 2: "orange", 1: "gray"}


def amount(value: int, unit: Unit) -> str:
    """ "72 hours"."""
    if unit == Unit.HOURS:
        said = ngettext("{n} hour", "{n} hours", value)
    elif unit == Unit.DAYS:
        said = ngettext("{n} day", "{n} days", value)
    elif unit == Unit.MONTHS:
        said = ngettext("{n} month", "{n} months", value)
    elif unit == Unit.METRES:
        said = ngettext("{n} metre", "{n} metres", value)
    elif unit == Unit.CONCERNS:
        said = ngettext("{n} concern", "{n} concerns", value)
    else:
        said = _("{n} %")
    return said.format(n=number(value))


def unit_label(unit: Unit) -> str:
    return {
        Unit.HOURS: _("Hours"), Unit.DAYS: _("Days"), Unit.MONTHS: _("Months"), Unit.METRES: _("Metres"),
        Unit.CONCERNS: _("Concerns"), Unit.PER_CENT: _("Per cent"),
    }[unit]  # fmt: skip


def rule_label(rule: Rule) -> str:
    return _(RULES[rule])


def why(line: Line, limits: Thresholds, now: datetime) -> str:
    """The line's reason as one sentence."""
    late = now - line.since
    if line.rule == Rule.PLACE:
        return _at_a_place(line, limits)
    if line.rule == Rule.STALE_CASE:
        days = (late + limits.span(Threshold.STALE_CASE)).days
        return ngettext("No entry for {n} day", "No entry for {n} days", days).format(n=number(days))
    if line.rule == Rule.OUTCOME_CHECK:
        days = (late + limits.span(Threshold.OUTCOME_CHECK)).days
        return _("Resolved {n} days ago; nobody has asked whether it is fixed").format(n=number(days))
    if line.rule == Rule.REVIEW:
        day = (local(line.since) - timedelta(days=1)).date()
        return _("Review was due on {day}").format(day=said_date(day, local(now).date()))
    said = {
        Rule.FIRST_ANSWER: _("First answer was due {span} ago"),
        Rule.PROMISE: _("Overdue: the promise was due {span} ago"),
        Rule.TASK: _("Overdue: the task was due {span} ago"),
        Rule.PAST_DUE: _("Overdue: a result was due {span} ago"),
        Rule.CLOSE_OUT: _("Nobody has said who came; that was due {span} ago"),
    }[line.rule]
    return said.format(span=said_span(late))


def _at_a_place(line: Line, limits: Thresholds) -> str:
    months = amount(limits[Threshold.PLACE_MONTHS], Unit.MONTHS)
    refs = ", ".join(line.refs)
    if (more := line.weight - len(line.refs)) > 0:
        refs = _("{refs} and {n} more").format(refs=refs, n=number(more))
    said = _("{n} concerns at this place in {months}: {refs}")
    return said.format(n=number(line.weight), months=months, refs=plain(refs))


def moved_words(counts: Mapping[str, int]) -> str:
    """ "12 concerns, 3 cases, 1 task": what a hand-over moves or has moved."""
    said = {kind: _counted(kind, n).format(n=number(n)) for kind, n in counts.items() if n}
    return ", ".join(said[kind] for kind in MOVED if kind in said)


MOVED = ("concern", "case", "task", "event", "organisation", "neighbourhood")


def _counted(kind: str, n: int) -> str:
    if kind == "concern":
        return ngettext("{n} concern", "{n} concerns", n)
    if kind == "case":
        return ngettext("{n} case", "{n} cases", n)
    if kind == "task":
        return ngettext("{n} task", "{n} tasks", n)
    if kind == "event":
        return ngettext("{n} event", "{n} events", n)
    if kind == "organisation":
        return ngettext("{n} partner", "{n} partners", n)
    return ngettext("{n} neighbourhood", "{n} neighbourhoods", n)
