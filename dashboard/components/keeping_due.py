"""What is due, class by class: references and dates, never content; and proposing it to a second person."""

import streamlit as st

from dashboard import clock, keeping_loaders
from dashboard.components.form import field_problem, form_notice, save_button, short_receipt
from dashboard.components.states import empty_state
from dashboard.draft import Draft
from dashboard.keeping_words import what_happens
from dashboard.labels import confidentiality_label
from dashboard.submit import Receipt, submit
from dashboard.words import _, ngettext, number, plain, said_date, say
from db.access import Viewer
from db.commands.erasing import ProposeErasure, Settled
from db.queries.retention import ClassDue
from db.retention import RULES
from db.vocabulary.keeping import ErasureGround
from db.vocabulary.retention import RetentionClass


def due_section(viewer: Viewer) -> None:
    classes = keeping_loaders.due_classes(viewer)
    due = [one for one in classes if one.due]
    total, held = sum(one.due for one in due), sum(one.held for one in classes)
    short_receipt("keeping.propose", viewer)
    if not due:
        empty_state(
            _("Nothing is due."), detail=_("Records come up here when their years have passed."), key="keeping-due",
            icon=":material/event_available:",
        )  # fmt: skip
    else:
        words = ngettext("{n} record has been kept long enough.", "{n} records have been kept long enough.", total)
        st.markdown("**" + words.format(n=number(total)) + "**")
        st.caption(_("You see references, days and levels here, no content. Propose; another person decides."))
    if held:
        words = ngettext("{n} more is kept by a hold.", "{n} more are kept by a hold.", held)
        st.markdown(":material/gavel: " + words.format(n=number(held)))
    for one in due:
        with st.container(border=True, key=f"due-{one.name.name.lower()}", gap="small"):
            _class(viewer, one)
    rest = [plain(say(one.what)) for one in classes if not one.due]
    if rest:
        st.caption(_("Nothing due among: {classes}.").format(classes="; ".join(rest)))


def _class(viewer: Viewer, one: ClassDue) -> None:
    words = ngettext("{n} record", "{n} records", one.due).format(n=number(one.due))
    st.markdown(f"**{plain(say(one.what))}** · {words}")
    kept = ngettext("Kept {n} year from {since}", "Kept {n} years from {since}", one.years)
    st.caption(
        kept.format(n=one.years, since=say(one.since)) + ". " + _("Then {what}.").format(what=_happens(one.name))
    )
    with st.expander(_("Look and propose"), icon=":material/rule:", expanded=False):
        _propose(viewer, one)


def _happens(name: RetentionClass) -> str:
    return what_happens(RULES[name].kind)


def _propose(viewer: Viewer, one: ClassDue) -> None:
    page = keeping_loaders.due_records(viewer, one.name)
    days = [said_date(since.date(), clock.today()) for since in page.frame["since"]]
    levels = [confidentiality_label(level) for level in page.frame["level"]]
    shown = page.frame.assign(since=days, level=levels)[["ref", "since", "level"]]
    names = {"ref": _("Reference"), "since": say(one.since).capitalize(), "level": _("Confidential")}
    st.dataframe(
        shown.rename(columns=names), hide_index=True, width="stretch", key=f"due-table-{one.name.name.lower()}"
    )
    refs = list(page.frame["ref"])
    if page.total > len(refs):
        st.caption(_("The {n} longest due are shown; the next come up afterwards.").format(n=len(refs)))
    draft = Draft(f"keeping.{one.name.name.lower()}", viewer)
    form_notice(draft.form, fields={"refs": "", "note": ""})
    left_out = st.multiselect(
        _("Leave out"),
        refs,
        placeholder=_("None: propose all that are shown"),
        **draft.bind("left_out", [], options=refs),
    )
    note = draft.words(
        _("Note for the second person, without names"), "note", rows=2, most=500, placeholder=_("Optional")
    )
    field_problem(draft.form, "refs")
    chosen = tuple(ref for ref in refs if ref not in left_out)
    label = ngettext("Propose to erase {n} record", "Propose to erase {n} records", len(chosen))
    if save_button(draft, label.format(n=len(chosen)), icon=":material/outgoing_mail:"):
        command = ProposeErasure(chosen, ErasureGround.RETENTION, note or None)
        submit(command, viewer=viewer, form=draft.form, key=f"{draft.key}-{len(chosen)}", said=proposed)


def proposed(settled: Settled) -> Receipt:
    words = ngettext(
        "{n} record waits for a second person.", "{n} records wait for a second person.", len(settled.done)
    )
    left = "".join(f" {item.ref}: {say(item.why)}" for item in settled.left)
    return Receipt(words.format(n=len(settled.done)) + left)
