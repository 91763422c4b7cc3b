"""The page table: what is in whose menu, and addresses that are file names."""

import pytest

from dashboard import navigation
from db.access import Viewer
from db.vocabulary import Role


def names(role: Role) -> list[str]:
    viewer = Viewer.of(officer_id=1, name="Somebody", role=role)
    return [place.name for place in navigation.TABLE if navigation.may_open(viewer, place.name)]


def test_a_page_that_a_role_may_not_open_is_not_in_its_menu() -> None:
    not_officers = {
        "reference_data",
        "people",
        "retention",
        "subject_access",
        "oversight",
        "our_work",
        "audit",
        "service_health",
    }
    assert names(Role.OFFICER) == [place.name for place in navigation.TABLE if place.name not in not_officers]
    not_supervisors = {"people", "subject_access", "our_work", "audit", "service_health"}
    assert names(Role.SUPERVISOR) == [place.name for place in navigation.TABLE if place.name not in not_supervisors]
    assert names(Role.AUDITOR) == ["audit", "account"]
    assert names(Role.ANALYST) == ["concern_map", "neighbourhood", "account"]
    assert names(Role.PRESENTER) == ["present", "account"]
    assert names(Role.ADMINISTRATOR) == ["people", "reference_data", "service_health", "account"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_every_role_lands_somewhere(role: Role) -> None:
    viewer = Viewer.of(officer_id=1, name="Somebody", role=role)
    assert navigation.landing(viewer) in names(role)


@pytest.mark.parametrize("place", navigation.TABLE, ids=lambda place: place.name)
def test_a_pages_address_is_its_files_name(place: navigation.Place) -> None:
    assert place.file.is_file()
    assert place.file.stem == place.name
    assert navigation.address(place.name) == f"/{place.name}"


def test_every_page_is_in_the_table() -> None:
    assert {file.stem for file in navigation.PAGES.glob("[a-z]*.py")} == {place.name for place in navigation.TABLE}


def test_an_address_carries_its_question() -> None:
    assert navigation.address("concerns", ref="C-2026-00042", status=["new", "in progress"]) == (
        "/concerns?ref=C-2026-00042&status=new&status=in+progress"
    )
