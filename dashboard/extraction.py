"""The message template for translators: python -m dashboard.extraction writes dashboard/locales/messages.pot.

Needs Babel (requirements-dev.txt). A test fails when the template is out of date.
"""

import sys
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from dashboard.words import DOMAIN, LOCALES
from db import access, rules, vocabulary

ROOT = Path(__file__).parent.parent
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "problem": None}
FOLDERS = ("dashboard", "pages", "db", "seed")


def template() -> str:
    """The template's text: every message of the sources, and the domain's words that stand inside sentences."""
    catalogue = Catalog(project="Common Ground", fuzzy=False, charset="utf-8")
    for folder in FOLDERS:
        for name, _line, message, comments, context in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("For translators:",)
        ):
            # Without line numbers: they would change the file with every edit above a message.
            catalogue.add(message, locations=[(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    for role, description in access.ROLE_DESCRIPTIONS.items():
        catalogue.add(description, locations=[("db/access.py", 0)], auto_comments=[f"What the role {role} is for"])
    for module in (vocabulary, access, rules):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum:
                for member in kind:
                    catalogue.add(str(member.value), locations=[(_file_of(kind), 0)])
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER + buffer.getvalue().decode()


HEADER = (
    "# Messages of Common Ground. Copy to <language>/LC_MESSAGES/messages.po, translate, compile with pybabel.\n"
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
)


def _file_of(kind: type) -> str:
    file = ROOT.joinpath(*kind.__module__.split("."))
    return (file / "__init__.py" if file.is_dir() else file.with_suffix(".py")).relative_to(ROOT).as_posix()


def main() -> int:
    file = LOCALES / f"{DOMAIN}.pot"
    file.write_text(template(), encoding="utf-8")
    sys.stdout.write(f"{file.relative_to(ROOT)}: written\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
