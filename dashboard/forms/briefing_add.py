"""A slide of one's own: text, a picture, or the success story of an event."""

import hashlib
from dataclasses import replace

import streamlit as st

from dashboard import briefing_loaders
from dashboard.briefing_words import slide_words
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.components.states import loading
from dashboard.draft import Draft, form_state
from dashboard.submit import Receipt, form_key, submit
from dashboard.words import _, say
from db.access import Viewer
from db.cleaning.apart import clean_apart
from db.cleaning.projected import projected
from db.commands.briefing_slides import AddSlide
from db.errors import BadFile
from db.queries.briefings import BriefingRecord
from db.vocabulary.briefings import SlideKind

KINDS = (SlideKind.TEXT, SlideKind.PICTURE, SlideKind.STORY)
PICTURES = ["jpg", "jpeg", "png", "webp"]
LARGEST = 10  # MB


def add_slide_form(viewer: Viewer, record: BriefingRecord) -> None:
    draft = Draft(f"briefing.{record.ref}.add", viewer)
    state = form_state(draft.form)
    expanded = bool(draft.fields or state["problems"] or state.get("sentence") or state.get("receipt"))
    with st.expander(_("Add a slide"), icon=":material/add:", expanded=expanded):
        if show_receipt(draft.form, viewer, another=_("Add another")):
            return
        form_notice(
            draft.form, fields=dict.fromkeys(("kind", "after", "story_event", "picture", "picture_consent"), "")
        )
        kind = SlideKind(
            st.segmented_control(
                _("What it holds"),
                [kind.value for kind in KINDS],
                format_func=slide_words,
                required=True,
                **draft.bind("kind", KINDS[0].value, options=[kind.value for kind in KINDS]),
            )  # fmt: skip
        )
        after = _after(draft, record)
        story = _story(viewer, draft) if kind == SlideKind.STORY else None
        sent, consent = _picture(draft) if kind == SlideKind.PICTURE else (b"", "")
        if save_button(draft, _("Add the slide"), icon=":material/add:"):
            command = AddSlide(
                record.ref, record.version, kind, after, story_event=story, picture_consent=consent or None
            )
            _add(viewer, draft, command, sent)


def _after(draft: Draft, record: BriefingRecord) -> int:
    last = len(record.slides)
    names = {slide.position: f"{slide.position} · {slide_words(slide.kind)}" for slide in record.slides}
    chosen = st.selectbox(
        _("After slide"), list(names), format_func=names.__getitem__, **draft.bind("after", last, options=list(names)),
    )  # fmt: skip
    field_problem(draft.form, "after")
    return int(chosen)


def _story(viewer: Viewer, draft: Draft) -> str | None:
    stories = briefing_loaders.stories(viewer)
    if not stories:
        st.caption(
            _("No success story is written yet. It is written when an event is closed out, with how people agreed.")
        )
        return None
    names = {story.ref: story.title or story.ref for story in stories}
    chosen = st.selectbox(
        _("Event (required)"), list(names), format_func=names.__getitem__, index=None,
        **draft.bind("story_event", None, options=[None, *names]),
    )  # fmt: skip
    field_problem(draft.form, "story_event")
    return str(chosen) if chosen else None


def _picture(draft: Draft) -> tuple[bytes, str]:
    st.caption(
        _("JPEG, PNG or WebP, up to 10 MB. Location, device and time are removed from it; who can be seen in it stays.")
    )
    sent = st.file_uploader(
        _("Picture (required)"), type=PICTURES, max_upload_size=LARGEST, key=draft.widget("picture")
    )
    field_problem(draft.form, "picture")
    consent = st.text_input(
        _("How those in it agreed to be shown, or that nobody is in it (required)"), max_chars=200,
        placeholder=_("Nobody is in it"), **draft.bind("picture_consent", ""),
    )  # fmt: skip
    field_problem(draft.form, "picture_consent")
    return (sent.getvalue() if sent else b""), consent or ""


def _add(viewer: Viewer, draft: Draft, command: AddSlide, sent: bytes) -> None:
    if sent:
        with loading(_("Checking and cleaning the picture…")):
            try:
                command = replace(command, picture=projected(clean_apart(sent)))
            except BadFile as error:
                form_state(draft.form).update(problems={"picture": say(error.sentence)}, sentence="")
                st.rerun()
    # The file is no field of the draft, so it is named in the key: another file is another save.
    key = hashlib.sha256(form_key(draft.form).encode() + hashlib.sha256(sent).digest()).hexdigest()
    submit(
        command,
        viewer=viewer,
        form=draft.form,
        key=key,
        said=lambda _saved: Receipt(
            _("{kind}: now slide {n}.").format(kind=slide_words(command.kind), n=(command.after or 0) + 1),
            what_next=_("Open it above to write what stands on it."),
        ),
    )
