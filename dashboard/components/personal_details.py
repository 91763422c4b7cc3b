"""What is kept apart from the summary. Looking is an act of its own: it is asked for, recorded, and not kept."""

import streamlit as st

from dashboard import clock
from dashboard.labels import answer_outcome_label, contact_method_label
from dashboard.shared_store import shared_store
from dashboard.words import _, exact_time, plain, said_time, say
from db.access import Permission, Viewer
from db.commands.concern_details import OpenConcern, OpenedConcern
from db.errors import CommonGroundError
from db.queries.concerns import ConcernRecord


def personal_details(viewer: Viewer, concern: ConcernRecord) -> None:
    if not concern.has_details or not viewer.may(Permission.PERSONAL_READ):
        return
    with st.container(border=True, key="personal-details"):
        st.markdown("#### :material/lock: " + _("Personal details"))
        st.caption(_("Names, contacts and what was said. Not for projection. Opening them is recorded."))
        if not st.button(_("Open personal details"), key=f"open-{concern.ref}", icon=":material/visibility:"):
            return
        try:
            opened = shared_store().execute(OpenConcern(concern.ref), by=viewer, now=clock.now())
        except CommonGroundError as error:
            st.error(say(error.sentence))
            return
        _shown(opened)


def _shown(opened: OpenedConcern) -> None:
    if opened.details:
        st.markdown(plain(opened.details))
    if opened.place_note:
        st.markdown(_("Place: {note}").format(note=plain(opened.place_note)))
    for voice in opened.voices:
        who = plain(voice.name) if voice.name else _("Did not give a name")
        parts = [who, plain(voice.contact) if voice.contact else ""]
        parts.append(contact_method_label(voice.preferred_method) if voice.preferred_method else "")
        parts.append(_("wants an answer") if voice.wants_answer else _("wants no answer"))
        if voice.told_at:
            parts.append(_("told {when}").format(when=said_time(voice.told_at, clock.now())))
        st.markdown("- " + " · ".join(part for part in parts if part))
        for answer in voice.answers:
            how = f" ({contact_method_label(answer.method)})" if answer.method else ""
            said = f"{answer_outcome_label(answer.outcome)}{how}: {plain(answer.words or '')}"
            st.markdown(f"    - {said}  \n      :small[{exact_time(answer.at)}]")
        if voice.told_how and not voice.answers:
            st.markdown(f"    - {plain(voice.told_how)}")
        if voice.said:
            st.markdown("> " + plain(voice.said).replace("\n", "\n> "))
        if voice.safe_to_contact:
            st.warning(plain(voice.safe_to_contact), icon=":material/shield_person:")
    st.button(_("Hide them"), key=f"hide-{opened.ref}", icon=":material/visibility_off:")
