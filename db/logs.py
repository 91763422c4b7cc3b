"""Log lines: one for each thing that happened, for people (text) or for collectors (json), and nothing personal in any.

What an exception says is never written: it quotes rows, parameters and what was typed. Its kind, the engine's code
(SQLSTATE) and where it happened are. What other packages log is shortened to what cannot quote anybody.
"""

import json
import logging
import re
import socket
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from db import observing
from db.errors import new_reference
from db.settings import ROOT, Settings

OURS = ("common_ground", "db", "dashboard", "seed", "pages")
FIELDS = ("reference", "command", "request", "page", "read", "outcome", "sqlstate", "ms")
ACCESS = "uvicorn.access"
DEEPEST = 25  # frames of a stack, the innermost ones
HIDDEN = "…"
# Addresses that are secrets themselves, questions in addresses, sign-ins in addresses, mail addresses.
_SECRETS = (
    (re.compile(r"/(feeds|attachment|briefing|media|upload_file)/[^\s\"'?]+"), rf"/\1/{HIDDEN}"),
    (re.compile(r"\?[^\s\"']*"), f"?{HIDDEN}"),
    (re.compile(r"(\w+://)[^@\s/]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), HIDDEN),
)
# In words of other packages, what is quoted or set equal is somebody's.
_QUOTED = re.compile(r"""(['"`“‘]).*?(['"`”’]|$)|(?<=[=:])\s*\S+""")


def server_name(settings: Settings) -> str:
    """What this server is called in logs, telemetry and on the Health page."""
    return settings.server_name or socket.gethostname()


def configure(settings: Settings, *, stream: TextIO | None = None, quiet: bool = False) -> logging.Handler:
    """From now on every line of this process looks like this. `quiet`: a command line that a person reads says only what
    is wrong."""
    logging.raiseExceptions = False  # a line that cannot be made would be printed with all that was in it
    handler = _Handler(stream)
    handler.setFormatter(Lines(as_json=settings.log_format == "json", server=server_name(settings)))
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if isinstance(one, _Handler)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    level = settings.log_level.upper()
    if quiet and settings.log_format == "text":
        level = "WARNING"
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda given: _uncaught(given.exc_type, given.exc_value, given.exc_traceback)
    observing.forget(_TOLD)
    observing.listen(_TOLD)
    return handler


class _Handler(logging.StreamHandler[TextIO]):
    """Ours: set up twice, there is one."""


class _Told:
    """A line for each command and each request to an address of ours; pages and reads are for telemetry."""

    def began(self, seen: observing.Seen) -> None:
        return None

    def ended(self, _token: None, seen: observing.Seen) -> None:
        if seen.kind in ("command", "request"):
            told = {seen.kind: seen.name, "outcome": seen.outcome, "ms": round(seen.ms, 1)}
            logging.getLogger(f"common_ground.{seen.kind}").info(seen.kind, extra=told)


_TOLD = _Told()


def _uncaught(kind: type[BaseException], error: BaseException | None, stack: TracebackType | None) -> None:
    if error is None or not isinstance(error, Exception):
        sys.__excepthook__(kind, error or kind(), stack)
        return
    logging.getLogger("common_ground.failures").critical(
        "unexpected error", exc_info=error, extra={"reference": new_reference()}
    )


class Lines(logging.Formatter):
    def __init__(self, *, as_json: bool, server: str) -> None:
        super().__init__()
        self.as_json, self.server = as_json, server

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "server": self.server,
            "message": message(record),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"] = told_error(error)
        return json.dumps(line, ensure_ascii=False) if self.as_json else _as_text(line)


def _as_text(line: Mapping[str, Any]) -> str:
    fields = " ".join(f"{name}={line[name]}" for name in FIELDS if name in line)
    said = f"{line['time']} {line['level']:<8} {line['logger']}: {line['message']}"
    text = f"{said} {fields}".replace("\n", " ").rstrip()
    for error in line.get("error", ()):
        text += f"\n  {error['type']}" + (f" {error['sqlstate']}" if "sqlstate" in error else "")
        text += "".join(f"\n    {place}" for place in error["stack"])
    return text


def told_error(error: BaseException) -> list[dict[str, Any]]:
    """The error and what caused it, outermost first: kind, the engine's code, file, line and function. No values."""
    told: list[dict[str, Any]] = []
    here: BaseException | None = error
    while here is not None and len(told) < 5:
        one: dict[str, Any] = {"type": kind(here), "stack": _stack(here.__traceback__)}
        if code := getattr(here, "sqlstate", None):
            one["sqlstate"] = str(code)
        told.append(one)
        here = here.__cause__ or (None if here.__suppress_context__ else here.__context__)
    return told


def kind(error: BaseException) -> str:
    name = type(error).__qualname__
    module = type(error).__module__
    return name if module == "builtins" else f"{module}.{name}"


def _stack(stack: TracebackType | None) -> list[str]:
    places = []
    while stack is not None:
        code = stack.tb_frame.f_code
        places.append(f"{_file(code.co_filename)}:{stack.tb_lineno} {code.co_name}")
        stack = stack.tb_next
    return places[-DEEPEST:]


def _file(name: str) -> str:
    path = Path(name)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    return "/".join(
        path.parts[path.parts.index("site-packages") + 1 :] if "site-packages" in path.parts else path.parts[-2:]
    )


def message(record: logging.LogRecord) -> str:
    """What the record says, without anything that could be somebody's."""
    if record.name == ACCESS:
        return _asked(record)
    ours = record.name.split(".")[0] in OURS
    template = kind(record.msg) if isinstance(record.msg, BaseException) else str(record.msg)
    if not ours:
        template = _QUOTED.sub(HIDDEN, template.partition("\n")[0]) if not record.args else template
    arguments: Any = record.args
    if isinstance(arguments, Mapping) and "%(" not in template:
        arguments = (_argument(arguments, ours=ours),)  # the one argument, which logging has unwrapped
    elif isinstance(arguments, Mapping):
        arguments = {name: _argument(value, ours=ours) for name, value in arguments.items()}
    elif arguments:
        arguments = tuple(_argument(value, ours=ours) for value in arguments)
    try:
        said = template % arguments if arguments else template
    except (TypeError, ValueError, KeyError):
        said = template
    for pattern, instead in _SECRETS:
        said = pattern.sub(instead, said)
    return said


def _asked(record: logging.LogRecord) -> str:
    """A line of the web server's own: who asked is not said, nor for what exactly."""
    if not isinstance(record.args, tuple) or len(record.args) < 5:
        return "request"
    _client, method, path, _version, status = record.args[:5]
    said = f"{method} {path} {status}"
    for pattern, instead in _SECRETS:
        said = pattern.sub(instead, said)
    return said


def _argument(value: object, *, ours: bool) -> object:
    if isinstance(value, BaseException):
        code = getattr(getattr(value, "orig", None), "sqlstate", None)
        return kind(value) + (f" {code}" if code else "")
    if value is None or isinstance(value, bool | int | float | date) or (ours and isinstance(value, str)):
        return value
    return type(value).__name__ if ours else HIDDEN
