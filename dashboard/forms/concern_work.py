"""Work on a concern: move it, give it to somebody, note the answer given."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, loaders
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.closing import asked_fields, feedback_fields, open_promises, promise_fields
from dashboard.labels import category_label, closing_reason_label, priority_label, source_label, status_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, plain, said_time
from db.access import Viewer
from db.commands.closing import Fate, Feedback
from db.commands.concern_work import AssignConcern, MoveConcern, RecordAnswer
from db.errors import CommonGroundError
from db.queries.concerns import ConcernRecord
from db.vocabulary import CONCERN_MOVES, OPEN_STATUSES, ClosingReason, ConcernStatus


def move_form(viewer: Viewer, concern: ConcernRecord, tasks: pd.DataFrame) -> None:
    """Status, with a reason; closing also asks for the kind of reason, for answers given, for promises (in `tasks`)."""
    draft = Draft(f"concern.{concern.ref}.move", viewer)
    moves = list(CONCERN_MOVES[ConcernStatus(concern.status)])
    with st.container(border=True, key="move"):
        st.markdown("#### " + _("Change the status"))
        if show_receipt(draft.form, viewer, another=_("Change it again")):
            return
        voices, promised = loaders.to_tell(viewer, concern.ref), open_promises(tasks)
        form_notice(
            draft.form,
            fields={
                "status": _("Status"),
                "owner_id": _("Owner"),
                "to": "",
                "reason": "",
                "closing_reason": "",
                **asked_fields(voices, promised),
            },
            mine={"status": draft.value("to")},
            in_words=in_words(viewer),
        )
        # Nothing is chosen beforehand: the likely next step is another one for everybody.
        to = st.pills(
            _("To (required)"), moves, format_func=_move_label(concern), **draft.bind("to", options=[None, *moves])
        )
        field_problem(draft.form, "to")
        closing = None
        if to == ConcernStatus.CLOSED:
            reasons = list(ClosingReason)
            closing = st.selectbox(
                _("Why it is closed (required)"), reasons, format_func=closing_reason_label, index=None,
                placeholder=_("Choose a reason"), **draft.bind("closing_reason", options=[None, *reasons]),
            )  # fmt: skip
            field_problem(draft.form, "closing_reason")
        reason = draft.words(_("Why"), "reason", required=True, rows=3, most=2000, placeholder=no_names())
        outcome = ""
        if to in (ConcernStatus.RESOLVED, ConcernStatus.CLOSED):
            outcome = draft.words(_("What came of it"), "outcome", rows=2, most=2000, default=concern.outcome or "")
        feedback: tuple[Feedback, ...] = ()
        fates: tuple[Fate, ...] = ()
        if to == ConcernStatus.CLOSED:
            feedback, fates = feedback_fields(draft, voices), promise_fields(draft, promised)
        if save_button(draft, _("Save the status")):
            submit(
                MoveConcern(
                    concern.ref,
                    newest_version(draft.form, concern.version),
                    ConcernStatus(to) if to else None,  # type: ignore[arg-type]  # the command says so
                    reason,
                    ClosingReason(closing) if closing else None,
                    outcome or None,
                    feedback,
                    fates,
                ),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(
                    now_is(concern.ref, lambda: loaders.concern_record(viewer, concern.ref).status, status_label)
                ),
            )
        note_shown(draft.form, concern.version)


def no_names() -> str:
    """What stands in an empty reason: it is read by more people than its writer thinks of."""
    return _("No names: everybody on the team reads this.")


def _move_label(concern: ConcernRecord) -> Callable[[str], str]:
    reopens = concern.status not in OPEN_STATUSES

    def label(to: str) -> str:
        if reopens and to == ConcernStatus.IN_PROGRESS:
            return _("Reopen: in progress")
        return status_label(to)

    return label


def now_is(ref: str, status: Callable[[], str], label: Callable[[str], str]) -> str:
    """Where a record stands after a save. Read again rather than repeated from the form: a second click may find the
    form already changed."""
    try:
        return _("{ref} is now “{status}”.").format(ref=ref, status=label(status()))
    except CommonGroundError:
        return _("{ref} is saved.").format(ref=ref)


def in_words(viewer: Viewer) -> Callable[[str, Any], str]:
    """A field's value as the record shows it, for putting two versions side by side."""
    labels: dict[str, Callable[[Any], str]] = {
        "status": status_label,
        "category": category_label,
        "priority": priority_label,
        "source_type": source_label,
        "owner_id": lambda officer_id: loaders.colleague_names(viewer).get(int(officer_id), _("a colleague")),
    }

    def say(field: str, value: Any) -> str:
        if isinstance(value, datetime):
            return said_time(value, clock.now())
        return labels.get(field, str)(value)

    return say


def assign_form(viewer: Viewer, concern: ConcernRecord) -> None:
    """Who answers for it: colleagues of one's own team first."""
    draft = Draft(f"concern.{concern.ref}.assign", viewer)
    names = loaders.colleague_names(viewer)
    with st.container(border=True, key="assign"):
        st.markdown("#### " + _("Owner"))
        if show_receipt(draft.form, viewer, another=_("Change it again")):
            return
        form_notice(
            draft.form,
            fields={"owner": "", "status": _("Status"), "owner_id": _("Owner")},
            mine={"owner_id": draft.value("owner")},
            in_words=in_words(viewer),
        )
        if concern.owner_id != viewer.officer_id and st.button(
            _("Take it myself"), key=draft.widget("mine"), icon=":material/person_add:", width="stretch"
        ):
            _assign(viewer, concern, draft, viewer.officer_id)
        options = [i for i in names if i != concern.owner_id]
        chosen = st.selectbox(
            _("Give it to"), options, format_func=lambda i: names[i], index=None, placeholder=_("Choose a colleague"),
            **draft.bind("owner", options=[None, *options]),
        )  # fmt: skip
        field_problem(draft.form, "owner")
        if chosen is not None and save_button(draft, _("Give it to {name}").format(name=plain(names[chosen]))):
            _assign(viewer, concern, draft, chosen)
        note_shown(draft.form, concern.version)


def _assign(viewer: Viewer, concern: ConcernRecord, draft: Draft, owner_id: int | None) -> None:
    name = loaders.colleague_names(viewer).get(owner_id or 0, "")
    submit(
        AssignConcern(concern.ref, newest_version(draft.form, concern.version), int(owner_id or 0)),
        viewer=viewer,
        form=draft.form,
        said=lambda _answer: Receipt(_("{ref} is now {name}’s.").format(ref=concern.ref, name=name)),
    )


def answer_form(viewer: Viewer, concern: ConcernRecord) -> None:
    """That those who wanted an answer have been told."""
    draft = Draft(f"concern.{concern.ref}.answer", viewer)
    with st.container(border=True, key="answer"):
        st.markdown("#### " + _("Answer given"))
        if show_receipt(draft.form, viewer, another=_("Close")):
            return
        form_notice(
            draft.form,
            fields={"how": "", "acknowledged_at": _("Told"), "status": _("Status"), "owner_id": _("Owner")},
            in_words=in_words(viewer),
        )
        how = draft.words(_("How they were told, and what"), "how", required=True, rows=2, most=300)
        if save_button(draft, _("They have been told"), icon=":material/mark_chat_read:"):
            submit(
                RecordAnswer(concern.ref, newest_version(draft.form, concern.version), how),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(
                    _("Noted: those who asked about {ref} were told.").format(ref=concern.ref)
                ),
            )
        note_shown(draft.form, concern.version)
