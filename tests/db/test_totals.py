"""Totals are what one would count row by row, whoever asks and whatever is kept from them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db import visibility
from db.commands.concern_work import AssignConcern, MoveConcern
from db.models import Concern
from db.queries import concerns, list_pages, matching
from db.queries.concerns import VIEWS, Page, chosen, concern_list
from db.queries.filters import Filters
from db.queries.triage import waiting
from db.vocabulary import ConcernCategory, ConcernStatus, SourceType
from tests.db.conftest import NOW, Desk
from tests.db.rows_access import broken, restricted
from tests.db.test_complaints import ALL, complaint, id_of

WHO = ("ana", "ben", "sue", "dee", "spec")
ASKS = ("ana", "ben", "sue", "spec")


def something_of_everything(desk: Desk) -> None:
    """In areas and in none, of both teams, restricted, owned from outside, moved, closed, and complained about."""
    for number, by in enumerate(WHO):
        for category in (ConcernCategory.NOISE, ConcernCategory.HOMELESSNESS):
            desk.concern(by=by, category=category, received_at=NOW - timedelta(days=number))
        restricted(desk, by=by)
    desk.concern(by="ana", neighbourhood_id=None)
    desk.concern(by="ana", neighbourhood_id=desk.areas["riverside"], source_type=SourceType.BUSINESS)
    moved = desk.concern(by="ben")
    desk.do(MoveConcern(moved.ref, 1, ConcernStatus.IN_PROGRESS, "Went there"), by="ben")
    taken = desk.concern(by="ben")
    desk.do(AssignConcern(taken.ref, 1, id_of(desk, "ben")), by="ben")
    about = desk.concern(by="ben", category=ConcernCategory.POLICE_CONDUCT)
    noise = desk.concern(by="ben")
    complaint(desk, "sue", concerns=(about.ref, noise.ref))
    complaint(desk, "ana", concerns=(desk.concern(by="ben").ref,))


FILTERS = (
    ALL,
    Filters(ALL.since, ALL.until, neighbourhoods=(1, 3)),
    Filters(ALL.since, ALL.until, neighbourhoods=(1,), categories=(ConcernCategory.NOISE,)),
    Filters(ALL.since, ALL.until, categories=tuple(ConcernCategory), sources=(SourceType.BUSINESS,)),
    Filters(ALL.since, ALL.until, statuses=(ConcernStatus.NEW, ConcernStatus.CLOSED)),
    Filters(NOW.date() - timedelta(days=2), NOW.date()),
)


@pytest.mark.engine_free
def test_every_total_is_a_count_of_the_rows_the_viewer_sees(desk: Desk) -> None:
    something_of_everything(desk)
    broken(desk)
    seen_by = {}
    for who in ASKS:
        viewer = desk.viewers[who]
        with desk.store.reading() as session:
            for filters in FILTERS:
                for view in VIEWS:
                    asked = chosen(session, viewer, filters, view=view, now=NOW)
                    seen = select(func.count()).select_from(Concern).where(visibility.concerns(viewer.scope), *asked)
                    expected = session.scalar(seen)
                    found = concern_list(session, viewer=viewer, filters=filters, view=view, now=NOW)
                    assert found.total == expected, (who, view, filters)
                    assert len(found.rows) == min(25, found.total)
                    seen_by[who, view, filters] = expected
                summed = waiting(session, viewer=viewer, filters=filters, now=NOW)
                if not filters.statuses:
                    assert summed.open == seen_by[who, "triage", filters]
                    assert summed.new == seen_by[who, "new", filters]
                    assert summed.unowned == seen_by[who, "unowned", filters]
    # Something is told apart: nobody sees all of it, and not all see the same.
    assert len({seen_by[who, "everything", ALL] for who in ASKS}) > 2


def test_a_search_counts_what_it_finds_on_every_page(desk: Desk) -> None:
    for number in range(27):
        desk.concern(by="ana", summary=f"Broken window number {number}")
    desk.concern(by="ana", summary="A door that does not close")
    viewer = desk.viewers["ana"]
    with desk.store.reading() as session:
        pages = [
            concern_list(session, viewer=viewer, filters=ALL, view="everything", search="window", page=page, now=NOW)
            for page in range(3)
        ]
    assert [(page.total, len(page.rows)) for page in pages] == [(27, 25), (27, 2), (27, 0)]
    assert not set(pages[0].rows["ref"]) & set(pages[1].rows["ref"])


@pytest.mark.parametrize("many", [1, 5_000])
def test_a_word_that_stands_in_very_many_is_counted_up_to_a_bound(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Whichever way the words are looked for: the same records, in the same order."""
    monkeypatch.setattr(matching, "MANY", many)
    made = [desk.concern(by="ana", summary=f"Broken window number {number}").ref for number in range(30)]
    desk.concern(by="ana", summary="A door that does not close")
    viewer = desk.viewers["ana"]

    def found(page: int = 0, view: str = "everything") -> Page:
        with desk.store.reading() as session:
            return concern_list(session, viewer=viewer, filters=ALL, view=view, search="window", page=page, now=NOW)

    assert (found().total, found().more) == (30, False)
    assert {*found().rows["ref"], *found(1).rows["ref"]} == set(made)
    assert list(found(view="triage").rows["ref"]) == list(found().rows["ref"])
    for module in (list_pages, concerns):
        monkeypatch.setattr(module, "MOST_FOUND", 27)
    assert (found().total, found().more, len(found(1).rows), len(found(2).rows)) == (27, True, 2, 0)
    monkeypatch.setattr(list_pages, "MOST_FOUND", 30)
    monkeypatch.setattr(concerns, "MOST_FOUND", 30)
    assert (found().total, found().more) == (30, False)
