"""Command line: python -m db public rebuild | check: what presenters read, made anew or compared with the store."""

import argparse
from typing import Any

from db import public_store
from db.settings import get_settings
from db.store import Store


def add(commands: Any) -> None:
    """The part of the command line about the public store: `commands` are the parser's."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "public", help="make what presenters read anew from what is frozen, or compare the two"
    )
    parser.add_argument("what", choices=["rebuild", "check"])


def run(options: argparse.Namespace) -> int:
    store = Store.open(get_settings())
    try:
        return _rebuild(store) if options.what == "rebuild" else _check(store)
    finally:
        store.close()


def _rebuild(store: Store) -> int:
    done = public_store.rebuild(store)
    print(f"Briefings: {done.briefings}, documents: {done.documents}, periods with figures: {done.periods}")
    return 0


def _check(store: Store) -> int:
    found = public_store.check(store)
    for sentence in found:
        print(sentence)
    print(f"What presenters read: {'not what is frozen' if found else 'as it was frozen'}")
    return 1 if found else 0
