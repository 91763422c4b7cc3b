"""Jobs of the command line leave their note in the store."""

import sys
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from db.access import Viewer
from db.commands.operating import NoteJob
from db.errors import CommonGroundError
from db.store import Store

COMMAND_LINE = Viewer.system("command line")


def note(store: Store, job: NoteJob) -> None:
    """A store that cannot be written is no reason for the job itself to fail."""
    try:
        store.execute(job, by=COMMAND_LINE, now=max(datetime.now(UTC), job.began_at))
    except (CommonGroundError, SQLAlchemyError):
        print("This run could not be noted in the store.", file=sys.stderr)
