"""One briefing on one page: what it is, where it stands, what to do next; then slides, check and details, or hand-outs."""

import streamlit as st

from dashboard import briefing_loaders, navigation
from dashboard.briefing_words import period_words, status_shown
from dashboard.components.briefing_check import check_section, standing
from dashboard.components.briefing_facts import area_names, briefing_name, facts
from dashboard.components.briefing_frozen import frozen_briefing
from dashboard.components.briefing_slides import slides_section
from dashboard.components.choices import choose_view
from dashboard.components.record_layout import record_title
from dashboard.forms.briefing_details import details_section
from dashboard.labels import badge
from dashboard.words import _, number, plain
from db.access import Viewer
from db.queries.briefings import BriefingRecord
from db.vocabulary.briefings import BriefingLanguage, BriefingStatus

VIEW = "briefing-view"


def briefing_page(viewer: Viewer, ref: str) -> None:
    navigation.link("briefings", label=_("All briefings"), icon=":material/arrow_back:")
    record = briefing_loaders.briefing_record(viewer, ref)
    names = area_names(viewer, record.areas)
    english = next((said.words for said in record.titles if said.language == BriefingLanguage.ENGLISH), "")
    with record_title(briefing_name(english, names, record.kind, record.starts_on)):
        marks = [f"**{plain(record.ref)}**", badge(status_shown(record.status))]
        if not record.mine and record.made_by:
            marks.append(_("by {who}").format(who=plain(record.made_by)))
        st.markdown(" ".join(marks))
        period = period_words(record.kind, record.starts_on)
        st.caption(" · ".join([period, *facts(names, record.audience, record.languages)]))
    if record.status in (BriefingStatus.FROZEN, BriefingStatus.WITHDRAWN):
        frozen_briefing(viewer, record)
    else:
        _builder(viewer, record)


def _builder(viewer: Viewer, record: BriefingRecord) -> None:
    if record.sent_back_why and record.status == BriefingStatus.DRAFT:
        st.warning(_("Sent back: {why}").format(why=plain(record.sent_back_why)), icon=":material/undo:")
    looked = _looked(viewer, record)
    standing(record, looked)
    views = [
        ("slides", _("Slides")),
        ("check", _("Check and freeze ({n})").format(n=number(len(looked.preview.findings)))),
    ]
    if record.mine:
        views.append(("details", _("Details")))
    view = choose_view(_("Show"), views, key=VIEW)
    if view == "slides":
        slides_section(viewer, record, looked.preview.snapshot)
    elif view == "check":
        check_section(viewer, record, looked)
    else:
        details_section(viewer, record)


def _looked(viewer: Viewer, record: BriefingRecord) -> briefing_loaders.Looked:
    """Counting a large store takes seconds: then it is said how far it is."""
    if briefing_loaders.is_counted(record):
        return briefing_loaders.preview(viewer, record)
    place = st.empty()
    words = _("Counting the period…")

    def tell(share: float, _doing: str) -> None:
        place.progress(min(1.0, share), text=words)

    tell(0.0, "")
    looked = briefing_loaders.preview(viewer, record, progress=tell)
    place.empty()
    return looked
