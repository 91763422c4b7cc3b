"""What pages show, each answer read once and kept: see dashboard.kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd

from dashboard import clock, record_loaders
from dashboard.kept import read
from dashboard.shared_store import shared_store
from db.access import Permission, Viewer
from db.queries import areas, concerns, drafts, events, figures, triage, views, voices, work
from db.queries import clocks as clock_queries
from db.queries.days import begin, moments, today
from db.queries.filters import Filters
from db.vocabulary import EventStatus


def _anybody(viewer: Viewer) -> Viewer:
    """The viewer of a figure: whoever may see it sees the same, so one answer serves all of a role and area."""
    counted = viewer.scope.restricted_areas or ()
    return replace(
        viewer, officer_id=None, name="", team_id=None, areas=(), team_areas=counted, session_id=None,
        shift_began_at=None, previous_shift_at=None,
    )  # fmt: skip


# Figures


def open_by_area(viewer: Viewer, filters: Filters) -> pd.DataFrame:
    return read("open_by_area", _anybody(viewer), filters=filters)


def received_by_area(viewer: Viewer, filters: Filters) -> pd.DataFrame:
    return read("received_by_area", _anybody(viewer), filters=filters)


def not_on_map(
    viewer: Viewer, filters: Filters, *, every_status: bool = False, within: bool = False
) -> figures.NotOnMap:
    # Whoever may count restricted records has an answer of their own: a complaint about them is not in it.
    counts = viewer.may(Permission.RESTRICTED_COUNT)
    who = replace(_anybody(viewer), officer_id=viewer.officer_id) if counts else _anybody(viewer)
    return read("not_on_map", who, filters=filters, every_status=every_status, within=within)


def trend(
    viewer: Viewer, *, until: date, neighbourhood_id: int | None, weeks: int = 26, filters: Filters | None = None
) -> pd.DataFrame:
    """Received per whole week; of the categories and sources of `filters` when given, whatever its dates."""
    return read(
        "trend", _anybody(viewer), until=until, neighbourhood_id=neighbourhood_id, weeks=weeks,
        categories=filters.categories if filters else (), sources=filters.sources if filters else (),
    )  # fmt: skip


def by_category(viewer: Viewer, filters: Filters, *, every_status: bool = False) -> pd.DataFrame:
    return read("by_category", _anybody(viewer), filters=filters, every_status=every_status)


def neighbourhoods(viewer: Viewer) -> pd.DataFrame:
    return read("neighbourhoods", _anybody(viewer))


def neighbourhood(viewer: Viewer, code: str) -> areas.NeighbourhoodFacts:
    return read("neighbourhood", _anybody(viewer), code=code)


# Points


def concern_points(viewer: Viewer, filters: Filters) -> pd.DataFrame:
    return read("concern_points", viewer, filters=filters)


def event_points(viewer: Viewer, filters: Filters) -> pd.DataFrame:
    # Events know no categories of concerns: another category is not another question.
    asked = replace(filters, categories=(), statuses=(), sources=())
    return read("event_points", _anybody(viewer), filters=asked, now=clock.minute())


# Lists and records


def concern_list(viewer: Viewer, filters: Filters, *, view: str, search: str, page: int) -> concerns.Page:
    return read("concern_list", viewer, filters=filters, view=view, search=search, page=page, now=clock.minute())


def found(viewer: Viewer, text: str, *, kinds: tuple[str, ...] = (), limit: int) -> pd.DataFrame:
    """Records of every kind with these words: see db.queries.search.search."""
    return read("search", viewer, text=text, kinds=kinds, limit=limit)


def waiting(viewer: Viewer, filters: Filters) -> triage.Waiting:
    return read("waiting", viewer, filters=filters, now=clock.minute())


def concern_record(viewer: Viewer, ref: str) -> concerns.ConcernRecord:
    """Of any level; of level 2 and 3 looking is recorded (dashboard.record_loaders)."""
    found: concerns.ConcernRecord = record_loaders.record("concern_record", viewer, ref)
    return found


def attachments(viewer: Viewer, ref: str) -> pd.DataFrame:
    """Which files a concern or a case has: see db.queries.attachments. What is in them is never kept."""
    return read("attachment_list", viewer, ref=ref)


def likely_duplicates(viewer: Viewer, **about: Any) -> pd.DataFrame:
    """Concerns that may be the same: see db.queries.duplicates.likely_duplicates for `about`."""
    return read("likely_duplicates", viewer, **about)


def merged_into(viewer: Viewer, ref: str) -> pd.DataFrame:
    return read("merged_into", viewer, ref=ref)


def saved_views(viewer: Viewer, page: str) -> tuple[views.View, ...]:
    return read("saved_views", viewer, page=page)


def to_tell(viewer: Viewer, ref: str) -> tuple[voices.ToTell, ...]:
    """Reporters of a concern who want to know what came of it."""
    return read("to_tell", viewer, ref=ref)


def timeline(viewer: Viewer, *, entity: str, ref: str) -> pd.DataFrame:
    return read("timeline", viewer, entity=entity, ref=ref)


def history(viewer: Viewer, *, entity: str, ref: str) -> pd.DataFrame:
    return read("history", viewer, entity=entity, ref=ref)


def clocks(viewer: Viewer, *, within: timedelta) -> clock_queries.Clocks:
    return read("clocks", viewer, within=within, now=clock.minute())


def received_since(viewer: Viewer, since: datetime) -> concerns.Page:
    return read("received_since", viewer, since=since, now=clock.minute())


def event_list(
    viewer: Viewer,
    *,
    since: datetime,
    until: datetime,
    neighbourhood_ids: tuple[int, ...] = (),
    types: tuple[str, ...] = (),
    statuses: tuple[EventStatus, ...] = (),
    mine: bool = False,
    newest_first: bool = False,
) -> pd.DataFrame:
    return read(
        "event_list", viewer, since=since, until=until, neighbourhood_ids=neighbourhood_ids, types=types,
        statuses=statuses, mine=mine, newest_first=newest_first,
    )  # fmt: skip


def events_ahead(viewer: Viewer, *, days: int, neighbourhood_ids: tuple[int, ...] = ()) -> pd.DataFrame:
    """Events from now on for so many days, soonest first."""
    now = clock.minute()
    return event_list(viewer, since=now, until=now + timedelta(days=days), neighbourhood_ids=neighbourhood_ids)


def events_in(viewer: Viewer, filters: Filters, *, newest_first: bool = True) -> pd.DataFrame:
    """Events of the filters' period and neighbourhoods."""
    since, until = moments(filters)
    return event_list(
        viewer, since=since, until=until, neighbourhood_ids=filters.neighbourhoods, newest_first=newest_first
    )


def held(viewer: Viewer, filters: Filters) -> events.Held:
    """Events held in the filters' period and neighbourhoods, and who came."""
    since, until = moments(filters)
    return read("held", viewer, since=since, until=until, neighbourhood_ids=filters.neighbourhoods)


def events_to_close_out(viewer: Viewer, *, neighbourhood_ids: tuple[int, ...] = ()) -> pd.DataFrame:
    """Events of the last year that are over and still stand as planned, oldest first."""
    now = clock.minute()
    over = event_list(
        viewer, since=now - timedelta(days=365), until=now, neighbourhood_ids=neighbourhood_ids,
        statuses=(EventStatus.PLANNED,),
    )  # fmt: skip
    return over[over["ends_at"] < now]


def event_record(viewer: Viewer, ref: str) -> events.EventRecord:
    return read("event_record", viewer, ref=ref)


def last_event(viewer: Viewer, *, neighbourhood_id: int) -> date | None:
    """The agency's day of the latest event there."""
    began: datetime | None = read("last_event", viewer, neighbourhood_id=neighbourhood_id, now=clock.minute())
    return today(began) if began else None


def venues(viewer: Viewer) -> pd.DataFrame:
    return read("venues", viewer)


def colleagues(viewer: Viewer) -> pd.DataFrame:
    return read("colleagues", viewer)


def colleague_names(viewer: Viewer) -> dict[int, str]:
    """Who can be given work: number -> name, the viewer's own team first."""
    return names_of(colleagues(viewer))


def names_of(people: pd.DataFrame) -> dict[int, str]:
    """Officers by their number, in the order of the frame, for a field that chooses one."""
    return dict(zip(people["officer_id"].astype(int), people["name"].astype(str), strict=True))


# Work


def tasks(viewer: Viewer, **which: Any) -> pd.DataFrame:
    """Tasks: see db.queries.work.task_list for `which`."""
    return read("task_list", viewer, now=clock.minute(), **which)


def promises(viewer: Viewer, *, neighbourhood_id: int, since: date) -> work.Promises:
    """Promises to a neighbourhood due since that day; those due from now on count as ahead."""
    return read("promises", viewer, neighbourhood_id=neighbourhood_id, since=begin(since), until=clock.minute())


def activities_in(viewer: Viewer, filters: Filters, *, mine: bool = False) -> pd.DataFrame:
    since, until = moments(filters)
    return read("activity_list", viewer, since=since, until=until, mine=mine, neighbourhood_ids=filters.neighbourhoods)


def activities_about(viewer: Viewer, concern: str) -> pd.DataFrame:
    """Every activity linked to a concern."""
    ever = datetime(2000, 1, 1, tzinfo=UTC)
    return read("activity_list", viewer, since=ever, until=clock.minute() + timedelta(days=1), concern=concern)


def worked(viewer: Viewer, *, since: date, until: date, neighbourhood_id: int | None, mine: bool) -> work.Worked:
    return read(
        "worked", viewer, since=begin(since), until=begin(until + timedelta(days=1)),
        neighbourhood_id=neighbourhood_id, mine=mine,
    )  # fmt: skip


def last_activity(viewer: Viewer) -> work.LastActivity | None:
    return read("last_activity", viewer)


def partners(viewer: Viewer, *, neighbourhood_id: int) -> pd.DataFrame:
    return read("partners", viewer, neighbourhood_id=neighbourhood_id)


def unfinished(viewer: Viewer) -> tuple[drafts.Unfinished, ...]:
    """The viewer's unfinished forms: never kept, they change with every word."""
    with shared_store().reading() as session:
        return drafts.unfinished(session, viewer=viewer)
