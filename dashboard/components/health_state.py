"""The Health page's parts: everything at a glance, a row for each subject with its state, and a check now."""

from collections.abc import Sequence

import streamlit as st

from dashboard import health_loaders
from dashboard.health_words import COMMANDS, SUBJECTS, badge, command, sentence
from dashboard.words import _, ngettext, number
from db.access import Viewer
from db.health import Finding, State, worst

GUIDE = "docs/operations.md"


def at_a_glance(found: Sequence[Finding]) -> None:
    """One line: well, or how many things are not."""
    broken = sum(one.state is State.BROKEN for one in found)
    late = sum(one.state is State.LATE for one in found)
    if worst(tuple(found)) is State.WELL:
        _well(sum(one.why == "never" and (one.subject, one.why) in COMMANDS for one in found))
        return
    said = [
        ngettext("{n} thing is broken", "{n} things are broken", broken).format(n=number(broken)) if broken else "",
        ngettext("{n} thing is overdue", "{n} things are overdue", late).format(n=number(late)) if late else "",
    ]
    line = _("{what}. What to do about it is in {guide}, “What to do when”.")
    line = line.format(what=", ".join(filter(None, said)), guide=GUIDE)
    if broken:
        st.error(line, icon=":material/error:")
    else:
        st.warning(line, icon=":material/schedule:")


def _well(not_yet: int) -> None:
    if not not_yet:
        st.success(_("Everything is well."), icon=":material/check_circle:")
        return
    line = ngettext(
        "What runs is well. {n} thing has never been done yet.", "What runs is well. {n} things have never been done yet.",
        not_yet,
    ).format(n=number(not_yet))  # fmt: skip
    st.info(line, icon=":material/hourglass_empty:")


def subjects(found: Sequence[Finding]) -> None:
    """A row each, worst first: state in a sign and a word, what it is about, and the figures."""
    with st.container(key="health-rows", gap="xsmall"):
        for one in found:
            with st.container(border=True, key=f"health-{one.subject.name.lower()}", gap="xxsmall"):
                st.markdown(f"{badge(one.state)} **{_(SUBJECTS[one.subject])}**")
                st.markdown(sentence(one))
                if (one.subject, one.why) in COMMANDS:
                    st.markdown(_("To put it right, on the server: {command}").format(command=f"`{command(one)}`"))


def check_now(viewer: Viewer) -> None:
    """Counts against concerns, and the audit trail: here while that takes seconds, otherwise by the command line."""
    if not health_loaders.may_check_here(viewer):
        st.caption(
            _("There is too much here to check while you wait: {command}").format(command="`python -m db check`")
        )
        return
    if not st.button(_("Check now"), key="check-now", icon=":material/fact_check:"):
        return
    bar = st.progress(0.0, text=_("Counting the concerns again, then every entry of the audit trail…"))

    def progress(done: int, of: int) -> None:
        bar.progress(min(1.0, done / max(1, of)))

    wrong, whole = health_loaders.check(viewer, progress)
    bar.empty()
    if wrong or not whole:
        said = ngettext("{n} count is wrong.", "{n} counts are wrong.", wrong).format(n=number(wrong))
        trail = _("The audit trail is whole.") if whole else _("The audit trail is not whole.")
        st.error(f"{said} {trail}", icon=":material/error:")
    else:
        st.success(_("Every count is right, and the audit trail is whole."), icon=":material/verified:")
