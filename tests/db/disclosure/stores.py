"""Random small stores: counts that sit where the rule is tight, in every family."""

from typing import Any

from hypothesis import strategies as st

from db.vocabulary.briefings import PUBLIC_GROUPS, CheckResult
from tests.db.disclosure.records import QUARTER, Book

AREAS = ("harbour", "northgate", "mill", "riverside", None)
CATEGORIES = [str(word) for words in PUBLIC_GROUPS.values() for word in words]
ENDS: tuple[dict[str, Any], ...] = (
    {"status": "new"},
    {"status": "resolved"},
    {"status": "closed", "closing_reason": "resolved"},
    {"status": "closed", "closing_reason": "unfounded"},
)
# Zero, one, just below and just above what is said, and where rounding turns.
counts = st.one_of(st.sampled_from([0, 1, 9, 10, 12, 13]), st.integers(0, 14), st.integers(15, 60))
areas, months = st.sampled_from(AREAS), st.integers(7, 9)
concerns = st.tuples(counts, areas, st.sampled_from(CATEGORIES[:8]), st.sampled_from(ENDS), months)
contacts = st.one_of(st.none(), st.sampled_from(["ann@example.org", "+1 206 555 0101"]))
lots = st.lists(st.tuples(concerns, contacts), max_size=14)
others = st.lists(
    st.one_of(
        st.tuples(st.just("events"), counts, areas, st.sampled_from(["town hall", "vigil or peace circle", "clean-up"])),
        st.tuples(st.just("activities"), counts, areas, st.sampled_from(["foot patrol", "door-to-door"])),
        st.tuples(st.just("promises"), counts, areas, st.sampled_from(["kept", "kept late", "outstanding"])),
        st.tuples(st.just("checks"), counts, st.none(), st.sampled_from([str(one) for one in CheckResult])),
    ),
    max_size=10,
)  # fmt: skip


def fill(records: Book, lots: list[Any], others: list[Any], *, month: int | None = None) -> None:
    """`month`: everything in this one."""
    for (n, area, category, end, when), contact in lots:
        day = QUARTER.replace(month=month or when, day=12)
        records.concerns(n, area, category, day=day, contact=contact, **end)
    for what, n, area, word in others:
        if what == "checks":
            records.checks(n, came_back=word == CheckResult.CAME_BACK)
        else:
            getattr(records, what)(n, area, word)
