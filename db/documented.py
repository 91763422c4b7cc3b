"""Documents written from the code itself so that they cannot fall behind: dictionary, settings, roles, retention."""

from pydantic import SecretStr

from db.access import ROLE_DESCRIPTIONS, ROLE_PERMISSIONS, Permission
from db.access_table import ENTITIES, Operation, columns, may, people_columns
from db.models import Base
from db.redaction import COLUMNS, STAYS
from db.retention import HOUSEKEEPING, RULES
from db.settings import ROOT, Settings
from db.vocabulary import Confidentiality, Role

LEVELS = {
    Confidentiality.PUBLIC: "0 public",
    Confidentiality.INTERNAL: "1 internal",
    Confidentiality.PERSONAL: "2 personal",
    Confidentiality.RESTRICTED: "3 restricted",
}


def dictionary() -> str:
    """Markdown: every table and column, its type, whether it may be empty, who it can describe, what it means."""
    lines = [
        "# Data dictionary",
        "",
        "Written by `python -m db dictionary`; a test compares it with the code. “About people” is the level of a",
        "column that can name or describe somebody. Times are stored in UTC; days are the agency's.",
    ]
    for table in sorted(Base.metadata.tables.values(), key=lambda t: t.name):
        mapper = next(m for m in Base.registry.mappers if m.local_table is table)
        summary = (mapper.class_.__doc__ or "").strip().splitlines()
        lines += ["", f"## {table.name}", ""]
        if summary and not summary[0].startswith(f"{mapper.class_.__name__}("):
            lines += [" ".join(line.strip() for line in summary), ""]
        lines += ["| column | type | may be empty | about people | meaning |", "|---|---|---|---|---|"]
        for column in table.columns:
            level = column.info.get("confidentiality")
            kind = str(column.type).lower()
            lines.append(
                f"| {column.name} | {kind} | {'yes' if column.nullable else ''} "
                f"| {LEVELS[level] if level is not None else ''} | {column.doc or ''} |"
            )
    return "\n".join(lines) + "\n"


def settings() -> str:
    """Markdown: every setting, its variable, its default, what it does."""
    lines = [
        "# Settings",
        "",
        "Written by `python -m db settings`; a test compares it with the code. Each is an environment variable; or name a",
        "file of `NAME=value` lines in `COMMON_GROUND_SETTINGS_FILE` (the environment wins over the file).",
        "",
        "| variable | default | what it does |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        shown = str(default).replace(f"{ROOT}/", "") or "(empty)"
        lines.append(f"| `COMMON_GROUND_{name.upper()}` | `{shown}` | {field.description} |")
    return "\n".join(lines) + "\n"


def roles() -> str:
    """Markdown: what each role is for, and the table of role by permission the store decides by."""
    lines = [
        "# Roles and permissions",
        "",
        "Written by `python -m db roles`; a test compares it with the code. The store decides by this table at every read",
        "and write; pages only follow.",
        "",
    ]
    lines += [f"- **{role}**: {ROLE_DESCRIPTIONS[role]}" for role in Role]
    lines += ["", "| may | " + " | ".join(Role) + " |", "|---|" + "---|" * len(Role)]
    for permission in Permission:
        marks = ["yes" if permission in ROLE_PERMISSIONS[role] else "" for role in Role]
        lines.append(f"| {permission} | " + " | ".join(marks) + " |")
    lines += [
        "",
        "Records are read within the team's neighbourhoods, or anywhere when one owns or logged them; a record without a",
        "neighbourhood is everybody's. Restricted records (level 3) open only for those assigned to them. Figures by",
        "neighbourhood cover the whole city and leave out sensitive categories and personal records.",
        *_entities(),
    ]
    return "\n".join(lines) + "\n"


def retention() -> str:
    """Markdown: the classes, what is thrown away every night, and what erasing does to each column."""
    lines = [
        "# How long what is kept",
        "",
        "Written by `python -m db retention`; a test compares it with the code. How it works: [keeping.md](keeping.md).",
        "",
        "| class | years | from | an agency may choose | where the figure comes from | what happens |",
        "|---|---|---|---|---|---|",
    ]
    for rule in RULES.values():
        lines.append(
            f"| {rule.what} | {rule.years} | {rule.since} | {rule.least} to {rule.most} | {rule.source} | {rule.kind} |"
        )
    lines += ["", "## Thrown away every night, by `python -m db tidy`", ""]
    lines += ["It takes no second person, because none of it is a record of anybody.", ""]
    lines += ["| what | days |", "|---|---|", *(f"| {what} | {days} |" for days, what in HOUSEKEEPING.values())]
    lines += [
        "",
        "## What erasing does to each column",
        "",
        "| column | what happens | why it stays |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {how} | {STAYS.get(name, '')} |" for name, how in sorted(COLUMNS.items())]
    return "\n".join(lines) + "\n"


def _entities() -> list[str]:
    """The table of db.access_table: a row for each entity and operation, and which columns have which level."""
    lines = [
        "",
        "## What of each record",
        "",
        "“yes” is the act without words about people (a number, a form of one's own). A number is the highest level of words",
        "that come with it; “some” are the columns shared with a partner, or that can be in the answer to a subject. Level 3",
        "comes only to those assigned. The store selects no column above these: `tests/db/test_access_walk.py` plants a canary",
        "in each and asks for it as everybody; `tests/db/test_access_acts.py` sends every command, export and count as",
        "everybody. “decide” is being the second person, who sees what they decide upon.",
        "",
        "| what | " + " | ".join(role for role in Role) + " |",
        "|---|" + "---|" * len(Role),
    ]
    for entity, described in ENTITIES.items():
        for operation in described.grants:
            cells = " | ".join(_cell(role, entity, operation) for role in Role)
            lines.append(f"| {entity}: {operation} | {cells} |")
    lines += ["", "## Words about people, by level", "", "| what | column | level |", "|---|---|---|"]
    for entity in ENTITIES:
        lines += [f"| {entity} | {name} | {LEVELS[level]} |" for name, level in people_columns(entity).items()]
    return lines


def _cell(role: Role, entity: str, operation: Operation) -> str:
    if not may(role, entity, operation):
        return ""
    had = columns(role, entity, operation)
    if not had:
        return "yes"
    highest = max(people_columns(entity)[name] for name in had)
    below = {name for name, level in people_columns(entity).items() if level <= highest}
    return str(int(highest)) if had == below else f"some, to {int(highest)}"
