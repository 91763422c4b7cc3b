"""Who may do and see what: roles, permissions, scope, reasons. Deny by default; pages never decide."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from db.errors import Refused, problem
from db.vocabulary import Role


class Permission(StrEnum):
    ACCOUNT = "see one's own account"
    FIGURES_READ = "see figures by neighbourhood"
    CONCERN_READ = "read concerns"
    CONCERN_RECORD = "record a concern"
    CONCERN_WORK = "move, assign and answer concerns"
    CONCERN_MANY = "assign and move several concerns at once"
    PERSONAL_READ = "open personal details (level 2)"
    RESTRICTED_READ = "open restricted records one is assigned to (level 3)"
    RESTRICTED_COUNT = "count restricted records"
    CASE_READ = "read cases"
    CASE_WORK = "open and move cases"
    EVENT_READ = "read events"
    EVENT_WORK = "plan and close out events"
    ACTIVITY_READ = "read activities"
    ACTIVITY_LOG = "log activities"
    TASK_WORK = "add and finish tasks"
    ORGANISATION_WORK = "keep partners' records"
    COMMUNICATION_WORK = "note what is said to the public"
    WEEK_SIGN_OFF = "sign off the team's week sheets"
    BRIEFING_BUILD = "build and freeze briefings"
    BRIEFING_APPROVE = "approve what somebody else's briefing says in words"
    BRIEFING_PRESENT = "present frozen briefings"
    GEOGRAPHY_LOAD = "load neighbourhoods"
    BULK_IMPORT = "import records in bulk"
    PEOPLE_MANAGE = "manage officers, teams and sessions"
    REFERENCE_KEEP = "keep templates and thresholds"
    THRESHOLD_SET = "change thresholds"
    GLASS_BREAK = "open a record one is not assigned to, for an hour and with a reason"
    GLASS_REVIEW = "look at what the team opened that way"
    AUDIT_READ = "search the audit trail"
    HEALTH_SEE = "see how the service is"
    RETENTION_KEEP = "keep, hold and propose to erase records by rule"
    ERASURE_DECIDE = "be the second person who erases or refuses"
    SUBJECT_ACCESS = "answer people who ask what is kept about them"
    PARTNER_READ = "see what concerns one's own organisation"


_DESK = frozenset(
    {
        Permission.ACCOUNT,
        Permission.FIGURES_READ,
        Permission.CONCERN_READ,
        Permission.CONCERN_RECORD,
        Permission.CONCERN_WORK,
        Permission.PERSONAL_READ,
        Permission.RESTRICTED_READ,
        Permission.CASE_READ,
        Permission.CASE_WORK,
        Permission.EVENT_READ,
        Permission.EVENT_WORK,
        Permission.ACTIVITY_READ,
        Permission.ACTIVITY_LOG,
        Permission.TASK_WORK,
        Permission.ORGANISATION_WORK,
        Permission.COMMUNICATION_WORK,
        Permission.GLASS_BREAK,
        Permission.BRIEFING_BUILD,
        Permission.BRIEFING_PRESENT,
    }
)
_IMPORTER = _DESK - {Permission.GLASS_BREAK, Permission.BRIEFING_PRESENT}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: _DESK,
    Role.SUPERVISOR: _DESK
    | {
        Permission.RESTRICTED_COUNT,
        Permission.CONCERN_MANY,
        Permission.REFERENCE_KEEP,
        Permission.WEEK_SIGN_OFF,
        Permission.GLASS_REVIEW,
        Permission.ERASURE_DECIDE,
        Permission.BRIEFING_APPROVE,
    },
    Role.SPECIALIST: _DESK | {Permission.RESTRICTED_COUNT},
    Role.ANALYST: frozenset({Permission.ACCOUNT, Permission.FIGURES_READ}),
    Role.PRESENTER: frozenset({Permission.ACCOUNT, Permission.BRIEFING_PRESENT}),
    Role.PARTNER: frozenset({Permission.ACCOUNT, Permission.PARTNER_READ}),
    Role.RECORDS_MANAGER: frozenset(
        {Permission.ACCOUNT, Permission.RETENTION_KEEP, Permission.ERASURE_DECIDE, Permission.SUBJECT_ACCESS}
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.ACCOUNT,
            Permission.PEOPLE_MANAGE,
            Permission.REFERENCE_KEEP,
            Permission.THRESHOLD_SET,
            Permission.HEALTH_SEE,
        }
    ),
    Role.AUDITOR: frozenset({Permission.ACCOUNT, Permission.AUDIT_READ}),
    Role.SYSTEM: _IMPORTER
    | {
        Permission.RETENTION_KEEP,
        Permission.CONCERN_MANY,
        Permission.RESTRICTED_COUNT,
        Permission.WEEK_SIGN_OFF,
        Permission.GEOGRAPHY_LOAD,
        Permission.BULK_IMPORT,
        Permission.PEOPLE_MANAGE,
        Permission.REFERENCE_KEEP,
        Permission.THRESHOLD_SET,
        Permission.HEALTH_SEE,
    },
}

# What each role is for, in the words of the account page and docs/roles.md.
ROLE_DESCRIPTIONS: dict[Role, str] = {
    Role.OFFICER: "Works the neighbourhoods of the team: logs, follows up, plans events. Figures for the whole city.",
    Role.SUPERVISOR: "Answers for a team: everything an officer does, and counts of restricted records in the team's areas.",
    Role.SPECIALIST: "Works restricted cases in every area; opens only those assigned.",
    Role.ANALYST: "Sees figures by neighbourhood; opens no record.",
    Role.PRESENTER: "Shows frozen briefings to an audience; reads nothing else.",
    Role.PARTNER: "Somebody at a partner organisation; sees that organisation's records only.",
    Role.RECORDS_MANAGER: "Keeps and erases records by rule, never alone.",
    Role.ADMINISTRATOR: "Manages people and settings; reads no case content.",
    Role.AUDITOR: "Reads the audit trail, not the records.",
    Role.SYSTEM: "Importers and the demonstration; nobody signs in as this.",
}


@dataclass(frozen=True, slots=True)
class Glass:
    """Numbers of the records somebody opened without an assignment and may read for now (db.commands.glass)."""

    concerns: tuple[int, ...] = ()
    cases: tuple[int, ...] = ()


UNBROKEN = Glass()

# Whose work records are: nobody else can be given one.
OWNERS = (Role.OFFICER, Role.SUPERVISOR, Role.SPECIALIST)
# Roles whose work covers every area, not only their team's.
_EVERYWHERE = frozenset({Role.SPECIALIST, Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class Scope:
    """What a viewer's reads may touch. Hashable, and the first part of every cache key.

    `record_areas` and `restricted_areas`: neighbourhood ids, None for all, () for none. `nobody_complains`: somebody has
    looked, and no case complains about this person (db.queries.reach); False where nobody has looked.
    """

    officer_id: int | None
    permissions: frozenset[Permission]
    record_areas: tuple[int, ...] | None
    restricted_areas: tuple[int, ...] | None
    glass: "Glass" = field(default_factory=lambda: UNBROKEN)
    nobody_complains: bool = False


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person (or importer) on whose behalf something is read or written."""

    officer_id: int | None
    name: str
    role: Role
    team_id: int | None = None
    areas: tuple[int, ...] = ()  # the neighbourhoods they answer for
    team_areas: tuple[int, ...] = ()  # their team's, their own included
    organisation_id: int | None = None  # a partner's own
    glass: Glass = UNBROKEN
    session_id: int | None = None
    shift_began_at: datetime | None = None
    previous_shift_at: datetime | None = None
    permissions: frozenset[Permission] = field(default=frozenset())

    @classmethod
    def of(cls, *, officer_id: int | None, name: str, role: Role, **more: object) -> "Viewer":
        """A viewer with the permissions of the role: the only way one should be made."""
        return cls(officer_id=officer_id, name=name, role=role, permissions=ROLE_PERMISSIONS[role], **more)  # type: ignore[arg-type]

    @classmethod
    def system(cls, name: str) -> "Viewer":
        """A named importer or the demonstration."""
        return cls.of(officer_id=None, name=name, role=Role.SYSTEM)

    @property
    def scope(self) -> Scope:
        everywhere = self.role in _EVERYWHERE
        reads = Permission.CONCERN_READ in self.permissions
        counts = Permission.RESTRICTED_COUNT in self.permissions
        return Scope(
            officer_id=self.officer_id,
            permissions=self.permissions,
            record_areas=None if everywhere and reads else (self.team_areas if reads else ()),
            restricted_areas=None if everywhere and counts else (self.team_areas if counts else ()),
            glass=self.glass if Permission.GLASS_BREAK in self.permissions else UNBROKEN,
        )

    def may(self, permission: Permission, *, neighbourhood: int | None = None) -> bool:
        """True when the role holds the permission and the area, if one is named, is within reach."""
        if permission not in self.permissions:
            return False
        return neighbourhood is None or self.role in _EVERYWHERE or neighbourhood in self.team_areas

    def must(self, permission: Permission, *, neighbourhood: int | None = None) -> None:
        """Raises Refused with a reason; says nothing about any record."""
        if permission not in self.permissions:
            raise Refused(problem("Your role ({role}) may not {permission}.", role=self.role, permission=permission))
        if not self.may(permission, neighbourhood=neighbourhood):
            raise Refused(problem("This is outside your team's neighbourhoods."))
