"""Every hostile string through every text field of every command: kept as typed, or refused in a sentence."""

import contextlib
import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, get_args, get_type_hints

from sqlalchemy import event
from sqlalchemy.orm import Session

from db.errors import BadFile, CommonGroundError, Invalid, NotFound, Refused, Stale
from tests.db.conftest import NOW, Desk

Put = Callable[[Any, str], Any]


def _texts(hint: Any) -> bool:
    return hint is str or str in get_args(hint)


def slots(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where this command holds text, as ways through it: ("voice", "name"), ("dates", 0, "title")."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        hints = get_type_hints(type(value))
        for field in dataclasses.fields(value):
            inner, hint = getattr(value, field.name), hints[field.name]
            if isinstance(inner, Enum):
                continue
            if _texts(hint) and not isinstance(inner, tuple | list | Mapping):
                yield (*at, field.name)
            else:
                yield from slots(inner, (*at, field.name))
    elif isinstance(value, tuple | list):
        for number, inner in enumerate(value):
            yield from (
                [(*at, number)]
                if isinstance(inner, str) and not isinstance(inner, Enum)
                else slots(inner, (*at, number))
            )
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from [(*at, name)] if isinstance(inner, str) else slots(inner, (*at, name))


def put(value: Any, way: tuple[Any, ...], text: str) -> Any:
    """The same command with this text there."""
    first, *rest = way
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inner = put(getattr(value, first), tuple(rest), text) if rest else text
        return dataclasses.replace(value, **{first: inner})
    inner = put(value[first], tuple(rest), text) if rest else text
    if isinstance(value, Mapping):
        return {**value, first: inner}
    return type(value)(inner if number == first else kept for number, kept in enumerate(value))


class _Enough(Exception):
    """Ends a save before its commit: the next string finds the store as this one did."""


class Trial:
    """Sends commands that are all taken back, and keeps what each wrote."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.written = desk, set[str]()
        event.listen(Session, "before_commit", self._stop)
        event.listen(desk.store._writer, "before_cursor_execute", self._note)

    def close(self) -> None:
        event.remove(Session, "before_commit", self._stop)
        event.remove(self.desk.store._writer, "before_cursor_execute", self._note)

    def _stop(self, session: Session) -> None:
        if session.get_bind() is self.desk.store._writer:
            raise _Enough

    def _note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith("SELECT"):
            self._keep(parameters)

    def _keep(self, value: Any) -> None:
        if isinstance(value, str):
            self.written.add(value)
            if value[:1] in "{[":
                with contextlib.suppress(ValueError):
                    self._keep(json.loads(value))
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                self._keep(name), self._keep(inner)
        elif isinstance(value, tuple | list):
            for inner in value:
                self._keep(inner)
        elif hasattr(value, "obj"):  # JSON on its way to PostgreSQL
            self._keep(value.obj)

    def send(self, command: Any, by: str) -> CommonGroundError | None:
        """What it was refused with; None when only the commit was missing."""
        self.written.clear()
        try:
            self.desk.store.execute(command, by=self.desk.viewers[by], now=NOW)
        except _Enough:
            return None
        except (Invalid, NotFound, Refused, Stale, BadFile) as refused:
            return refused
        return None
