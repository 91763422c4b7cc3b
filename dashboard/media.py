"""Whose files are whose: what Streamlit keeps for one session is handed to that session alone.

Streamlit serves a download to whoever has its address, and takes an upload for any page whose number somebody knows.
Here each of its sessions (one per open page) is noted with our own session row, and each file with whom it was
made for; the gate asks before Streamlit sees the request.
"""

import threading
from collections.abc import Callable
from typing import Any

from streamlit import runtime
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.headers import UPLOADS
from dashboard.viewer import session_behind
from db.errors import StoreUnavailable

# Beyond this many, what Streamlit has forgotten is forgotten here too.
MANY = 1000


class Belongings:
    """Which page is whose (our session's number), and for whom a file was made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner: dict[str, int] = {}
        self._made_for: dict[str, set[int]] = {}

    def note_page(self, page: str, owner: int) -> None:
        with self._lock:
            self._owner[page] = owner
            if len(self._owner) > MANY:
                living = runtime.get_instance().is_active_session
                self._owner = {page: owner for page, owner in self._owner.items() if living(page)}

    def note_file(self, file: str, page: str, *, kept: Callable[[str], bool]) -> None:
        with self._lock:
            if page in self._owner:
                self._made_for.setdefault(_number(file), set()).add(self._owner[page])
            if len(self._made_for) > MANY:
                self._made_for = {file: owners for file, owners in self._made_for.items() if kept(file)}

    def may(self, owner: int, path: str) -> bool:
        """True when what this address names is this session's own: a file made for it, or an upload for a page of it."""
        with self._lock:
            if path.startswith(UPLOADS):
                return self._owner.get(path.removeprefix(UPLOADS).split("/", 1)[0]) == owner
            return owner in self._made_for.get(_number(path), ())


def _number(file: str) -> str:
    """The file's number, from that or its address: "/media/3f2a.csv" -> "3f2a"."""
    return file.rsplit("/", 1)[-1].rsplit(".", 1)[0]


belongings = Belongings()


def owner_behind(token: str) -> int | None:
    """The number of the living session with this token; None also when the store cannot say."""
    try:
        found = session_behind(token)
    except StoreUnavailable:
        return None
    return found.session_id if found.viewer else None


def note_page(owner: int | None) -> None:
    """This page belongs to that session of ours; the frame says so in every run."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None and owner is not None:
        belongings.note_page(context.session_id, owner)


def watch(manager: MediaFileManager) -> None:
    """From now on every file this manager takes in is noted with the page it was made for."""
    add, make = manager.add, manager.execute_deferred

    def kept(file: str) -> bool:
        return file in manager._file_metadata

    def noted_add(*args: Any, **more: Any) -> str:
        address = add(*args, **more)
        belongings.note_file(address, media_file_manager._get_session_id(), kept=kept)
        return address

    def noted_make(file_id: str) -> str:
        waiting = manager._deferred_callables.get(file_id)
        address = make(file_id)
        if waiting is not None:
            belongings.note_file(address, waiting["session_id"], kept=kept)
        return address

    # Streamlit offers no place to hook in; a test asks a running server, so a version that no longer passes here is found.
    manager.add = noted_add  # type: ignore[method-assign]
    manager.execute_deferred = noted_make  # type: ignore[method-assign]
