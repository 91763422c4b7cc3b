"""Partners: who is overdue, the directory, one record with its people behind a lock, and the way to the Log."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.access import Viewer
from db.audit import Action
from db.commands.activities import LogActivity
from db.commands.contacts import AddContact, ContactGiven
from db.commands.organisations import EditOrganisation, RecordOrganisation
from db.models import AuditEntry, Contact, Organisation, Task
from db.queries.people import viewer_by_subject
from db.store import Store
from db.vocabulary import ActivityType, OrganisationSector, Role
from tests.pages.conftest import App, open_page, words
from tests.pages.steps import choose, press, typed

LAMPS = RecordOrganisation("Lamplighters", OrganisationSector.NON_PROFIT, contact_every_days=30)


@pytest.fixture
def ana(store: Store) -> Viewer:
    with store.reading() as session:
        viewer = viewer_by_subject(session, "rivera")
    assert viewer is not None
    return viewer


@pytest.fixture
def lamps(store: Store, ana: Viewer, at_noon: datetime) -> str:
    """A partner whose contact Ana keeps; eleven days late."""
    began = at_noon - timedelta(days=60)
    ref = str(store.execute(replace(LAMPS, services=("Interpreter",), languages=("Somali",)), by=ana, now=began).ref)
    spoke = LogActivity(ActivityType.CALL_OR_MESSAGE, at_noon - timedelta(days=41), 10, organisation=ref)
    store.execute(spoke, by=ana, now=at_noon)
    return ref


def fill_in(at: Any, label: str, words_: str) -> None:
    next(box for box in at.text_input if box.label == label).set_value(words_)


def test_overdue_is_said_by_word_and_leads_from_today_to_the_record(app: App, lamps: str) -> None:
    today = words(open_page(app, "today", Role.OFFICER))
    assert "1 partner is overdue" in today
    assert "11 days late] Lamplighters" in today
    assert "11 days late" in words(open_page(app, "partners", Role.OFFICER, view="mine"))
    said = words(open_page(app, "partners", Role.OFFICER, ref=lamps))
    assert "11 days late" in said
    assert "You keep the contact" in said.replace("*", "")


def test_the_directory_finds_by_service_and_language(app: App, lamps: str) -> None:
    assert "1 place to send somebody to" in words(
        open_page(app, "partners", Role.OFFICER, view="directory", find="som inter")
    )
    assert "No partner has all these words" in words(
        open_page(app, "partners", Role.OFFICER, view="directory", find="khmer")
    )


def test_log_a_contact_fills_in_the_partner_and_saving_it_ends_the_lateness(app: App, store: Store, lamps: str) -> None:
    at = open_page(app, "partners", Role.OFFICER, ref=lamps)
    press(at, "Log a contact")
    at = open_page(app, "log", Role.OFFICER, kind="activity", partner=lamps)
    assert "With Lamplighters" in words(at)
    at.button_group[1].set_value(ActivityType.CALL_OR_MESSAGE)
    at.run()
    press(at, "Save")
    assert "Saved as A-" in words(at)
    assert "0 are overdue" in words(open_page(app, "partners", Role.OFFICER))
    assert "partner is overdue" not in words(open_page(app, "today", Role.OFFICER))


def test_who_the_contacts_are_is_opened_and_recorded(
    app: App, store: Store, ana: Viewer, lamps: str, at_noon: datetime
) -> None:
    given = ContactGiven("C. Yildiz", "Coordinator", "555-0100", consent_at=at_noon, consent_how="In person")
    store.execute(AddContact(lamps, given), by=ana, now=at_noon)
    at = open_page(app, "partners", Role.OFFICER, ref=lamps)
    assert "1 contact: Coordinator" in words(at)
    assert "C. Yildiz" not in words(at)
    press(at, "Open contacts")
    assert "C. Yildiz" in words(at)
    assert "555-0100" in words(at)
    with store.reading() as session:
        opened = select(func.count()).where(AuditEntry.action == Action.CONTACTS_OPENED.value)
        assert session.scalar(opened) == 1
    press(at, "Correct")
    assert next(box for box in at.text_input if box.label == "Name of the person (required)").value == "C. Yildiz"
    fill_in(at, "Phone", "555-0199")
    at.run()
    press(at, "Save the contact")
    with store.reading() as session:
        assert session.scalars(select(Contact.phone)).all() == ["555-0199"]


def test_nobody_is_kept_without_their_consent(app: App, store: Store, lamps: str) -> None:
    at = open_page(app, "partners", Role.OFFICER, ref=lamps)
    fill_in(at, "Name of the person (required)", "C. Yildiz")
    at.run()
    press(at, "Save the contact")
    assert "without that, nobody is" in words(at)
    assert "28 CFR 23.20" in words(at)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 0


def test_an_action_ending_and_taking_it_up_again(app: App, store: Store, lamps: str) -> None:
    at = open_page(app, "partners", Role.OFFICER, ref=lamps)
    typed(at, f"partner.{lamps}.task", text="Send them the flyer")
    press(at, "Add it")
    with store.reading() as session:
        task = session.scalars(select(Task).where(Task.organisation_id.is_not(None))).one()
        assert task.text == "Send them the flyer"
    at = open_page(app, "partners", Role.OFFICER, ref=lamps)
    press(at, "End it")
    assert "Choose why it ends" in words(at)
    choose(at, "Why (required)", "moved away")
    press(at, "End it")
    assert "has ended" in words(at)
    press(at, "Close")
    assert "We stopped working with it" in words(at)
    assert "Ended: It moved away" in words(at).replace("*", "")
    press(at, "Work with it again")
    assert "You keep the contact" in words(at).replace("*", "")


def test_a_stale_correction_shows_both_and_keeps_what_was_typed(
    app: App, store: Store, ana: Viewer, lamps: str, at_noon: datetime
) -> None:
    at = open_page(app, "partners", Role.OFFICER, ref=lamps)
    fill_in(at, "How to reach it", "Line 555-0100")
    at.run()
    theirs = EditOrganisation(lamps, 1, "Lamplighters’ hall", OrganisationSector.FAITH)
    store.execute(theirs, by=ana, now=at_noon)
    press(at, "Save the correction")
    assert "Somebody else changed" in words(at)
    press(at, "Use mine all the same")
    press(at, "Save the correction")
    with store.reading() as session:
        kept = session.scalars(select(Organisation).where(Organisation.ref == lamps)).one()
        assert (kept.how_to_reach, kept.services) == ("Line 555-0100", ["Interpreter"])


def test_a_partner_is_recorded_with_what_it_offers(app: App, store: Store, at_noon: datetime) -> None:
    at = open_page(app, "partners", Role.OFFICER)
    assert "No partner yet" in words(at)
    fill_in(at, "Name (required)", "Quay watch")
    at.run()
    choose(at, "Kind (required)", OrganisationSector.WATCH_GROUP)
    fill_in(at, "What one can get there", "Patrols, youth mediation")
    at.run()
    press(at, "Save the partner")
    assert "Saved as O-" in words(at)
    with store.reading() as session:
        kept = session.scalars(select(Organisation)).one()
        assert (kept.name, kept.services) == ("Quay watch", ["Patrols", "youth mediation"])


def test_an_ended_contact_form_and_an_analyst_see_no_people(app: App, lamps: str) -> None:
    assert "This page is not part of your role" in words(open_page(app, "partners", Role.ANALYST, ref=lamps))
