"""What is due, held, waiting and erased, and where requests of subjects stand: kept answers of db.queries."""

import pandas as pd

from dashboard import clock
from dashboard.kept import read
from db.access import Viewer
from db.queries.retention import ClassDue, DuePage
from db.vocabulary.retention import RetentionClass


def due_classes(viewer: Viewer) -> tuple[ClassDue, ...]:
    found: tuple[ClassDue, ...] = read("due_classes", viewer, now=clock.minute())
    return found


def due_records(viewer: Viewer, name: RetentionClass) -> DuePage:
    """The first page: what is proposed leaves it, and the next come up."""
    found: DuePage = read("due_records", viewer, which=name, now=clock.minute())
    return found


def holds(viewer: Viewer) -> pd.DataFrame:
    return read("holds", viewer)  # type: ignore[no-any-return]


def erasures_waiting(viewer: Viewer) -> pd.DataFrame:
    return read("erasures_waiting", viewer)  # type: ignore[no-any-return]


def erasures_decided(viewer: Viewer) -> pd.DataFrame:
    return read("erasures_decided", viewer)  # type: ignore[no-any-return]


def subject_requests(viewer: Viewer, *, waiting: bool = False) -> pd.DataFrame:
    return read("subject_requests", viewer, waiting=waiting)  # type: ignore[no-any-return]
