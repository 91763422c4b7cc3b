"""Each page, for each kind of visitor: signed out, another role, an empty store, a full one."""

import re

import pytest

from dashboard import navigation
from db.access import ROLE_PERMISSIONS
from db.vocabulary import Role
from tests.pages.conftest import App, Community, open_page, words

PAGES = [place.name for place in navigation.TABLE]
ROLES = [role for role in Role if role != Role.SYSTEM]
SECRETS = ("Street light", "Dark stairs", "Harbour meeting")
REFUSED = "This page is not part of your role."
# What no officer should ever read.
# "None" begins sentences of ours.
RAW = re.compile(r"\b(None(?! in these|:)|nan|NaT|<NA>|Traceback)\b|\bConcernStatus|\bneighbourhood_id\b")


@pytest.mark.parametrize("name", PAGES)
def test_signed_out_sees_nothing(app: App, community: Community, name: str) -> None:
    at = open_page(app, name, ref=community.concern)
    assert not at.exception
    assert "Demonstration sign-in" in words(at)
    for secret in (*SECRETS, community.concern):
        assert secret not in words(at)


@pytest.mark.parametrize("name", PAGES)
def test_the_wrong_area_in_the_address_finds_nothing(app: App, community: Community, name: str) -> None:
    """A record of another part of town and one nobody is assigned to: on no page, whatever its address names."""
    role = next(role for role in ROLES if navigation.BY_NAME[name].permission in ROLE_PERMISSIONS[role])
    at = open_page(app, name, role, ref=community.elsewhere, concern=community.restricted)
    assert not at.exception
    for secret in ("Loud music in another part of town", "A message nobody else may open"):
        assert secret not in words(at)


@pytest.mark.parametrize("kind", ["concern", "restricted", "elsewhere", "case", "coming", "task"])
def test_a_partner_finds_nobody_elses_record_by_its_reference(app: App, community: Community, kind: str) -> None:
    at = open_page(app, "our_work", Role.PARTNER, ref=getattr(community, kind))
    assert not at.exception
    for secret in (*SECRETS, community.concern, community.restricted):
        assert secret not in words(at)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", PAGES)
def test_a_role_sees_its_pages_and_a_refusal_on_the_others(
    app: App, community: Community, name: str, role: Role
) -> None:
    may = navigation.BY_NAME[name].permission in ROLE_PERMISSIONS[role]
    # Somebody else's page is refused whatever its address names.
    at = open_page(app, name, role) if may else open_page(app, name, role, ref=community.concern)
    assert not at.exception
    assert (REFUSED in words(at)) is not may
    if not may:
        for secret in SECRETS:
            assert secret not in words(at)
    assert not RAW.search(words(at)), RAW.search(words(at))


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_store_shows_a_designed_page(app: App, at_noon: object, name: str) -> None:
    wanted = navigation.BY_NAME[name].permission
    at = open_page(app, name, next(role for role in ROLES if wanted in ROLE_PERMISSIONS[role]))
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
