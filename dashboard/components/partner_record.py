"""One partner on one page: how we stand, what it offers, its people, what happened; and keeping in touch."""

import streamlit as st

from dashboard import clock, loaders, navigation, partner_loaders
from dashboard.components.contacts import contacts
from dashboard.components.partner_list import every_words, members_words, partner_marks
from dashboard.components.partner_story import partner_story
from dashboard.components.record_layout import record_layout, record_title
from dashboard.components.task_rows import task_rows
from dashboard.forms.partner import edit_partner_form
from dashboard.forms.partner_work import end_form, partner_task_form, resume_form
from dashboard.labels import sector_label
from dashboard.tuples import tuples
from dashboard.words import _, plain, said_date, said_time
from db.access import Permission, Viewer
from db.queries.partner_story import PartnerStep
from db.queries.partners import PartnerRecord
from db.vocabulary import EventStatus

MEETINGS = 5


def partner_page(viewer: Viewer, ref: str) -> None:
    navigation.link("partners", label=_("All partners"), icon=":material/arrow_back:")
    partner = partner_loaders.partner_record(viewer, ref)
    with record_title(partner.name):
        _first_answer(viewer, partner)
    layout = record_layout()
    with layout.facts:
        _facts(partner)
    with layout.work:
        _work(viewer, partner)
    with layout.rest:
        contacts(viewer, partner)
        _tasks(viewer, partner)
        _meetings(viewer, partner)
        partner_story(viewer, ref)


def _first_answer(viewer: Viewer, partner: PartnerRecord) -> None:
    marks = [f"**{plain(partner.ref)}**", *partner_marks(partner), plain(sector_label(partner.sector))]
    if partner.is_committee:
        marks.append(":blue-badge[:material/groups: " + _("Committee or task force") + "]")
    st.markdown(" ".join(marks))
    if partner.ended_at:
        st.markdown(_("We stopped working with it {day}.").format(day=said_time(partner.ended_at, clock.now())))
        return
    st.markdown(_kept_by(viewer, partner) + " " + _contact(partner))


def _kept_by(viewer: Viewer, partner: PartnerRecord) -> str:
    if partner.owner_id is None:
        return _("Nobody keeps the contact yet.")
    if partner.owner_id == viewer.officer_id:
        return _("**You** keep the contact.")
    return _("**{name}** keeps the contact.").format(name=plain(partner.owner or ""))


def _contact(partner: PartnerRecord) -> str:
    if partner.last_contact is None:
        said = _("No contact is logged yet.")
    else:
        said = _("Last contact {when}.").format(when=said_time(partner.last_contact, clock.now()))
    if partner.due_on is None:
        return said
    words = _("It was due {day}.") if partner.days_late else _("The next is due {day}.")
    return said + " " + words.format(day=said_date(partner.due_on, clock.today()))


def _facts(partner: PartnerRecord) -> None:
    pairs = [
        (_("What one can get there"), ", ".join(partner.services)),
        (_("How to reach it"), partner.how_to_reach),
        (_("Serves"), partner.groups_served),
        (_("Languages"), ", ".join(partner.languages)),
        (_("Neighbourhood"), partner.neighbourhood),
        (_("In touch"), every_words(partner.every)),
        (_("Members"), members_words(partner.members, partner.members_counted_on) if partner.members else None),
        (_("Rooms for events"), _("yes") if partner.is_venue else None),
        (_("Last meeting"), said_time(partner.last_meeting, clock.now()) if partner.last_meeting else None),
    ]
    st.markdown("  \n".join(f"**{name}:** {plain(str(value))}" for name, value in pairs if value))


def _work(viewer: Viewer, partner: PartnerRecord) -> None:
    if partner.ended_at:
        if viewer.may(Permission.ORGANISATION_WORK):
            resume_form(viewer, partner)
        return
    if viewer.may(Permission.ACTIVITY_LOG) and st.button(
        _("Log a contact"), key=f"log-{partner.ref}", type="primary", icon=":material/edit_note:", width="stretch"
    ):
        navigation.go("log", kind="activity", partner=partner.ref)
    if viewer.may(Permission.TASK_WORK):
        partner_task_form(viewer, partner)
    if viewer.may(Permission.ORGANISATION_WORK):
        edit_partner_form(viewer, partner)
        end_form(viewer, partner)


def _tasks(viewer: Viewer, partner: PartnerRecord) -> None:
    tasks = loaders.tasks(viewer, organisation=partner.ref, done=None)
    if tasks.empty and not partner.is_committee:
        return
    st.markdown("#### " + (_("Actions") if partner.is_committee else _("Tasks")))
    if tasks.empty:
        st.caption(_("No action yet: add what the committee decides, with who does it and by when."))
    task_rows(viewer, tasks, key=f"partner-{partner.ref}")


def _meetings(viewer: Viewer, partner: PartnerRecord) -> None:
    """Of what meets: a committee, a watch group. The others' events stand in the history."""
    if not partner.is_committee and partner.members is None:
        return
    story = partner_loaders.partner_story(viewer, partner.ref)
    events = story[(story["what"] == PartnerStep.EVENT.value) & (story["more"] != EventStatus.CANCELLED.value)]
    st.markdown("#### " + _("Meetings"))
    if events.empty:
        st.caption(_("No meeting yet: plan an event with it as a partner, or in its rooms."))
    for event in tuples(events.head(MEETINGS)):
        with st.container(key=f"row-meeting-{event.ref}", gap=None):
            label = f"**{plain(event.words)}**, {said_time(event.at, clock.now())}"
            navigation.link("events", label=label, icon=":material/event:", ref=str(event.ref))
