"""A concern: what was reported, about what, by whom, and who wants to hear back."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from dashboard.components.form import field_problem
from dashboard.draft import Draft
from dashboard.forms.log_about import linked
from dashboard.forms.log_kinds import AT_EVENT
from dashboard.forms.log_photo import FIELD as PHOTO
from dashboard.forms.log_photo import has_photo, photo_field
from dashboard.forms.log_place import Place
from dashboard.forms.log_when import when_fields
from dashboard.labels import category_label, channel_label, contact_method_label, priority_label, source_label
from dashboard.submit import problems
from dashboard.words import _
from db.commands.concerns import RecordConcern, VoiceGiven
from db.vocabulary import (
    SENSITIVE_CATEGORIES,
    Channel,
    ConcernCategory,
    Confidentiality,
    ContactMethod,
    Priority,
    SourceType,
)

CHANNELS = [channel for channel in Channel if channel is not Channel.IMPORT]


# Fields behind "More": it opens when one of them holds something or has a problem.
INSIDE = (
    "earlier", "channel", "source_type", "priority", "details", "concern_language", "concern_dispatch_ref",
    "wants_answer", "named",
)  # fmt: skip


def concern_fields(draft: Draft, *, heard: datetime | None = None) -> Callable[[Place], RecordConcern]:
    """Draws the fields; the answer makes the command once the place is known. `heard`: when, if that is known."""
    summary = draft.words(
        _("What was reported, in a sentence"), "summary", rows=2, most=300, required=True,
        placeholder=_("No names, no house numbers: every colleague in these neighbourhoods reads it."),
    )  # fmt: skip
    categories = list(ConcernCategory)
    category = st.selectbox(
        _("About (required)"), categories, format_func=category_label, index=None, placeholder=_("Choose or type"),
        **draft.bind("category", options=[None, *categories]),
    )  # fmt: skip
    field_problem(draft.form, "category")
    _say_level(category)
    at_event = linked(draft, AT_EVENT)
    with st.expander(
        _("More: photo, who, how, what exactly, how urgent"), icon=":material/more_horiz:", expanded=_to_be_seen(draft)
    ):
        photo_field(draft)
        received = heard or when_fields(draft, field="received_at", label=_("Reported on"))
        first = Channel.EVENT if at_event else Channel.WALK_UP
        channel = st.selectbox(
            _("How it reached us"),
            CHANNELS,
            format_func=channel_label,
            **draft.bind("channel", first, options=CHANNELS),
        )
        sources = list(SourceType)
        source = st.selectbox(
            _("Raised by"),
            sources,
            format_func=source_label,
            **draft.bind("source_type", SourceType.RESIDENT, options=sources),
        )
        priorities = list(Priority)
        priority = st.segmented_control(
            _("How urgent"), priorities, format_func=priority_label, required=True,
            **draft.bind("priority", Priority.NORMAL, options=priorities),
        )  # fmt: skip
        details = draft.words(
            _("Everything else that was said"), "details", rows=3,
            placeholder=_("Kept apart: opened one by one, and each opening is recorded."),
        )  # fmt: skip
        language = st.text_input(_("Language it was reported in"), max_chars=40, **draft.bind("concern_language", ""))
        dispatch = st.text_input(_("Dispatch incident number"), max_chars=40, **draft.bind("concern_dispatch_ref", ""))
        voice = _voice(draft)

    def made(place: Place) -> RecordConcern:
        return RecordConcern(
            summary=summary,
            category=ConcernCategory(category) if category else None,  # type: ignore[arg-type]  # the command says so
            channel=Channel(channel),
            source_type=SourceType(source),
            received_at=received,
            details=details,
            latitude=place.latitude,
            longitude=place.longitude,
            at_venue=place.at_venue,
            neighbourhood_id=place.neighbourhood_id,
            priority=Priority(priority),
            language=language,
            dispatch_ref=dispatch,
            raised_at_event=at_event,
            voice=voice,
        )

    return made


def _say_level(category: str | None) -> None:
    level = SENSITIVE_CATEGORIES.get(ConcernCategory(category)) if category else None
    if level is None:
        return
    if level >= Confidentiality.RESTRICTED:
        words = _("Restricted: only you and those it is assigned to can open it. It is on no map.")
    else:
        words = _("Personal: it is on no map, and counted only where that is said.")
    st.caption(":material/lock: " + words)


def _to_be_seen(draft: Draft) -> bool:
    wrong = ("voice_contact", "safe_to_contact", "received_at", "details", PHOTO)
    return draft.holds(*INSIDE) or has_photo(draft) or any(field in problems(draft.form) for field in wrong)


def _voice(draft: Draft) -> VoiceGiven:
    """Who told us: nothing is asked unless they want to hear back or leave a name."""
    wants = st.toggle(_("They want an answer"), **draft.bind("wants_answer", False))
    if not (wants or st.toggle(_("They left a name or a contact"), **draft.bind("named", False))):
        return VoiceGiven()
    name = st.text_input(_("Name"), max_chars=120, **draft.bind("voice_name", ""))
    contact = st.text_input(_("Phone, e-mail or address"), max_chars=200, **draft.bind("voice_contact", ""))
    field_problem(draft.form, "voice_contact")
    methods = list(ContactMethod)
    method = st.pills(
        _("They prefer"),
        methods,
        format_func=contact_method_label,
        **draft.bind("preferred_method", options=[None, *methods]),
    )
    safe = draft.words(
        _("When and how contact is safe"), "safe_to_contact", rows=2, most=300,
        placeholder=_("E.g. only by text, never before noon"),
    )  # fmt: skip
    return VoiceGiven(
        name=name or None,
        contact=contact or None,
        preferred_method=ContactMethod(method) if method else None,
        safe_to_contact=safe or None,
        wants_answer=bool(wants),
    )
