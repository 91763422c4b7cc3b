"""The templates for translators: python -m dashboard.extraction writes both into dashboard/locales.

messages.pot: what officers see. briefing.pot: what audiences of a briefing see and hear. They share no marker: the first is
found by _ and its like, the second by say, counted and P_ in dashboard/documents/briefing. A test fails when one is out of
date.
"""

import sys
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from dashboard.documents.briefing import words as briefing_words
from dashboard.documents.briefing.deck import WORDS
from dashboard.words import DOMAIN, LOCALES
from db import access, rules, vocabulary

ROOT = Path(__file__).parent.parent
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "problem": None}
BRIEFING_KEYWORDS = {"say": None, "counted": (1, 2), "P_": None}
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
    return _written(catalogue, HEADER)


def briefing_template() -> str:
    """The same for briefings: every sentence, every word of the vocabulary that is said, what renderers say themselves."""
    catalogue = Catalog(project="Common Ground", fuzzy=False, charset="utf-8")
    folder = "dashboard/documents/briefing"
    for name, _line, message, comments, context in extract_from_dir(
        ROOT / folder, method_map=[("**.py", "python")], keywords=BRIEFING_KEYWORDS, comment_tags=("For translators:",)
    ):
        catalogue.add(message, locations=[(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    for message in WORDS.values():
        catalogue.add(message, locations=[(f"{folder}/deck.py", 0)])
    return _written(catalogue, BRIEFING_HEADER)


def _written(catalogue: Catalog, header: str) -> str:
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    return header + buffer.getvalue().decode()


_CHARSET = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
HEADER = (
    "# Messages of Common Ground. Copy to <language>/LC_MESSAGES/messages.po, translate, compile with pybabel.\n"
    + _CHARSET
)
BRIEFING_HEADER = (
    "# Briefings of Common Ground, in words for residents. Copy to <language>/LC_MESSAGES/briefing.po and translate;\n"
    "# nothing has to be compiled.\n" + _CHARSET
)


def _file_of(kind: type) -> str:
    file = ROOT.joinpath(*kind.__module__.split("."))
    return (file / "__init__.py" if file.is_dir() else file.with_suffix(".py")).relative_to(ROOT).as_posix()


def main() -> int:
    for domain, text in ((DOMAIN, template()), (briefing_words.DOMAIN, briefing_template())):
        file = LOCALES / f"{domain}.pot"
        file.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{file.relative_to(ROOT)}: written\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
