"""Several concerns at once, for whoever answers for a team: choose them in the list, give them away or move them on."""

import hashlib
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import loaders
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.components.rows import concern_row
from dashboard.draft import Draft
from dashboard.forms.concern_work import no_names
from dashboard.labels import closing_reason_label, status_label
from dashboard.submit import Receipt, form_key, submit
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, plain, say
from db.access import Permission, Viewer
from db.commands.many import AssignConcerns, Chosen, MoveConcerns, Several
from db.vocabulary import ClosingReason, ConcernStatus

FORM = "concerns.many"
# What can be said of several at once; a result is said of each.
MOVES = (ConcernStatus.TRIAGED, ConcernStatus.IN_PROGRESS, ConcernStatus.AWAITING_OTHERS, ConcernStatus.CLOSED)


def chooses_several(viewer: Viewer) -> bool:
    """The switch above the list; False for those who work one at a time."""
    if not viewer.may(Permission.CONCERN_MANY):
        return False
    return st.toggle(_("Choose several"), key="many-on", help=_("Give several concerns away, or move them, at once."))


def choice_row(row: Any, *, looking_for: str = "") -> None:
    """A row of the list with a box to tick; a concern that changes meanwhile is not chosen any more."""
    with st.container(horizontal=True, vertical_alignment="top", key=f"choice-{row.ref}"):
        st.checkbox(_("Choose {ref}").format(ref=row.ref), key=_box(row), label_visibility="collapsed")
        with st.container(gap=None, key=f"choice-row-{row.ref}"):
            concern_row(row, looking_for=looking_for)


def _box(row: Any) -> str:
    return f"many-{row.ref}-{int(row.version)}"


def many_form(viewer: Viewer, listed: pd.DataFrame) -> None:
    """What to do with the ticked ones of this page."""
    shown = list(tuples(listed))
    chosen = [row for row in shown if st.session_state.get(_box(row))]
    draft = Draft(FORM, viewer)
    with st.container(border=True, key="many"):
        if show_receipt(FORM, viewer, another=_("Choose others")):
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            n = len(chosen)
            st.markdown("**" + ngettext("{n} chosen", "{n} chosen", n).format(n=n) + "**", width="stretch")
            st.button(
                _("Choose all on this page"), key="many-all", on_click=_tick, args=([_box(row) for row in shown],)
            )
        if not chosen:
            st.caption(_("Tick the concerns in the list, then say what to do with them."))
            return
        form_notice(FORM, fields={"owner": "", "to": "", "reason": "", "closing_reason": ""})
        doing = {"give": _("Give away"), "move": _("Change status")}
        what = st.segmented_control(
            _("What to do"), list(doing), format_func=lambda key: doing[key], label_visibility="collapsed",
            required=True, **draft.bind("what", "give", options=list(doing)),
        )  # fmt: skip
        items = tuple(Chosen(str(row.ref), int(row.version)) for row in chosen)
        (_give if what == "give" else _move)(viewer, draft, items)


def _tick(boxes: Sequence[str]) -> None:
    for box in boxes:
        st.session_state[box] = True


def _give(viewer: Viewer, draft: Draft, items: tuple[Chosen, ...]) -> None:
    names = loaders.colleague_names(viewer)
    owner = st.selectbox(
        _("To (required)"), list(names), format_func=lambda i: names[i], index=None,
        placeholder=_("Choose a colleague"), **draft.bind("owner", options=[None, *names]),
    )  # fmt: skip
    field_problem(FORM, "owner")
    label = ngettext("Give {n} concern away", "Give {n} concerns away", len(items)).format(n=len(items))
    if save_button(draft, label, icon=":material/person_add:"):
        name = names.get(owner or 0, "")
        submit(
            AssignConcerns(items, int(owner or 0)),
            viewer=viewer,
            form=FORM,
            key=_key(draft, items),
            said=lambda done: _receipt(
                done,
                ngettext("{n} concern is now {name}’s.", "{n} concerns are now {name}’s.", len(done.done)).format(
                    n=len(done.done), name=name
                ),
            ),
        )


def _move(viewer: Viewer, draft: Draft, items: tuple[Chosen, ...]) -> None:
    moves = list(MOVES)
    to = st.pills(_("To (required)"), moves, format_func=status_label, **draft.bind("to", options=[None, *moves]))
    field_problem(FORM, "to")
    closing = None
    if to == ConcernStatus.CLOSED:
        reasons = [reason for reason in ClosingReason if reason != ClosingReason.RESOLVED]
        closing = st.selectbox(
            _("Why they are closed (required)"), reasons, format_func=closing_reason_label, index=None,
            placeholder=_("Choose a reason"), **draft.bind("closing_reason", options=[None, *reasons]),
        )  # fmt: skip
        field_problem(FORM, "closing_reason")
        st.caption(
            _("One whose reporter waits for an answer, or with an open promise, stays: close it on its own page.")
        )
    reason = draft.words(_("Why"), "reason", required=True, rows=2, most=2000, placeholder=no_names())
    label = ngettext("Change {n} concern", "Change {n} concerns", len(items)).format(n=len(items))
    if save_button(draft, label):
        submit(
            MoveConcerns(
                items,
                ConcernStatus(to) if to else None,  # type: ignore[arg-type]  # the command says so
                reason,
                ClosingReason(closing) if closing else None,
            ),
            viewer=viewer,
            form=FORM,
            key=_key(draft, items),
            said=lambda done: _receipt(
                done,
                ngettext("{n} concern is now “{status}”.", "{n} concerns are now “{status}”.", len(done.done)).format(
                    n=len(done.done), status=status_label(to or "")
                ),
            ),
        )


def _key(draft: Draft, items: tuple[Chosen, ...]) -> str:
    """A second click is the same save; another choice with the same words is another."""
    chosen = hashlib.sha256(repr(items).encode()).hexdigest()
    return hashlib.sha256(f"{form_key(draft.form)}\n{chosen}".encode()).hexdigest()


def _receipt(done: Several, sentence: str) -> Receipt:
    lines = [f"- {plain(item.ref)}: {plain(say(item.why))}" for item in done.left]
    if not lines:
        return Receipt(sentence)
    head = ngettext("{n} stays as it was:", "{n} stay as they were:", len(lines)).format(n=len(lines))
    return Receipt(sentence, what_next="\n".join([head, "", *lines]))
