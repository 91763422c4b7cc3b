"""The escalation list: what should have happened and has not, each line with its rule, the gravest and oldest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import reports, thresholds
from db.access import Permission, Viewer
from db.errors import Refused, problem
from db.models import (
    CaseNeighbourhood,
    Concern,
    EscalationAcknowledgement,
    Neighbourhood,
    Officer,
    OfficerNeighbourhood,
)
from db.queries.breaches import Breach, Whose, how_many, of_rule
from db.queries.days import today
from db.queries.escalation_words import WORDS
from db.queries.places import Place, busy_places, how_many_places, reports_at
from db.rules import SEVERITY, Rule, Threshold
from db.vocabulary import Role

VIEWS = ("mine", "team", "officer")
PAGE = 25
SHOWN_AT_A_PLACE = 6  # references named in a line


@dataclass(frozen=True, slots=True)
class Acknowledged:
    reason: str
    until: date
    who: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One record and the rule it breaks. `words`: its summary, title or text (level 1). `weight`: of a place, how many
    concerns; `refs` the newest of them, of a task the record it came from. `since` (UTC): when the rule was broken; of a
    review, the day after it."""

    rule: Rule
    severity: int
    entity: str
    ref: str
    words: str
    owner: str | None
    owner_id: int | None
    neighbourhood: str | None
    since: datetime
    weight: int
    refs: tuple[str, ...] = ()
    acknowledged: Acknowledged | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """One page. `total`: the lines that can be paged through; `by_rule` counts all of them (a rule with more than
    db.queries.breaches.MOST lists its oldest), `acknowledged` those that stand aside; both whatever the rule chosen."""

    lines: tuple[Line, ...]
    total: int
    by_rule: Mapping[Rule, int]
    acknowledged: int

    @property
    def standing(self) -> int:
        return sum(self.by_rule.values())


def escalation(
    session: Session,
    *,
    viewer: Viewer,
    whose: str = "mine",
    officer_id: int | None = None,
    rule: Rule | None = None,
    acknowledged: bool = False,
    page: int = 0,
    now: datetime,
) -> Escalation:
    """One page of the list. `whose`: VIEWS; "officer" asks about `officer_id` (a supervisor: of the team).

    An officer's lines are what they own, and what nobody owns in their areas. `acknowledged` gives the lines that stand
    aside instead of the others. Nothing the viewer may not see is listed or counted. Raises Refused.
    """
    viewer.must(Permission.CONCERN_READ)
    who = _whose(session, viewer, whose, officer_id)
    found, more = _breaches(session, viewer, who, now)
    aside = _acknowledged(session, now)
    covered = {b: a for b in found if (a := aside.get((b.rule, b.entity, b.id))) and _covers(session, a[0], b)}
    standing = [b for b in found if b not in covered]
    by_rule = {r: n for r in Rule if (n := sum(b.rule == r for b in standing) + more.get(r, 0))}
    chosen = [b for b in (covered if acknowledged else standing) if rule is None or b.rule == rule]
    chosen.sort(key=lambda b: (-b.severity, b.since, b.rule, b.id))
    shown = chosen[page * PAGE : (page + 1) * PAGE]
    return Escalation(_lines(session, shown, covered), len(chosen), by_rule, len(covered))


def escalated(session: Session, *, viewer: Viewer, whose: str = "mine", now: datetime) -> Mapping[Rule, int]:
    """How many lines of each rule stand on the list: what escalation() says, counted and not read. Raises Refused."""
    viewer.must(Permission.CONCERN_READ)
    who = _whose(session, viewer, whose, None)
    aside: dict[Rule, dict[int, EscalationAcknowledgement]] = {}
    for (rule, _, number), (row, _who) in _acknowledged(session, now).items():
        aside.setdefault(Rule(rule), {})[number] = row
    found = {rule: _standing(session, viewer, who, rule, aside.get(rule, {}), now) for rule in Rule}
    return {rule: n for rule, n in found.items() if n}


def _standing(
    session: Session,
    viewer: Viewer,
    whose: Whose,
    rule: Rule,
    aside: Mapping[int, EscalationAcknowledgement],
    now: datetime,
) -> int:
    if rule == Rule.PLACE:
        areas, owners = _answered_for(session, whose)
        n = how_many_places(session, viewer=viewer, now=now, areas=areas, owners=owners)
    else:
        n = how_many(session, rule, viewer=viewer, whose=whose, now=now)
    if not n or not aside:
        return n
    known = _of_one_rule(session, viewer, whose, now, rule, only=list(aside))[0]
    return n - sum(_covers(session, aside[breach.id], breach) for breach in known)


def breach_of(session: Session, rule: Rule, record_id: int, *, viewer: Viewer, now: datetime) -> Breach | None:
    """How this record breaks this rule now, for whoever may see it; None when it does not."""
    if rule == Rule.PLACE:
        reports_there = reports_at(session, record_id, viewer=viewer, now=now)
        enough = reports_there >= thresholds.current(session)[Threshold.PLACE_COUNT]
        return Breach(rule, record_id, now, SEVERITY[rule], reports_there) if enough else None
    found, _ = of_rule(session, rule, viewer=viewer, whose=None, now=now, only=(record_id,))
    return _weighed(session, found[0]) if found else None


@dataclass(frozen=True, slots=True)
class NewLine:
    rule: Rule
    ref: str
    since: datetime


def began_since(
    session: Session, *, viewer: Viewer, rules: Sequence[Rule], since: datetime, now: datetime
) -> tuple[NewLine, ...]:
    """The viewer's own lines of these rules that began at `since` or later, by reference."""
    found, _ = _breaches(session, viewer, Whose(officer_id=viewer.officer_id), now, rules)
    new = [breach for breach in found if breach.since >= since]
    return tuple(sorted((NewLine(line.rule, line.ref, line.since) for line in _lines(session, new, {})), key=_by_ref))


def _by_ref(line: NewLine) -> tuple[str, str]:
    return line.ref, line.rule


def _whose(session: Session, viewer: Viewer, whose: str, officer_id: int | None) -> Whose:
    if whose == "team" and viewer.team_id is not None:
        return Whose(team_id=viewer.team_id)
    if whose != "officer" or officer_id in (None, viewer.officer_id):
        return Whose(officer_id=viewer.officer_id)
    team = session.scalar(select(Officer.team_id).where(Officer.id == officer_id))
    if viewer.role != Role.SUPERVISOR or team is None or team != viewer.team_id:
        raise Refused(problem("You may look at your own list and, as a supervisor, at your team's."))
    return Whose(officer_id=officer_id)


def _breaches(
    session: Session, viewer: Viewer, whose: Whose, now: datetime, rules: Sequence[Rule] = tuple(Rule)
) -> tuple[list[Breach], dict[Rule, int]]:
    found: list[Breach] = []
    more: dict[Rule, int] = {}
    for rule in rules:
        rows, total = _of_one_rule(session, viewer, whose, now, rule)
        found += rows
        if total > len(rows):
            more[rule] = total - len(rows)
    return found, more


def _of_one_rule(
    session: Session, viewer: Viewer, whose: Whose, now: datetime, rule: Rule, *, only: Sequence[int] | None = None
) -> tuple[list[Breach], int]:
    if rule != Rule.PLACE:
        return of_rule(session, rule, viewer=viewer, whose=whose, now=now, only=only)
    areas, owners = _answered_for(session, whose)
    places = busy_places(session, viewer=viewer, now=now, areas=areas, owners=owners, only=only)
    return [_of_place(place) for place in places], len(places)


def _answered_for(session: Session, whose: Whose) -> tuple[set[int], set[int]]:
    """Neighbourhoods and officers: a place in one of these, or with a concern of one of those, is theirs."""
    areas = select(OfficerNeighbourhood.neighbourhood_id).where(
        whose.answered_for(OfficerNeighbourhood.neighbourhood_id)
    )
    owners = select(Officer.id).where(whose.owned(Officer.id))
    return set(session.scalars(areas)), set(session.scalars(owners))


def _of_place(place: Place) -> Breach:
    return Breach(Rule.PLACE, place.known_by, place.since, SEVERITY[Rule.PLACE], len(place.members), place.members)


# Acknowledgements


def _acknowledged(
    session: Session, now: datetime
) -> dict[tuple[str, str, int], tuple[EscalationAcknowledgement, str | None]]:
    statement = (
        select(EscalationAcknowledgement, Officer.display_name)
        .outerjoin(Officer, Officer.id == EscalationAcknowledgement.officer_id)
        .where(EscalationAcknowledgement.ended_at.is_(None), EscalationAcknowledgement.until >= today(now))
        .order_by(EscalationAcknowledgement.id)
    )
    return {(row.rule, row.entity, row.entity_id): (row, who) for row, who in session.execute(statement)}


def _covers(session: Session, row: EscalationAcknowledgement, breach: Breach) -> bool:
    """It covers what had begun by then and has not grown worse."""
    return breach.since <= row.at and _weighed(session, breach).weight <= row.weight


def _weighed(session: Session, breach: Breach) -> Breach:
    """With the number of people who wait for an answer: asked only of the few lines somebody has acknowledged."""
    if breach.rule != Rule.FIRST_ANSWER:
        return breach
    waiting = session.scalar(reports.how_many_wait(breach.id)) or 0
    return Breach(breach.rule, breach.id, breach.since, breach.severity, int(waiting))


# The words of a page


def _refs(breach: Breach, row: Any, known: Mapping[int, str]) -> tuple[str, ...]:
    if breach.entity == "task":
        return (row.parent,) if row.parent else ()
    return tuple(known[member] for member in breach.members[:SHOWN_AT_A_PLACE])


def _lines(session: Session, shown: Sequence[Breach], covered: Mapping[Breach, Any]) -> tuple[Line, ...]:
    records: dict[tuple[str, int], Any] = {}
    for entity, statement_of in WORDS.items():
        ids = {b.id for b in shown if b.entity == entity}
        if ids:
            records |= {(entity, row.id): row for row in session.execute(statement_of(ids))}
    refs = _references(session, [m for b in shown for m in b.members[:SHOWN_AT_A_PLACE]])
    areas = _areas_of_cases(session, [b.id for b in shown if b.entity == "case"])
    lines = []
    for breach in shown:
        row = records[breach.entity, breach.id]
        aside = covered.get(breach)
        lines.append(
            Line(
                rule=breach.rule, severity=breach.severity, entity=breach.entity, ref=row.ref, words=row.words,
                owner=row.owner, owner_id=row.owner_id, since=breach.since, weight=breach.weight,
                neighbourhood=areas.get(breach.id) if breach.entity == "case" else row.neighbourhood,
                refs=_refs(breach, row, refs),
                acknowledged=Acknowledged(aside[0].reason, aside[0].until, aside[1], aside[0].at) if aside else None,
            )
        )  # fmt: skip
    return tuple(lines)


def _references(session: Session, ids: Sequence[int]) -> dict[int, str]:
    return dict(session.execute(select(Concern.id, Concern.ref).where(Concern.id.in_(ids))).all()) if ids else {}


def _areas_of_cases(session: Session, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    statement = (
        select(CaseNeighbourhood.case_id, Neighbourhood.name)
        .join(Neighbourhood, Neighbourhood.id == CaseNeighbourhood.neighbourhood_id)
        .where(CaseNeighbourhood.case_id.in_(ids))
        .order_by(CaseNeighbourhood.case_id, Neighbourhood.name)
    )
    found: dict[int, str] = {}
    for case_id, name in session.execute(statement):
        found[case_id] = f"{found[case_id]}, {name}" if case_id in found else name
    return found
