"""What the invented cases of each kind say: believable, and the same at every load."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from db.commands.case_details import Agency
from db.kinds import (
    STAGES,
    Acceptance,
    Agreement,
    Asker,
    CaseStage,
    Interpreter,
    MediationMethod,
    ReferralOutcome,
)
from db.vocabulary import CaseKind
from seed.demo.people import BEAT, OFFICERS, STANDARDS, SUPERVISORS, Person
from seed.demo.sentences import fill, text_file

EVERY_SO_MANY = 2  # of the complaints one names an officer, the others say it in words


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of a PastCase that only its kind has. `owner`: who looks into a complaint about a supervisor."""

    values: dict[str, Any] = field(default_factory=dict)
    agencies: tuple[Agency, ...] = ()
    complained_of: tuple[str, ...] = ()
    words: str | None = None
    owner: Person | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A case as far as its kind's fields depend on it."""

    kind: CaseKind
    number: int
    area: str
    stage: str | None
    opened_at: datetime
    closed: bool
    now: datetime


def said(told: Told, rng: Random, common: Mapping[str, Any]) -> Said:
    bank = text_file("case_kinds").get(told.kind.value, {})

    def one(name: str) -> str:
        return fill(rng.choice(bank[name]), rng, bank, common)

    if told.kind == CaseKind.COMPLAINT:
        return _complaint(told, one("words"))
    if told.kind == CaseKind.COORDINATION:
        return Said(agencies=_agencies(told, bank, rng))
    return Said({name: value for name, value in _VALUES[told.kind](told, one, rng).items() if value is not None})


def _problem(told: Told, one: Any, rng: Random) -> dict[str, Any]:
    reached = STAGES.index(CaseStage(told.stage)) if told.stage else 0
    responded = (told.opened_at + timedelta(days=rng.randrange(20, 60))).date()
    return {
        "objective": one("objective"),
        "measure": one("measure") if reached >= 1 else None,
        "response_on": responded if reached >= 2 else None,
        "assessment": one("assessment") if told.closed else None,
    }


def _mediation(told: Told, one: Any, rng: Random) -> dict[str, Any]:
    agreed = rng.choice((Agreement.REACHED, Agreement.REACHED, Agreement.PARTLY, Agreement.NONE))
    return {
        "parties": rng.choice((2, 2, 2, 3, 4)),
        "conflict_source": one("conflict_source"),
        "method": rng.choice(list(MediationMethod)),
        "agreement_reached": agreed if told.closed else None,
        "agreement": one("agreement") if told.closed and agreed != Agreement.NONE else None,
    }


def _support(told: Told, one: Any, rng: Random) -> dict[str, Any]:
    language = one("language")
    needed = rng.choice((Interpreter.NEEDED, Interpreter.ARRANGED, Interpreter.ARRANGED))
    return {
        "language": language,
        "interpreter": Interpreter.NOT_NEEDED if language == "English" else needed,
        "referral_reference": f"VS-{4000 + told.number}" if rng.random() < 0.6 else None,
    }


def _enquiry(told: Told, one: Any, rng: Random) -> dict[str, Any]:
    return {
        "asker": rng.choice(list(Asker)),
        "asked_by": one("asked_by"),
        "question": one("question"),
        "answer_by": (told.opened_at + timedelta(days=rng.choice((3, 3, 5, 7)))).date(),
        "answer": one("answer") if told.closed else None,
    }


def _referral(told: Told, one: Any, rng: Random) -> dict[str, Any]:
    sent = rng.random() < 0.8 or told.closed
    running = rng.choice((Acceptance.WAITING, Acceptance.ACCEPTED)) if sent else None
    return {
        "referred_to": one("referred_to"),
        "sent_on": min(told.opened_at + timedelta(days=rng.randrange(1, 5)), told.now).date() if sent else None,
        "acceptance": rng.choice((Acceptance.ACCEPTED, Acceptance.ACCEPTED, Acceptance.DECLINED))
        if told.closed
        else running,
        "referral_outcome": rng.choice(list(ReferralOutcome)) if told.closed else None,
    }


def _feedback(told: Told, one: Any, rng: Random) -> dict[str, Any]:
    return {"policy": one("policy"), "comment": one("comment"), "decision": one("decision") if told.closed else None}


_VALUES = {
    CaseKind.PROBLEM: _problem,
    CaseKind.MEDIATION: _mediation,
    CaseKind.SUPPORT: _support,
    CaseKind.ENQUIRY: _enquiry,
    CaseKind.REFERRAL: _referral,
    CaseKind.POLICY_FEEDBACK: _feedback,
}


def _agencies(told: Told, bank: Mapping[str, Any], rng: Random) -> tuple[Agency, ...]:
    names = rng.sample(bank["agencies"], rng.randrange(2, 4))
    found = []
    for n, name in enumerate(names):
        over = (told.opened_at + timedelta(days=rng.randrange(5, 20))).replace(minute=0, second=0, microsecond=0)
        role = "leads" if n == 0 else rng.choice(bank["roles"][1:])
        taken_over = (told.closed or n == 0) and over < told.now
        found.append(Agency(name, role, rng.choice(bank["does"]), over if taken_over else None))
    return tuple(found)


def _complaint(told: Told, words: str) -> Said:
    """Some name an officer of another team than the area's: whoever answers for the area can look into it. When they
    name a supervisor, professional standards do. Never the people whom the demonstration signs in."""
    turn, rest = divmod(told.number, EVERY_SO_MANY)
    if rest:
        return Said(words=words)
    home = BEAT[told.area].team
    elsewhere = [p for p in (*OFFICERS, *SUPERVISORS.values()) if p.team not in (home, "North")]
    named = elsewhere[turn % len(elsewhere)]
    supervises = named in SUPERVISORS.values()
    return Said(complained_of=(named.subject,), owner=STANDARDS if supervises else None)
