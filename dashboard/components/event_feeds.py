"""Calendar addresses on the account page: which there are, what whoever has one can read, making and revoking."""

from urllib.parse import urlsplit

import streamlit as st

from dashboard import clock, navigation, state
from dashboard.areas import known_areas
from dashboard.calendar_loaders import my_feeds
from dashboard.components.form import field_problem, form_notice, save_button
from dashboard.draft import Draft, form_state
from dashboard.feeds import feed_path
from dashboard.labels import event_type_label
from dashboard.shared_store import shared_store
from dashboard.submit import Receipt, submit
from dashboard.words import _, plain, said_time, say
from db.access import Permission, Viewer
from db.commands.event_feeds import MakeFeed, RevokeFeed
from db.errors import CommonGroundError, Invalid
from db.queries.calendars import MyFeed
from db.settings import get_settings
from db.vocabulary import EventType

FORM, REVOKING = "account.feed", "account.feeds"


def feeds_card(viewer: Viewer) -> None:
    """For whoever reads events."""
    if not viewer.may(Permission.EVENT_READ):
        return
    with st.container(border=True, key="account-feeds"):
        st.markdown("## " + _("Events in your calendar"))
        st.markdown(
            _(
                "An address that a calendar program on your phone or computer reads by itself. **Whoever has it reads these "
                "events without signing in**: title, time, place, for whom, language and topics, as they are announced. "
                "Never who came, what was heard or what came of it. Give it to nobody; revoke it when a device is lost."
            )
        )
        _just_made()
        form_notice(REVOKING, fields={})
        names = {area.id: area.name for area in known_areas(viewer)}
        for feed in my_feeds(viewer):
            _row(viewer, feed, names)
        _make(viewer, names)


def _row(viewer: Viewer, feed: MyFeed, names: dict[int, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"feed-{feed.id}"):
        made = _("made {when}").format(when=said_time(feed.created_at, clock.now()))
        st.markdown(f"**{plain(feed.name)}**  \n:small[{plain(_which(feed, names))} · {made}]", width="stretch")
        st.button(
            _("Revoke"),
            key=f"revoke-feed-{feed.id}",
            icon=":material/link_off:",
            help=_("From now on the address of “{name}” leads nowhere. This cannot be undone.").format(
                name=plain(feed.name)
            ),
            on_click=_revoke,
            args=(viewer, feed.id),
        )


def _which(feed: MyFeed, names: dict[int, str]) -> str:
    parts = [_("the events you are in charge of") if feed.mine else _("everybody’s events")]
    if feed.areas:
        parts.append(", ".join(names.get(area, "?") for area in feed.areas))
    if feed.types:
        parts.append(", ".join(event_type_label(chosen) for chosen in feed.types))
    return " · ".join(parts)


def _revoke(viewer: Viewer, feed_id: int) -> None:
    submit(RevokeFeed(feed_id), viewer=viewer, form=REVOKING, said=lambda _answer: Receipt(""), redraw=False)
    state.NEW_FEED.take()


def _make(viewer: Viewer, names: dict[int, str]) -> None:
    draft = Draft(FORM, viewer)
    remembered = form_state(draft.form)
    expanded = bool(draft.fields or remembered["problems"])
    with st.expander(_("Make a calendar address"), icon=":material/add_link:", expanded=expanded):
        form_notice(draft.form, fields={"name": "", "areas": "", "types": ""})
        name = st.text_input(
            _("What you call it (required)"), max_chars=80, placeholder=_("My phone"), **draft.bind("name", "")
        )
        field_problem(draft.form, "name")
        mine = st.toggle(_("Only events I am in charge of"), **draft.bind("mine", False))
        areas = st.multiselect(
            _("Neighbourhoods"), list(names), format_func=names.__getitem__, placeholder=_("All"),
            **draft.bind("areas", [], options=list(names)),
        )  # fmt: skip
        field_problem(draft.form, "areas")
        types = list(EventType)
        chosen = st.multiselect(
            _("Kinds of event"), types, format_func=event_type_label, placeholder=_("All"),
            **draft.bind("types", [], options=types),
        )  # fmt: skip
        field_problem(draft.form, "types")
        if save_button(draft, _("Make the address"), icon=":material/add_link:"):
            wanted = MakeFeed(name or "", bool(mine), tuple(areas), tuple(EventType(one) for one in chosen))
            _save(viewer, draft, wanted)


def _save(viewer: Viewer, draft: Draft, command: MakeFeed) -> None:
    """Not by way of submit: an answer that is said once is kept beside no key."""
    remembered = form_state(draft.form)
    remembered.update(problems={}, sentence="")
    try:
        secret = shared_store().execute(command, by=viewer, now=clock.now())
    except Invalid as invalid:
        remembered["problems"] = {field: say(sentence) for field, sentence in invalid.problems.items()}
    except CommonGroundError as error:
        remembered["sentence"] = say(error.sentence)
    else:
        draft.clear()
        state.NEW_FEED.set(_address(secret))
    st.rerun()


def _address(secret: str) -> str:
    here = urlsplit(st.context.url or "")
    outside = get_settings().public_address or f"{here.scheme}://{here.netloc}{navigation.base_path()}"
    return outside + feed_path(secret)


def _just_made() -> None:
    address = state.NEW_FEED.get()
    if not address:
        return
    with st.container(border=True, key="new-feed"):
        st.success(_("Copy the address now: it is not shown again."), icon=":material/key:")
        st.code(address, language=None, wrap_lines=True)
        st.caption(
            _(
                "In your calendar program choose “subscribe by address” (on a phone under accounts or calendars) and paste "
                "it. The program asks again by itself, most of them every few hours."
            )
        )
        st.button(_("I have copied it"), key="feed-copied", icon=":material/check:", on_click=_copied)


def _copied() -> None:
    state.NEW_FEED.take()
