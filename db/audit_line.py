"""Command line: python -m db audit verify | head. A broken trail ends it with 1, whoever asks may be a timer."""

import argparse
import sys
from typing import Any

from db.settings import get_settings
from db.store import Store

SAID_EVERY = 100_000


def add(commands: Any) -> None:
    """The part of the command line about the audit trail: `commands` are the parser's."""
    parser: argparse.ArgumentParser = commands.add_parser("audit", help="verify the audit trail, or print its head")
    asked = parser.add_subparsers(dest="audit", required=True)
    verify = asked.add_parser("verify", help="name the first entry that is not as it was written")
    verify.add_argument("--heads", default="", help="compare with the heads in this file; otherwise with the setting's")
    asked.add_parser("head", help="print the head of the chain, and export it")


def run(options: argparse.Namespace) -> int:
    store = Store.open(get_settings())
    try:
        return _verify(store, options.heads) if options.audit == "verify" else _head(store)
    finally:
        store.close()


def _verify(store: Store, heads: str) -> int:
    heads = heads or store.settings.audit_head_file
    said = 0

    def progress(entries: int) -> None:
        nonlocal said
        if entries - said >= SAID_EVERY:
            said = entries
            print(f"{entries:,} entries verified", file=sys.stderr)

    broken = store.verify_audit(heads=heads, progress=progress)
    print(f"Audit trail: {broken or 'whole'}")
    if not heads:
        print("There are no exported heads to compare it with.", file=sys.stderr)
    return 1 if broken else 0


def _head(store: Store) -> int:
    print(store.export_audit_head())
    return 0
