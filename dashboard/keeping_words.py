"""Keeping and erasing in an officer's words: kinds of record, grounds, where a request stands, fields of an answer."""

from collections.abc import Mapping

from dashboard.words import N_, _
from db.vocabulary.keeping import ErasureGround, ErasureKind, RequestStatus
from db.vocabulary.retention import Kept

KINDS: Mapping[str, str] = {
    Kept.CONCERN: N_("Concern"),
    Kept.CASE: N_("Case"),
    Kept.EVENT: N_("Event"),
    Kept.ACTIVITY: N_("Activity"),
    Kept.TASK: N_("Task"),
    Kept.COMMUNICATION: N_("Communication"),
    Kept.CONTACT: N_("Contact at a partner"),
    Kept.ATTACHMENT: N_("Photo or PDF"),
    Kept.SUBJECT_REQUEST: N_("Request of a subject"),
}
GROUNDS: Mapping[str, str] = {
    ErasureGround.RETENTION: N_("Kept long enough"),
    ErasureGround.SUBJECT: N_("Its subject asked"),
    ErasureGround.ORDER: N_("A court or the law"),
}
WHAT_HAPPENS: Mapping[str, str] = {
    ErasureKind.REDACTED: N_("words about people are erased, what is counted stays"),
    ErasureKind.FILE_DELETED: N_("the file is deleted"),
}
STATUSES: Mapping[str, str] = {
    RequestStatus.OPEN: N_("Open: look and choose"),
    RequestStatus.WAITING: N_("Waiting for a second person"),
    RequestStatus.APPROVED: N_("Agreed: the answer can be taken out"),
    RequestStatus.GIVEN: N_("Given"),
    RequestStatus.REFUSED: N_("Refused"),
}
PLACES: Mapping[str, str] = {
    "voice": N_("Your report"),
    "answer": N_("An answer that was given"),
    "contact": N_("You as a contact at a partner"),
    "complaint": N_("Words in a complaint"),
    "case": N_("A case"),
    "concern": N_("A concern"),
    "activity": N_("A note of an officer's work"),
}
# The same for whoever looks, who is not the subject.
FOUND_IN: Mapping[str, str] = {
    "voice": N_("Report of a concern"),
    "answer": N_("Answer to a report"),
    "contact": N_("Contact at a partner"),
    "complaint": N_("Whom a complaint is about"),
    "case": N_("Fields of a case"),
    "concern": N_("Details of a concern"),
    "activity": N_("Note of an activity"),
}
FIELDS: Mapping[str, str] = {
    "name": N_("Name"),
    "contact": N_("How to reach you"),
    "safe_to_contact": N_("When contact is safe"),
    "language": N_("Language"),
    "said": N_("What you said"),
    "told_how": N_("How they were told"),
    "told": N_("How you were told"),
    "words": N_("Words"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "safe_note": N_("When contact is safe"),
    "role": N_("What you do there"),
    "method": N_("Preferred way"),
    "consent_how": N_("How you agreed"),
    "asked_by": N_("Who asked"),
    "question": N_("Question"),
    "conflict_source": N_("What the conflict comes from"),
    "agreement": N_("Agreement"),
    "referral_reference": N_("Reference of a service"),
    "details": N_("Details"),
    "place_note": N_("Place in words"),
    "note": N_("Note"),
    "summary": N_("What it is about"),
    "outcome": N_("What came of it"),
    "category": N_("Category"),
    "status": N_("Status"),
    "closing_reason": N_("Why it was closed"),
    "organisation": N_("Organisation"),
    "kind of case": N_("Kind of case"),
    "type": N_("Kind of work"),
}
WITHHELD: Mapping[str, str] = {
    "the details of the concern": N_("the details of the concern"),
    "the case that works on it": N_("the case that works on it"),
    "the complaint itself": N_("the complaint itself"),
    "everything else in the case": N_("everything else in the case"),
    "notes of the desk about several people; what concerns you is in this answer": N_(
        "notes of the desk about several people; what concerns you is in this answer"
    ),
    "reports of other people": N_("reports of other people"),
    "case notes, which also concern other people": N_("case notes, which also concern other people"),
}


def kind_of(entity: str) -> str:
    return _(KINDS[entity])


def ground_of(ground: str) -> str:
    return _(GROUNDS[ground])


def what_happens(kind: str) -> str:
    return _(WHAT_HAPPENS[kind])


def status_of(status: str) -> str:
    return _(STATUSES[status])


def place_of(kind: str) -> str:
    return _(PLACES[kind])


def found_in(kind: str) -> str:
    return _(FOUND_IN[kind])


def field_of(name: str) -> str:
    """The name of a field; further answers are numbered."""
    if name.startswith("answer"):
        return _("Answer {n}").format(n=name.removeprefix("answer").strip()).strip()
    return _(FIELDS[name])


def withheld_of(said: str) -> str:
    """What was withheld, or why; how many reports is said with their number."""
    if said.startswith("further reports: "):
        return _("further reports: {n}").format(n=said.removeprefix("further reports: "))
    return _(WITHHELD[said])
