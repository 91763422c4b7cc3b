"""An activity: what, how long, whom it reached."""

from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from dashboard.components.form import field_problem
from dashboard.draft import Draft
from dashboard.forms.log_about import linked
from dashboard.forms.log_kinds import ABOUT_CONCERN, AT_EVENT, WITH_PARTNER
from dashboard.forms.log_photo import FIELD as PHOTO
from dashboard.forms.log_photo import has_photo, photo_field
from dashboard.forms.log_place import Place
from dashboard.forms.log_when import when_fields
from dashboard.labels import activity_label
from dashboard.submit import problems
from dashboard.words import _, ngettext
from db.commands.activities import LogActivity
from db.queries.work import LastActivity
from db.vocabulary import SENSITIVE_ACTIVITIES, ActivityType

# What a shift is mostly made of; the others are one tap further.
USUAL = (
    ActivityType.FOOT_PATROL,
    ActivityType.ONE_TO_ONE,
    ActivityType.BUSINESS_VISIT,
    ActivityType.CALL_OR_MESSAGE,
    ActivityType.SCHOOL_LIAISON,
    ActivityType.DOOR_TO_DOOR,
)
MINUTES = (10, 15, 30, 45, 60, 90, 120)
USUAL_MINUTES = 30
MEDIA = ("in person", "phone", "message", "online")


def copy_last(draft: Draft, last: LastActivity) -> None:
    """Fills in everything of one's last entry but its words and its time."""
    said = ngettext("{n} minute", "{n} minutes", last.minutes).format(n=last.minutes)
    st.button(
        _("Copy last: {activity}, {minutes}").format(activity=activity_label(last.type), minutes=said),
        key=draft.widget("copy"),
        icon=":material/content_copy:",
        on_click=_copy,
        args=(draft, last),
    )


def _copy(draft: Draft, last: LastActivity) -> None:
    usual = last.minutes in MINUTES
    fields = {
        "type": last.type,
        "minutes": last.minutes if usual else None,
        "other_minutes": None if usual else last.minutes,
        "medium": last.medium,
        "language": last.language or "",
    }
    if last.type not in USUAL:
        fields["every_type"] = True
    for name in fields:
        st.session_state.pop(draft.widget(name), None)
    draft.keep_all(fields)


def activity_fields(draft: Draft) -> Callable[[Place], LogActivity]:
    """Draws the fields; the answer makes the command once the place is known."""
    every = bool(draft.value("every_type", False))
    options = list(ActivityType) if every else list(USUAL)
    kind = st.pills(
        _("What did you do? (required)"),
        options,
        format_func=activity_label,
        **draft.bind("type", options=[None, *options]),
    )
    field_problem(draft.form, "type")
    if not every:
        st.button(
            _("Other kinds"), key=draft.widget("more-types"), type="tertiary", icon=":material/expand_more:",
            on_click=draft.keep, args=("every_type", True),
        )  # fmt: skip
    if kind in SENSITIVE_ACTIVITIES:
        st.caption(":material/lock: " + _("Restricted: only you can read it, and it is on no map."))
    minutes = st.pills(
        _("Minutes"), list(MINUTES), format_func=str, **draft.bind("minutes", USUAL_MINUTES, options=[None, *MINUTES])
    )
    if minutes is None:
        minutes = st.number_input(
            _("How many minutes?"), min_value=1, max_value=1440, step=5, **draft.bind("other_minutes", None)
        )
    field_problem(draft.form, "minutes")
    people = st.number_input(
        _("People reached"), min_value=0, max_value=100_000, step=1, placeholder=_("How many you spoke with"),
        help=_("The same person on two occasions counts twice."), **draft.bind("people_reached", None),
    )  # fmt: skip
    field_problem(draft.form, "people_reached")
    note = draft.words(
        _("Words, for colleagues"), "note", rows=3,
        placeholder=_("What happened. Names only if they are needed: this part is opened one by one, and that is recorded."),
    )  # fmt: skip
    with st.expander(
        _("More: when, how, language, incident number"),
        icon=":material/more_horiz:",
        expanded=draft.holds("earlier", "dispatch_ref") or has_photo(draft) or PHOTO in problems(draft.form),
    ):
        started = when_fields(
            draft, field="started_at", label=_("It began on"), before=timedelta(minutes=int(minutes or 0))
        )
        medium = st.pills(
            _("How"), list(MEDIA), format_func=medium_label, **draft.bind("medium", options=[None, *MEDIA])
        )
        language = st.text_input(_("Language, if not English"), max_chars=40, **draft.bind("language", ""))
        dispatch = st.text_input(_("Dispatch incident number"), max_chars=40, **draft.bind("dispatch_ref", ""))
        # Files belong to concerns: to the one it is about, unless one is logged along with it and has the field.
        if linked(draft, ABOUT_CONCERN) and not draft.value("with_concern"):
            photo_field(draft)

    def made(place: Place) -> LogActivity:
        return LogActivity(
            type=ActivityType(kind) if kind else None,  # type: ignore[arg-type]  # the command says what is missing
            started_at=started,
            minutes=int(minutes) if minutes else None,  # type: ignore[arg-type]  # likewise
            neighbourhood_id=place.neighbourhood_id,
            latitude=place.latitude,
            longitude=place.longitude,
            medium=medium,
            people_reached=None if people is None else int(people),
            language=language,
            note=note,
            dispatch_ref=dispatch,
            concern=linked(draft, ABOUT_CONCERN),
            event=linked(draft, AT_EVENT),
            organisation=linked(draft, WITH_PARTNER) or place.venue,
        )

    return made


def medium_label(medium: str) -> str:
    return {
        "in person": _("In person"),
        "phone": _("Phone"),
        "message": _("Message"),
        "online": _("Online"),
    }[medium]
