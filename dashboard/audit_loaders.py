"""The audit trail for its page: read anew each time, and each search noted before it is shown."""

import time
from collections.abc import Callable

import pandas as pd

from dashboard import clock, state
from dashboard.audit_words import action_label, detail_words, kind_label
from dashboard.shared_store import shared_store
from dashboard.words import _, local
from db.access import Permission, Viewer
from db.commands.audit_trail import NoteCheck, SearchTrail
from db.errors import CommonGroundError
from db.queries import audit_trail
from db.queries.audit_trail import Asked, Chain, Found

SAME_SEARCH_SECONDS = 900.0


def search(viewer: Viewer, asked: Asked, *, page: int) -> Found:
    """What was found, newest first. The same search again within a quarter of an hour is still that search. Raises
    Refused, Invalid, StoreUnavailable: what cannot be noted is not shown."""
    store = shared_store()
    last, at = state.TRAIL_ASKED.get()
    if last != repr(asked) or time.monotonic() - at > SAME_SEARCH_SECONDS:
        store.execute(SearchTrail(asked), by=viewer, now=clock.now())
        state.TRAIL_ASKED.set((repr(asked), time.monotonic()))
    with store.reading() as session:
        return audit_trail.trail(session, viewer=viewer, asked=asked, page=page)


def table(viewer: Viewer, asked: Asked) -> pd.DataFrame:
    """The same for a spreadsheet: no more than the newest ten thousand."""
    with shared_store().reading() as session:
        found = audit_trail.trail(session, viewer=viewer, asked=asked, at_a_time=audit_trail.COUNTED)
    rows = [
        (e.number, local(e.at).isoformat(timespec="seconds"), e.actor, action_label(e.action), kind_label(e.entity),
         e.ref or "", detail_words(e.detail))
        for e in found.entries
    ]  # fmt: skip
    headings = [_("Entry"), _("When"), _("Who"), _("What was done"), _("Kind of record"), _("Reference"), _("Details")]
    return pd.DataFrame(rows, columns=headings)


def kinds(viewer: Viewer) -> tuple[str, ...]:
    with shared_store().reading() as session:
        return audit_trail.kinds(session, viewer=viewer)


def people(viewer: Viewer) -> dict[int, str]:
    """Everybody who has or had an account: number -> name."""
    with shared_store().reading() as session:
        return dict(audit_trail.people(session, viewer=viewer))


def chain(viewer: Viewer) -> Chain:
    with shared_store().reading() as session:
        return audit_trail.chain(session, viewer=viewer)


def check(viewer: Viewer, progress: Callable[[int], None]) -> str | None:
    """Verifies the whole chain, against its exported heads where there are any, and notes that. None when it is whole,
    otherwise where it breaks. Raises Refused, StoreUnavailable."""
    viewer.must(Permission.AUDIT_READ)
    store = shared_store()
    entries = chain(viewer).entries
    try:
        broken = store.verify_audit(heads=store.settings.audit_head_file, progress=progress)
    except CommonGroundError as error:
        broken = str(error)
    store.execute(NoteCheck(entries, whole=broken is None), by=viewer, now=clock.now())
    return broken
