"""Who may do what: the whole table, and the rules that read it."""

import dataclasses

import pytest

from db.access import ROLE_DESCRIPTIONS, ROLE_PERMISSIONS, Permission, Viewer
from db.errors import Refused
from db.vocabulary import Role

P = Permission

# Written out by hand, and on purpose a second time: whoever changes a role changes it here as well.
TABLE = {
    P.ACCOUNT: "officer supervisor specialist analyst presenter partner records-manager administrator auditor",
    P.FIGURES_READ:        "officer supervisor specialist analyst",
    P.CONCERN_READ:        "officer supervisor specialist",
    P.CONCERN_RECORD:      "officer supervisor specialist",
    P.CONCERN_WORK:        "officer supervisor specialist",
    P.CONCERN_MANY:        "supervisor",
    P.PERSONAL_READ:       "officer supervisor specialist",
    P.RESTRICTED_READ:     "officer supervisor specialist",
    P.RESTRICTED_COUNT:    "supervisor specialist",
    P.CASE_READ:           "officer supervisor specialist",
    P.CASE_WORK:           "officer supervisor specialist",
    P.EVENT_READ:          "officer supervisor specialist",
    P.EVENT_WORK:          "officer supervisor specialist",
    P.ACTIVITY_READ:       "officer supervisor specialist",
    P.ACTIVITY_LOG:        "officer supervisor specialist",
    P.TASK_WORK:           "officer supervisor specialist",
    P.ORGANISATION_WORK:   "officer supervisor specialist",
    P.COMMUNICATION_WORK:  "officer supervisor specialist",
    P.WEEK_SIGN_OFF:       "supervisor",
    P.BRIEFING_BUILD:      "officer supervisor specialist",
    P.BRIEFING_APPROVE:    "supervisor",
    P.BRIEFING_PRESENT:    "officer supervisor specialist presenter",
    P.GEOGRAPHY_LOAD:      "",
    P.BULK_IMPORT:         "",
    P.PEOPLE_MANAGE:       "administrator",
    P.REFERENCE_KEEP:      "supervisor administrator",
    P.THRESHOLD_SET:       "administrator",
    P.GLASS_BREAK:         "officer supervisor specialist",
    P.GLASS_REVIEW:        "supervisor",
    P.AUDIT_READ:          "auditor",
    P.HEALTH_SEE:          "administrator",
    P.RETENTION_KEEP:      "records-manager",
    P.ERASURE_DECIDE:      "supervisor records-manager",
    P.SUBJECT_ACCESS:      "records-manager",
    P.PARTNER_READ:        "partner",
}  # fmt: skip
# Importers and the demonstration: everything that fills a store; nobody signs in as this.
NOT_THE_SYSTEMS = {
    P.BRIEFING_PRESENT, P.BRIEFING_APPROVE,
    P.GLASS_BREAK, P.GLASS_REVIEW, P.AUDIT_READ, P.ERASURE_DECIDE, P.SUBJECT_ACCESS, P.PARTNER_READ,
}  # fmt: skip
PEOPLE = [role for role in Role if role != Role.SYSTEM]


def viewer(role: Role, **more: object) -> Viewer:
    return Viewer.of(officer_id=1, name="Somebody", role=role, **more)


def test_the_table_names_every_permission_and_every_role_has_a_row() -> None:
    assert set(TABLE) == set(Permission)
    assert set(ROLE_PERMISSIONS) == set(Role)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_may_exactly_what_the_table_says(role: Role, permission: Permission) -> None:
    allowed = role.value.replace(" ", "-") in TABLE[permission].split()
    somebody = viewer(role)
    assert somebody.may(permission) is allowed
    if allowed:
        somebody.must(permission)
    else:
        with pytest.raises(Refused) as refusal:
            somebody.must(permission)
        assert str(refusal.value) == f"Your role ({role}) may not {permission}."


def test_the_system_may_do_everything_that_fills_a_store() -> None:
    assert set(Permission) - Viewer.system("an importer").permissions == NOT_THE_SYSTEMS


def test_every_role_is_described() -> None:
    assert set(ROLE_DESCRIPTIONS) == set(Role)
    assert all(description.endswith(".") for description in ROLE_DESCRIPTIONS.values())


def test_a_viewer_made_by_hand_may_nothing() -> None:
    nobody = Viewer(officer_id=1, name="Nobody", role=Role.SUPERVISOR)
    assert [permission for permission in Permission if nobody.may(permission)] == []
    assert nobody.scope.record_areas == ()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_an_area_is_within_reach_when_it_is_the_teams(role: Role) -> None:
    somebody = viewer(role, areas=(1,), team_areas=(1, 2))
    assert [area for area in (1, 2, 3) if somebody.may(P.EVENT_WORK, neighbourhood=area)] == [1, 2]
    with pytest.raises(Refused, match="outside your team's neighbourhoods"):
        somebody.must(P.EVENT_WORK, neighbourhood=3)


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.SYSTEM])
def test_specialists_and_importers_reach_every_area(role: Role) -> None:
    assert viewer(role).may(P.EVENT_WORK, neighbourhood=3)


def test_an_area_never_gives_a_permission_the_role_has_not() -> None:
    analyst = viewer(Role.ANALYST, areas=(1,), team_areas=(1,))
    assert not analyst.may(P.CONCERN_READ, neighbourhood=1)


@pytest.mark.parametrize(
    ("role", "records", "restricted"),
    [
        (Role.OFFICER, (1, 2), ()),
        (Role.SUPERVISOR, (1, 2), (1, 2)),
        (Role.SPECIALIST, None, None),
        (Role.ANALYST, (), ()),
        (Role.PRESENTER, (), ()),
        (Role.PARTNER, (), ()),
        (Role.RECORDS_MANAGER, (), ()),
        (Role.ADMINISTRATOR, (), ()),
        (Role.AUDITOR, (), ()),
        (Role.SYSTEM, None, None),
    ],
)
def test_the_scope_of_each_role(
    role: Role, records: tuple[int, ...] | None, restricted: tuple[int, ...] | None
) -> None:
    scope = viewer(role, areas=(1,), team_areas=(1, 2)).scope
    assert (scope.record_areas, scope.restricted_areas) == (records, restricted)
    assert scope.permissions == ROLE_PERMISSIONS[role]


def test_a_scope_can_be_a_cache_key_and_differs_where_reach_differs() -> None:
    ana, ben = viewer(Role.OFFICER, team_areas=(1,)), viewer(Role.OFFICER, team_areas=(2,))
    assert hash(ana.scope) == hash(dataclasses.replace(ana, name="Ana").scope)
    assert len({ana.scope, ben.scope, viewer(Role.SUPERVISOR, team_areas=(1,)).scope}) == 3
