"""Command line: python -m db migrate | check | rebuild-counts | verify-audit | dictionary."""

import argparse
import sys

from db import rollups
from db.dictionary import dictionary
from db.errors import CommonGroundError
from db.settings import get_settings
from db.store import Store, migrate


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m db", description="Look after the store.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="create the store or bring it up to date")
    commands.add_parser("check", help="compare the counts with the concerns and verify the audit trail")
    commands.add_parser("dictionary", help="print the data dictionary (docs/data-dictionary.md)")
    chosen = parser.parse_args(arguments).command
    try:
        return {"migrate": _migrate, "check": _check, "dictionary": _dictionary}[chosen]()
    except CommonGroundError as error:
        print(error, file=sys.stderr)
        return 1


def _migrate() -> int:
    migrate(get_settings().database_url)
    return 0


def _check() -> int:
    store = Store.open(get_settings())
    with store.reading() as session:
        wrong = rollups.check(session)
    broken = store.verify_audit()
    store.close()
    print(f"Counts that differ from the concerns: {wrong}")
    print(f"Audit trail: {broken or 'whole'}")
    return 1 if wrong or broken else 0


def _dictionary() -> int:
    print(dictionary(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
