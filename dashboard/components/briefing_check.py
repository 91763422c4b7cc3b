"""Before freezing: what must be changed, what to look at, what was merged or left out; then approval and freezing."""

from collections.abc import Sequence

import streamlit as st

from dashboard import navigation
from dashboard.briefing_loaders import Looked
from dashboard.briefing_words import REMOVED, finding_words
from dashboard.components.briefing_written import written_words
from dashboard.forms.briefing_finish import finish_section
from dashboard.state import Url
from dashboard.words import _, ngettext, number, plain, say
from db.access import Viewer
from db.disclosure.preflight import Finding
from db.queries.briefings import BriefingRecord
from db.vocabulary.briefings import BriefingStatus

SHOWN = 12  # of one group; further ones follow on a click


def standing(record: BriefingRecord, looked: Looked) -> None:
    """The one sentence above everything: what the next step is, and whose."""
    look = looked.preview
    stops = len(_stopping(record, look.findings))
    if record.status == BriefingStatus.WAITING:
        words = _("It waits for a second person’s approval. Any change takes it back.")
        icon = ":material/hourglass_top:"
    elif stops:
        said = ngettext("{n} thing must be changed", "{n} things must be changed", stops).format(n=number(stops))
        words, icon = _("{things} before it can be frozen.").format(things=said), ":material/front_hand:"
    elif look.needs_approval and record.status == BriefingStatus.DRAFT:
        words = _("It holds words or pictures of your own: a second person approves them before it is frozen.")
        icon = ":material/approval:"
    else:
        words, icon = _("Nothing stands against freezing it."), ":material/check_circle:"
    st.markdown(f"**{icon} {words}**")


def check_section(viewer: Viewer, record: BriefingRecord, looked: Looked) -> None:
    with st.container(key="briefing-check"):
        look = looked.preview
        must = _stopping(record, look.findings)
        removed = [finding for finding in look.findings if finding.kind in REMOVED and finding not in must]
        others = [finding for finding in look.findings if finding not in must and finding not in removed]
        with st.container(key="briefing-findings"):
            _group(record, _("Must be changed"), must, "must", _("Nothing."))
            _group(record, _("Look at these"), others, "look", _("Nothing to look at."))
            _group(
                record, _("Merged or left out, and why"), removed, "removed",
                _("Nothing had to be merged or left out: no figure gives anybody away."),
            )  # fmt: skip
        with st.container(key="briefing-finish"):
            finish_section(viewer, record, looked, must)
            written_words(record)


def _stopping(record: BriefingRecord, findings: Sequence[Finding]) -> list[Finding]:
    """What still keeps it from being frozen; a second person lets through what only looks like something."""
    approved = record.status == BriefingStatus.APPROVED
    return [finding for finding in findings if finding.stops and not (finding.by_second and approved)]


def _group(record: BriefingRecord, title: str, findings: Sequence[Finding], key: str, nothing: str) -> None:
    st.markdown(f"## {title}" + (f" ({number(len(findings))})" if findings else ""))
    if not findings:
        st.markdown(f":material/check: {nothing}")
        return
    for n, finding in enumerate(findings[:SHOWN]):
        _finding(record, finding, f"{key}-{n}")
    if len(findings) > SHOWN:
        with st.expander(_("{n} more").format(n=number(len(findings) - SHOWN))):
            for n, finding in enumerate(findings[SHOWN:], SHOWN):
                _finding(record, finding, f"{key}-{n}")


def _finding(record: BriefingRecord, finding: Finding, key: str) -> None:
    with st.container(key=f"finding-{key}", gap=None):
        kind = f"**{finding_words(finding.kind)}**"
        excerpt = f"  \n> {plain(finding.excerpt)}" if finding.excerpt else ""
        st.markdown(f"{kind} · {plain(say(finding.sentence))}{excerpt}")
        if finding.slide is not None:
            place = {Url.RECORD: record.ref, Url.VIEW: "slides", Url.SLIDE: str(finding.slide)}
            label = _("Slide {n}").format(n=finding.slide)
            navigation.link("briefings", label=label, icon=":material/edit:", **place)
