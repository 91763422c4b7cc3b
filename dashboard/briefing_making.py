"""Rendering a frozen briefing: one language at a time, so that what is made stays made when somebody leaves."""

import logging

from dashboard.documents.briefing.rendering import rendered

from dashboard import briefing_loaders, clock, failures
from dashboard.shared_store import shared_store
from dashboard.words import _, say
from db.access import Viewer
from db.commands.frozen import KeepDocuments
from db.disclosure.content import snapshot
from db.errors import CommonGroundError
from db.queries.briefings import BriefingRecord

logger = logging.getLogger("common_ground.briefings")


def make_documents(viewer: Viewer, record: BriefingRecord, language: str) -> str:
    """Makes and keeps one language, which puts it where presenters read; says what went wrong, if anything."""
    try:
        content = snapshot(briefing_loaders.frozen_content(viewer, record.ref))
        confirmed = briefing_loaders.confirmed_now(viewer)
        documents = tuple(rendered(content, languages=(language,), confirmed=confirmed))
        shared_store().execute(KeepDocuments(record.code or "", documents), by=viewer, now=clock.now())
    except CommonGroundError as error:
        return say(error.sentence)
    except Exception as error:
        return _("This language could not be made. Try again, or tell whoever runs this system: {reference}.").format(
            reference=failures.recorded(error)
        )
    return ""
