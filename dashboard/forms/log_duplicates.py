"""While a concern is logged: what may be known already, and one button that adds this report to it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import loaders
from dashboard.components.likely import likely_row
from dashboard.draft import Draft
from dashboard.forms.log_place import Place
from dashboard.words import _
from db.access import Viewer
from db.commands.concerns import RecordConcern
from db.commands.voices import AddVoice
from db.errors import CommonGroundError
from db.vocabulary import OPEN_STATUSES, SENSITIVE_CATEGORIES, Confidentiality

MOST = 3
FEWEST_LETTERS = 8  # fewer say nothing yet
RULED_OUT = "not_these"  # in the draft: they are gone for this entry, which has no reference yet


def likely_known(
    viewer: Viewer, draft: Draft, concern: RecordConcern, place: Place, *, add: Callable[[AddVoice], None]
) -> None:
    """Beneath the fields, and only once there is a place and a category or a few words. It never stands in the way:
    saving makes a new concern, whatever is shown, and a store that does not answer shows nothing."""
    for row in _found(viewer, draft, concern, place):
        if row.Index == 0:
            st.markdown("**" + _("Is it one of these?") + "**")
        with st.container(border=True, key=f"known-{row.ref}", gap="small"):
            likely_row(row, mine=concern.summary, point=_point(place))
            _choices(draft, concern, row, add=add)


def _found(viewer: Viewer, draft: Draft, concern: RecordConcern, place: Place) -> list[Any]:
    words = concern.summary.strip()
    where = _point(place) or place.area_id
    # What is restricted is told to nobody beside it: such a report becomes a record of its own.
    restricted = SENSITIVE_CATEGORIES.get(concern.category, Confidentiality.PUBLIC) >= Confidentiality.RESTRICTED
    if where is None or restricted or not (concern.category or len(words) >= FEWEST_LETTERS):
        return []
    try:
        found = loaders.likely_duplicates(
            viewer, point=_point(place), area=place.area_id, received_at=_to_the_minute(concern),
            category=concern.category.value if concern.category else None,
            text=words if len(words) >= FEWEST_LETTERS else "",
            and_not=tuple(sorted(draft.value(RULED_OUT, []))), limit=MOST,
        )  # fmt: skip
    except CommonGroundError:
        return []
    return list(found.itertuples())


def _to_the_minute(concern: RecordConcern) -> Any:
    """Nearly now is asked as the same question: its answer is kept while the other fields are filled in."""
    return concern.received_at.replace(second=0, microsecond=0)


def _point(place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _choices(draft: Draft, concern: RecordConcern, row: Any, *, add: Callable[[AddVoice], None]) -> None:
    with st.container(horizontal=True):
        if row.status not in OPEN_STATUSES:
            st.caption(_("It is closed: save this as a new concern, or open that one and reopen it."))
        elif st.button(
            _("Add as another report of this"), key=draft.widget(f"add-{row.ref}"), icon=":material/record_voice_over:"
        ):
            add(AddVoice(row.ref, concern.received_at, _said(concern), concern.voice))
        st.button(
            _("Not the same"), key=draft.widget(f"not-{row.ref}"), icon=":material/block:", type="tertiary",
            on_click=_rule_out, args=(draft, row.ref),
        )  # fmt: skip


def _said(concern: RecordConcern) -> str | None:
    """Nothing that was typed is lost: it stays with this voice."""
    said = "\n\n".join(part.strip() for part in (concern.summary, concern.details or "") if part.strip())
    return said or None


def _rule_out(draft: Draft, ref: str) -> None:
    draft.keep(RULED_OUT, sorted({*draft.value(RULED_OUT, []), ref}))
