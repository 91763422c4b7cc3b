"""Common Ground in the same run: the map's filter in Chromium, and the counts that it asks the store for."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bench.area_counts import timed
from bench.map_filter import map_filter
from bench.peers.processes import Weight
from bench.peers.questions import Question, answer, must_agree
from bench.results import Figure
from dashboard import loaders
from db.access import Viewer
from db.queries.filters import Filters
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store
from db.vocabulary import ConcernCategory


def ours(address: str, asked: Sequence[Question]) -> list[Figure]:
    viewer = _officer(address)
    for question in asked[:3]:
        earlier = replace(question, since=question.since - timedelta(days=400))
        loaders.open_by_area(viewer, _filters(earlier))  # the first call opens the store
    first = [timed(lambda q=question: loaders.open_by_area(viewer, _filters(q))) for question in asked]
    again = [timed(lambda q=question: loaders.open_by_area(viewer, _filters(q))) for question in asked]
    shown = loaders.open_by_area(viewer, _filters(asked[0]))
    found = dict(zip(shown["neighbourhood_id"], shown["n"], strict=True))
    must_agree("Common Ground", found, answer(address.removeprefix("sqlite:///"), asked[0]))
    with Weight(os.getpid(), "dashboard/server.py") as weight:
        clicks = map_filter(address)
    return [
        Figure("ours_click", clicks, "ours_click"),
        Figure("ours_counts", first, "ours_counts"),
        Figure("ours_counts_again", again, "ours_counts_again"),
        Figure("ours_memory", [weight.most], "ours_memory", "MB"),
    ]


def _officer(address: str) -> Viewer:
    store = Store.open(Settings(database_url=address))
    with store.reading() as session:
        viewer = viewer_by_subject(session, "officer@example.org")
    store.close()
    assert viewer is not None
    return viewer


def _filters(question: Question) -> Filters:
    return Filters(question.since, question.until, categories=tuple(ConcernCategory(c) for c in question.categories))
