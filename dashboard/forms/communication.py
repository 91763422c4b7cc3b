"""What is said to the public: begun, from a template if there is one, corrected, and sent."""

from datetime import datetime, time
from typing import Any

import streamlit as st

from dashboard import clock, loaders, partner_loaders
from dashboard.areas import known_areas
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft, form_state
from dashboard.labels import communication_channel_label, communication_kind_label
from dashboard.letters_filled import values
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.tuples import tuples
from dashboard.words import DATE_FORMAT, _, local, said_time, zone
from db.access import Viewer
from db.commands.communications import EditCommunication, RecordCommunication, SendCommunication
from db.letter_fields import filled_in
from db.queries.communications import CommunicationRecord, Template
from db.vocabulary import CommunicationChannel, CommunicationKind

NEW = "communication.new"
EVENTS_AHEAD = 90
NOON = time(12, 0)  # of a day nobody gives the hour of
FIELDS = ("kind", "channel", "title", "words", "audience", "language", "topics", "reach", "sent_at", "place", "case")


def new_communication_form(viewer: Viewer) -> None:
    draft = Draft(NEW, viewer)
    with st.expander(_("Begin a communication"), icon=":material/add:", expanded=bool(draft.fields)):
        if show_receipt(NEW, viewer, another=_("Begin another"), links=_links()):
            return
        draft_notice(draft)
        form_notice(NEW, fields=dict.fromkeys(FIELDS, ""))
        _template_fields(viewer, draft)
        fields = _fields(viewer, draft, None)
        if save_button(draft, _("Keep as a draft")):
            submit(
                RecordCommunication(**fields),
                viewer=viewer,
                form=NEW,
                said=lambda saved: Receipt(
                    _("Kept as {ref}.").format(ref=saved.ref),
                    (saved.ref,),
                    what_next=_("Open it to say when it went out and whom it reached."),
                ),
            )
        if draft.kept_at is None:
            draft.start_again_button()


def _links() -> dict[str, tuple[str, dict[str, str]]]:
    kept = form_state(NEW).get("receipt")
    return {_("Open {ref}").format(ref=ref): ("communications", {"ref": ref}) for ref in (kept or {}).get("refs", ())}


def _template_fields(viewer: Viewer, draft: Draft) -> None:
    templates = {template.id: template for template in partner_loaders.templates(viewer)}
    if not templates:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="start-from"):
        chosen = st.selectbox(
            _("Start from a template"), list(templates), format_func=lambda id_: templates[id_].name, index=None,
            placeholder=_("None: write it yourself"), **draft.bind("template", options=[None, *templates]),
        )  # fmt: skip
        if chosen is not None:
            st.button(
                _("Fill it in"), key=draft.widget("fill"), icon=":material/auto_fix_high:", on_click=_fill,
                args=(viewer, draft, templates[chosen]),
                help=_("Title and text become those of the template; what stands there now is replaced."),
            )  # fmt: skip


def _fill(viewer: Viewer, draft: Draft, template: Template) -> None:
    ref = draft.value("event")
    event = loaders.event_record(viewer, str(ref)) if ref else None
    area = next((area.name for area in known_areas(viewer) if area.code == draft.value("area")), None)
    known = values(viewer, event, area=area, language=template.language or "")
    fields = {
        "kind": template.kind,
        "title": filled_in(template.title, known)[:200],
        "words": filled_in(template.words, known),
        "language": template.language or "",
        "audience": (event.audience if event else None) or draft.value("audience") or "",
    }
    for name in fields:
        st.session_state.pop(draft.widget(name), None)
    draft.keep_all(fields)


def _fields(viewer: Viewer, draft: Draft, written: CommunicationRecord | None) -> dict[str, Any]:
    kinds, channels = list(CommunicationKind), list(CommunicationChannel)
    event = _event(viewer, draft, written)
    kind = st.selectbox(
        _("What it is"), kinds, format_func=communication_kind_label,
        **draft.bind("kind", CommunicationKind(written.kind) if written else kinds[0], options=kinds),
    )  # fmt: skip
    field_problem(draft.form, "kind")
    channel = st.selectbox(
        _("Where it appears"), channels, format_func=communication_channel_label,
        **draft.bind("channel", CommunicationChannel(written.channel) if written else channels[0], options=channels),
    )  # fmt: skip
    field_problem(draft.form, "channel")
    title = _text(draft, _("Headline or subject (required)"), "title", 200, written.title if written else "")
    text = draft.words(
        _("The text, or what was said; no names of residents"), "words",
        default=(written.words or "") if written else "", rows=8,
    )  # fmt: skip
    audience = _text(draft, _("Whom it is for"), "audience", 120, written.audience if written else "")
    language = _text(draft, _("Language"), "language", 40, written.language if written else "English")
    topics = _text(draft, _("Topics, separated by commas"), "topics", 400, ", ".join(written.topics) if written else "")
    return {
        "kind": CommunicationKind(kind),
        "channel": CommunicationChannel(channel),
        "title": title,
        "words": text or None,
        "audience": audience,
        "language": language,
        "topics": tuple(topic.strip() for topic in topics.split(",") if topic.strip()),
        "neighbourhood_id": _area(viewer, draft, written),
        "event": event,
        "case": written.case if written else None,
        "organisation": _outlet(viewer, draft, written),
    }


def _text(draft: Draft, label: str, field: str, most: int, default: str | None) -> str:
    typed = st.text_input(label, max_chars=most, **draft.bind(field, default or ""))
    field_problem(draft.form, field)
    return typed or ""


def _event(viewer: Viewer, draft: Draft, written: CommunicationRecord | None) -> str | None:
    ahead = loaders.events_ahead(viewer, days=EVENTS_AHEAD)
    now = clock.now()
    names = {str(row.ref): f"{row.title}, {said_time(row.starts_at, now)}" for row in tuples(ahead)}
    if written and written.event:
        names.setdefault(written.event, written.event_title or written.event)
    chosen = st.selectbox(
        _("About an event"), list(names), format_func=names.__getitem__, index=None, placeholder=_("None"),
        **draft.bind("event", written.event if written else None, options=[None, *names]),
    )  # fmt: skip
    return str(chosen) if chosen else None


def _area(viewer: Viewer, draft: Draft, written: CommunicationRecord | None) -> int | None:
    areas = {area.code: area for area in known_areas(viewer)}
    here = next((code for code, area in areas.items() if written and area.id == written.neighbourhood_id), None)
    code = st.selectbox(
        _("Neighbourhood"), list(areas), format_func=lambda code: areas[code].name, index=None,
        placeholder=_("The whole city"), **draft.bind("area", here, options=[None, *areas]),
    )  # fmt: skip
    field_problem(draft.form, "place")
    return areas[code].id if code else None


def _outlet(viewer: Viewer, draft: Draft, written: CommunicationRecord | None) -> str | None:
    every = partner_loaders.partner_list(viewer, view="all")
    names = {str(row.ref): str(row.name) for row in tuples(every.sort_values("name"))}
    if written and written.organisation:
        names.setdefault(written.organisation, written.organisation_name or "")
    chosen = st.selectbox(
        _("Outlet or partner it goes through"), list(names), format_func=names.__getitem__, index=None,
        placeholder=_("None"), **draft.bind("organisation", written.organisation if written else None, options=[None, *names]),
    )  # fmt: skip
    return str(chosen) if chosen else None


def edit_communication_form(viewer: Viewer, written: CommunicationRecord) -> None:
    draft = Draft(f"communication.{written.ref}.edit", viewer)
    with st.expander(_("Correct it"), icon=":material/edit:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Correct something else")):
            return
        draft_notice(draft)
        form_notice(draft.form, fields=_named(), mine=draft.fields, in_words=_in_words)
        fields = _fields(viewer, draft, written)
        if save_button(draft, _("Save the correction")):
            submit(
                EditCommunication(
                    written.ref, newest_version(draft.form, written.version), **fields, reach=written.reach
                ),
                viewer=viewer,
                form=draft.form,
                said=lambda _saved: Receipt(_("{ref} is corrected.").format(ref=written.ref)),
            )
        note_shown(draft.form, written.version)


def send_form(viewer: Viewer, written: CommunicationRecord) -> None:
    """A draft went out; or when and whom it reached is put right."""
    draft = Draft(f"communication.{written.ref}.send", viewer)
    with st.container(border=True, key="communication-send"):
        st.markdown("#### " + (_("When it went out") if written.sent_at else _("Did it go out?")))
        if show_receipt(draft.form, viewer, another=_("Change it again")):
            return
        form_notice(draft.form, fields={"sent_at": _("Sent"), "reach": _("Reach")}, in_words=_in_words)
        sent = local(written.sent_at or clock.now())
        day = st.date_input(_("Day"), max_value=clock.today(), format=DATE_FORMAT, **draft.bind("day", sent.date()))
        field_problem(draft.form, "sent_at")
        reach = st.number_input(
            _("How many it reached, as the channel counts"), min_value=0, max_value=100_000_000, step=1,
            placeholder=_("Not known yet"), **draft.bind("reach", written.reach),
        )  # fmt: skip
        field_problem(draft.form, "reach")
        label = _("Save") if written.sent_at else _("Mark as sent")
        if save_button(draft, label, icon=":material/send:"):
            submit(
                SendCommunication(
                    written.ref,
                    newest_version(draft.form, written.version),
                    sent if day == sent.date() else datetime.combine(day, NOON, tzinfo=zone()),
                    None if reach is None else int(reach),
                ),
                viewer=viewer,
                form=draft.form,
                said=lambda _saved: Receipt(_("{ref} is noted as sent.").format(ref=written.ref)),
            )
        note_shown(draft.form, written.version)


def _named() -> dict[str, str]:
    return {
        "kind": _("What it is"),
        "channel": _("Where it appears"),
        "title": _("Headline or subject"),
        "words": _("The text"),
        "audience": _("Whom it is for"),
        "language": _("Language"),
        "topics": _("Topics"),
        "sent_at": _("Sent"),
        "reach": _("Reach"),
    }


def _in_words(field: str, value: Any) -> str:
    if field == "kind":
        return communication_kind_label(value)
    if field == "channel":
        return communication_channel_label(value)
    if isinstance(value, datetime):
        return said_time(value, clock.now())
    return ", ".join(value) if isinstance(value, list) else str(value)
