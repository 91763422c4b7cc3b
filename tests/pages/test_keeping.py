"""Keeping and erasing, and requests of subjects, as a records manager and a supervisor work with them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.access import Viewer
from db.commands.counts import CountAgain
from db.commands.erasing import ProposeErasure
from db.commands.subject_requests import RecordSubjectRequest
from db.models import Concern, Erasure, LegalHold, RetentionSetting, SubjectRequest
from db.queries.people import viewer_by_subject
from db.store import Store
from db.vocabulary import Role
from db.vocabulary.keeping import ErasureGround
from tests.dashboard.conftest import PEOPLE
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import press, sent_columns, typed


def viewer_of(store: Store, role: Role) -> Viewer:
    subject = next(person[0] for person in PEOPLE if person[2] == role)
    with store.reading() as session:
        viewer = viewer_by_subject(session, subject)
    assert viewer is not None
    return viewer


@pytest.fixture
def old(store: Store, community: Community, at_noon: datetime) -> str:
    """The community's concern, closed ten years ago."""
    closed = at_noon - timedelta(days=3660)
    with Session(store._writer) as session, session.begin():
        values = {"status": "closed", "closing_reason": "resolved", "closed_at": closed}
        session.execute(update(Concern).where(Concern.ref == community.concern).values(values))
    store.execute(CountAgain(), by=Viewer.system("tests"), now=at_noon)
    return community.concern


def propose(store: Store, ref: str, now: datetime) -> None:
    keeper = viewer_of(store, Role.RECORDS_MANAGER)
    store.execute(ProposeErasure((ref,), ErasureGround.RETENTION), by=keeper, now=now)


def kept(store: Store, model: Any) -> Any:
    with store.reading() as session:
        return session.scalars(select(model).order_by(model.id)).first()


def test_a_records_manager_sees_what_is_due_without_its_content_and_proposes_it(
    app: App, store: Store, old: str
) -> None:
    at = open_page(app, "retention", Role.RECORDS_MANAGER)
    assert not at.exception
    assert "1 record has been kept long enough." in words(at)
    assert list(at.dataframe[0].value.iloc[:, 0]) == [old]
    assert sent_columns(at.dataframe[0].proto) == ["Reference", "The day it was closed", "Confidential"]
    assert "Street light" not in words(at) + str([frame.value for frame in at.dataframe])
    press(at, "Propose to erase 1 record")
    assert not at.exception
    assert "Nothing is due." in words(at)
    assert kept(store, Erasure).entity_ref == old
    assert "another person decides" in words(open_page(app, "retention", Role.RECORDS_MANAGER, view="waiting"))


def test_a_supervisor_types_the_number_and_the_record_is_erased(
    app: App, store: Store, old: str, at_noon: datetime
) -> None:
    propose(store, old, at_noon)
    at = open_page(app, "retention", Role.SUPERVISOR)
    assert "1 record waits for your decision." in words(at)
    at.radio[0].set_value("erase").run()
    press(at, "Erase")
    assert "Type how many records will be erased: 1." in words(at)
    at.number_input[0].set_value(1).run()
    press(at, "Erase")
    assert "1 record was erased." in words(at)
    said = words(open_page(app, "concerns", Role.OFFICER, ref=old))
    assert "as the rules ask" in said
    assert "Street light" not in said
    assert old in words(open_page(app, "retention", Role.SUPERVISOR, view="done"))


def test_a_hold_is_placed_by_reference_and_lifted(app: App, store: Store, old: str) -> None:
    at = open_page(app, "retention", Role.RECORDS_MANAGER, view="holds")
    at.text_input[0].set_value(old.lower()).run()
    press(at, "Place the hold")
    assert "1 field needs another look." in words(at)
    typed(at, "keeping.hold", reason="Court order 12")
    press(at, "Place the hold")
    assert "1 hold stands." in words(at)
    assert "1 more is kept by a hold." in words(open_page(app, "retention", Role.RECORDS_MANAGER))
    press(at, "Lift the hold")
    assert kept(store, LegalHold).lifted_at is not None


def test_years_are_changed_and_put_back(app: App, store: Store, community: Community) -> None:
    at = open_page(app, "retention", Role.RECORDS_MANAGER, view="years")
    at.number_input[0].set_value(3).run()
    press(at, "Save")
    assert kept(store, RetentionSetting).years == 3
    assert "Kept 3 years from now on." in words(at)


def test_a_request_goes_from_the_counter_to_the_files(
    app: App, store: Store, community: Community, at_noon: datetime
) -> None:
    keeper, second = viewer_of(store, Role.RECORDS_MANAGER), viewer_of(store, Role.SUPERVISOR)
    asked = RecordSubjectRequest("A. Resident", (), "Passport", at_noon)
    ref = store.execute(asked, by=keeper, now=at_noon).ref
    at = open_page(app, "subject_access", Role.RECORDS_MANAGER)
    assert "A. Resident" not in words(at)
    press(at, "Look for what is kept")
    assert "A. Resident" in words(at)
    assert (
        at.checkbox[0].label.replace("\\", "").startswith(f"**{community.concern}** · Report of a concern (as written)")
    )
    press(at, "Hand to a second person")
    request = kept(store, SubjectRequest)
    assert (request.status, len(request.chosen)) == ("waiting for the second person", 1)
    at = open_page(app, "retention", Role.SUPERVISOR)
    press(at, "Look at what was chosen")
    assert "A. Resident" in words(at)
    press(at, "Agree")
    assert kept(store, SubjectRequest).status == "approved"
    said = words(open_page(app, "subject_access", Role.RECORDS_MANAGER))
    assert "Agreed: the answer can be taken out" in said
    assert second.officer_id == kept(store, SubjectRequest).approved_by_id
    assert ref == kept(store, SubjectRequest).ref
