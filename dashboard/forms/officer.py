"""An officer added, and their role and reach changed."""

from typing import Any

import streamlit as st

from dashboard import people_loaders
from dashboard.areas import known_areas
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft, form_state
from dashboard.labels import role_name, role_purpose
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, plain
from db.access import Viewer
from db.commands.officers import ChangeOfficer
from db.commands.people import AddOfficer
from db.queries.accounts import Person
from db.vocabulary import Role

NEW = "people.new"
ROLES = [role for role in Role if role != Role.SYSTEM]


def new_officer_form(viewer: Viewer) -> None:
    draft = Draft(NEW, viewer)
    with st.expander(_("Add an officer"), icon=":material/person_add:", expanded=bool(draft.fields)):
        if show_receipt(NEW, viewer, another=_("Add another"), links=_links()):
            return
        draft_notice(draft)
        form_notice(NEW, fields={**_named(), "subject": _("Signs in as")})
        subject = st.text_input(
            _("Signs in as (required)"),
            max_chars=200,
            help=_(
                "The name they will type, or their e-mail address at the agency’s identity provider. It stays the same."
            ),
            **draft.bind("subject", ""),
        )
        field_problem(NEW, "subject")
        fields = _fields(viewer, draft, None)
        if save_button(draft, _("Add")):
            submit(
                AddOfficer(subject or "", **fields),
                viewer=viewer,
                form=NEW,
                said=lambda saved: Receipt(
                    _("{name} is added.").format(name=fields["display_name"].strip()),
                    (saved.ref,),
                    what_next=_("Next: open their page and make their local account, unless they sign in elsewhere."),
                ),
            )


def _links() -> dict[str, tuple[str, dict[str, str]]]:
    kept = form_state(NEW).get("receipt")
    return {_("Open their page"): ("people", {"ref": ref}) for ref in (kept or {}).get("refs", ())}


def change_officer_form(viewer: Viewer, person: Person) -> None:
    """A stale edit shows both versions and keeps what was chosen."""
    draft = Draft(f"people.{person.officer_id}.change", viewer)
    with st.expander(_("Change role and reach"), icon=":material/edit:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Change something else")):
            return
        draft_notice(draft)
        form_notice(draft.form, fields=_named(), mine=draft.fields, in_words=_in_words)
        fields = _fields(viewer, draft, person)
        st.caption(_("It counts from their next click. What they own stays theirs until it is handed over."))
        if save_button(draft, _("Save")):
            version = newest_version(draft.form, person.version)
            submit(
                ChangeOfficer(person.subject, version, **fields),
                viewer=viewer,
                form=draft.form,
                said=lambda _saved: Receipt(_("Saved. It counts from their next click.")),
            )
        note_shown(draft.form, person.version)


def _fields(viewer: Viewer, draft: Draft, person: Person | None) -> dict[str, Any]:
    teams, organisations = people_loaders.choices(viewer)
    name = st.text_input(
        _("Name (required)"), max_chars=120, **draft.bind("display_name", person.name if person else "")
    )
    field_problem(draft.form, "display_name")
    role = st.selectbox(
        _("Role (required)"), ROLES, format_func=role_name,
        **draft.bind("role", person.role if person else Role.OFFICER, options=ROLES),
    )  # fmt: skip
    st.caption(role_purpose(role))
    field_problem(draft.form, "role")
    team = st.selectbox(
        _("Team"), teams, index=None, placeholder=_("No team"),
        **draft.bind("team", person.team if person else None, options=[None, *teams]),
    )  # fmt: skip
    field_problem(draft.form, "team")
    codes = {area.code: area.name for area in known_areas(viewer)}
    mine = [code for code in person.areas if code in codes] if person else []
    areas = st.multiselect(
        _("Neighbourhoods they answer for"), list(codes), format_func=codes.__getitem__, placeholder=_("None"),
        **draft.bind("neighbourhoods", mine, options=list(codes)),
    )  # fmt: skip
    field_problem(draft.form, "neighbourhoods")
    organisation = None
    if role == Role.PARTNER:
        organisation = st.selectbox(
            _("Their organisation"), list(organisations), format_func=organisations.__getitem__, index=None,
            placeholder=_("Without one they see nothing"),
            **draft.bind("organisation", person.organisation if person else None, options=[None, *organisations]),
        )  # fmt: skip
        field_problem(draft.form, "organisation")
    return {
        "display_name": name or "", "role": role, "team": team, "neighbourhoods": tuple(areas),
        "organisation": organisation,
    }  # fmt: skip


def _named() -> dict[str, str]:
    return {
        "display_name": _("Name"), "role": _("Role"), "team": _("Team"), "neighbourhoods": _("Neighbourhoods"),
        "organisation": _("Organisation"),
    }  # fmt: skip


def _in_words(field: str, value: Any) -> str:
    return role_name(Role(value)) if field == "role" else plain(str(value))
