"""The Log form: one save makes an activity, a concern or an event, and what follows from it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from dashboard import clock, clock_loaders, loaders, state
from dashboard.components.form import draft_notice, form_notice, save_button, show_receipt
from dashboard.draft import Draft, form_state
from dashboard.forms.log_about import about_lines
from dashboard.forms.log_activity import activity_fields, copy_last
from dashboard.forms.log_concern import concern_fields
from dashboard.forms.log_duplicates import likely_known
from dashboard.forms.log_event import event_fields
from dashboard.forms.log_follow_up import follow_up_fields
from dashboard.forms.log_kinds import KINDS, WHERE_FROM, Kind, begin_from_address, kind_label
from dashboard.forms.log_photo import clean_photo
from dashboard.forms.log_place import Place, place_fields
from dashboard.forms.log_problems import FIELDS, MENDS
from dashboard.submit import Receipt, submit
from dashboard.words import _, exact_time, plain, said_time
from db.access import Viewer
from db.commands.log import LogEntry
from db.commands.registry import Saved
from db.commands.voices import AddVoice
from db.rules import Threshold
from db.vocabulary import SENSITIVE_CATEGORIES

FORM = "log"
FORGOTTEN_AFTER = timedelta(hours=1)


def log_form(viewer: Viewer) -> None:
    draft = Draft(FORM, viewer, mends=MENDS)
    if show_receipt(FORM, viewer, links=_links()):
        return
    if _only_begun_by_a_link(draft):
        draft.clear()
    begin_from_address(draft)
    if set(draft.fields) - WHERE_FROM:
        draft_notice(draft)
    form_notice(FORM, fields=dict.fromkeys(FIELDS, ""))
    kind = Kind(
        st.segmented_control(
            _("What happened?"), KINDS, format_func=kind_label, required=True,
            **draft.bind("kind", Kind(state.LOG_KIND.get()), options=KINDS),
        )
    )  # fmt: skip
    if draft.fields and draft.value("kind") != kind:
        draft.keep("kind", kind)  # what is typed comes back under the kind it was typed for
    about_lines(viewer, draft)
    last = loaders.last_activity(viewer)
    if kind is Kind.ACTIVITY and last is not None:
        copy_last(draft, last)
    if kind is Kind.CONCERN:
        entry, place = _concern(viewer, draft)
    elif kind is Kind.EVENT:
        entry, place = _event(viewer, draft)
    else:
        entry, place = _activity(viewer, draft)
    if entry.concern is not None:
        add = _adding(viewer, draft, kind, entry, place)
        likely_known(viewer, draft, entry.concern, place, add=add)
    if save_button(draft, _("Save")):
        entry = replace(entry, photo=clean_photo(draft))
        submit(entry, viewer=viewer, form=FORM, said=_receipt(viewer, kind, entry, place))
    if draft.kept_at is None:
        draft.start_again_button()  # otherwise it stands at the top


def _only_begun_by_a_link(draft: Draft) -> bool:
    """Somebody followed “log here” some time ago and typed nothing: the area of then is not meant today."""
    kept = draft.kept_at
    return kept is not None and clock.now() - kept > FORGOTTEN_AFTER and not set(draft.fields) - WHERE_FROM


def _activity(viewer: Viewer, draft: Draft) -> tuple[LogEntry, Place]:
    made = activity_fields(draft)
    place = place_fields(viewer, draft)
    activity = made(place)
    with_concern = st.toggle(
        _("Somebody reported something as well"), **draft.bind("with_concern", False),
        help=_("Makes a concern along with the activity, at the same place."),
    )  # fmt: skip
    concern = concern_fields(draft, heard=activity.started_at) if with_concern else None
    return LogEntry(
        activity=activity, concern=concern(place) if concern else None, follow_up=follow_up_fields(draft, place)
    ), place


def _concern(viewer: Viewer, draft: Draft) -> tuple[LogEntry, Place]:
    made = concern_fields(draft)
    place = place_fields(viewer, draft)
    return LogEntry(concern=made(place), follow_up=follow_up_fields(draft, place)), place


def _event(viewer: Viewer, draft: Draft) -> tuple[LogEntry, Place]:
    made = event_fields(draft)
    place = place_fields(viewer, draft)
    return LogEntry(event=made(place), follow_up=follow_up_fields(draft, place)), place


def _receipt(viewer: Viewer, kind: Kind, entry: LogEntry, place: Place) -> Callable[[Saved], Receipt]:
    where = plain(place.area_name) if place.area_name else _("no neighbourhood")

    def said(saved: Saved) -> Receipt:
        refs = (saved.ref, *saved.also)
        state.LOG_KIND.set(kind)  # the next entry begins as this one did
        state.LOG_AREA.set(place.area_id)
        state.LOG_MAPPED.set(_is_mapped(entry, place))
        sentence = _("Saved as {refs} in {area}, {when}.").format(
            refs=", ".join(refs), area=where, when=said_time(clock.now(), clock.now())
        )
        return Receipt(sentence, refs, what_next=_next(viewer, entry))

    return said


def _is_mapped(entry: LogEntry, place: Place) -> bool:
    """Whether the map shows what was saved: it has a place, and is of no category that stays off every map."""
    mapped = [entry.concern.category not in SENSITIVE_CATEGORIES] if entry.concern else []
    if entry.event:
        mapped.append(place.latitude is not None)
    return place.area_id is not None and any(mapped)


def _adding(viewer: Viewer, draft: Draft, kind: Kind, entry: LogEntry, place: Place) -> Callable[[AddVoice], None]:
    """Saves the entry with a further report of a known concern in place of a new one."""

    def add(voice: AddVoice) -> None:
        with_voice = replace(entry, concern=None, voice=voice, photo=clean_photo(draft))

        def said(saved: Saved) -> Receipt:
            also = tuple(ref for ref in (saved.ref, *saved.also) if ref != voice.ref)
            sentence = _("Added as another report of {ref}. No new concern was made.").format(ref=voice.ref)
            if also:
                sentence += " " + _("Saved with it: {refs}.").format(refs=", ".join(also))
            state.LOG_KIND.set(kind)
            state.LOG_AREA.set(place.area_id)
            state.LOG_MAPPED.set(_is_mapped(with_voice, place))
            return Receipt(sentence, (voice.ref, *also), what_next=_next(viewer, with_voice))

        submit(with_voice, viewer=viewer, form=FORM, said=said)

    return add


def _next(viewer: Viewer, entry: LogEntry) -> str:
    """What happens now, said once and plainly."""
    parts, clocks = [], clock_loaders.thresholds(viewer)
    answer_within = clocks.span(Threshold.FIRST_ANSWER)
    if entry.concern is not None:
        due = entry.concern.received_at + clocks.due_within(entry.concern.priority)
        parts.append(_("A result is due by {when}.").format(when=exact_time(due)))
        if entry.concern.voice.wants_answer:
            first = entry.concern.received_at + answer_within
            parts.append(_("The first answer is due by {when}.").format(when=exact_time(first)))
    if entry.voice is not None:
        parts.append(
            _("It keeps what you typed with this report, and its owner sees that one more person reported it.")
        )
        if entry.voice.voice.wants_answer:
            first = entry.voice.reported_at + answer_within
            parts.append(_("The first answer is due by {when}.").format(when=exact_time(first)))
    if entry.event is not None and entry.event.attendance_total is None:
        parts.append(_("It stands under Events. Afterwards, say there who came."))
    if entry.follow_up is not None:
        parts.append(
            _("The follow-up comes up on Today before {when}.").format(when=exact_time(entry.follow_up.due_at))
        )
    if not parts:
        parts.append(_("It counts in your week and in the neighbourhood’s story."))
    if entry.photo is not None:
        parts.append(_("The photo or document is on the concern’s record, cleaned."))
    return " ".join(parts)


def _links() -> dict[str, tuple[str, dict[str, str]]]:
    """Where to look at what was just saved."""
    kept = form_state(FORM).get("receipt")
    if not kept:
        return {}
    pages = {"C": ("concerns", _("Open {ref}")), "E": ("events", _("Open {ref}"))}
    links: dict[str, tuple[str, dict[str, str]]] = {}
    for ref in kept["refs"]:
        if ref[:1] in pages:
            page, words = pages[ref[:1]]
            links[words.format(ref=ref)] = (page, {"ref": ref})
    if state.LOG_MAPPED.get():
        links[_("See the map")] = ("concern_map", {})
    return links
