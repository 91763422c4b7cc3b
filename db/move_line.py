"""Command line: python -m db move --to URL: the SQLite store becomes a PostgreSQL one, with progress on the way."""

import argparse
import sys
import time
from typing import Any

from sqlalchemy.exc import OperationalError

from db.errors import StoreUnavailable, problem
from db.moving.move import move, reopen, settings_there
from db.settings import get_settings

SAID_EVERY = 1.0  # seconds


def add(commands: Any) -> None:
    """The part of the command line about moving: `commands` are the parser's."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "move", help="copy the live SQLite store to an empty PostgreSQL database; can be stopped and gone on with"
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", help="postgresql+psycopg://… (its password may come from PGPASSWORD or a passfile)")
    what.add_argument("--reopen", action="store_true", help="let the old store take saves again")
    parser.add_argument(
        "--rehearse", action="store_true", help="copy and compare; the store stays in use, the move goes on from here"
    )


def run(options: argparse.Namespace) -> int:
    settings = get_settings()
    if options.reopen:
        reopen(settings)
        print("The store takes saves again.")
        return 0
    try:
        moved = move(settings, options.to, rehearse=options.rehearse, progress=_Said())
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
    except OperationalError as error:
        said = str(error.orig).strip().splitlines()[-1:] or ["no answer"]
        raise StoreUnavailable(
            problem("The database does not answer ({why}). The same command goes on from here.", why=said[0])
        ) from error
    print(f"Compared: {moved.rows:,} rows of {moved.tables} tables, all the same.")
    if options.rehearse:
        print("Rehearsed. The store here is still the one in use; the move will carry over what changes until then.")
        return 0
    there = settings_there(settings, options.to)
    print(f"Audit trail: whole, {moved.audit_entries:,} entries. Counts: as the concerns say.")
    if moved.missing_files:
        print(f"Files that records name and the folder has not: {moved.missing_files}")
    print(
        "The old store takes no saves any more. Start every server with:\n"
        "COMMON_GROUND_DATABASE_URL=(the address you gave)\n"
        f"COMMON_GROUND_KEYS_FILE={there.keys_file}\n"
        f"COMMON_GROUND_FILES_DIR={there.files_dir}"
    )
    return 0


class _Said:
    """Says how far it is, once a second and at the end of each part."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        if done >= of or time.monotonic() - self._last >= SAID_EVERY:
            self._last = time.monotonic()
            if of:
                print(f"{what}: {done:,} of {of:,}", file=sys.stderr)
