"""Each page, for each kind of visitor: signed out, another role, an empty store, a full one."""

import re

import pytest

from dashboard import navigation
from db.access import ROLE_PERMISSIONS
from db.vocabulary import Role
from tests.pages.conftest import App, Community, open_page, words

PAGES = [place.name for place in navigation.TABLE]
ROLES = [role for role in Role if role != Role.SYSTEM]
REFUSED = "This page is not part of your role."
# What no officer should ever read.
# "None" begins sentences of ours.
RAW = re.compile(r"\b(None(?! in these|:)|nan|NaT|<NA>|Traceback)\b|\bConcernStatus|\bneighbourhood_id\b")


@pytest.mark.parametrize("name", PAGES)
def test_signed_out_sees_nothing(app: App, community: Community, name: str) -> None:
    at = open_page(app, name)
    assert not at.exception
    assert "Demonstration sign-in" in words(at)
    for secret in ("Street light", "Dark stairs", "Harbour meeting", community.concern):
        assert secret not in words(at)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", PAGES)
def test_a_role_sees_its_pages_and_a_refusal_on_the_others(
    app: App, community: Community, name: str, role: Role
) -> None:
    at = open_page(app, name, role)
    assert not at.exception
    may = navigation.BY_NAME[name].permission in ROLE_PERMISSIONS[role]
    assert (REFUSED in words(at)) is not may
    if not may:
        assert "Street light" not in words(at)
    assert not RAW.search(words(at)), RAW.search(words(at))


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_store_shows_a_designed_page(app: App, at_noon: object, name: str) -> None:
    role = {"reference_data": Role.SUPERVISOR, "audit": Role.AUDITOR}.get(name, Role.OFFICER)
    at = open_page(app, name, role)
    assert not at.exception
    assert at.title
    assert not RAW.search(words(at)), RAW.search(words(at))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
@pytest.mark.parametrize("name", ["today", "escalation", "hand_over", "concern_map", "concerns", "neighbourhood"])
def test_a_restricted_record_is_on_no_page_of_those_not_assigned(
    app: App, community: Community, name: str, role: Role
) -> None:
    said = words(open_page(app, name, role))
    assert "A message nobody else may open" not in said
    assert community.restricted not in said


def test_an_analyst_finds_figures_and_no_record(app: App, community: Community) -> None:
    for name, figure in (("concern_map", "2 open concerns"), ("neighbourhood", "open concern")):
        said = words(open_page(app, name, Role.ANALYST))
        assert figure in said
        assert "Street light" not in said
        assert community.concern not in said
