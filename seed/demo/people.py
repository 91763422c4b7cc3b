"""The invented people of the desk: five teams, twelve officers with areas, and those who look on or keep the records."""

from dataclasses import dataclass

from db.commands.people import AddOfficer, AddTeam
from db.vocabulary import Role

TEAMS = ("North", "Southwest", "West", "South", "East")
STANDARDS_TEAM = "Professional standards"


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    name: str
    role: Role
    team: str | None = None
    areas: tuple[str, ...] = ()
    share: float = 1.0  # of the logged work

    @property
    def subject(self) -> str:
        return self.name.lower().replace(" ", ".") + "@example.org"


# The first of each role is the one a demo sign-in takes.
PEOPLE = (
    Person(
        "Maren Oakhollow",
        Role.OFFICER,
        "North",
        ("bitter-lake", "greenwood", "lake-city", "northgate", "phinney-ridge", "wallingford"),
        1.5,
    ),
    Person("Idris Larkmere", Role.SUPERVISOR, "North", ("roosevelt-ravenna", "sand-point"), 0.8),
    Person(
        "Priya Thistlewell", Role.OFFICER, "North", ("ballard-north", "ballard-south", "fremont", "university"), 1.2
    ),
    Person(
        "Joss Tamberly",
        Role.SUPERVISOR,
        "Southwest",
        (
            "commercial-duwamish",
            "commercial-harbor-island",
            "highland-park",
            "north-delridge",
            "roxhill-westwood-arbor-heights",
            "south-park",
        ),
        0.8,
    ),
    Person(
        "Linh Saltgrove",
        Role.OFFICER,
        "Southwest",
        (
            "alaska-junction",
            "alki",
            "fauntleroy-sw",
            "high-point",
            "morgan",
            "north-admiral",
            "pigeon-point",
        ),
        1.1,
    ),
    Person(
        "Omar Quillfield",
        Role.SUPERVISOR,
        "West",
        (
            "eastlake-west",
            "magnolia",
            "queen-anne",
            "south-lake-union-cascade",
        ),
        0.8,
    ),
    Person(
        "Greta Stonewick",
        Role.OFFICER,
        "West",
        (
            "belltown",
            "downtown-commercial",
            "international-district-west",
            "pioneer-square",
        ),
        1.3,
    ),
    Person(
        "Mateo Hartwillow",
        Role.SUPERVISOR,
        "South",
        (
            "claremont-rainier-vista",
            "georgetown",
            "mid-beacon-hill",
            "new-holly",
            "north-beacon-hill",
            "sodo",
            "south-beacon-hill",
        ),
        0.8,
    ),
    Person(
        "Asha Pineridge",
        Role.OFFICER,
        "South",
        (
            "brighton-dunlap",
            "columbia-city",
            "genesee",
            "hillman-city",
            "lakewood-seward-park",
            "mount-baker",
            "rainier-beach",
            "rainier-view",
        ),
        1.2,
    ),
    Person(
        "Callum Drywater",
        Role.SUPERVISOR,
        "East",
        (
            "judkins-park",
            "madison-park",
            "madrona-leschi",
            "montlake-portage-bay",
            "mt-baker-north-rainier",
            "north-beacon-jefferson-park",
        ),
        0.8,
    ),
    Person(
        "Noor Emberlane",
        Role.OFFICER,
        "East",
        (
            "capitol-hill",
            "central-area-squire-park",
            "eastlake-east",
            "first-hill",
            "international-district-east",
            "miller-park",
            "north-capitol-hill",
        ),
        1.2,
    ),
    # Shares two areas with the beat officer: restricted work is done beside the beat, not instead of it.
    Person("Silas Wrenfold", Role.SPECIALIST, "West", ("downtown-commercial", "pioneer-square"), 0.6),
    Person("Hana Fairmarsh", Role.ANALYST),
    Person("Theo Brightmoor", Role.PRESENTER),
    Person("Ruth Copperlea", Role.ADMINISTRATOR),
    Person("Wren Calloway", Role.RECORDS_MANAGER),
    Person("Edda Brookline", Role.AUDITOR),
    Person("Ines Harborough", Role.OFFICER, STANDARDS_TEAM),
)
OFFICERS = tuple(person for person in PEOPLE if person.areas)
SPECIALIST = next(person for person in PEOPLE if person.role == Role.SPECIALIST)
BEAT = {code: person for person in reversed(OFFICERS) for code in person.areas if person is not SPECIALIST}
STANDARDS = next(person for person in PEOPLE if person.team == STANDARDS_TEAM)
SUPERVISORS = {person.team: person for person in PEOPLE if person.role == Role.SUPERVISOR}


def teams() -> list[AddTeam]:
    return [*(AddTeam(name) for name in TEAMS), AddTeam(STANDARDS_TEAM, professional_standards=True)]


def officers() -> list[AddOfficer]:
    """In the order of PEOPLE; each beat officer is the one whom residents are told to ask for."""
    return [
        AddOfficer(
            subject=person.subject,
            display_name=person.name,
            role=person.role,
            team=person.team,
            neighbourhoods=person.areas,
            named_for=tuple(code for code in person.areas if BEAT[code] is person),
            supervises=person.role == Role.SUPERVISOR,
            is_demo=True,
        )
        for person in PEOPLE
    ]


def supervisor_of(code: str) -> Person:
    """Who answers for the team that an area belongs to."""
    return SUPERVISORS[BEAT[code].team]
