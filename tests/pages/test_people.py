"""People: who works here and how it stands with their account; added, changed, released, switched off; sessions ended."""

from datetime import datetime, timedelta

import pytest

from dashboard import clock
from dashboard.viewer import session_behind
from db.access import Viewer
from db.commands.accounts import MakeAccount
from db.commands.local_sign_in import SignInLocal
from db.commands.sessions import SignInDemo
from db.queries.people import viewer_by_subject
from db.store import Store
from db.vocabulary import Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import choose, pick, press

SYSTEM = Viewer.system("tests")


def of(store: Store, subject: str) -> Viewer:
    with store.reading() as session:
        found = viewer_by_subject(session, subject)
    assert found is not None
    return found


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SYSTEM, Role.ADMINISTRATOR)])
def test_only_an_administrator_sees_people(app: App, role: Role) -> None:
    said = words(open_page(app, "people", role))
    assert "This page is not part of your role." in said
    assert "Never signed in" not in said


def test_everybody_is_listed_with_role_team_areas_and_account(app: App, store: Store, community: Community) -> None:
    at = open_page(app, "people", Role.ADMINISTRATOR)
    assert not at.exception
    said = words(at)
    assert "**9 people**" in said
    assert "Officer · North" in said
    assert "Kim Tran" in said
    assert "signed in on 1 device" in said
    for secret in ("Street light", "C-2026", "K-2026", "Dark stairs"):
        assert secret not in said
    at.text_input(key="people-find").set_value("supervisor north").run()
    assert "**1 person**" in words(at)
    assert "Sam Okafor" in words(at)
    assert "Nobody here." in words(pick(at, "Show", "off"))


def test_an_officer_is_added_and_their_role_and_reach_changed(app: App, store: Store, at_noon: datetime) -> None:
    at = open_page(app, "people", Role.ADMINISTRATOR)
    at.text_input[1].set_value("new.person").run()
    press(at, "Add")
    assert "Say their name." in words(at)
    at.text_input[2].set_value("New Person").run()
    choose(at, "Team", "North")
    press(at, "Add")
    assert "New Person is added." in words(at)
    at.query_params["ref"] = "new.person"  # nobody signs in by demonstration from now on
    at.run()
    choose(at, "Role (required)", Role.SUPERVISOR)
    at.multiselect[0].set_value(["harbour"]).run()
    press(at, "Save")
    assert "Saved. It counts from their next click." in words(at)
    changed = of(store, "new.person")
    assert (changed.role, len(changed.areas)) == (Role.SUPERVISOR, 1)


def test_an_account_is_made_locked_released_reset_and_its_password_shown_once(
    app: App, store: Store, at_noon: datetime
) -> None:
    at = open_page(app, "people", Role.ADMINISTRATOR, ref="rivera")
    press(at, "Make the account")
    made = at.code[0].value
    assert made.startswith("rivera\n")
    press(at, "I have passed it on")
    assert not at.code
    for _ in range(5):
        store.execute(SignInLocal("rivera", "wrong"), by=SYSTEM, now=clock.now())
    at.run()
    assert "Five failed tries locked this name" in words(at)
    press(at, "Release")
    assert "Released: they can try again at once." in words(at)
    press(at, "Reset now")
    assert at.code[0].value.startswith("rivera\n")
    assert at.code[0].value != made


def test_switching_off_asks_first_and_ends_every_session(app: App, store: Store) -> None:
    theirs = store.execute(SignInDemo(Role.OFFICER, "Firefox, Android"), by=SYSTEM, now=clock.now()).token
    at = open_page(app, "people", Role.ADMINISTRATOR, ref="rivera")
    assert "Firefox, Android" in words(at)
    press(at, "Yes, switch Ana Rivera off")
    assert session_behind(theirs).reason == "switched off"
    assert "Switched off" in words(at)
    press(at, "Yes, switch Ana Rivera on")
    assert session_behind(theirs).reason == "ended"
    at = open_page(app, "people", Role.ADMINISTRATOR, ref="tran")
    press(at, "Yes, switch Kim Tran off")
    assert "This is the last administrator." in words(at)


def test_sessions_are_seen_and_ended(app: App, store: Store) -> None:
    tokens = [store.execute(SignInDemo(Role.OFFICER, "Safari, iPhone"), by=SYSTEM, now=clock.now()).token for _ in "ab"]
    at = open_page(app, "people", Role.ADMINISTRATOR, view="sessions")
    assert "**3 sessions**" in words(at)
    assert [button.label for button in at.button].count("End") == 2  # not one's own
    press(at, "End")
    assert "The session of Ana Rivera has ended." in words(at)
    assert sorted(session_behind(token).viewer is None for token in tokens) == [False, True]
    store.execute(SignInDemo(Role.OFFICER), by=SYSTEM, now=clock.now())
    at = open_page(app, "people", Role.ADMINISTRATOR, ref="rivera")
    press(at, "End all of them")
    assert [session_behind(token).viewer for token in tokens] == [None, None]


def test_a_locked_or_new_account_waits_in_a_list_of_its_own(app: App, store: Store) -> None:
    at = open_page(app, "people", Role.ADMINISTRATOR)
    store.execute(MakeAccount("okafor", "sam"), by=SYSTEM, now=clock.now() - timedelta(minutes=1))
    said = words(pick(at, "Show", "waiting"))
    assert "Sam Okafor" in said
    assert "First sign-in to come" in said
    assert "Ana Rivera" not in said
