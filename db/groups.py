"""The groups file: which group of the identity provider has which role and reach here. Written by hand, read strictly."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.errors import CommonGroundError
from db.vocabulary import Role

KEYS = ("name", "role", "team", "neighbourhoods", "organisation")
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Group:
    """One entry. What it leaves out (None) stays as an administrator has set it here."""

    name: str
    role: Role
    team: str | None = None
    neighbourhoods: tuple[str, ...] | None = None  # codes
    organisation: str | None = None  # a partner's own: its reference


class BadGroups(CommonGroundError):
    """The groups file cannot be used; the message says what is wrong with every entry."""


def first_of(groups: tuple[Group, ...], names: Collection[str]) -> Group | None:
    """The first entry in the file for a group this person is in: the order of the file decides."""
    return next((group for group in groups if group.name in names), None)


def read_groups(file: str) -> tuple[Group, ...]:
    """The entries in the order of the file. Raises BadGroups."""
    if not file:
        raise BadGroups("No groups file is set: COMMON_GROUND_GROUPS_FILE names none.")
    try:
        text = Path(file).read_text(encoding="utf-8")
        entries = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BadGroups(f"The groups file {file} cannot be read ({type(error).__name__}).") from error
    except tomllib.TOMLDecodeError as error:
        raise BadGroups(f"The groups file {file} is no TOML: {error}.") from error
    wrong = problems(entries)
    if wrong:
        raise BadGroups(f"The groups file {file}: " + " ".join(wrong))
    return tuple(_group(entry) for entry in entries["group"])


def problems(entries: Mapping[str, Any]) -> list[str]:
    """What is wrong, a sentence each, with the number of its entry."""
    listed = entries.get("group")
    wrong = [f"“{name}” is not known: the file holds [[group]] entries only." for name in entries if name != "group"]
    if not isinstance(listed, list) or not listed or not all(isinstance(entry, dict) for entry in listed):
        return [*wrong, "There is no [[group]] entry, so nobody could sign in."]
    seen: set[str] = set()
    for number, entry in enumerate(listed, start=1):
        where = f"Entry {number}"
        if isinstance(entry.get("name"), str) and entry["name"].strip():
            where += f" ({entry['name']})"
            if entry["name"] in seen:
                wrong.append(f"{where}: the same group comes earlier, so this entry would never be used.")
            seen.add(entry["name"])
        else:
            wrong.append(f"{where}: say the group's name.")
        wrong += [f"{where}: {said}" for said in _problems_of(entry)]
    return wrong


def _problems_of(entry: Mapping[str, Any]) -> list[str]:
    wrong = [f"“{key}” is not known; there are {', '.join(KEYS)}." for key in entry if key not in KEYS]
    role, areas = entry.get("role"), entry.get("neighbourhoods", [])
    if role == Role.SYSTEM:
        wrong.append("nobody signs in as the system.")
    elif role not in ROLES:
        wrong.append(f"choose a role: {', '.join(ROLES)}.")
    for key in ("team", "organisation"):
        if key in entry and not (isinstance(entry[key], str) and entry[key].strip()):
            wrong.append(f"the {key} is a text.")
    if not isinstance(areas, list) or not all(isinstance(code, str) for code in areas):
        wrong.append("the neighbourhoods are a list of codes.")
    if "organisation" in entry and role != Role.PARTNER:
        wrong.append("only a partner belongs to an organisation.")
    return wrong


def _group(entry: Mapping[str, Any]) -> Group:
    areas = entry.get("neighbourhoods")
    return Group(
        entry["name"],
        Role(entry["role"]),
        entry.get("team"),
        None if areas is None else tuple(areas),
        entry.get("organisation"),
    )
