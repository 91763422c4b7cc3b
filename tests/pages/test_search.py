"""Search: what is found and marked, for whom, and what the page says when there is nothing."""

from datetime import datetime, timedelta

import pytest

from db.access import Viewer
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.store import Store
from db.vocabulary import ConcernCategory, Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import pick, press

MARK = ":orange-background[**{}**]".format


def many(store: Store, now: datetime, n: int) -> None:
    rows = [
        BulkConcern(f"Quay racket, call {i}", ConcernCategory.NOISE, now - timedelta(hours=i), f"q{i}")
        for i in range(n)
    ]
    store.execute(RecordConcernsInBulk(rows, source="calls"), by=Viewer.system("tests"), now=now)


def test_before_anything_is_typed_the_page_says_what_can_be_found(app: App, community: Community) -> None:
    at = open_page(app, "search", Role.OFFICER)
    assert "What are you looking for?" in words(at)
    assert "Street light" not in words(at)


def test_every_kind_of_record_is_found_at_once_with_the_words_marked(app: App, community: Community) -> None:
    at = open_page(app, "search", Role.OFFICER, find="dark STAIRS")
    said = words(at)
    assert "1 found" in said
    assert f"{MARK('Dark')} {MARK('stairs')} at the harbour" in said
    said = words(open_page(app, "search", Role.OFFICER, find="harbour"))
    assert "2 found" in said
    assert f"{MARK('Harbour')} meeting" in said
    assert "#### Cases" in said
    assert "#### Events" in said
    assert "#### Concerns" not in said
    assert f"{MARK('Foot')} {MARK('patrol')}" in words(open_page(app, "search", Role.OFFICER, find="foot patrol"))
    assert f"Ask the {MARK('council')}" in words(open_page(app, "search", Role.OFFICER, find="council"))


def test_a_reference_typed_in_a_hurry_finds_its_record(app: App, community: Community) -> None:
    said = words(open_page(app, "search", Role.OFFICER, find="c 2026 1"))
    assert "1 found" in said
    assert f"{community.concern} · Street light out by the bus shelter" in said.replace("*", "")


def test_typing_in_the_field_searches_and_stays_in_the_address(app: App, community: Community) -> None:
    at = open_page(app, "search", Role.OFFICER)
    at.text_input(key="search-find").set_value("shelter").run()
    assert at.query_params["find"] == ["shelter"] or at.query_params["find"] == "shelter"
    assert f"bus {MARK('shelter')}" in words(at)


def test_what_nobody_may_read_is_not_found_and_the_page_does_not_hint_at_it(app: App, community: Community) -> None:
    for secret in (
        "message nobody else",
        community.restricted,
        "another part of town",
        community.elsewhere,
        "555-0100",
    ):
        said = words(open_page(app, "search", Role.OFFICER, find=secret))
        assert "Nothing that you may read has" in said
        assert "A message" not in said
        assert "Loud music" not in said


def test_details_and_reporters_are_never_searched(app: App, community: Community) -> None:
    assert "Nothing that you may read has" in words(open_page(app, "search", Role.OFFICER, find="told me"))
    assert "Nothing that you may read has" in words(open_page(app, "search", Role.OFFICER, find="A. Resident"))


def test_more_than_a_few_of_a_kind_are_one_tap_away_and_all_of_them_in_the_list(
    app: App, community: Community, store: Store, at_noon: datetime
) -> None:
    many(store, at_noon, 60)
    at = open_page(app, "search", Role.OFFICER, find="quay")
    assert "More than 6 found" in words(at)  # five of the sixty, and coffee on the quay
    at = press(at, "More of these: Concerns")
    assert at.query_params["view"] == ["concern"] or at.query_params["view"] == "concern"
    said = words(at)
    assert "More than 50 found" in said
    assert "Coffee on the" not in said
    assert "See all of them in the list" in said
    assert f"Coffee on the {MARK('quay')}" in words(pick(at, "Look in", "event"))


def test_words_of_people_stay_text(app: App, community: Community, store: Store, at_noon: datetime) -> None:
    nasty = "<b>Lamp</b> [out](http://x) :red[now] $x$ `code` **lamp**"
    row = BulkConcern(nasty, ConcernCategory.LIGHTING, at_noon, "n1")
    store.execute(RecordConcernsInBulk([row], source="calls"), by=Viewer.system("tests"), now=at_noon)
    at = open_page(app, "search", Role.OFFICER, find="<lamp> ]out[")
    (label,) = [str(link.proto.label) for link in at.get("page_link") if "Lamp" in str(link.proto.label)]
    label = label.replace(":small[]", "")  # seams that nobody sees
    assert f"\\<b\\>{MARK('Lamp')}\\</b\\> \\[{MARK('out')}\\]\\(http\\://x\\) \\:red\\[now\\]" in label
    assert f"\\*\\*{MARK('lamp')}\\*\\*" in label


ABUSE = ["*", '"', "((((", "🔥", "a" * 10_000, "NEAR(x", "-- '; DROP TABLE concern", "\\", "%"]


# The searches themselves are tried with far more in tests/db; here, that no page falls over what it shows again.
@pytest.mark.parametrize("page", ["search", "concerns", "cases"])
def test_whatever_is_typed_the_page_answers(app: App, community: Community, page: str) -> None:
    at = open_page(app, page, Role.OFFICER, find=ABUSE[0])
    for abuse in ABUSE:
        at.query_params["find"] = abuse
        at.run()
        assert not at.exception, abuse
        assert at.title, abuse
        (found,) = [box.value for box in at.text_input if box.label == "Find"]
        assert abuse.startswith(found or "nothing arrived")


def test_the_lists_mark_the_words_and_lead_to_the_search_of_everything(app: App, community: Community) -> None:
    assert f"Street light out by the bus {MARK('shelter')}" in words(
        open_page(app, "concerns", Role.OFFICER, find="shelter street")
    ).replace(MARK("Street"), "Street")
    assert f"{MARK('Dark')} stairs" in words(open_page(app, "cases", Role.OFFICER, find="dark"))
    for page, sentence in (("concerns", "No concern matches."), ("cases", "No case here has these words.")):
        said = words(open_page(app, page, Role.OFFICER, find="coffee"))
        assert sentence in said
        assert "Search everything" in said


def test_other_filters_still_apply_to_a_list_that_is_searched(app: App, community: Community) -> None:
    assert "Street light" in words(
        open_page(app, "concerns", Role.OFFICER, find="light", category="lighting and environment")
    ).replace(MARK("light"), "light")
    assert "No concern matches." in words(open_page(app, "concerns", Role.OFFICER, find="light", category="noise"))


def test_an_empty_store_answers_that_there_is_nothing(app: App, at_noon: datetime) -> None:
    assert "Nothing that you may read has “lamp”." in words(open_page(app, "search", Role.OFFICER, find="lamp"))


def test_an_analyst_has_no_search(app: App, community: Community) -> None:
    said = words(open_page(app, "search", Role.ANALYST, find="street"))
    assert "This page is not part of your role." in said
    assert "Street" not in said
