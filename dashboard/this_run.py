"""What was found once in a run of the script and holds until that run ends."""

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

_here = threading.local()
Found = TypeVar("Found")


def once(name: Hashable, find: Callable[[], Found]) -> Found:
    """`find()`, or what it found earlier in this run. Outside a run it is asked every time."""
    found = _found()
    if found is None:
        return find()
    if name not in found:
        found[name] = find()
    return found[name]  # type: ignore[no-any-return]


def note(name: Hashable, found: Any) -> None:
    """What this run has found by the way; outside a run nothing is remembered."""
    here = _found()
    if here is not None:
        here[name] = found


def noted(name: Hashable) -> Any:
    """What this run has found; None when it has not, or outside a run."""
    return (_found() or {}).get(name)


def _found() -> dict[Hashable, Any] | None:
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return None
    # Every run, and every rerun of a fragment, begins with new cursors: they are what tells one from the next.
    if getattr(_here, "run", None) is not context.cursors:
        _here.run, _here.found = context.cursors, {}
    return _here.found  # type: ignore[no-any-return]
