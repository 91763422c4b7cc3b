"""Photos and PDFs of a record: what there is, looking at them (recorded), adding one, taking one away."""

from typing import Any

import streamlit as st

from dashboard import clock, loaders, navigation
from dashboard.components.in_browser import component
from dashboard.components.rows import present
from dashboard.forms.attach import attach_form
from dashboard.submit import Receipt, submit
from dashboard.tuples import tuples
from dashboard.words import _, plain, said_size, said_time
from db.access import Permission, Viewer
from db.commands.attachments import RemoveAttachment
from db.vocabulary.notices import FileKind

_gallery = component("gallery")


def attached_files(viewer: Viewer, ref: str, *, may_add: bool) -> None:
    """For a concern, a case or an event; nothing is drawn for who may neither look at files nor add them."""
    if not viewer.may(Permission.PERSONAL_READ):
        return
    found = loaders.attachments(viewer, ref)
    with st.container(border=True, key="attached-files"):
        st.markdown("#### :material/attach_file: " + _("Photos and documents"))
        if found.empty:
            st.caption(_("No photo or document yet."))
        else:
            st.caption(_("Faces and plates: not for projection. Opening them is recorded."))
        for row in tuples(found):
            _row(viewer, ref, row, may_remove=may_add)
        _photos(ref, [row for row in tuples(found) if row.kind != FileKind.PDF])
        if may_add:
            attach_form(viewer, ref)


def _title(row: Any) -> str:
    if present(row.title):
        return str(row.title)
    return _("Document") if row.kind == FileKind.PDF else _("Photo")


def _address(row: Any) -> str:
    return f"{navigation.base_path()}/attachment/{row.code}"


def _row(viewer: Viewer, ref: str, row: Any, *, may_remove: bool) -> None:
    with st.container(key=f"attached-{row.code}", horizontal=True, vertical_alignment="center", gap="small"):
        icon = ":material/picture_as_pdf:" if row.kind == FileKind.PDF else ":material/image:"
        who = plain(row.who) if present(row.who) else _("nobody here")
        about = _("{size}, added {when} by {who}").format(
            size=said_size(row.size), when=said_time(row.attached_at, clock.now()), who=who
        )
        st.markdown(f"{icon} **{plain(_title(row))}**  \n{about}", width="stretch")
        if row.kind == FileKind.PDF:
            st.link_button(_("Download"), _address(row), icon=":material/download:")
        if may_remove:
            with st.popover(_("Take away"), icon=":material/delete:"):
                st.markdown(_("Nobody will see it here any more. It is kept as evidence, not erased."))
                if st.button(_("Take it away"), key=f"remove-{row.code}", type="primary"):
                    _remove(viewer, ref, row)


def _remove(viewer: Viewer, ref: str, row: Any) -> None:
    submit(
        RemoveAttachment(row.code),
        viewer=viewer,
        form=f"attach.{ref}",
        key=f"remove-{row.code}",
        said=lambda _answer: Receipt(_("“{title}” was taken away.").format(title=_title(row))),
    )


def _photos(ref: str, photos: list[Any]) -> None:
    if not photos or not st.button(_("Show the photos"), key=f"photos-{ref}", icon=":material/visibility:"):
        return
    shown = [{"address": _address(row), "title": _title(row)} for row in photos]
    _gallery(key=f"gallery-{ref}", data={"photos": shown, "missing": _("cannot be opened")})
    st.button(_("Hide them"), key=f"hide-photos-{ref}", icon=":material/visibility_off:")
