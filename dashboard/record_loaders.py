"""One record as its page shows it: kept when it is level 1 or below, opened by a command and never kept from level 2 on."""

from typing import Any

from dashboard import clock, state
from dashboard.kept import read
from dashboard.shared_store import shared_store
from db.access import Viewer
from db.commands.opening import OpenRecord
from db.errors import OpenedByCommand, StoreUnavailable, problem

MOST = 50  # references this browser's session remembers not to keep answers about


def record(name: str, viewer: Viewer, ref: str) -> Any:
    """The answer of the query `name`. Raises NotFound."""
    try:
        return read(name, viewer, ref=ref)
    except OpenedByCommand:
        # What else is asked about it in this session is not kept either (dashboard.kept.read).
        others = [known for known in state.OPENED.get() if known != ref]
        state.OPENED.set((*others[-MOST:], ref))
        try:
            return shared_store().execute(OpenRecord(ref), by=viewer, now=clock.now())
        except StoreUnavailable as error:
            raise StoreUnavailable(
                problem(
                    "Looking at {ref} is recorded, and the store cannot take that down just now. It opens as soon as it can.",
                    ref=ref,
                )
            ) from error
