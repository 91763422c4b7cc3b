"""python -m bench.load.accounts STORE MOST: a session for each demonstration officer of a store, one cookie in a line.

The demonstration's sign-in always takes the first person of a role. So that officers of a load have areas, drafts and
answers of their own, as people do, their sessions are begun here, in a process of its own: this is no command of the
product's.
"""

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

ROOT = Path(__file__).resolve().parents[2]
# Who opens all five kinds of page of the mix and may log.
ROLES = ("officer", "supervisor", "specialist")


@dataclass(frozen=True, slots=True)
class BeginForLoad:
    most: int


def begin_for_load(session: OrmSession, command: BeginForLoad, *, by: object, now: datetime) -> list[str]:
    from db.commands.sessions import begin, digest
    from db.models import Officer, Session

    found = select(Officer).where(Officer.is_demo, Officer.active, Officer.role.in_(ROLES)).order_by(Officer.id)
    tokens = []
    for officer in session.scalars(found.limit(command.most)).all():
        signed_in = begin(session, officer, method="demo", now=now)
        row = session.scalars(select(Session).where(Session.token_hash == digest(signed_in.token))).one()
        token = secrets.token_urlsafe(32)
        row.ticket_hash, row.cookie_hash = None, digest(token)
        tokens.append(token)
    return tokens


def cookies_of(store: str, most: int, **settings: str) -> list[str]:
    """A session's cookie for each of at most `most` officers of this store. `settings`: what its servers were told
    (COMMON_GROUND_KEYS_FILE, say: sessions are in the audit trail)."""
    said = subprocess.run(
        [sys.executable, "-m", "bench.load.accounts", store, str(most)],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **settings},
    )  # fmt: skip
    return said.stdout.split()


def main() -> int:
    from datetime import UTC

    from db.access import Viewer
    from db.commands.registry import handles
    from db.settings import Settings
    from db.store import Store

    handles(BeginForLoad, changes_records=False, keeps_answer=False)(begin_for_load)
    store = Store.open(Settings(database_url=sys.argv[1]))
    by = Viewer.system("load")
    for token in store.execute(BeginForLoad(int(sys.argv[2])), by=by, now=datetime.now(UTC)):
        print(token)
    store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
