"""What each kind of case is asked beyond what every case has: one table for commands, queries, forms and tests.

A field is a column of case_detail, but for two: the stage of a problem and the review day of a mediation are the case's own.
Words about people carry a level; from level 2 on they are read through db.commands.case_details.OpenCaseDetails alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from db.errors import Sentence, problem
from db.vocabulary import CaseKind, Confidentiality


class CaseStage(StrEnum):
    """SARA: each stage leads to the next, and an assessment that says "no" leads back."""

    SCANNING = "scanning"
    ANALYSIS = "analysis"
    RESPONSE = "response"
    ASSESSMENT = "assessment"


STAGES = tuple(CaseStage)


class MediationMethod(StrEnum):
    JOINT_MEETING = "joint meeting"
    SHUTTLE = "going between the sides"
    CIRCLE = "circle with others"
    AT_A_DISTANCE = "by phone or letter"
    PARTNER = "through a mediation service"


class Agreement(StrEnum):
    REACHED = "agreed"
    PARTLY = "partly agreed"
    NONE = "no agreement"


class Interpreter(StrEnum):
    NOT_NEEDED = "not needed"
    NEEDED = "needed"
    ARRANGED = "arranged"


class Asker(StrEnum):
    PUBLIC = "public"
    MEDIA = "media"
    ELECTED = "elected official"
    PARTNER = "partner"


class Acceptance(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ReferralOutcome(StrEnum):
    COMPLETED = "completed"
    STILL_ENGAGED = "still engaged"
    ENDED_EARLY = "ended early"
    NOT_TAKEN_UP = "not taken up"


class Form(StrEnum):
    """How a field is typed and kept."""

    LINE = "line"
    WORDS = "words"
    DAY = "day"
    COUNT = "count"
    CHOICE = "choice"


class CaseField(StrEnum):
    OBJECTIVE = "objective"
    MEASURE = "measure"
    RESPONSE_ON = "response_on"
    ASSESSMENT = "assessment"
    PARTIES = "parties"
    CONFLICT_SOURCE = "conflict_source"
    METHOD = "method"
    AGREEMENT_REACHED = "agreement_reached"
    AGREEMENT = "agreement"
    REVIEW_AT = "review_at"
    LANGUAGE = "language"
    INTERPRETER = "interpreter"
    REFERRAL_REFERENCE = "referral_reference"
    ASKER = "asker"
    ASKED_BY = "asked_by"
    QUESTION = "question"
    ANSWER_BY = "answer_by"
    ANSWER = "answer"
    REFERRED_TO = "referred_to"
    SENT_ON = "sent_on"
    ACCEPTANCE = "acceptance"
    REFERRAL_OUTCOME = "referral_outcome"
    POLICY = "policy"
    COMMENT = "comment"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Field:
    """`longest` in characters; `at_start`: asked when the case is opened; the sentences say what is missing."""

    name: CaseField
    form: Form
    longest: int = 2000
    choices: type[StrEnum] | None = None
    level: Confidentiality = Confidentiality.INTERNAL
    at_start: bool = False
    missing_at_start: Sentence | None = None
    missing_at_close: Sentence | None = None

    @property
    def sensitive(self) -> bool:
        """Never in a list, a record or a cache: opened by a command that leaves an audit entry."""
        return self.level >= Confidentiality.PERSONAL


F, PERSONAL = CaseField, Confidentiality.PERSONAL

FIELDS: Mapping[CaseKind, tuple[Field, ...]] = {
    CaseKind.PROBLEM: (
        Field(F.OBJECTIVE, Form.WORDS, at_start=True),
        Field(F.MEASURE, Form.WORDS),
        Field(F.RESPONSE_ON, Form.DAY),
        Field(F.ASSESSMENT, Form.WORDS, missing_at_close=problem("Say what the assessment found: did it work?")),
    ),
    CaseKind.COMPLAINT: (),  # whom it is about is a table of its own: case_subject
    CaseKind.MEDIATION: (
        Field(F.PARTIES, Form.COUNT, at_start=True),
        Field(F.CONFLICT_SOURCE, Form.WORDS, level=PERSONAL, at_start=True),
        Field(F.METHOD, Form.CHOICE, choices=MediationMethod),
        Field(
            F.AGREEMENT_REACHED,
            Form.CHOICE,
            choices=Agreement,
            missing_at_close=problem("Say whether there was an agreement, or that there was none."),
        ),
        Field(F.AGREEMENT, Form.WORDS, level=PERSONAL),
        Field(F.REVIEW_AT, Form.DAY),
    ),
    CaseKind.SUPPORT: (
        Field(F.LANGUAGE, Form.LINE, longest=40, at_start=True),
        Field(F.INTERPRETER, Form.CHOICE, choices=Interpreter, at_start=True),
        Field(F.REFERRAL_REFERENCE, Form.LINE, longest=80, level=Confidentiality.RESTRICTED),
    ),
    CaseKind.ENQUIRY: (
        Field(F.ASKER, Form.CHOICE, choices=Asker, at_start=True),
        Field(F.ASKED_BY, Form.LINE, longest=120, level=PERSONAL, at_start=True),
        Field(F.QUESTION, Form.WORDS, at_start=True, missing_at_start=problem("Say what was asked, without names.")),
        Field(F.ANSWER_BY, Form.DAY, at_start=True),
        Field(F.ANSWER, Form.WORDS, missing_at_close=problem("Say what was answered.")),
    ),
    CaseKind.REFERRAL: (
        Field(
            F.REFERRED_TO,
            Form.LINE,
            longest=160,
            at_start=True,
            missing_at_start=problem("Say which agency or diversion programme it goes to."),
        ),
        Field(F.SENT_ON, Form.DAY),
        Field(F.ACCEPTANCE, Form.CHOICE, choices=Acceptance),
        Field(
            F.REFERRAL_OUTCOME,
            Form.CHOICE,
            choices=ReferralOutcome,
            missing_at_close=problem("Say what came of the referral."),
        ),
    ),
    CaseKind.COORDINATION: (),  # agencies, roles, tasks and hand-over times are a table of their own: case_agency
    CaseKind.POLICY_FEEDBACK: (
        Field(
            F.POLICY,
            Form.LINE,
            longest=200,
            at_start=True,
            missing_at_start=problem("Say which policy or practice it is about."),
        ),
        Field(F.COMMENT, Form.WORDS, at_start=True),
        Field(F.DECISION, Form.WORDS, missing_at_close=problem("Say what was decided, and why.")),
    ),
}
ON_THE_CASE = frozenset({F.REVIEW_AT})
MOST_AGENCIES = 12


def fields_of(kind: CaseKind | str) -> tuple[Field, ...]:
    return FIELDS[CaseKind(kind)]


def missing_at_start(kind: CaseKind, values: Mapping[str, Any]) -> Iterable[tuple[str, Sentence | None]]:
    """(field, sentence) of what a case of this kind cannot begin without."""
    return [(f.name.value, f.missing_at_start) for f in fields_of(kind) if not values.get(f.name.value)]


def missing_at_close(kind: CaseKind, values: Mapping[str, Any]) -> Iterable[tuple[str, Sentence | None]]:
    """(field, sentence) of what a case of this kind must say before it is closed; `values` by field name."""
    found = [(f.name.value, f.missing_at_close) for f in fields_of(kind) if not values.get(f.name.value)]
    agreed = values.get(F.AGREEMENT_REACHED) in (Agreement.REACHED, Agreement.PARTLY)
    if kind == CaseKind.MEDIATION and agreed and not values.get(F.AGREEMENT):
        found.append((F.AGREEMENT.value, problem("Say what was agreed.")))
    return found
