"""Import from a calendar file: what is in it, what an import would do, line by line what cannot be taken; then saving."""

import hashlib
from dataclasses import replace

import streamlit as st

from dashboard import clock
from dashboard.areas import known_areas
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.components.states import loading
from dashboard.draft import Draft, form_state
from dashboard.labels import event_type_label
from dashboard.shared_store import shared_store
from dashboard.submit import Receipt, form_key, submit
from dashboard.words import _, exact_time, local, ngettext, number, plain, said_date, say
from db.access import Viewer
from db.calendars import Dates, LineProblem, Occurrence, dates_of, read_calendar
from db.commands.event_import import Imported, ImportEvents, Plan, planned
from db.errors import BadFile, Invalid
from db.settings import get_settings
from db.vocabulary import EventType

FORM = "events.import"
SHOWN = 8  # dates of a file
SAID = 20  # lines that were not understood


def import_form(viewer: Viewer) -> None:
    draft = Draft(FORM, viewer)
    if show_receipt(draft.form, viewer, another=_("Import another file")):
        return
    state = form_state(draft.form)
    expanded = bool(draft.fields or state["problems"] or state.get("sentence"))
    with st.expander(_("Import from a calendar file"), icon=":material/upload_file:", expanded=expanded):
        form_notice(draft.form, fields={"file_hash": "", "dates": "", "type": "", "place": ""})
        st.caption(
            _(
                "Events of a partner’s or a council’s calendar (.ics, up to 1 MB). Everybody at the desk sees them. What is "
                "over or marked private is left out, and so is who was invited. What repeats is laid out for two years."
            )
        )
        sent = st.file_uploader(
            _("Calendar file (required)"),
            type=["ics", "ical", "icalendar"],
            max_upload_size=1,
            key=draft.widget("file"),
        )
        field_problem(draft.form, "file_hash")
        field_problem(draft.form, "dates")
        if sent is not None:
            _chosen(viewer, draft, sent.getvalue())


def _chosen(viewer: Viewer, draft: Draft, content: bytes) -> None:
    try:
        with loading(_("Reading the file…")):
            found, problems = _read(content)
    except BadFile as error:
        st.error(plain(say(error.sentence)), icon=":material/error:")
        return
    _in_the_file(found)
    _not_understood(problems)
    if not found.ahead:
        return
    command = _fields(viewer, draft, found, hashlib.sha256(content).hexdigest())
    plan = _plan(viewer, command)
    if plan is not None:
        st.markdown("**" + _would_do(plan, problems) + "**")
        st.markdown("\n".join(f"- {plain(f'{left.ref}: {say(left.why)}')}" for left in plan.left[:SHOWN]))
        _and_more(len(plan.left) - SHOWN)
    if save_button(draft, _("Import the events"), icon=":material/event_available:"):
        # The file is no field of the draft, so it is named in the key: another file is another save.
        key = hashlib.sha256(f"{form_key(draft.form)}\n{command.file_hash}".encode()).hexdigest()
        submit(command, viewer=viewer, form=draft.form, key=key, said=_receipt)


def _read(content: bytes) -> tuple[Dates, tuple[LineProblem, ...]]:
    zone = get_settings().zone
    calendar = read_calendar(content, zone=zone)
    found = dates_of(calendar, now=clock.now(), zone=zone)
    return found, tuple(sorted((*calendar.problems, *found.problems), key=lambda said: (said.first, said.last)))


def _in_the_file(found: Dates) -> None:
    ahead = len(found.ahead)
    sentence = ngettext("{n} date ahead in this file.", "{n} dates ahead in this file.", ahead).format(n=number(ahead))
    if found.over:
        over = ngettext("{n} event is over and left out.", "{n} events are over and left out.", found.over)
        sentence += " " + over.format(n=number(found.over))
    st.markdown(f"**{sentence}**")
    by_event: dict[int, list[Occurrence]] = {}
    for date in found.ahead:
        by_event.setdefault(date.line, []).append(date)
    events = list(by_event.values())
    st.markdown("\n".join(f"- {_event_words(dates)}" for dates in events[:SHOWN]))
    _and_more(len(events) - SHOWN)


def _event_words(dates: list[Occurrence]) -> str:
    first, last = dates[0], dates[-1]
    day = said_date(local(first.starts_at).date(), clock.today())
    said = _("{day}, all day").format(day=day) if first.all_day else exact_time(first.starts_at)
    said += f": {plain(first.title)}" + (f", {plain(first.venue)}" if first.venue else "")
    if len(dates) > 1:
        until = said_date(local(last.starts_at).date(), clock.today())
        said += ". " + _("{n} dates, until {day}").format(n=number(len(dates)), day=until)
    return said + (" :orange-badge[" + _("called off") + "]" if first.cancelled else "")


def _and_more(n: int) -> None:
    if n > 0:
        st.caption(ngettext("and {n} more", "and {n} more", n).format(n=number(n)))


def _not_understood(problems: tuple[LineProblem, ...]) -> None:
    if not problems:
        return
    said = ngettext("{n} remark about this file:", "{n} remarks about this file:", len(problems))
    st.warning(said.format(n=number(len(problems))), icon=":material/rule:")
    st.markdown("\n".join(f"- {_line_words(found)}" for found in problems[:SAID]))
    _and_more(len(problems) - SAID)


def _line_words(found: LineProblem) -> str:
    lines = (
        _("Line {first}").format(first=found.first)
        if found.first == found.last
        else _("Lines {first} to {last}").format(first=found.first, last=found.last)
    )
    left_out = " " + _("Left out.") if found.left_out else ""
    return f"**{lines}:** {plain(say(found.sentence))}{left_out}"


def _fields(viewer: Viewer, draft: Draft, found: Dates, file_hash: str) -> ImportEvents:
    types = list(EventType)
    kind = st.selectbox(
        _("What kind of events are they? (required)"), types, format_func=event_type_label, index=None,
        placeholder=_("Choose or type"), **draft.bind("type", options=[None, *types]),
    )  # fmt: skip
    field_problem(draft.form, "type")
    areas = {area.id: area.name for area in known_areas(viewer)}
    area = st.selectbox(
        _("Neighbourhood, where the file names no place on the map"), list(areas), format_func=areas.__getitem__, index=None,
        placeholder=_("None"), **draft.bind("area", options=[None, *areas]),
    )  # fmt: skip
    field_problem(draft.form, "place")
    hosted = st.toggle(
        _("We host them"), **draft.bind("hosted", False), help=_("Off: we attend somebody else’s events.")
    )
    chosen = EventType(kind) if kind else None
    return ImportEvents(found.ahead, chosen, file_hash, bool(hosted), area)  # type: ignore[arg-type]  # the command says


def _plan(viewer: Viewer, command: ImportEvents) -> Plan | None:
    """What saving would do; before a type is chosen, as if any had been."""
    asked = command if command.type else replace(command, type=EventType.BEAT_MEETING)
    try:
        with shared_store().reading() as session:
            plan = planned(session, asked, by=viewer, now=clock.now())
    except Invalid:
        return None  # said beside the fields when it is saved
    return plan if command.type or not (plan.changes or plan.known) else None


def _would_do(plan: Plan, problems: tuple[LineProblem, ...]) -> str:
    parts = [
        ngettext("{n} new", "{n} new", len(plan.new)).format(n=number(len(plan.new))),
        ngettext("{n} changed", "{n} changed", len(plan.changes)).format(n=number(len(plan.changes))),
        ngettext("{n} known already", "{n} known already", plan.known).format(n=number(plan.known)),
        ngettext("{n} left as it is", "{n} left as they are", len(plan.left)).format(n=number(len(plan.left))),
        ngettext("{n} line or event not taken", "{n} lines or events not taken", len(problems)).format(
            n=number(len(problems))
        ),
    ]
    counts = (len(plan.new), len(plan.changes), plan.known, len(plan.left), sum(found.left_out for found in problems))
    return ", ".join(part for part, n in zip(parts, counts, strict=True) if n)


def _receipt(done: Imported) -> Receipt:
    said = [_("Nothing new.")]
    if done.added:
        said = [ngettext("{n} event added.", "{n} events added.", done.added).format(n=number(done.added))]
    if done.changed:
        said.append(ngettext("{n} changed.", "{n} changed.", done.changed).format(n=number(done.changed)))
    if done.known:
        said.append(ngettext("{n} known already.", "{n} known already.", done.known).format(n=number(done.known)))
    left = [plain(f"{item.ref}: {say(item.why)}") for item in done.left[:SHOWN]]
    return Receipt(" ".join(said), done.refs[:3], "\n".join(f"- {line}" for line in left))
