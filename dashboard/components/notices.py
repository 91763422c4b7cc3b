"""Mails on the account page: which ones, where to, and what is in them."""

import streamlit as st

from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.letters import KINDS
from dashboard.shared_store import shared_store
from dashboard.submit import Receipt, submit
from dashboard.words import _, plain
from db.access import Permission, Viewer
from db.commands.notices import SetNotices
from db.queries.notices import MyNotices, my_notices
from db.vocabulary.notices import NoticeKind

FORM = "account.notices"


def notices_card(viewer: Viewer) -> None:
    """For roles that work records; says so when no mail is sent from here."""
    if not viewer.may(Permission.TASK_WORK):
        return
    settings = shared_store().settings
    with st.container(border=True, key="account-notices"):
        st.markdown("## " + _("Mails to you"))
        if not settings.sends_mail:
            st.info(
                _("No mail server is set up here, so no mails are sent and none wait. Everything stands on Today."),
                icon=":material/mail_off:",
            )
            return
        with shared_store().reading() as session:
            mine = my_notices(session, viewer=viewer, settings=settings)
        st.markdown(_("They hold references and links, never what a record says. You read it here, signed in."))
        if mine.failing:
            st.warning(_("The last mail to you could not be sent yet; it is being tried again."))
        _form(viewer, mine)


def _form(viewer: Viewer, mine: MyNotices) -> None:
    draft = Draft(FORM, viewer)
    if show_receipt(draft.form, viewer, another=_("Change it again")):
        return
    form_notice(draft.form, fields={"address": "", "wanted": ""})
    wanted = set()
    for kind in NoticeKind:
        name, about = KINDS[kind]
        if st.checkbox(f"**{_(name)}.** {_(about)}", **draft.bind(kind.name.lower(), kind not in mine.silent)):
            wanted.add(kind)
    if mine.address is None:
        st.warning(_("No mails reach you: you do not sign in with an address. Give one here."))
    typed = st.text_input(
        _("Send them to"), placeholder=mine.address or _("name@agency.example"), max_chars=200,
        help=_("Leave it empty to use the address you sign in with."), **draft.bind("address", mine.typed or ""),
    )  # fmt: skip
    field_problem(draft.form, "address")
    if save_button(draft):
        submit(
            SetNotices(typed or None, frozenset(wanted)),
            viewer=viewer,
            form=draft.form,
            said=lambda _answer: Receipt(_said(wanted, typed or mine.address)),
        )


def _said(wanted: set[NoticeKind], address: str | None) -> str:
    if not wanted:
        return _("Saved. No mails are sent to you.")
    if not address:
        return _("Saved. Mails begin once you give an address.")
    names = ", ".join(_(KINDS[kind][0]) for kind in NoticeKind if kind in wanted)
    return _("Saved. You get: {names}.").format(names=plain(names))
