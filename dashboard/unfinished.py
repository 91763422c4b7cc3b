"""Where an unfinished form is to be found again, and what it is called."""

from collections.abc import Callable
from dataclasses import dataclass, field

from dashboard.state import Url
from dashboard.words import _


@dataclass(frozen=True, slots=True)
class Begun:
    """The page, its query, and the form in words."""

    page: str
    words: str
    query: dict[str, str | list[str]] = field(default_factory=dict)


# Letter of a reference -> the page of such records.
PAGES = {"C": "concerns", "K": "cases", "E": "events", "O": "partners", "M": "communications", "B": "briefings"}


def begun(form: str) -> Begun | None:
    """Of a form's name, "concern.C-2026-00042.move"; None for one that stands on no page any more."""
    kind, _dot, rest = form.partition(".")
    find = _FORMS.get(kind)
    return find(rest) if find else None


def _of_record(rest: str) -> Begun | None:
    ref = rest.split(".")[0]
    page = PAGES.get(ref[:1]) if ref[1:2] == "-" else None
    return Begun(page, _("work on {ref}").format(ref=ref), {Url.RECORD: ref}) if page else None


def _concern(rest: str) -> Begun | None:
    if rest == "many":
        return Begun("concerns", _("several concerns at once"))
    return _of_record(rest)


def _case(rest: str) -> Begun | None:
    kind, _dot, ref = rest.partition(".")
    if kind != "open":
        return _of_record(rest)
    if ref == "enquiry":
        return Begun("communications", _("a new enquiry"), {Url.VIEW: "enquiries"})
    return Begun("concerns", _("a new case"), {Url.RECORD: ref}) if ref else Begun("cases", _("a new case"))


def _event(rest: str) -> Begun | None:
    if rest == "plan":
        return Begun("events", _("a plan for an event"), {"plan": "new"})
    return _of_record(rest)


def _new_or_known(page: str, words: Callable[[], str]) -> Callable[[str], Begun | None]:
    """Forms of a page with records of its own: "new", or a reference."""
    return lambda rest: Begun(page, words()) if rest == "new" else _of_record(rest)


def _meeting(rest: str) -> Begun:
    ref = rest.split(".")[0]
    return Begun("meeting", _("a line from the meeting {ref}").format(ref=ref), {Url.RECORD: ref})


_FORMS: dict[str, Callable[[str], Begun | None]] = {
    "log": lambda _rest: Begun("log", _("a log entry")),
    "concern": _concern,
    "concerns": _concern,
    "case": _case,
    "event": _event,
    "events": lambda _rest: Begun("events", _("a calendar file to read")),
    "attach": _of_record,
    "meeting": _meeting,
    # A promise stands on the page of its meeting, which its own name does not say; it is among one's tasks.
    "promise": lambda _rest: Begun("events", _("what became of a promise")),
    "partner": _new_or_known("partners", lambda: _("a new partner")),
    "communication": _new_or_known("communications", lambda: _("a new communication")),
    "template": lambda _rest: Begun("communications", _("a template"), {Url.VIEW: "templates"}),
    "week": lambda _rest: Begun("week_sheet", _("a week sheet")),
    "hand_over": lambda _rest: Begun("hand_over", _("a hand-over")),
    "escalation": lambda _rest: Begun("escalation", _("a reason why something may wait")),
    "threshold": lambda _rest: Begun("reference_data", _("a threshold"), {Url.VIEW: "thresholds"}),
    "usual": lambda _rest: Begun("reference_data", _("a usual task"), {Url.VIEW: "tasks"}),
    "handouts": lambda _rest: Begun("reference_data", _("a count of hand-outs"), {Url.VIEW: "handouts"}),
    "people": lambda _rest: Begun("people", _("somebody's account")),
    "keeping": lambda _rest: Begun("retention", _("something to keep or erase")),
    "years": lambda _rest: Begun("retention", _("how long something is kept"), {Url.VIEW: "years"}),
    "subject": lambda _rest: Begun("subject_access", _("a request of a subject")),
    "briefing": _new_or_known("briefings", lambda: _("a new briefing")),
    "account": lambda _rest: Begun("account", _("which mails you want")),
}
