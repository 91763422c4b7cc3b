"""Templates: texts with fields that communications start from; supervisors keep them."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import partner_loaders
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.components.states import empty_state
from dashboard.draft import Draft
from dashboard.labels import communication_kind_label
from dashboard.letters_filled import field_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, ngettext, number, plain
from db.access import Permission, Viewer
from db.commands.communication_templates import RemoveTemplate, SaveTemplate
from db.letter_fields import FIELDS
from db.queries.communications import Template
from db.vocabulary import CommunicationKind

REMOVED = "template.removed"


def templates_shown(viewer: Viewer, answer: DeltaGenerator) -> None:
    found = partner_loaders.templates(viewer)
    with answer:
        said = ngettext("{n} template", "{n} templates", len(found)).format(n=number(len(found)))
        st.markdown(f"**{said}**")
        st.caption(_("A new communication can start from one: the event, its day, place and area fill themselves in."))
    if not show_receipt(REMOVED, viewer, another=_("Close")):
        form_notice(REMOVED, fields={})
    keeps = viewer.may(Permission.REFERENCE_KEEP)
    if not found:
        detail = _("Write the first one below.") if keeps else _("Your supervisor writes them here.")
        empty_state(_("No template yet."), detail=detail, icon=":material/draft:", key="templates")
    if keeps:
        _fields_there_are()
    for template in found:
        if keeps:
            _change(viewer, template)
        else:
            _look(template)
    if keeps:
        _change(viewer, None)


def _fields_there_are() -> None:
    lines = [f"- `{{{{ {name} }}}}` {field_label(name)}" for name in FIELDS]
    with st.expander(_("Fields you can use"), icon=":material/data_object:"):
        st.markdown("\n".join(lines))


def _look(template: Template) -> None:
    with st.expander(f"{plain(template.name)} · {communication_kind_label(template.kind)}", icon=":material/draft:"):
        st.markdown(f"**{plain(template.title)}**")
        st.markdown(plain(template.words).replace("\n", "  \n"))


def _change(viewer: Viewer, template: Template | None) -> None:
    draft = Draft(f"template.{template.id}" if template else "template.new", viewer)
    name = f"{plain(template.name)} · {communication_kind_label(template.kind)}" if template else _("Write a template")
    icon = ":material/draft:" if template else ":material/add:"
    with st.expander(name, icon=icon, expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Change it again") if template else _("Write another")):
            return
        form_notice(draft.form, fields=_named(), mine=draft.fields)
        command = _fields(draft, template)
        if save_button(draft, _("Save the template")):
            submit(
                command, viewer=viewer, form=draft.form,
                said=lambda _saved: Receipt(_("Saved. New communications can start from it.")),
            )  # fmt: skip
        if template and st.button(
            _("Remove it"), key=draft.widget("remove"), icon=":material/delete:", width="stretch"
        ):
            submit(
                RemoveTemplate(template.id, newest_version(draft.form, template.version)),
                viewer=viewer,
                form=REMOVED,
                said=lambda _saved: Receipt(_("Removed. What was written from it stays.")),
            )
        if template:
            note_shown(draft.form, template.version)


def _named() -> dict[str, str]:
    return {
        "name": _("Name"),
        "kind": _("What it is"),
        "language": _("Language"),
        "title": _("Headline or subject"),
        "words": _("Text"),
    }


def _fields(draft: Draft, template: Template | None) -> SaveTemplate:
    named, kinds = _named(), list(CommunicationKind)
    name = st.text_input(_("Name (required)"), max_chars=80, **draft.bind("name", template.name if template else ""))
    field_problem(draft.form, "name")
    kind = st.selectbox(
        named["kind"], kinds, format_func=communication_kind_label,
        **draft.bind("kind", CommunicationKind(template.kind) if template else kinds[0], options=kinds),
    )  # fmt: skip
    field_problem(draft.form, "kind")
    language = st.text_input(
        named["language"], max_chars=40, **draft.bind("language", (template.language or "") if template else "English")
    )
    field_problem(draft.form, "language")
    title = st.text_input(
        _("Headline or subject (required)"), max_chars=200, **draft.bind("title", template.title if template else "")
    )
    field_problem(draft.form, "title")
    text = draft.words(named["words"], "words", default=template.words if template else "", required=True, rows=8)
    return SaveTemplate(
        name, CommunicationKind(kind), title, text, language,
        template.id if template else None, newest_version(draft.form, template.version) if template else None,
    )  # fmt: skip
