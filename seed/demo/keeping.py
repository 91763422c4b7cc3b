"""What the demo records manager keeps: an agency that erases closed concerns and notes of events early, one hold, three
records that wait for a second person, and one person who asked what is kept about them."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.commands.erasing import ProposeErasure
from db.commands.holds import PlaceHold
from db.commands.retention import SetRetention
from db.commands.subject_requests import RecordSubjectRequest
from db.models import Voice
from db.queries.people import viewer_by_subject
from db.queries.retention import due_records
from db.store import Store
from db.vocabulary import Role
from db.vocabulary.keeping import ErasureGround
from db.vocabulary.retention import RetentionClass
from seed.demo.people import PEOPLE

YEARS = 1  # the community is not older than two
EARLY = (RetentionClass.CONCERNS, RetentionClass.EVENTS, RetentionClass.CASES)
PROPOSED = 3


def keep(store: Store, *, now: datetime) -> None:
    subject = next(person.subject for person in PEOPLE if person.role is Role.RECORDS_MANAGER)
    with store.reading() as session:
        viewer = viewer_by_subject(session, subject)
    if viewer is None:
        return
    for name in EARLY:
        store.execute(SetRetention(name, YEARS, 0), by=viewer, now=now)
    with store.reading() as session:
        refs = list(due_records(session, viewer=viewer, which=RetentionClass.CONCERNS, now=now).frame["ref"])
    for held in refs[:1]:
        store.execute(PlaceHold(held, "Inquest opened; asked for by the coroner's office"), by=viewer, now=now)
    if proposed := tuple(refs[1 : 1 + PROPOSED]):
        store.execute(ProposeErasure(proposed, ErasureGround.RETENTION), by=viewer, now=now)
    with store.reading() as session:
        named = select(Voice.name).where(Voice.name.is_not(None)).order_by(Voice.id).limit(1)
        name = session.scalar(named)
    if name:
        asked = RecordSubjectRequest(name, (), "Driving licence shown at the counter", now - timedelta(days=9))
        store.execute(asked, by=viewer, now=now)
