"""The documents of a frozen briefing: made once, language by language, and handed out as they were made."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import streamlit as st

from dashboard import navigation, state
from dashboard.briefing_making import make_documents
from dashboard.briefing_words import document_shown, language_words
from dashboard.presenting_paths import document_path
from dashboard.words import _, number, plain, said_size
from db.access import Viewer
from db.public_store import PublicDocument
from db.queries.briefings import BriefingRecord, DocumentRecord
from db.vocabulary.briefings import DocumentFormat

Handed = DocumentRecord | PublicDocument


def languages_made(record: BriefingRecord) -> list[str]:
    """Each language is kept as a whole or not at all."""
    made = {document.language for document in record.documents if document.format == DocumentFormat.PRESENTATION}
    return [str(language) for language in record.languages if language in made]


def documents_section(viewer: Viewer, record: BriefingRecord) -> None:
    st.markdown("## " + _("Hand out"))
    made = languages_made(record)
    missing = [str(language) for language in record.languages if language not in made]
    if missing:
        _make(viewer, record, missing)
    if made:
        hand_outs(record.code or "", made, record.documents, key=record.ref)


def _make(viewer: Viewer, record: BriefingRecord, missing: list[str]) -> None:
    """Right after freezing it begins by itself; whoever left meanwhile, or met a failure, goes on with a click."""
    total, done = len(record.languages), len(record.languages) - len(missing)
    begun = state.JUST_FROZEN.get() == record.ref
    if done:
        said = _("{n} of {total} languages are made.").format(n=number(done), total=number(total))
        st.markdown(f"**{said}**")
    label = _("Go on") if done else _("Make the documents")
    pressed = st.button(label, key="make-documents", type="primary", icon=":material/auto_awesome_motion:")
    if not (begun or pressed):
        st.caption(_("Slides, PDF, tables and pictures in every language: it takes some seconds for each."))
        return
    state.JUST_FROZEN.take()
    _made(viewer, record, missing)


def _made(viewer: Viewer, record: BriefingRecord, missing: list[str]) -> None:
    with st.status(_("Making the documents…"), expanded=True) as status:
        bar = st.progress(0.0)
        for n, language in enumerate(missing):
            said = _("{language}: {n} of {total}").format(
                language=language_words(language), n=number(n + 1), total=number(len(missing))
            )

            def tell(share: float, n: int = n, said: str = said) -> None:
                bar.progress(min(1.0, (n + share) / len(missing)), text=said)

            tell(0.0)
            if problem := make_documents(viewer, record, language, tell=tell):
                status.update(label=plain(problem), state="error")
                return
        status.update(label=_("All documents are made."), state="complete")
    st.rerun()


def hand_outs(code: str, languages: Sequence[str], documents: Sequence[Handed], *, key: str) -> None:
    """By language, then by kind; each opens the file as it was made."""
    st.caption(_("Who takes a file out, and when, stands in the audit trail."))
    for place, language in zip(st.tabs([language_words(name) for name in languages]), languages, strict=True):
        with place:
            for form, files in _by_kind(documents, language):
                shown = document_shown(form)
                with st.container(key=f"files-{key}-{language.lower()}-{DocumentFormat(form).name.lower()}", gap=None):
                    st.markdown(f"{shown.icon} **{shown.word}**")
                    for file in files:
                        st.link_button(
                            f"{plain(file.name)} ({said_size(file.size)})",
                            navigation.base_path() + document_path(code, file.format, language, file.name),
                            icon=":material/download:", type="tertiary",
                        )  # fmt: skip


def _by_kind(documents: Sequence[Handed], language: str) -> Iterator[tuple[str, list[Handed]]]:
    order = list(DocumentFormat)
    mine = sorted(
        (d for d in documents if d.language == language), key=lambda d: (order.index(DocumentFormat(d.format)), d.name)
    )
    for form, files in groupby(mine, key=lambda document: document.format):
        yield form, list(files)
