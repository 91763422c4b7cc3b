"""What changes hands, list by list; the pack to print; what was handed over of late."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, clock_loaders
from dashboard.areas import Area, known_areas
from dashboard.clock_words import moved_words
from dashboard.components.map_answer import as_of
from dashboard.components.metric_row import Figure, metric_row
from dashboard.components.rows import present
from dashboard.documents.hand_over_pack import hand_over_pack, not_printed
from dashboard.exports import noted_file
from dashboard.labels import case_kind_label, category_label, event_type_label, sector_label
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, number, plain, said_date, said_left, said_time
from db.access import Viewer
from db.commands.exports import Export
from db.queries.hand_over import Held
from db.settings import get_settings

SHOWN = 5


def choose_work(viewer: Viewer) -> tuple[int, Area | None]:
    """Whose work, and of which area: None for all of it."""
    people = clock_loaders.givers(viewer)
    names = {int(row.officer_id): str(row.name) for row in tuples(people)}
    with st.container(horizontal=True, key="hand-over-choice"):
        giver = viewer.officer_id
        if len(names) > 1:
            giver = st.selectbox(_("Whose work"), list(names), format_func=lambda i: names[i], key="hand-over-giver")
        areas = {area.id: area for area in known_areas(viewer) if area.id in viewer.team_areas}
        area_id = st.selectbox(
            _("Of which neighbourhood"), [None, *areas], key="hand-over-area",
            format_func=lambda i: areas[i].name if i is not None else _("All of it"),
        )  # fmt: skip
    return int(giver or 0), areas[area_id] if area_id is not None else None


def held_answer(held: Held, area: Area | None) -> None:
    """How much it is, in figures; what no list shows."""
    promises = int(held.tasks["is_promise"].astype(bool).sum()) if len(held.tasks) else 0
    late = int((held.tasks["due_at"] < clock.now()).sum()) if len(held.tasks) else 0
    beside = ngettext("{n} promise, {late} late", "{n} promises, {late} late", promises)
    shown = [
        Figure(_("Open concerns"), number(len(held.concerns)), _("Not closed, owned by them.")),
        Figure(_("Open cases"), number(len(held.cases)), _("Not closed, owned by them.")),
        Figure(
            _("Tasks"), number(len(held.tasks)), _("Not done yet."),
            beside=beside.format(n=number(promises), late=number(late)),
        ),
        Figure(_("Events to come"), number(len(held.events)), _("Planned, with them in charge.")),
        Figure(_("Partners"), number(len(held.partners)), _("Whose contact they keep.")),
    ]  # fmt: skip
    metric_row(shown, key="hand-over")
    for said in not_printed(held):
        st.markdown(":material/lock: " + plain(said))
    where = plain(area.name) if area else _("All neighbourhoods")
    st.caption(_("{where}.").format(where=where) + " " + as_of())


def held_lists(held: Held) -> None:
    """Each list, the first few at once."""
    now, today = clock.now(), clock.today()

    def words(value: Any) -> str:
        return plain(str(value)) if present(value) else _("Personal: open it in Common Ground.")

    def due(value: Any) -> str:
        if not present(value):
            return ""
        late = value < now
        return f":{'red' if late else 'gray'}-badge[:material/{'alarm' if late else 'timer'}: {said_left(value, now)}] "

    def review(row: Any) -> str:
        if not present(row.review_at):
            return ""
        late = row.review_at < today
        said = (_("review overdue since {day}") if late else _("review {day}")).format(
            day=said_date(row.review_at, today)
        )
        return f":{'red' if late else 'gray'}-badge[:material/event_repeat: {said}] "

    _list(_("Open concerns"), held.concerns, lambda r: due(r.due_at) + words(r.summary), category_label, "category")
    _list(_("Open cases"), held.cases, lambda r: review(r) + words(r.title), case_kind_label, "kind")
    promise = ":blue-badge[:material/handshake: " + _("Promise") + "] "
    _list(
        _("Tasks and promises"), held.tasks, lambda r: (promise if r.is_promise else "") + due(r.due_at) + words(r.text)
    )
    _list(
        _("Events to come"), held.events, lambda r: f"{said_time(r.starts_at, now)}: {plain(r.title)}",
        event_type_label, "type",
    )  # fmt: skip
    _list(_("Key partners"), held.partners, _partner, sector_label, "sector")


def _partner(row: Any) -> str:
    last = said_time(row.last_contact, clock.now()) if present(row.last_contact) else _("never logged")
    return _("{name}, last contact: {when}").format(name=plain(row.name), when=last)


def _list(heading: str, rows: pd.DataFrame, say: Any, label: Any = None, of: str = "") -> None:
    st.markdown(f"#### {heading} ({number(len(rows))})")
    if rows.empty:
        st.caption(_("Nothing."))
        return
    lines = []
    for row in tuples(rows):
        kind = f" · {plain(label(getattr(row, of)))}" if label else ""
        lines.append(f"- **{plain(row.ref)}** {say(row)}{kind}")
    st.markdown("\n".join(lines[:SHOWN]))
    if len(lines) > SHOWN:
        more = len(lines) - SHOWN
        with st.expander(ngettext("{n} more", "{n} more", more).format(n=number(more))):
            st.markdown("\n".join(lines[SHOWN:]))


def pack_button(held: Held, area: Area | None, note: str) -> None:
    """The pack, made at the click and noted in the audit trail."""
    officer_id, area_id = held.officer_id, area.id if area else None
    name = area.name if area else None

    def made(viewer: Viewer) -> tuple[bytes, int]:
        now_held = clock_loaders.work_held(viewer, officer_id=officer_id, area_id=area_id)
        agency = get_settings().agency_name
        text = hand_over_pack(now_held, area=name, agency=agency, note=note, now=clock.now())
        return text.encode(), now_held.listed

    noted_file(
        _("Download the pack to print"), made, file_name="hand-over.html", mime="text/html", what=Export.HAND_OVER,
        filters={"area": [area.code]} if area else {}, key="hand-over-pack", icon=":material/print:",
        help=_("One file for your browser’s print: internal, not for display. The audit trail notes who took it."),
    )  # fmt: skip


def lately(viewer: Viewer) -> None:
    """What was handed over in the last 60 days, with what the giver wanted known."""
    rows = clock_loaders.hand_overs(viewer)
    if rows.empty:
        return
    st.markdown("#### " + _("Handed over of late"))
    for number_, row in enumerate(tuples(rows)):
        with st.container(border=True, key=f"handed-over-{number_}", gap=None):
            where = plain(row.area) if present(row.area) else _("all neighbourhoods")
            said = _("**{giver} to {receiver}**, {where}, {when}").format(
                giver=plain(row.giver), receiver=plain(row.receiver), where=where, when=said_time(row.at, clock.now())
            )
            st.markdown(said)
            st.caption(moved_words(row.moved))
            if present(row.note):
                st.markdown(plain(row.note))
