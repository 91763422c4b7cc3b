"""A partner's record: made, and corrected."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard import clock, loaders
from dashboard.areas import known_areas
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft, form_state
from dashboard.forms.contact import only_what_is_needed
from dashboard.forms.log_place import place_fields
from dashboard.labels import sector_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import DATE_FORMAT, _
from db.access import Viewer
from db.commands.organisations import EditOrganisation, RecordOrganisation
from db.queries.partners import PartnerRecord
from db.vocabulary import OrganisationSector

NEW = "partner.new"


def new_partner_form(viewer: Viewer) -> None:
    draft = Draft(NEW, viewer)
    with st.expander(_("Record a partner"), icon=":material/add:", expanded=bool(draft.fields)):
        if show_receipt(NEW, viewer, another=_("Record another"), links=_links(NEW)):
            return
        draft_notice(draft)
        form_notice(NEW, fields={**_named(), "place": ""})
        st.caption(":material/shield: " + only_what_is_needed())
        fields = _fields(viewer, draft, None)
        place = place_fields(viewer, draft)
        if save_button(draft, _("Save the partner")):
            submit(
                RecordOrganisation(
                    **fields,
                    neighbourhood_id=place.neighbourhood_id,
                    latitude=place.latitude,
                    longitude=place.longitude,
                ),
                viewer=viewer,
                form=NEW,
                said=lambda saved: Receipt(
                    _("Saved as {ref}.").format(ref=saved.ref),
                    (saved.ref,),
                    what_next=_("Add its contacts on its page. It comes up on Today when its rhythm has passed."),
                ),
            )


def _links(form: str) -> dict[str, tuple[str, dict[str, str]]]:
    kept = form_state(form).get("receipt")
    return {_("Open {ref}").format(ref=ref): ("partners", {"ref": ref}) for ref in (kept or {}).get("refs", ())}


def edit_partner_form(viewer: Viewer, partner: PartnerRecord) -> None:
    """A stale edit shows both versions and keeps what was typed."""
    draft = Draft(f"partner.{partner.ref}.edit", viewer)
    with st.expander(_("Correct what is kept of it"), icon=":material/edit:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Correct something else")):
            return
        draft_notice(draft)
        form_notice(draft.form, fields=_named(), mine=draft.fields, in_words=lambda f, v: _in_words(viewer, f, v))
        st.caption(":material/shield: " + only_what_is_needed())
        fields = _fields(viewer, draft, partner)
        codes = {area.code: area for area in known_areas(viewer)}
        here = next((code for code, area in codes.items() if area.id == partner.neighbourhood_id), None)
        code = st.selectbox(
            _("Neighbourhood"), list(codes), format_func=lambda code: codes[code].name, index=None,
            placeholder=_("Somewhere else, or not known"), **draft.bind("area", here, options=[None, *codes]),
        )  # fmt: skip
        field_problem(draft.form, "place")
        if save_button(draft, _("Save the correction")):
            submit(
                EditOrganisation(
                    partner.ref,
                    newest_version(draft.form, partner.version),
                    **fields,
                    neighbourhood_id=codes[code].id if code else None,
                ),
                viewer=viewer,
                form=draft.form,
                said=lambda _saved: Receipt(_("{ref} is corrected.").format(ref=partner.ref)),
            )
        note_shown(draft.form, partner.version)


def _named() -> dict[str, str]:
    return {
        "name": _("Name"),
        "sector": _("Kind"),
        "services": _("What one can get there"),
        "how_to_reach": _("How to reach it"),
        "groups_served": _("Whom it serves"),
        "languages": _("Languages"),
        "owner": _("Relationship owner"),
        "relationship_owner_id": _("Relationship owner"),
        "contact_every_days": _("In touch every so many days"),
        "is_venue": _("Has rooms for events"),
        "is_committee": _("Is a committee or task force"),
        "members": _("Members"),
        "members_counted_on": _("Members counted on"),
    }


def _fields(viewer: Viewer, draft: Draft, partner: PartnerRecord | None) -> dict[str, Any]:
    named = _named()
    name = _text(draft, _("Name (required)"), "name", 160, partner.name if partner else "")
    sectors = list(OrganisationSector)
    sector = st.selectbox(
        _("Kind (required)"), sectors, format_func=sector_label, index=None, placeholder=_("Choose"),
        **draft.bind("sector", OrganisationSector(partner.sector) if partner else None, options=[None, *sectors]),
    )  # fmt: skip
    field_problem(draft.form, "sector")
    services = _text(
        draft, named["services"], "services", 600, ", ".join(partner.services) if partner else "",
        _("Interpreter, youth mediation, legal advice"), _("Separated by commas. The directory finds it by these words."),
    )  # fmt: skip
    reach = _text(
        draft, named["how_to_reach"], "how_to_reach", 200, partner.how_to_reach if partner else "",
        _("Public line, hours, web page; no private numbers"),
    )  # fmt: skip
    serves = _text(draft, named["groups_served"], "groups_served", 200, partner.groups_served if partner else "")
    languages = _text(
        draft, named["languages"], "languages", 300, ", ".join(partner.languages) if partner else "",
        _("English, Somali"), _("Separated by commas."),
    )  # fmt: skip
    return {
        "name": name,
        "sector": OrganisationSector(sector) if sector else None,
        "services": _items(services),
        "how_to_reach": reach,
        "groups_served": serves,
        "languages": _items(languages),
        "relationship_owner_id": _owner(viewer, draft, partner),
        "contact_every_days": _every(draft, partner),
        **_more(draft, partner),
    }


def _owner(viewer: Viewer, draft: Draft, partner: PartnerRecord | None) -> int | None:
    names = loaders.colleague_names(viewer)
    if partner and partner.owner_id is not None:
        names.setdefault(partner.owner_id, partner.owner or "")
    owner = st.selectbox(
        _named()["owner"], list(names), format_func=names.__getitem__, index=None, placeholder=_("Nobody yet"),
        **draft.bind("owner", partner.owner_id if partner else viewer.officer_id, options=[None, *names]),
    )  # fmt: skip
    field_problem(draft.form, "owner")
    return owner


def _every(draft: Draft, partner: PartnerRecord | None) -> int | None:
    every = st.number_input(
        _named()["contact_every_days"], min_value=1, max_value=3650, step=1, placeholder=_("No rhythm agreed"),
        **draft.bind("contact_every_days", partner.every if partner else None),
    )  # fmt: skip
    field_problem(draft.form, "contact_every_days")
    return None if every is None else int(every)


def _more(draft: Draft, partner: PartnerRecord | None) -> dict[str, Any]:
    named = _named()
    is_venue = st.checkbox(named["is_venue"], **draft.bind("is_venue", bool(partner and partner.is_venue)))
    is_committee = st.checkbox(
        named["is_committee"], **draft.bind("is_committee", bool(partner and partner.is_committee))
    )
    members = st.number_input(
        _("How many members (watch groups, committees)"), min_value=0, max_value=100_000, step=1,
        placeholder=_("Not counted"), **draft.bind("members", partner.members if partner else None),
    )  # fmt: skip
    field_problem(draft.form, "members")
    counted: Any = None
    if members is not None:
        before = partner.members_counted_on if partner and partner.members_counted_on else clock.today()
        counted = st.date_input(
            named["members_counted_on"], max_value=clock.today(), format=DATE_FORMAT,
            **draft.bind("members_counted_on", before),
        )  # fmt: skip
        field_problem(draft.form, "members_counted_on")
    return {
        "is_venue": bool(is_venue),
        "is_committee": bool(is_committee),
        "members": None if members is None else int(members),
        "members_counted_on": counted if isinstance(counted, date) else None,
    }


def _text(
    draft: Draft, label: str, field: str, most: int, default: str | None, placeholder: str | None = None,
    help: str | None = None,
) -> str:  # fmt: skip
    typed = st.text_input(label, max_chars=most, placeholder=placeholder, help=help, **draft.bind(field, default or ""))
    field_problem(draft.form, field)
    return typed or ""


def _items(typed: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in typed.split(",") if item.strip())


def _in_words(viewer: Viewer, field: str, value: Any) -> str:
    if field == "sector":
        return sector_label(value)
    if field == "relationship_owner_id":
        names = loaders.colleague_names(viewer)
        return names.get(int(value), "")
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
