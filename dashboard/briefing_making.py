"""Rendering a frozen briefing: one language at a time, so that what is made stays made when somebody leaves.

`python -m dashboard.briefing_making` makes what is still missing of any of them.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from dashboard import briefing_loaders, clock, failures
from dashboard.documents.briefing.rendering import rendered
from dashboard.shared_store import shared_store
from dashboard.words import _, say
from db import logs
from db.access import Viewer
from db.commands.frozen import KeepDocuments
from db.disclosure.content import snapshot
from db.errors import CommonGroundError
from db.queries.briefings import BriefingRecord, briefing_record, without_documents
from db.settings import get_settings

logger = logging.getLogger("common_ground.briefings")


def make_documents(viewer: Viewer, record: BriefingRecord, language: str, *, tell: Callable[[float], None]) -> str:
    """Makes and keeps one language, which puts it where presenters read; says what went wrong, if anything."""
    try:
        content = snapshot(briefing_loaders.frozen_content(viewer, record.ref))
        confirmed = briefing_loaders.confirmed_now(viewer)
        alone = replace(content, languages=(language,))  # each language is made from the same content
        documents = tuple(rendered(alone, confirmed=confirmed, progress=lambda share, _language: tell(share)))
        shared_store().execute(KeepDocuments(record.code or "", documents), by=viewer, now=clock.now())
    except CommonGroundError as error:
        return say(error.sentence)
    except Exception as error:
        return _("This language could not be made. Try again, or tell whoever runs this system: {reference}.").format(
            reference=failures.recorded(error)
        )
    return ""


def main() -> int:
    system, store = Viewer.system("documents of briefings"), shared_store()
    with store.reading() as session:
        missing = without_documents(session, viewer=system)
    wrong = []
    for ref, language in missing:
        with store.reading() as session:
            record = briefing_record(session, viewer=system, ref=ref)
        wrong.append(make_documents(system, record, language, tell=lambda _share: None))
    for sentence in filter(None, wrong):
        logger.error("%s", sentence)
    return 1 if any(wrong) else 0


if __name__ == "__main__":
    logs.configure(get_settings(), quiet=True)
    raise SystemExit(main())
