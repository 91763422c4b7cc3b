"""Requests of subjects: each with its clock and its next step."""

from functools import partial
from typing import Any

import streamlit as st

from dashboard import clock, keeping_loaders
from dashboard.components.form import form_notice, save_button, short_receipt
from dashboard.components.rows import rows
from dashboard.components.states import empty_state
from dashboard.components.subject_found import choose_form, look, who_asks
from dashboard.documents.subject_answer import as_json, as_pdf
from dashboard.draft import Draft
from dashboard.exports import noted_file
from dashboard.keeping_words import status_of
from dashboard.shared_store import shared_store
from dashboard.submit import Receipt, submit
from dashboard.words import _, ngettext, plain, said_date, said_left, say
from db.access import Viewer
from db.commands.erasing import ProposeErasure
from db.commands.exports import Export
from db.commands.subject_answers import TakeSubjectAnswer
from db.commands.subject_requests import ChooseFound
from db.subjects import SubjectAnswer
from db.vocabulary.keeping import ErasureGround, RequestStatus


def requests_list(viewer: Viewer) -> None:
    requests = keeping_loaders.subject_requests(viewer)
    owed = requests[~requests["status"].isin([RequestStatus.GIVEN, RequestStatus.REFUSED])]
    if requests.empty:
        empty_state(
            _("Nobody has asked yet."), detail=_("Note a request above; its month begins the day they asked."),
            key="subjects", icon=":material/person_search:",
        )  # fmt: skip
        return
    words = ngettext("{n} answer is owed.", "{n} answers are owed.", len(owed)).format(n=len(owed))
    st.markdown(f"**{words}**")
    rows(requests, lambda row: _request(viewer, row), key="subject")


def _request(viewer: Viewer, row: Any) -> None:
    given = row.status == RequestStatus.GIVEN
    late = not given and row.due_at < clock.now()
    left = _("given {when}").format(when=said_date(row.given_at.date(), clock.today())) if given else said_left(
        row.due_at, clock.now()
    )  # fmt: skip
    mark = f":red-badge[:material/alarm: {left}]" if late else f":gray-badge[{left}]"
    st.markdown(f"**{plain(row.ref)}** · {status_of(row.status)} {mark}")
    asked = said_date(row.received_at.date(), clock.today())
    st.caption(_("They asked {when}.").format(when=asked) + " " + _chosen(len(row.chosen)))
    form = f"subject.{row.ref}.choose"
    form_notice(form, fields={})
    short_receipt(form, viewer)
    if row.status in (RequestStatus.OPEN, RequestStatus.WAITING):
        search = look(viewer, row.ref, _("Look for what is kept"))
        if search is not None:
            who_asks(search)
            choose_form(row.ref, search, partial(_choose, viewer, form, row.ref, int(row.version)))
    elif row.status in (RequestStatus.APPROVED, RequestStatus.GIVEN):
        _files(row.ref)
        _erase(viewer, row.ref)


def _chosen(n: int) -> str:
    return ngettext("{n} place is chosen.", "{n} places are chosen.", n).format(n=n) if n else _("Nothing is chosen.")


def _choose(viewer: Viewer, form: str, ref: str, version: int, boxes: dict[str, tuple[str, int]]) -> None:
    chosen = tuple(pair for key, pair in boxes.items() if st.session_state.get(key))
    said = Receipt(_("{ref} waits for a second person.").format(ref=ref))
    submit(ChooseFound(ref, version, chosen), viewer=viewer, form=form, said=lambda _saved: said, redraw=False)


def _files(ref: str) -> None:
    kinds = (
        ("pdf", "application/pdf", _("Take out the PDF"), as_pdf),
        ("json", "application/json", _("Take out the JSON"), as_json),
    )
    with st.container(horizontal=True, key=f"files-{ref}"):
        for ending, mime, label, made in kinds:

            def make(viewer: Viewer, made: Any = made) -> tuple[bytes, int]:
                answer: SubjectAnswer = shared_store().execute(TakeSubjectAnswer(ref), by=viewer, now=clock.now())
                return made(answer), len(answer.entries)

            noted_file(
                label, make, file_name=f"{ref}.{ending}", mime=mime, what=Export.SUBJECT, filters={},
                key=f"take-{ending}-{ref}", icon=":material/download:",
                help=_("Other people are taken out. The audit trail notes who took it and when."),
            )  # fmt: skip


def _erase(viewer: Viewer, ref: str) -> None:
    draft = Draft(f"subject.{ref}.erase", viewer)
    with st.expander(_("They want it erased"), icon=":material/delete:", expanded=bool(draft.fields)):
        form_notice(draft.form, fields={"refs": "", "note": ""})
        short_receipt(draft.form, viewer)
        st.caption(_("Only what is closed can be erased, and another person decides. A contact: O-2026-00003/17."))
        typed = st.text_input(
            _("References, separated by commas (required)"), max_chars=1000, placeholder="C-2026-00042",
            **draft.bind("refs", ""),
        )  # fmt: skip
        if save_button(draft, _("Propose to erase"), icon=":material/outgoing_mail:"):
            refs = tuple(part.strip().upper() for part in (typed or "").split(",") if part.strip())
            submit(
                ProposeErasure(refs, ErasureGround.SUBJECT, ref), viewer=viewer, form=draft.form,
                said=lambda settled: Receipt(
                    _("Proposed: {refs}.").format(refs=", ".join(settled.done))
                    + "".join(f" {item.ref}: {say(item.why)}" for item in settled.left)
                ),
            )  # fmt: skip
