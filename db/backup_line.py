"""Command line: python -m db backup | restore | drill. Whoever asks may be a timer: 1 when anything is wrong."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db import backups
from db.errors import CommonGroundError, problem
from db.settings import get_settings
from db.store import Store


def add(commands: Any) -> None:
    """The part of the command line about backups: `commands` are the parser's."""
    making: argparse.ArgumentParser = commands.add_parser("backup", help="the store and its files into one file")
    making.add_argument("--to", type=Path, help="the file; without it one in the folder that the settings name")
    making.add_argument(
        "--keep", type=_some, help="in that folder, keep so many of this store and take away older ones"
    )
    restoring = commands.add_parser("restore", help="fill the empty store that the settings name from a backup")
    restoring.add_argument("--from", dest="file", type=Path, required=True, help="the backup")
    drilling = commands.add_parser("drill", help="try the newest backup out in a place of its own")
    drilling.add_argument("--from", dest="file", type=Path, help="another backup than the newest in the folder")
    for parser in (restoring, drilling):
        parser.add_argument(
            "--identity",
            type=Path,
            help="file with the secret key of an encrypted backup (gpg also looks in its keyring)",
        )


def run(given: argparse.Namespace) -> int:
    return {"backup": _backup, "restore": _restore, "drill": _drill}[given.command](given)


def _some(said: str) -> int:
    if not said.isdigit() or int(said) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return int(said)


def _tell(said: str) -> None:
    print(said, file=sys.stderr)


def _backup(given: argparse.Namespace) -> int:
    if given.to and given.keep:
        raise CommonGroundError(problem("--keep is for the folder that the settings name: leave out --to, or --keep."))
    store = Store.open(get_settings())
    try:
        made = backups.backup(store, to=given.to, keep=given.keep, now=datetime.now(UTC), tell=_tell)
    finally:
        store.close()
    print(f"Written: {made.file} ({made.size:,} bytes)")
    print(f"SHA-256: {made.sha256}")
    for name in made.pruned:
        print(f"Taken away: {name}")
    if not store.settings.backup_recipient:
        _tell("It is not encrypted: COMMON_GROUND_BACKUP_RECIPIENT names no key.")
    for name in made.missing:
        _tell(f"Missing or damaged in the files folder: {name}")
    return 1 if made.missing else 0


def _restore(given: argparse.Namespace) -> int:
    done = backups.restore(get_settings(), file=given.file, identity=given.identity, now=datetime.now(UTC), tell=_tell)
    print(f"Restored: {given.file.name}, made {done.manifest.made_at:%Y-%m-%d %H:%M} UTC on {done.manifest.server}")
    for sentence in done.said:
        print(sentence)
    return 0


def _drill(given: argparse.Namespace) -> int:
    store = Store.open(get_settings())
    try:
        done = backups.drill(store, file=given.file, identity=given.identity, now=datetime.now(UTC), tell=_tell)
    finally:
        store.close()
    print(f"Tried out: {done.file.name}")
    for sentence in (*done.said, *done.wrong):
        print(sentence)
    print(f"The backup is {'not as it should be' if done.wrong else 'good'}.")
    return 1 if done.wrong else 0
