"""Views somebody has saved: a row of names, each one tap from its list; and a name for what is shown now."""

from urllib.parse import parse_qs, urlencode

import streamlit as st

from dashboard import loaders, navigation
from dashboard.components.form import field_problem, form_notice
from dashboard.draft import form_state
from dashboard.state import Url
from dashboard.submit import Receipt, submit
from dashboard.words import _, plain
from db.access import Permission, Viewer
from db.commands.views import ForgetView, SaveView

# A search can hold a name: it stays with the person who typed it and is not written down in a view.
NOT_KEPT = (Url.RECORD, Url.FIND)


def saved_views(viewer: Viewer, page: str) -> None:
    """Links to the saved views of a page, and a way to save or remove one."""
    form = f"views.{page}"
    views = loaders.saved_views(viewer, page)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"saved-views-{page}"):
        for view in views:
            label = plain(view.name) if view.by is None else _("{name} (team)").format(name=plain(view.name))
            query = {name: values for name, values in parse_qs(view.query).items() if name not in NOT_KEPT}
            navigation.link(page, label=label, icon=":material/bookmark:", **query)
        with st.popover(_("Saved views"), icon=":material/bookmark_add:", key=f"views-{page}"):
            _keep(viewer, page, form)
            for view in views:
                if view.by is None:
                    st.button(
                        _("Remove “{name}”").format(name=plain(view.name)),
                        key=f"forget-{page}-{view.name}",
                        icon=":material/bookmark_remove:",
                        on_click=_forget,
                        args=(viewer, page, form, view.name),
                        width="stretch",
                    )


def _keep(viewer: Viewer, page: str, form: str) -> None:
    st.markdown(_("Keep what the list shows now, with its filters, under a name."))
    form_notice(form, fields={"view_name": ""})
    if receipt := form_state(form).get("receipt"):
        st.success(plain(receipt["sentence"]), icon=":material/check_circle:")
    name = st.text_input(_("Name of the view"), max_chars=40, key=f"{form}.name")
    field_problem(form, "view_name")
    team = viewer.may(Permission.CONCERN_MANY) and st.toggle(_("For my whole team"), key=f"{form}.team")
    st.button(
        _("Save this view"),
        key=f"{form}.save",
        type="primary",
        on_click=_save,
        args=(viewer, page, form, name or "", bool(team), shown_now()),
        width="stretch",
    )


def shown_now() -> str:
    """The present address as what a view keeps."""
    asked = {name: st.query_params.get_all(name) for name in sorted(st.query_params) if name not in NOT_KEPT}
    return urlencode(asked, doseq=True)


def _save(viewer: Viewer, page: str, form: str, name: str, team: bool, query: str) -> None:
    done = submit(
        SaveView(page, name, query, team),
        viewer=viewer,
        form=form,
        said=lambda _new: Receipt(_("Saved as “{name}”.").format(name=name.strip())),
        redraw=False,
    )
    if done is not None:
        st.session_state[f"{form}.name"] = ""


def _forget(viewer: Viewer, page: str, form: str, name: str) -> None:
    submit(
        ForgetView(page, name),
        viewer=viewer,
        form=form,
        said=lambda _gone: Receipt(_("“{name}” is removed.").format(name=name)),
        redraw=False,
    )
