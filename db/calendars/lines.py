"""The lines of an iCalendar file and the components they make, each with the line it stands on (RFC 5545, 3.1)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from db.calendars.entries import LARGEST_FILE, LineProblem
from db.errors import BadFile, problem

DEEPEST = 10  # components within components
_BREAK = re.compile(rb"\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# What no text of a calendar holds: control characters other than the tab.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of content, put together from however many lines it was folded into."""

    number: int
    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END."""

    name: str
    first: int
    last: int = 0
    whole: bool = False  # its END was there
    lines: list[Line] = field(default_factory=list)
    inside: list["Component"] = field(default_factory=list)

    def line(self, name: str) -> Line | None:
        """The first line of this name, if there is one."""
        return next((line for line in self.lines if line.name == name), None)

    def every(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]


def components(content: bytes, problems: list[LineProblem]) -> list[Component]:
    """The calendars of a file; lines that say nothing are added to `problems`. Raises BadFile when it is no calendar."""
    if len(content) > LARGEST_FILE:
        raise BadFile(problem("The file is larger than 1 MB: it was not read. Save a shorter period and try again."))
    outermost = Component("", 0)
    open_ones = [outermost]
    for number, text in _unfolded(content):
        line = _line(number, text)
        if line is None:
            said = problem("This line was not understood.")
            problems.append(LineProblem(number, number, said, left_out=False))
        elif line.name == "BEGIN":
            if len(open_ones) > DEEPEST:
                raise BadFile(problem("The file is nested far deeper than any calendar: it was not read."))
            _begin(open_ones, line)
        elif line.name == "END":
            _end(open_ones, line, problems)
        else:
            open_ones[-1].lines.append(line)
            open_ones[-1].last = number
    calendars = [found for found in outermost.inside if found.name == "VCALENDAR"]
    if not calendars:
        raise BadFile(problem("The file is not a calendar: it does not begin with BEGIN:VCALENDAR."))
    return calendars


def _begin(open_ones: list[Component], line: Line) -> None:
    name = line.value.strip().upper()
    if name in ("VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY"):
        # These stand in a calendar, never in one another: the one before was not finished.
        while open_ones[-1].name not in ("VCALENDAR", ""):
            open_ones.pop()
    begun = Component(name, line.number, line.number)
    open_ones[-1].inside.append(begun)
    open_ones.append(begun)


def _end(open_ones: list[Component], line: Line, problems: list[LineProblem]) -> None:
    name = line.value.strip().upper()
    if name not in [component.name for component in open_ones[1:]]:
        said = problem("This line ends a part of the calendar that was not begun.")
        problems.append(LineProblem(line.number, line.number, said, left_out=False))
        return
    while open_ones[-1].name != name:
        open_ones.pop()
    ended = open_ones.pop()
    ended.last, ended.whole = line.number, True


def _unfolded(content: bytes) -> Iterator[tuple[int, str]]:
    """Lines with the number of their first piece. Put together as bytes: a fold may go through a letter."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode()
    first, held = 0, b""
    for number, piece in enumerate(_BREAK.split(content.removeprefix(b"\xef\xbb\xbf")), start=1):
        if piece[:1] in (b" ", b"\t") and first:
            held += piece[1:]
            continue
        if held.strip():
            yield first, _text(held)
        first, held = number, piece
    if held.strip():
        yield first, _text(held)


def _text(line: bytes) -> str:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("cp1252", "replace")  # what older programs on Windows write
    return _UNSEEN.sub("", text)


def _line(number: int, text: str) -> Line | None:
    name = _NAME.match(text)
    if name is None:
        return None
    parameters, at = {}, name.end()
    while found := _PARAMETER.match(text, at):
        parameters[found[1].upper()] = found[2].replace('"', "")
        at = found.end()
    if text[at : at + 1] != ":":
        return None
    return Line(number, name[0].upper(), parameters, text[at + 1 :])


def unescaped(text: str) -> str:
    """The text that a value of type TEXT stands for."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def parts(value: str) -> list[str]:
    """The texts of a list, commas within them left alone."""
    return [unescaped(part) for part in re.findall(r"(?:\\.|[^,\\])+", value, re.DOTALL)]
