"""Command line: python -m db COMMAND; --help lists them."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from db import audit_line, backup_line, documented, erased_again, files, logs, move_line, public_line, rollups
from db.access import Viewer
from db.commands.accounts import MakeFirstAdministrator
from db.commands.counts import CountAgain
from db.commands.operating import NoteJob, said_check
from db.errors import CommonGroundError
from db.first_start import prepare
from db.noted import note
from db.queries.attachments import kept_hashes
from db.settings import get_settings
from db.store import Store
from db.vocabulary.operating import Job

DOCUMENTS = {
    "dictionary": "data-dictionary.md",
    "settings": "settings.md",
    "roles": "roles.md",
    "retention": "retention.md",
}


LINES: dict[str, Callable[[argparse.Namespace], int]] = {
    "audit": audit_line.run,
    "public": public_line.run,
    "move": move_line.run,
    **dict.fromkeys(("backup", "restore", "drill"), backup_line.run),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m db", description="Look after the store.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="create the store or bring it up to date")
    commands.add_parser("check", help="compare the counts with the concerns and verify the audit trail")
    commands.add_parser("count-again", help="make the counts anew from the concerns, when a check found them wrong")
    commands.add_parser("sweep-files", help="delete photos and PDFs that belong to no record, a day after they came")
    audit_line.add(commands)
    public_line.add(commands)
    move_line.add(commands)
    backup_line.add(commands)
    admin = commands.add_parser("admin", help="make the first administrator, who makes everybody else's account")
    admin.add_argument("--name", required=True, help='as colleagues read it: "Kim Tran"')
    admin.add_argument("--login", required=True, help="what they type as their name: kim")
    commands.add_parser("tidy", help="throw away what is no record and past its days; complete the erasure list")
    erasing = commands.add_parser(
        "erasures", help="the list of what was erased: look at it, or erase again after a restore"
    )
    erasing.add_argument("what", choices=["list", "apply"])
    erasing.add_argument("--from", dest="file", help="the list; without it the one the settings name")
    for name, file in DOCUMENTS.items():
        commands.add_parser(name, help=f"print docs/{file}")
    given = parser.parse_args(arguments)
    chosen = given.command
    try:
        if chosen in DOCUMENTS:
            print(getattr(documented, chosen)(), end="")
            return 0
        if chosen == "admin":
            return _admin(given.name, given.login)
        if chosen == "erasures":
            return erased_again.erasures(given.what, given.file)
        if chosen in LINES:
            return LINES[chosen](given)
        return COMMANDS[chosen]()
    except CommonGroundError as error:
        print(error, file=sys.stderr)
        return 1


def _migrate() -> int:
    prepare(get_settings())
    return 0


def _admin(name: str, login: str) -> int:
    prepare(get_settings())
    store = Store.open(get_settings())
    try:
        command = MakeFirstAdministrator(name, login)
        made = store.execute(command, by=Viewer.system("command line"), now=datetime.now(UTC))
    finally:
        store.close()
    print(f"{name} signs in as: {login.strip().lower()}")
    print(f"One-time password:  {made.password}")
    print("It is shown only here, and good for three days. They choose their own when they first sign in.")
    return 0


def _count_again() -> int:
    store = Store.open(get_settings())
    wrong = store.execute(CountAgain(), by=Viewer.system("command line"), now=datetime.now(UTC))
    store.close()
    print(f"Counts that were wrong, and are right now: {wrong}")
    return 0


def _check() -> int:
    store, began = Store.open(get_settings()), datetime.now(UTC)
    with store.reading() as session:
        wrong = rollups.check(session)
    broken = store.verify_audit()
    said = said_check(wrong=wrong, whole=broken is None)
    note(store, NoteJob(Job.CHECK, began, not (wrong or broken), said))
    store.close()
    print(f"Counts that differ from the concerns: {wrong}")
    print(f"Audit trail: {broken or 'whole'}")
    return 1 if wrong or broken else 0


def _sweep_files() -> int:
    store = Store.open(get_settings())
    with store.reading() as session:
        known = kept_hashes(session)
    store.close()
    gone = files.sweep(store.settings.files_folder, known=known, now=datetime.now(UTC))
    print(f"Files that belonged to no record, deleted: {gone}")
    return 0


COMMANDS = {
    "migrate": _migrate,
    "check": _check,
    "count-again": _count_again,
    "sweep-files": _sweep_files,
    "tidy": erased_again.tidy,
}


if __name__ == "__main__":
    logs.configure(get_settings(), quiet=True)
    sys.exit(main())
