"""Briefings as their pages show them: lists and records kept while they are true, previews while nobody changed the draft.

Counting a period anew takes seconds in a large store, and every save of any colleague would ask for it: so the figures a
draft is looked at with are kept for a quarter of an hour, and say when they were counted. Freezing counts again and refuses
when what would be shown is not what was looked at.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import pandas as pd

from dashboard import clock
from dashboard.documents.briefing.words import catalogue_hash
from dashboard.kept import read
from dashboard.shared_store import shared_store
from db.access import Permission, Viewer
from db.disclosure.content import Release
from db.disclosure.sources import Source
from db.queries import briefing_previews, briefings
from db.queries.briefing_previews import Preview
from db.queries.briefings import BriefingRecord, Period
from db.vocabulary.briefings import BriefingLanguage, PeriodKind

FRESH = timedelta(minutes=15)
MOST_KEPT = 16
Progress = Callable[[float, str], None]


def briefing_list(viewer: Viewer) -> pd.DataFrame:
    return read("briefing_list", viewer)


def briefing_record(viewer: Viewer, ref: str) -> BriefingRecord:
    found: BriefingRecord = read("briefing_record", viewer, ref=ref)
    return found


def periods(viewer: Viewer) -> tuple[Period, ...]:
    found: tuple[Period, ...] = read("periods", viewer, now=clock.minute())
    return found


def comparable(viewer: Viewer, kind: PeriodKind, starts_on: date) -> pd.DataFrame:
    return read("comparable", viewer, kind=kind, starts_on=starts_on)


def sayable(viewer: Viewer, ref: str) -> tuple[Source, ...]:
    found: tuple[Source, ...] = read("sayable", viewer, ref=ref)
    return found


def stories(viewer: Viewer) -> tuple[Source, ...]:
    found: tuple[Source, ...] = read("stories", viewer)
    return found


def frozen_content(viewer: Viewer, ref: str) -> str:
    return read("frozen_content", viewer, ref=ref)


def catalogues_confirmed(viewer: Viewer) -> pd.DataFrame:
    return read("catalogues_confirmed", viewer)


@dataclass(frozen=True, slots=True)
class Looked:
    """A preview and when its figures were counted."""

    preview: Preview
    counted_at: datetime


T = TypeVar("T")


class _Kept:
    """What was counted and looked at of late, the same for whoever may build briefings."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[tuple[object, ...], tuple[datetime, Any]] = OrderedDict()

    def get(self, key: tuple[object, ...], make: Callable[[], T]) -> tuple[datetime, T]:
        with self._lock:
            found = self._found.get(key)
        if found is not None and clock.now() - found[0] < FRESH:
            return found
        made = (clock.now(), make())
        with self._lock:
            self._found[key] = made
            self._found.move_to_end(key)
            if len(self._found) > MOST_KEPT:
                self._found.popitem(last=False)
        return made

    def has(self, key: tuple[object, ...]) -> bool:
        with self._lock:
            found = self._found.get(key)
        return found is not None and clock.now() - found[0] < FRESH

    def drop(self, *beginnings: tuple[object, ...]) -> None:
        with self._lock:
            for key in [key for key in self._found if any(key[: len(first)] == first for first in beginnings)]:
                del self._found[key]


_kept = _Kept()


def preview(viewer: Viewer, record: BriefingRecord, *, progress: Progress | None = None) -> Looked:
    """The draft as it would be frozen, with figures counted within the last quarter of an hour. Raises Refused."""
    viewer.must(Permission.BRIEFING_BUILD)
    counted, figures = _kept.get(_figures_key(record), lambda: _counted(viewer, record, progress))
    address = shared_store().settings.database_url

    def look() -> Preview:
        with shared_store().reading() as session:
            return briefing_previews.preview(session, viewer=viewer, ref=record.ref, now=clock.now(), figures=figures)

    _when, made = _kept.get((address, record.ref, record.version, record.published, counted), look)
    return Looked(made, counted)


def drawn(viewer: Viewer, record: BriefingRecord, language: str, *, draw: Callable[..., bytes]) -> bytes:
    """The page of a draft in one language, drawn once for each version and count."""
    looked, confirmed = preview(viewer, record), language in confirmed_now(viewer)
    address = shared_store().settings.database_url
    key = (address, record.ref, record.version, looked.counted_at, looked.preview.seen, language, confirmed)
    return _kept.get(key, lambda: draw(record, looked.preview.snapshot, language, confirmed=confirmed))[1]


def _counted(viewer: Viewer, record: BriefingRecord, progress: Progress | None) -> Release | None:
    with shared_store().reading() as session:
        return briefing_previews.figures(session, viewer=viewer, ref=record.ref, now=clock.now(), progress=progress)


def is_counted(record: BriefingRecord) -> bool:
    """Whether looking at it takes no counting."""
    return _kept.has(_figures_key(record))


def count_again(record: BriefingRecord) -> None:
    _kept.drop(_figures_key(record))


def forget() -> None:
    """All of it: another store lies at the same address."""
    _kept.drop(())


def _figures_key(record: BriefingRecord) -> tuple[object, ...]:
    return (shared_store().settings.database_url, "figures", record.kind, record.starts_on)


def record_for_preview(viewer: Viewer, ref: str) -> BriefingRecord:
    """Outside a page, where nothing is kept: the record as it is now. Raises NotFound, Refused."""
    with shared_store().reading() as session:
        return briefings.briefing_record(session, viewer=viewer, ref=ref)


def confirmed_now(viewer: Viewer) -> frozenset[str]:
    """Languages whose fixed words are as a person has confirmed them."""
    with shared_store().reading() as session:
        known = briefings.catalogues_confirmed(session, viewer=viewer)
    pairs = set(zip(known["language"], known["hash"], strict=True))
    return frozenset(
        language.value
        for language in BriefingLanguage
        if language == BriefingLanguage.ENGLISH or (language.value, catalogue_hash(language)) in pairs
    )
