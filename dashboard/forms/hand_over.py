"""Hand over: who takes it, what they should know, and everything at once after one confirmation."""

import streamlit as st

from dashboard import loaders
from dashboard.clock_words import moved_words
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.concern_work import no_names
from dashboard.submit import Receipt, submit
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, number, plain, say
from db.access import Viewer
from db.commands.hand_over import LONGEST_NOTE, HandedOver, HandOverWork
from db.queries.hand_over import Held

LEFT_SHOWN = 20


def hand_over_form(viewer: Viewer, held: Held, *, area_id: int | None, area: str | None) -> str:
    """Gives the words typed under "Things to know", for the pack."""
    draft = Draft(f"hand_over.{held.officer_id}", viewer)
    with st.container(border=True, key="hand-over-form"):
        st.markdown("#### " + _("Hand it over"))
        if show_receipt(draft.form, viewer, another=_("Hand over more")):
            return ""
        form_notice(draft.form, fields={"to": "", "note": ""})
        names = _receivers(viewer, held.officer_id)
        to = st.selectbox(
            _("Who takes over (required)"), list(names), format_func=lambda i: names[i], index=None,
            placeholder=_("Choose a colleague"), **draft.bind("to", options=[None, *names]),
        )  # fmt: skip
        field_problem(draft.form, "to")
        note = draft.words(
            _("Things to know"), "note", rows=4, most=LONGEST_NOTE, placeholder=no_names(),
            help=_("Kept with the hand-over and printed in the pack: what no record says. No names of residents."),
        )  # fmt: skip
        areas_too = False
        if held.areas:
            areas_too = st.checkbox(
                _("They also answer for: {areas}").format(areas=plain(", ".join(held.areas))),
                **draft.bind("areas", True),
            )
        sure = st.checkbox(_confirmation(held, names.get(to or 0), areas_too=areas_too), **draft.bind("sure", False))
        if not sure:
            st.caption(_("Nothing changes before you have ticked this."))
        elif save_button(draft, _("Reassign everything"), icon=":material/swap_horiz:"):
            command = HandOverWork(held.officer_id, int(to) if to else None, area_id, note or None, areas_too)
            giver, receiver = held.officer, names.get(to or 0, "")
            submit(command, viewer=viewer, form=draft.form, said=lambda done: _said(done, giver, receiver, area))
    return note


def _receivers(viewer: Viewer, giver: int) -> dict[int, str]:
    people = loaders.colleagues(viewer)
    rows = [row for row in tuples(people) if row.officer_id != giver]
    return {int(row.officer_id): f"{row.name} ({row.team})" if isinstance(row.team, str) else row.name for row in rows}


def _confirmation(held: Held, receiver: str | None, *, areas_too: bool) -> str:
    """One sentence with every count."""
    frames = {
        "concern": held.concerns, "case": held.cases, "task": held.tasks, "event": held.events,
        "organisation": held.partners,
    }  # fmt: skip
    counts: dict[str, int] = {kind: len(rows) for kind, rows in frames.items()}
    counts["neighbourhood"] = len(held.areas) if areas_too else 0
    said = moved_words(counts) or _("nothing")
    if held.unlisted:
        more = ngettext("{n} restricted record", "{n} restricted records", held.unlisted)
        said = _("{what} and {restricted}").format(what=said, restricted=more.format(n=number(held.unlisted)))
    whom = plain(receiver) if receiver else _("whoever is chosen above")
    return _("Yes: {what} go from {giver} to {receiver}.").format(what=said, giver=plain(held.officer), receiver=whom)


def _said(done: HandedOver, giver: str, receiver: str, area: str | None) -> Receipt:
    sentence = _("{what} went from {giver} to {receiver}.").format(
        what=moved_words(done.moved), giver=giver, receiver=receiver
    )
    if area:
        sentence = _("{area}: {sentence}").format(area=area, sentence=sentence)
    return Receipt(sentence, (), what_next=_left(done))


def _left(done: HandedOver) -> str:
    if not done.left:
        return _("Nothing was left behind. Each record’s history says so.")
    lines = [f"- {plain(one.ref)}: {plain(say(one.why))}" for one in done.left[:LEFT_SHOWN]]
    if (more := len(done.left) - LEFT_SHOWN) > 0:
        lines.append("- " + ngettext("{n} more", "{n} more", more).format(n=number(more)))
    return "\n".join([_("Not handed over:"), "", *lines])
