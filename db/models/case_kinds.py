"""What only some kinds of case have: their fields, agencies, the officers complained about; and their usual tasks."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.kinds import Acceptance, Agreement, Asker, Interpreter, MediationMethod, ReferralOutcome
from db.models.base import Base, Identified, UTCDateTime, Versioned, Word, holds_people, words_of
from db.vocabulary import CaseKind, Confidentiality

INTERNAL, PERSONAL, RESTRICTED = Confidentiality.INTERNAL, Confidentiality.PERSONAL, Confidentiality.RESTRICTED


class CaseDetail(Base):
    """The fields of one case's kind; those of other kinds stay empty. Which kind has which: db.kinds."""

    __tablename__ = "case_detail"
    __table_args__ = (
        CheckConstraint("parties BETWEEN 0 AND 100", name="parties"),
        CheckConstraint(f"method IN ({words_of(MediationMethod)})", name="method"),
        CheckConstraint(f"agreement_reached IN ({words_of(Agreement)})", name="agreement_reached"),
        CheckConstraint(f"interpreter IN ({words_of(Interpreter)})", name="interpreter"),
        CheckConstraint(f"asker IN ({words_of(Asker)})", name="asker"),
        CheckConstraint(f"acceptance IN ({words_of(Acceptance)})", name="acceptance"),
        CheckConstraint(f"referral_outcome IN ({words_of(ReferralOutcome)})", name="referral_outcome"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True, doc="Case.")
    objective: Mapped[str | None] = mapped_column(
        Text, info=holds_people(INTERNAL), doc="Problem: what should be different."
    )
    measure: Mapped[str | None] = mapped_column(
        Text, info=holds_people(INTERNAL), doc="Problem: how that will be measured."
    )
    response_on: Mapped[date | None] = mapped_column(Date, doc="Problem: day of the response.")
    assessment: Mapped[str | None] = mapped_column(
        Text, info=holds_people(INTERNAL), doc="Problem: what the assessment found."
    )
    parties: Mapped[int | None] = mapped_column(SmallInteger, doc="Mediation: how many parties; counted, not named.")
    conflict_source: Mapped[str | None] = mapped_column(
        Text, info=holds_people(PERSONAL), doc="Mediation: what the conflict comes from."
    )
    method: Mapped[str | None] = mapped_column(Word, doc="Mediation: how they were brought to talk.")
    agreement_reached: Mapped[str | None] = mapped_column(Word, doc="Mediation: whether they agreed.")
    agreement: Mapped[str | None] = mapped_column(
        Text, info=holds_people(PERSONAL), doc="Mediation: what they agreed on."
    )
    language: Mapped[str | None] = mapped_column(String(40), doc="Support: language the person speaks.")
    interpreter: Mapped[str | None] = mapped_column(Word, doc="Support: whether an interpreter is needed or arranged.")
    referral_reference: Mapped[str | None] = mapped_column(
        String(80), info=holds_people(RESTRICTED), doc="Support: the reference of the service the person was sent to."
    )
    asker: Mapped[str | None] = mapped_column(Word, doc="Enquiry: what kind of person or body asks.")
    asked_by: Mapped[str | None] = mapped_column(String(120), info=holds_people(PERSONAL), doc="Enquiry: who asks.")
    question: Mapped[str | None] = mapped_column(Text, info=holds_people(INTERNAL), doc="Enquiry: what was asked.")
    answer_by: Mapped[date | None] = mapped_column(Date, doc="Enquiry: day an answer is due.")
    answer: Mapped[str | None] = mapped_column(Text, info=holds_people(INTERNAL), doc="Enquiry: what was answered.")
    referred_to: Mapped[str | None] = mapped_column(
        String(160), info=holds_people(Confidentiality.INTERNAL), doc="Referral: agency or diversion programme."
    )
    sent_on: Mapped[date | None] = mapped_column(Date, doc="Referral: day it was sent.")
    acceptance: Mapped[str | None] = mapped_column(Word, doc="Referral: whether it was accepted.")
    referral_outcome: Mapped[str | None] = mapped_column(Word, doc="Referral: what came of it.")
    policy: Mapped[str | None] = mapped_column(String(200), doc="Policy feedback: the policy or practice.")
    comment: Mapped[str | None] = mapped_column(
        Text, info=holds_people(INTERNAL), doc="Policy feedback: what people say about it, without names."
    )
    decision: Mapped[str | None] = mapped_column(
        Text, info=holds_people(INTERNAL), doc="Policy feedback: what was decided."
    )


class CaseAgency(Base):
    """An agency that works on a coordination case: its role, what it does, and when it was handed over."""

    __tablename__ = "case_agency"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True, doc="Case.")
    position: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, autoincrement=False, doc="Place in the list, from 0."
    )
    agency: Mapped[str] = mapped_column(
        String(160), info=holds_people(Confidentiality.INTERNAL), doc="Which agency, or part of one."
    )
    role: Mapped[str | None] = mapped_column(
        String(120), info=holds_people(Confidentiality.INTERNAL), doc="Its role: leads, supports, is informed."
    )
    task: Mapped[str | None] = mapped_column(String(300), info=holds_people(INTERNAL), doc="What it does.")
    handed_over_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When that was handed over to it.")


class CaseSubject(Identified, Base):
    """Whom a complaint is about: an officer here, or words about somebody who is not in the store. Officers named here
    can neither open, find, count nor own the case, whatever their role (db.visibility)."""

    __tablename__ = "case_subject"
    __table_args__ = (
        CheckConstraint("(officer_id IS NULL) <> (words IS NULL)", name="one"),
        UniqueConstraint("case_id", "officer_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True, doc="Complaint.")
    officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officer.id"), index=True, info=holds_people(RESTRICTED), doc="Officer complained about."
    )
    words: Mapped[str | None] = mapped_column(
        String(300), info=holds_people(RESTRICTED), doc="Somebody who is no officer here, in words."
    )
    named_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="Since when.")


class TaskTemplate(Identified, Versioned, Base):
    """A usual task of a kind of case: laid out for its owner when a case is opened."""

    __tablename__ = "task_template"
    __table_args__ = (
        CheckConstraint(f"kind IN ({words_of(CaseKind)})", name="kind"),
        CheckConstraint("days BETWEEN 0 AND 365", name="days"),
    )
    __mapper_args__ = {"version_id_col": Versioned.version}

    kind: Mapped[str] = mapped_column(Word, index=True, doc="Kind of case.")
    position: Mapped[int] = mapped_column(SmallInteger, doc="Order among those due on the same day.")
    text: Mapped[str] = mapped_column(String(300), doc="What is to be done.")
    days: Mapped[int] = mapped_column(SmallInteger, doc="Due so many days after the case is opened.")
