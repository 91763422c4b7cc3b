"""The data dictionary, written from the models themselves so that it cannot fall behind."""

from db.models import Base
from db.vocabulary import Confidentiality

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
