"""Partners of a case: who works on it with us, when we last spoke, and how to add one."""

import streamlit as st

from dashboard import case_loaders, clock
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.components.rows import present
from dashboard.draft import Draft
from dashboard.labels import sector_label
from dashboard.submit import Receipt, submit
from dashboard.tuples import tuples
from dashboard.words import _, plain, said_time
from db.access import Viewer
from db.commands.case_partners import AddCasePartner, RemoveCasePartner


def case_partners(viewer: Viewer, ref: str, *, may_change: bool) -> None:
    partners = case_loaders.case_partners(viewer, ref)
    st.markdown("#### " + _("Partners"))
    form_notice(_removing(ref), fields={})
    if partners.empty:
        st.caption(_("No partner works on this with us yet."))
    for partner in tuples(partners):
        with st.container(horizontal=True, vertical_alignment="center", key=f"partner-{partner.ref}"):
            last = said_time(partner.last_contact, clock.now()) if present(partner.last_contact) else _("never logged")
            parts = [sector_label(partner.sector), _("last contact: {when}").format(when=last)]
            did = f": {plain(partner.part)}" if present(partner.part) else ""
            st.markdown(f"**{plain(partner.name)}**{did}  \n:small[{' · '.join(parts)}]", width="stretch")
            if may_change:
                st.button(
                    _("Remove"),
                    key=f"partner-{ref}-{partner.ref}",
                    icon=":material/close:",
                    help=_("{name} does not work on this any more").format(name=plain(partner.name)),
                    on_click=_remove,
                    args=(viewer, ref, str(partner.ref)),
                )
    if may_change:
        _add(viewer, ref, set(partners["ref"]))


def _add(viewer: Viewer, ref: str, known: set[str]) -> None:
    draft = Draft(f"case.{ref}.partner", viewer)
    with st.expander(_("Add a partner"), icon=":material/handshake:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Add another")):
            return
        form_notice(draft.form, fields={"partner": "", "part": ""})
        every = case_loaders.partner_choices(viewer)
        names = {str(row.ref): str(row.name) for row in tuples(every) if row.ref not in known}
        chosen = st.selectbox(
            _("Partner (required)"), list(names), format_func=names.__getitem__, index=None,
            placeholder=_("Choose or type a name"), **draft.bind("partner", options=[None, *names]),
        )  # fmt: skip
        field_problem(draft.form, "partner")
        part = draft.words(_("What they do in it"), "part", rows=1, most=120)
        if save_button(draft, _("Add the partner")):
            submit(
                AddCasePartner(ref, chosen or "", part or None),
                viewer=viewer,
                form=draft.form,
                said=lambda _saved: Receipt(
                    _("{name} works on this with us.").format(name=names.get(chosen or "", ""))
                ),
            )


def _removing(ref: str) -> str:
    """The form a removal goes by: what could not be done is said at the top of the list."""
    return f"case.{ref}.partners"


def _remove(viewer: Viewer, ref: str, partner: str) -> None:
    form = _removing(ref)
    submit(RemoveCasePartner(ref, partner), viewer=viewer, form=form, said=lambda _saved: Receipt(""), redraw=False)
