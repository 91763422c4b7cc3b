"""What a subject is given: everything kept about them that was chosen and agreed to, with other people taken out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands.registry import handles
from db.commands.subject_requests import request_by_ref
from db.commands.zone import agency_day
from db.errors import Invalid, problem
from db.models import (
    Activity,
    Case,
    CaseDetail,
    CaseSubject,
    Concern,
    Contact,
    Officer,
    Organisation,
    SubjectRequest,
    Voice,
    VoiceAnswer,
)
from db.settings import get_settings
from db.subjects import Entry, SubjectAnswer, Withheld, masked
from db.vocabulary.keeping import RequestStatus

OTHERS_WORDS = "notes of the desk about several people; what concerns you is in this answer"
THIRD_PARTIES = "reports of other people"
CASE_NOTES = "case notes, which also concern other people"


@dataclass(frozen=True, slots=True)
class TakeSubjectAnswer:
    """After a second person agreed. Each time it is taken out, the trail says so."""

    ref: str


@handles(TakeSubjectAnswer, keeps_answer=False)
def take_subject_answer(session: Session, command: TakeSubjectAnswer, *, by: Viewer, now: datetime) -> SubjectAnswer:
    by.must(Permission.SUBJECT_ACCESS)
    request = request_by_ref(session, command.ref)
    if request.status not in (RequestStatus.APPROVED, RequestStatus.GIVEN):
        raise Invalid({"ref": problem("{ref} waits for a second person first.", ref=request.ref)})
    answer = _Making(session, request).answer(now)
    request.status, request.given_at = RequestStatus.GIVEN.value, request.given_at or now
    request.updated_at = now
    session.flush()
    detail = {"entries": len(answer.entries), "withheld": len(answer.withheld)}
    audit.append(session, Action.SUBJECT_GIVEN, entity="subject request", ref=request.ref, by=by, at=now, detail=detail)
    return answer


class _Making:
    """One answer in the making: whose it is, who is to be masked, what is withheld."""

    def __init__(self, session: Session, request: SubjectRequest) -> None:
        self.session, self.request = session, request
        self.own = [request.name, *request.known_as]
        self.officers = list(session.scalars(select(Officer.display_name)))
        rows = session.execute(select(Contact.name, Contact.phone, Contact.email))
        self.contacts = [said for row in rows for said in row if said]
        self.chosen = {(str(kind), int(number)) for kind, number in request.chosen}
        self.withheld: dict[Withheld, None] = {}

    def answer(self, now: datetime) -> SubjectAnswer:
        makers = {
            "voice": self._voice, "answer": self._answer, "contact": self._contact, "complaint": self._complaint,
            "case": self._case, "concern": self._concern, "activity": self._activity,
        }  # fmt: skip
        entries = [entry for kind, number in sorted(self.chosen) if (entry := makers[kind](number)) is not None]
        return SubjectAnswer(
            ref=self.request.ref,
            name=self.request.name,
            agency=get_settings().agency_name,
            received_on=agency_day(self.request.received_at).isoformat(),
            made_on=agency_day(now).isoformat(),
            entries=tuple(entries),
            withheld=tuple(self.withheld),
        )

    def _mask(self, values: dict[str, str | None], others: Iterable[str]) -> dict[str, str]:
        known = [*others, *self.contacts]
        return {
            name: masked(said, own=self.own, others=known, officers=self.officers)
            for name, said in values.items()
            if said
        }

    def _voice(self, number: int) -> Entry | None:
        voice = self.session.get(Voice, number)
        if voice is None:
            return None
        concern = self.session.get_one(Concern, voice.concern_id)
        others = self._others(concern, but=number)
        own = {name: getattr(voice, name) for name in ("name", "contact", "safe_to_contact", "language", "said")}
        about: dict[str, str | None] = {"summary": concern.summary, "outcome": concern.outcome, "told": voice.told_how}
        answers = select(VoiceAnswer).where(VoiceAnswer.voice_id == number).order_by(VoiceAnswer.at, VoiceAnswer.id)
        for position, one in enumerate(self.session.scalars(answers), 1):
            about[f"answer {position}"] = one.words
        self._withhold_of(concern)
        return Entry(
            concern.ref, "voice", _day(voice.reported_at), _facts(concern), _said(own), self._mask(about, others)
        )

    def _answer(self, number: int) -> Entry | None:
        answer = self.session.get(VoiceAnswer, number)
        if answer is None:
            return None
        voice = self.session.get_one(Voice, answer.voice_id)
        concern = self.session.get_one(Concern, voice.concern_id)
        about = self._mask({"words": answer.words}, self._others(concern, but=None))
        self._withhold_of(concern)
        return Entry(concern.ref, "answer", _day(answer.at), _facts(concern), {}, about)

    def _concern(self, number: int) -> Entry | None:
        concern = self.session.get(Concern, number)
        if concern is None:
            return None
        names = ("summary", "details", "place_note", "outcome")
        about = self._mask({name: getattr(concern, name) for name in names}, self._others(concern, but=None))
        self._withhold_of(concern)
        return Entry(concern.ref, "concern", _day(concern.received_at), _facts(concern), {}, about)

    def _contact(self, number: int) -> Entry | None:
        contact = self.session.get(Contact, number)
        if contact is None:
            return None
        organisation = self.session.get_one(Organisation, contact.organisation_id)
        names = ("name", "role", "phone", "email", "method", "language", "safe_note", "consent_how")
        own = {name: getattr(contact, name) for name in names}
        facts = {"organisation": organisation.name}
        return Entry(organisation.ref, "contact", _day(contact.created_at), facts, _said(own), {})

    def _complaint(self, number: int) -> Entry | None:
        subject = self.session.get(CaseSubject, number)
        if subject is None:
            return None
        case = self.session.get_one(Case, subject.case_id)
        about = self._mask({"words": subject.words}, self._asker(case))
        self.withheld[Withheld(case.ref, "the complaint itself", THIRD_PARTIES)] = None
        return Entry(case.ref, "complaint", _day(subject.named_at), _case_facts(case), {}, about)

    def _case(self, number: int) -> Entry | None:
        detail = self.session.get(CaseDetail, number)
        if detail is None:
            return None
        case = self.session.get_one(Case, number)
        asks = {"asked_by": detail.asked_by} if self._is_me(detail.asked_by) else {}
        names = ("question", "answer", "conflict_source", "agreement", "referral_reference")
        others = [] if asks else self._asker(case)
        about = self._mask({name: getattr(detail, name) for name in names}, others)
        self.withheld[Withheld(case.ref, "everything else in the case", CASE_NOTES)] = None
        return Entry(case.ref, "case", _day(case.opened_at), _case_facts(case), _said(asks), about)

    def _activity(self, number: int) -> Entry | None:
        activity = self.session.get(Activity, number)
        if activity is None:
            return None
        others: list[str] = []
        if activity.concern_id is not None:
            others = self._others(self.session.get_one(Concern, activity.concern_id), but=None)
        about = self._mask({"note": activity.note}, others)
        return Entry(activity.ref, "activity", _day(activity.started_at), {"type": activity.type}, {}, about)

    def _others(self, concern: Concern, *, but: int | None) -> list[str]:
        """Names and contacts of everybody else who reported it."""
        rows = self.session.execute(select(Voice.id, Voice.name, Voice.contact).where(Voice.concern_id == concern.id))
        mine = {number for kind, number in self.chosen if kind == "voice"} | {but}
        return [said for number, *both in rows if number not in mine for said in both if said]

    def _asker(self, case: Case) -> list[str]:
        detail = self.session.get(CaseDetail, case.id)
        return [detail.asked_by] if detail and detail.asked_by and not self._is_me(detail.asked_by) else []

    def _is_me(self, name: str | None) -> bool:
        return bool(name) and masked(str(name), own=self.own, others=[str(name)], officers=[]) == name

    def _withhold_of(self, concern: Concern) -> None:
        voices = self.session.scalar(select(func.count()).where(Voice.concern_id == concern.id)) or 0
        mine = {number for kind, number in self.chosen if kind == "voice"}
        own = self.session.scalar(select(func.count()).where(Voice.concern_id == concern.id, Voice.id.in_(mine))) or 0
        if voices > own:
            self.withheld[Withheld(concern.ref, f"further reports: {voices - own}", THIRD_PARTIES)] = None
        if concern.details and ("concern", concern.id) not in self.chosen:
            self.withheld[Withheld(concern.ref, "the details of the concern", OTHERS_WORDS)] = None
        if concern.case_id is not None:
            self.withheld[Withheld(concern.ref, "the case that works on it", CASE_NOTES)] = None


def _day(at: datetime) -> str:
    return agency_day(at).isoformat()


def _said(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value}


def _facts(concern: Concern) -> dict[str, str]:
    closed = {"closing_reason": concern.closing_reason} if concern.closing_reason else {}
    return {"category": concern.category, "status": concern.status, **closed}


def _case_facts(case: Case) -> dict[str, str]:
    return {"kind of case": case.kind, "status": case.status}
