"""Whom one can be in the demonstration, in words for a terminal."""

from db.vocabulary import Role
from seed.demo.people import PEOPLE
from seed.demo.places import places

ROLES = (Role.OFFICER, Role.SUPERVISOR, Role.SPECIALIST, Role.ANALYST, Role.PRESENTER, Role.ADMINISTRATOR)


def sign_ins() -> str:
    """One line per role; everybody is invented and no password is asked for."""
    lines = ["Demo sign-ins (invented people, no password; choose one on the first page):"]
    for role in ROLES:
        person = next(person for person in PEOPLE if person.role == role)
        where = ", ".join(places()[code].name for code in person.areas)
        beat = f"{person.team} team: {where}" if person.areas else "no areas of their own"
        lines.append(f"  {role.value:<14} {person.name:<17} {beat}")
    return "\n".join(lines)
