"""Writes: a frozen command, its validation, one handler. Importing this package registers them all."""

from db.commands import (  # noqa: F401
    activities,
    attachments,
    bulk_community,
    bulk_concerns,
    cases,
    concern_details,
    concern_work,
    concerns,
    counts,
    drafts,
    duplicates,
    events,
    exports,
    geography,
    log,
    organisations,
    people,
    tasks,
    undo,
    voices,
)
