"""Whose pages and files are whose: what Streamlit keeps for one session is handed to that session alone.

Streamlit serves a download to whoever has its address, takes an upload for any page whose number somebody knows, and gives
a page back to whoever names it. Here each of its sessions (one per open page) is noted with our own session row, and each
file with whom it was made for; the gate and the frames ask before Streamlit sees the request.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager

from dashboard.headers import UPLOADS

# So many pages are remembered, also those that lost their connection: they may be asked back.
PAGES = 20_000
# Beyond this many files, what Streamlit has forgotten is forgotten here too.
FILES = 1000


class Belongings:
    """Which page is whose (the number of our session it was last signed in with), and for whom a file was made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner: OrderedDict[str, int] = OrderedDict()
        self._made_for: dict[str, set[int]] = {}

    def note_page(self, page: str, owner: int) -> None:
        with self._lock:
            self._owner[page] = owner
            self._owner.move_to_end(page)
            if len(self._owner) > PAGES:
                self._owner.popitem(last=False)

    def owner_of(self, page: str) -> int | None:
        """None when nobody has signed in on it."""
        with self._lock:
            return self._owner.get(page)

    def note_file(self, file: str, page: str, *, kept: Callable[[str], bool]) -> None:
        with self._lock:
            if page in self._owner:
                self._made_for.setdefault(_number(file), set()).add(self._owner[page])
            if len(self._made_for) > FILES:
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
