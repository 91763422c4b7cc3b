"""From private rows to the figures of one closed period: counted, rounded, coarsened until nothing can be worked out."""

import json
from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.disclosure import coarsening, content
from db.disclosure.content import Coarsening, PublicArea, PublicTable, Release
from db.disclosure.counting import Span, area_codes, counted
from db.disclosure.families import FAMILIES, first_shape
from db.disclosure.laying_out import tables, withheld
from db.disclosure.neighbours import Neighbours
from db.disclosure.periods import last_day, months, must_be_publishable
from db.models import Neighbourhood, PublicRelease
from db.vocabulary.briefings import PeriodKind

Progress = Callable[[float, str], None]


def prepared(
    session: Session, kind: PeriodKind, starts_on: date, *, now: datetime, progress: Progress | None = None
) -> Release:
    """The release as it would be published now; publishes nothing. The same store gives the same release. What was published
    for the period is given as it was published: there are no second figures.

    Raises Invalid (field "starts_on") when the period is not a whole one, ended less than seven days ago, or overlaps one
    already published.
    """
    must_be_publishable(session, kind, starts_on, now=now)
    if (before := published(session, kind, starts_on)) is not None:
        return before
    tell = progress or (lambda share, doing: None)
    last = last_day(kind, starts_on)
    areas = _in_force(session, last)
    public = tuple(_public(area) for area in areas)
    neighbours = Neighbours(public)
    span = Span(starts_on, last, area_codes(session, {area.code for area in areas}))
    shown: list[PublicTable] = []
    coarsened: list[Coarsening] = []
    for number, family in enumerate(FAMILIES):
        tell(number / len(FAMILIES), f"counting {family.name}")
        counts = counted(session, span, family)
        shape = first_shape(family, tuple(area.code for area in areas), months(starts_on, last))
        tell((number + 0.5) / len(FAMILIES), f"protecting {family.name}")
        final = coarsening.protected(family, shape, counts, neighbours)
        shown += tables(final)
        coarsened += (*coarsening.told(family, shape, final.shape), *withheld(final))
    tell(1, "done")
    return Release(
        kind=kind,
        starts_on=starts_on,
        last_day=last,
        counted_at=now,
        areas=public,
        tables=tuple(shown),
        coarsened=tuple(coarsened),
    )


def published(session: Session, kind: PeriodKind, starts_on: date) -> Release | None:
    """What was published for exactly this period; None when nothing was yet."""
    kept = session.scalar(
        select(PublicRelease.content).where(PublicRelease.kind == kind.value, PublicRelease.starts_on == starts_on)
    )
    return None if kept is None else content.release(kept)


def _in_force(session: Session, last: date) -> tuple[Neighbourhood, ...]:
    """The areas as they were on this day; as they were first loaded, when that was later. By code."""
    first = session.scalar(select(func.min(Neighbourhood.valid_from)))
    if first is None:
        return ()
    day = max(last, first)
    rows = session.scalars(
        select(Neighbourhood).where(
            Neighbourhood.valid_from <= day, (Neighbourhood.valid_to.is_(None)) | (Neighbourhood.valid_to > day)
        )
    )
    return tuple(sorted(rows, key=lambda row: row.code))


def _public(area: Neighbourhood) -> PublicArea:
    return PublicArea(
        code=area.code,
        name=area.name,
        district=area.district,
        outline=json.loads(area.display_boundary),
        at=(area.label_longitude, area.label_latitude),
    )
