"""Likely the same: proposed on the record and while logging, merged with one confirmation, taken apart again."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from dashboard.components.likely import direction
from db.access import Viewer
from db.commands.concern_work import RecordAnswer
from db.commands.concerns import RecordConcern, VoiceGiven
from db.commands.drafts import SaveDraft
from db.commands.duplicates import MergeConcern
from db.models import Concern, Voice
from db.store import Store
from db.vocabulary import Channel, ConcernCategory, Role, SourceType
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import pick, press

NEAR = {"latitude": 50.0503, "longitude": 10.05}  # 33 m north of the community's street light


@pytest.fixture
def repeat(store: Store, officer: Viewer, at_noon: datetime, community: Community) -> str:
    """The same lamp, reported again a few hours later by somebody who wants to hear back."""
    again = RecordConcern(
        "Lamp at the bus shelter is out", ConcernCategory.LIGHTING, Channel.PHONE, SourceType.RESIDENT,
        at_noon - timedelta(hours=2), voice=VoiceGiven(name="B. Resident", contact="555-0101", wants_answer=True), **NEAR,
    )  # fmt: skip
    return str(store.execute(again, by=officer, now=at_noon).ref)


def concern(store: Store, ref: str) -> Concern:
    with store.reading() as session:
        return session.scalars(select(Concern).where(Concern.ref == ref)).one()


def merged(store: Store, officer: Viewer, at_noon: datetime, repeat: str, main: str) -> None:
    store.execute(MergeConcern(repeat, 1, main, 1), by=officer, now=at_noon)


def test_a_record_shows_what_may_be_the_same_with_both_texts(app: App, community: Community, repeat: str) -> None:
    said = words(open_page(app, "concerns", Role.OFFICER, ref=repeat))
    assert "Likely the same" in said
    assert "30 m to the south, 1 day apart" in said
    assert "Street light out by the bus shelter" in said
    assert "reported by 1" in said
    for secret in (community.restricted, community.elsewhere, "A message nobody", "Loud music", "A. Resident"):
        assert secret not in said


def test_a_merge_says_what_will_happen_and_then_does_it(
    app: App, community: Community, repeat: str, store: Store
) -> None:
    at = open_page(app, "concerns", Role.OFFICER, ref=repeat)
    said = words(at)
    assert f"{repeat} is closed as a duplicate".replace(repeat, f"**{repeat}**") in said
    assert "then reads “reported by 2”" in said
    assert concern(store, repeat).status == "new", "nothing happens before the confirmation"
    said = words(press(at, "Merge them"))
    assert f"{repeat} is merged into {community.concern}: reported by 2." in said
    assert "This is the same as another concern and goes on there." in said
    assert "Change the status" not in said
    assert concern(store, repeat).duplicate_of_id == concern(store, community.concern).id


def test_the_other_one_can_be_chosen_to_go_on(app: App, community: Community, repeat: str, store: Store) -> None:
    at = pick(open_page(app, "concerns", Role.OFFICER, ref=repeat), "Which one goes on?", repeat)
    said = words(press(at, "Merge them"))
    assert f"{community.concern} is merged into {repeat}" in said
    assert concern(store, community.concern).status == "closed"


def test_the_main_record_counts_its_reports_and_is_taken_apart(
    app: App, community: Community, repeat: str, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    merged(store, officer, at_noon, repeat, community.concern)
    at = open_page(app, "concerns", Role.OFFICER, ref=community.concern)
    said = words(at)
    assert "Reported by 2" in said
    assert "merged by Ana Rivera" in said
    assert f"**{repeat} was merged into {community.concern}**" in said
    said = words(press(at, "Take them apart"))
    assert f"{repeat} is no longer part of {community.concern}." in said
    assert concern(store, repeat).status == "new"


def test_a_refused_take_apart_says_why(
    app: App, community: Community, repeat: str, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    merged(store, officer, at_noon, repeat, community.concern)
    store.execute(RecordAnswer(community.concern, 2, "By phone"), by=officer, now=at_noon)
    said = words(press(open_page(app, "concerns", Role.OFFICER, ref=repeat), "Take them apart"))
    assert f"Those who reported {repeat} have been answered through {community.concern} since." in said


def test_not_the_same_is_said_once_and_for_good(app: App, community: Community, repeat: str) -> None:
    at = press(open_page(app, "concerns", Role.OFFICER, ref=repeat), "Not the same")
    assert f"{community.concern} will not be proposed here again." in words(at)
    for ref in (repeat, community.concern):
        assert "Likely the same" not in words(open_page(app, "concerns", Role.OFFICER, ref=ref))


def test_while_logging_a_known_concern_takes_the_report_and_no_new_one_is_made(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    typed = {
        "kind": "concern", "category": "lighting and environment", "how": "map", **NEAR,
        "summary": "No light at the bus shelter", "details": "Since Sunday.", "wants_answer": True,
        "voice_contact": "555-0102", "follows": True, "follow_up_text": "Ring the council",
    }  # fmt: skip
    store.execute(SaveDraft("log", typed), by=officer, now=at_noon)
    at = open_page(app, "log", Role.OFFICER)
    assert "Is it one of these?" in words(at)
    said = words(press(at, "Add as another report of this"))
    assert f"Added as another report of {community.concern}. No new concern was made. Saved with it: T-" in said
    assert "The first answer is due by" in said
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Concern)) == 3
        added = session.scalars(select(Voice).order_by(Voice.id.desc())).first()
    assert added is not None
    assert added.concern_id == concern(store, community.concern).id
    assert (added.said, added.contact, added.wants_answer) == (
        "No light at the bus shelter\n\nSince Sunday.", "555-0102", True,
    )  # fmt: skip


def test_while_logging_not_the_same_hides_it_for_this_entry_and_saving_makes_a_new_one(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    typed = {
        "kind": "concern",
        "category": "lighting and environment",
        "how": "map",
        **NEAR,
        "summary": "Light at the bus shelter out again",
    }
    store.execute(SaveDraft("log", typed), by=officer, now=at_noon)
    at = press(open_page(app, "log", Role.OFFICER), "Not the same")
    assert "Is it one of these?" not in words(at)
    assert "Saved as C-" in words(press(at, "Save"))


@pytest.mark.parametrize(
    "typed",
    [{}, {"summary": "Street light out by the bus shelter", "category": "domestic abuse"}],
    ids=["empty", "restricted"],
)
def test_nothing_is_proposed_for_an_empty_form_or_a_restricted_report(
    app: App, community: Community, store: Store, officer: Viewer, at_noon: datetime, typed: dict[str, str]
) -> None:
    store.execute(SaveDraft("log", {"kind": "concern", "how": "map", **NEAR, **typed}), by=officer, now=at_noon)
    assert "Is it one of these?" not in words(open_page(app, "log", Role.OFFICER))


@pytest.mark.parametrize(
    ("there", "name"),
    [((50.01, 10), "north"), ((50, 10.01), "east"), ((49.99, 10), "south"), ((50.01, 9.985), "north-west")],
)
def test_a_direction_is_said_as_people_say_it(there: tuple[float, float], name: str) -> None:
    assert direction((50.0, 10.0), there) == name
