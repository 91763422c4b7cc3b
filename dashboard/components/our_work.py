"""A partner's page: what they see of our work together, and nothing of anybody else's."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.components.rows import present
from dashboard.labels import badge, case_kind_label, case_status_shown, event_status_shown, sector_label
from dashboard.tuples import tuples
from dashboard.words import _, exact_time, ngettext, number, plain, said_date, said_time
from db.queries.own_work import OwnWork
from db.vocabulary import EventStatus

SHOWN = 10  # past events


def our_answer(work: OwnWork) -> None:
    """The whole page in a sentence."""
    ahead = int((work.events["starts_at"] >= clock.now()).sum()) if len(work.events) else 0
    events = ngettext("{n} event ahead", "{n} events ahead", ahead).format(n=number(ahead))
    cases = ngettext("{n} case you take part in", "{n} cases you take part in", len(work.cases)).format(
        n=number(len(work.cases))
    )
    st.markdown(_("**{name}**: {events}, {cases}.").format(name=plain(work.name), events=events, cases=cases))


def our_facts(work: OwnWork) -> None:
    now = clock.now()
    every = work.contact_every_days
    pairs = [
        (_("Kind"), sector_label(work.sector)),
        (_("Whom you serve"), work.groups_served),
        (_("What people get from you"), ", ".join(work.services)),
        (_("Languages"), ", ".join(work.languages)),
        (_("How to reach you"), work.how_to_reach),
        (_("Your officer"), work.officer or _("nobody yet")),
        (_("We said we would be in touch"), _said_every(every) if every else None),
        (_("Last in touch"), said_time(work.last_contact, now) if work.last_contact else _("not yet")),
    ]
    with st.container(border=True, key="our-facts"):
        st.markdown("#### " + _("What we have written down about you"))
        st.markdown("  \n".join(f"**{name}:** {plain(str(value))}" for name, value in pairs if value))
        st.caption(_("Something is wrong? Tell your officer: they put it right."))


def _said_every(days: int) -> str:
    return ngettext("every {n} day", "every {n} days", days).format(n=number(days))


def our_events(work: OwnWork) -> None:
    st.header(_("Events with us"))
    if work.events.empty:
        st.caption(_("No event with you yet."))
        return
    over = work.events["starts_at"] < clock.now()
    for event in tuples(work.events[~over].iloc[::-1]):
        _event(event)
    past = work.events[over].head(SHOWN)
    if len(past):
        with st.expander(ngettext("{n} past event", "{n} past events", len(past)).format(n=number(len(past)))):
            for event in tuples(past):
                _event(event)


def _event(event: Any) -> None:
    with st.container(border=True, key=f"row-our-{event.ref}", gap="xsmall"):
        status = "" if event.status == EventStatus.PLANNED else " " + badge(event_status_shown(event.status))
        st.markdown(f"**{plain(event.title)}**{status}")
        place = ", ".join(plain(str(part)) for part in (event.venue, event.neighbourhood) if present(part))
        st.caption(_("{when}, {where}").format(when=exact_time(event.starts_at), where=place or _("place not said")))
        asked = [_("your room")] if event.lends_room else []
        asked += [plain(str(item)) for item in event.materials or ()] if event.status == EventStatus.PLANNED else []
        if asked:
            st.markdown(_("Asked of you or to bring: {things}").format(things=", ".join(asked)))


def our_cases(work: OwnWork) -> None:
    st.header(_("Cases you take part in"))
    if work.cases.empty:
        st.caption(_("None. Where you help us with a problem, it stands here with its reference."))
        return
    st.caption(_("What a case is about, your officer tells you. Say its reference when you call."))
    today = clock.today()
    for case in tuples(work.cases):
        with st.container(border=True, key=f"row-our-{case.ref}", gap="xsmall"):
            st.markdown(
                f"**{plain(case.ref)}** {badge(case_status_shown(case.status))} {plain(case_kind_label(case.kind))}"
            )
            part = (
                _("Your part: {part}").format(part=plain(case.part))
                if present(case.part)
                else _("Your part is not said")
            )
            since = said_date(case.since.date(), today)
            st.caption(_("{part}, since {day}").format(part=part, day=since))
