"""What the fields of the kinds of case and their choices are called on screen."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from dashboard import clock
from dashboard.words import N_, _, said_date
from db.kinds import (
    Acceptance,
    Agreement,
    Asker,
    CaseField,
    CaseStage,
    Field,
    Form,
    Interpreter,
    MediationMethod,
    ReferralOutcome,
)

F = CaseField
FIELDS: Mapping[CaseField, str] = {
    F.OBJECTIVE: N_("Objective"),
    F.MEASURE: N_("How it is measured"),
    F.RESPONSE_ON: N_("Day of the response"),
    F.ASSESSMENT: N_("Assessment"),
    F.PARTIES: N_("How many parties"),
    F.CONFLICT_SOURCE: N_("Where the conflict comes from"),
    F.METHOD: N_("Method"),
    F.AGREEMENT_REACHED: N_("Agreement"),
    F.AGREEMENT: N_("What was agreed"),
    F.REVIEW_AT: N_("Review of the agreement"),
    F.LANGUAGE: N_("Language"),
    F.INTERPRETER: N_("Interpreter"),
    F.REFERRAL_REFERENCE: N_("Reference at the support service"),
    F.ASKER: N_("Who asks"),
    F.ASKED_BY: N_("Name of who asks"),
    F.QUESTION: N_("Question, without names"),
    F.ANSWER_BY: N_("Answer due by"),
    F.ANSWER: N_("Answer"),
    F.REFERRED_TO: N_("Agency or diversion programme"),
    F.SENT_ON: N_("Sent on"),
    F.ACCEPTANCE: N_("Accepted"),
    F.REFERRAL_OUTCOME: N_("What came of the referral"),
    F.POLICY: N_("Policy or practice"),
    F.COMMENT: N_("What people say, without names"),
    F.DECISION: N_("Decision"),
}
CHOICES: Mapping[Enum, str] = {
    MediationMethod.JOINT_MEETING: N_("Joint meeting"),
    MediationMethod.SHUTTLE: N_("Going between the sides"),
    MediationMethod.CIRCLE: N_("Circle with others"),
    MediationMethod.AT_A_DISTANCE: N_("By phone or letter"),
    MediationMethod.PARTNER: N_("Through a mediation service"),
    Agreement.REACHED: N_("Yes, agreed"),
    Agreement.PARTLY: N_("In part"),
    Agreement.NONE: N_("No agreement"),
    Interpreter.NOT_NEEDED: N_("Not needed"),
    Interpreter.NEEDED: N_("Needed, not arranged yet"),
    Interpreter.ARRANGED: N_("Arranged"),
    Asker.PUBLIC: N_("Somebody from the public"),
    Asker.MEDIA: N_("Media"),
    Asker.ELECTED: N_("Elected official"),
    Asker.PARTNER: N_("Partner"),
    Acceptance.WAITING: N_("Waiting for an answer"),
    Acceptance.ACCEPTED: N_("Accepted"),
    Acceptance.DECLINED: N_("Declined"),
    ReferralOutcome.COMPLETED: N_("Completed"),
    ReferralOutcome.STILL_ENGAGED: N_("Goes on with the partner"),
    ReferralOutcome.ENDED_EARLY: N_("Ended early"),
    ReferralOutcome.NOT_TAKEN_UP: N_("Not taken up"),
}
# SARA in one word each; what each asks is in glossary.CASE_STAGES.
STAGES: Mapping[CaseStage, str] = {
    CaseStage.SCANNING: N_("Scanning"),
    CaseStage.ANALYSIS: N_("Analysis"),
    CaseStage.RESPONSE: N_("Response"),
    CaseStage.ASSESSMENT: N_("Assessment"),
}
MOVE_TO: Mapping[CaseStage, str] = {
    CaseStage.SCANNING: N_("Move to scanning"),
    CaseStage.ANALYSIS: N_("Move to analysis"),
    CaseStage.RESPONSE: N_("Move to response"),
    CaseStage.ASSESSMENT: N_("Move to assessment"),
}
BACK_TO: Mapping[CaseStage, str] = {
    CaseStage.SCANNING: N_("Back to scanning"),
    CaseStage.ANALYSIS: N_("Back to analysis"),
    CaseStage.RESPONSE: N_("Back to response"),
    CaseStage.ASSESSMENT: N_("Back to assessment"),
}


def field_label(name: CaseField | str) -> str:
    return _(FIELDS[CaseField(name)])


def choice_label(value: Enum) -> str:
    return _(CHOICES[value])


def stage_name(value: CaseStage | str) -> str:
    return _(STAGES[CaseStage(value)])


def said_value(asked: Field, value: Any) -> str:
    """A field's value as the record says it."""
    if asked.form == Form.CHOICE and asked.choices is not None:
        return choice_label(asked.choices(value))
    if asked.form == Form.DAY and isinstance(value, date):
        return said_date(value, clock.today())
    return str(value)
