"""One briefing on one page: what it is, where it stands, what to do next; then slides, check and details, or hand-outs."""

import streamlit as st

from dashboard import briefing_loaders, clock, navigation
from dashboard.briefing_words import period_words, status_shown
from dashboard.components.briefing_check import check_section, standing
from dashboard.components.briefing_frozen import frozen_briefing
from dashboard.components.briefing_list import facts
from dashboard.components.briefing_slides import slides_section
from dashboard.components.choices import choose_view
from dashboard.components.record_layout import record_title
from dashboard.forms.briefing_details import details_section
from dashboard.labels import badge
from dashboard.words import _, number, plain, said_time
from db.access import Viewer
from db.queries.briefings import BriefingRecord
from db.vocabulary.briefings import BriefingLanguage, BriefingStatus


def briefing_page(viewer: Viewer, ref: str) -> None:
    navigation.link("briefings", label=_("All briefings"), icon=":material/arrow_back:")
    record = briefing_loaders.briefing_record(viewer, ref)
    with record_title(title_of(record)):
        st.markdown(f"**{plain(record.ref)}** {badge(status_shown(record.status))}")
        st.caption(" · ".join([period_words(record.kind, record.starts_on), *facts(record)]))
    if record.status in (BriefingStatus.FROZEN, BriefingStatus.WITHDRAWN):
        frozen_briefing(viewer, record)
    else:
        _builder(viewer, record)


def title_of(record: BriefingRecord) -> str:
    """In English; one that has no words of its own is named after its areas and period."""
    return next((said.words for said in record.titles if said.language == BriefingLanguage.ENGLISH), record.ref)


def _builder(viewer: Viewer, record: BriefingRecord) -> None:
    if record.sent_back_why and record.status == BriefingStatus.DRAFT:
        st.warning(_("Sent back: {why}").format(why=plain(record.sent_back_why)), icon=":material/undo:")
    look = briefing_loaders.preview(viewer, record)
    standing(record, look)
    findings = len(look.findings)
    view = choose_view(
        _("Show"),
        [
            ("slides", _("Slides")),
            ("check", _("Check and freeze ({n})").format(n=number(findings))),
            ("details", _("Title, languages, audience")),
        ],
        key="briefing-view",
    )
    if view == "slides":
        slides_section(viewer, record, look)
    elif view == "check":
        check_section(viewer, record, look)
    else:
        details_section(viewer, record)


def approved_words(record: BriefingRecord) -> str:
    if not record.approved_by or not record.approved_at:
        return ""
    when = said_time(record.approved_at, clock.now())
    return _("{who} approved its words {when}.").format(who=plain(record.approved_by), when=when)
