"""A photo or a PDF with what is logged: checked and cleaned before anything is saved."""

import streamlit as st

from dashboard.components.form import field_problem
from dashboard.components.states import loading
from dashboard.draft import Draft, form_state
from dashboard.forms.attach import ACCEPTED
from dashboard.words import _
from db.access import Permission
from db.cleaning import CleanFile
from db.cleaning.apart import clean_apart
from db.errors import BadFile, Sentence

FIELD = "photo"


def photo_field(draft: Draft) -> None:
    """Only for who may add files to the record afterwards. The file waits in the browser's session, not in the draft."""
    if not draft.viewer.may(Permission.CONCERN_WORK):
        return
    st.file_uploader(
        _("Add a photo or a PDF"), type=ACCEPTED, max_upload_size=10, key=draft.widget(FIELD), on_change=_another,
        args=(draft.form,),
        help=_("Location, device and time are removed from it before it is kept; what can be seen or read in it stays."),
    )  # fmt: skip
    field_problem(draft.form, FIELD)


def _another(form: str) -> None:
    form_state(form)["problems"].pop(FIELD, None)


def has_photo(draft: Draft) -> bool:
    return st.session_state.get(draft.widget(FIELD)) is not None


def clean_photo(draft: Draft) -> CleanFile | Sentence | None:
    """The chosen file as it may be kept, or why it cannot be; None when there is none."""
    sent = st.session_state.get(draft.widget(FIELD))
    if sent is None:
        return None
    with loading(_("Checking and cleaning the file…")):
        try:
            return clean_apart(sent.getvalue())
        except BadFile as error:
            return error.sentence
