"""What can be logged, and where an address that says "log here" begins."""

from enum import StrEnum

import streamlit as st

from dashboard.draft import Draft
from dashboard.words import _

KIND, AREA, EVENT, CONCERN, PARTNER = "kind", "area", "event", "concern", "partner"
AT_EVENT, ABOUT_CONCERN, WITH_PARTNER = "about_event", "about_concern", "with_partner"
# What an address fills in is no beginning of a form.
WHERE_FROM = {"kind", "how", "area", AT_EVENT, ABOUT_CONCERN, WITH_PARTNER}


class Kind(StrEnum):
    ACTIVITY = "activity"
    CONCERN = "concern"
    EVENT = "event"


KINDS = list(Kind)


def kind_label(kind: str) -> str:
    return {
        Kind.ACTIVITY: ":material/directions_walk: " + _("Activity"),
        Kind.CONCERN: ":material/chat_error: " + _("Concern"),
        Kind.EVENT: ":material/event: " + _("Event"),
    }[Kind(kind)]


def begin_from_address(draft: Draft) -> None:
    """Takes what the address names into the form, once, and out of the address: a reload keeps what was typed since."""
    asked = {name: st.query_params[name] for name in (KIND, AREA, EVENT, CONCERN, PARTNER) if name in st.query_params}
    if not asked:
        return
    fields: dict[str, str | None] = {}
    if asked.get(KIND) in KINDS:
        fields["kind"] = asked[KIND]
    if AREA in asked:
        fields |= {"area": asked[AREA], "how": "area"}
    for name, field in ((EVENT, AT_EVENT), (CONCERN, ABOUT_CONCERN), (PARTNER, WITH_PARTNER)):
        if name in asked or draft.value(field):  # a link that another page left is not meant any more
            fields[field] = asked.get(name)
    about = any(fields.get(field) for field in (AT_EVENT, ABOUT_CONCERN, WITH_PARTNER))
    if about and "area" not in fields:
        fields |= {"area": "", "how": ""}  # no choice: the default, which is that record’s own neighbourhood
    for name in fields:
        st.session_state.pop(draft.widget(name), None)  # a widget that stands already would win over the address
    draft.keep_all(fields)
    for name in asked:
        del st.query_params[name]
