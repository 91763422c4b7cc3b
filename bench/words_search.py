"""Search among a million concerns: hand-written full-text SQL, and what the page's loader takes for the same words."""

import random
import sqlite3

from bench.area_counts import timed
from bench.results import Figure
from bench.stores import REPORTED, SYLLABLES
from dashboard import loaders
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store

TIMES = 40
LIMIT = 20
# The same question as the loader's: what this officer may read, the newest records first, four times as many as are
# shown. The officer's team has every area.
RAW = """
SELECT c.ref, c.summary, c.received_at, n.name FROM search_concern CROSS JOIN concern c ON c.id = search_concern.rowid
LEFT JOIN neighbourhood n ON n.id = c.neighbourhood_id
WHERE search_concern MATCH ? AND c.confidentiality < 3 AND c.withdrawn_at IS NULL
ORDER BY search_concern.rowid DESC LIMIT ?
"""


def words_search(address: str) -> list[Figure]:
    """Rare words (a street: some 240 concerns of a million) and common ones (a sentence: some 80,000)."""
    store = Store.open(Settings(database_url=address))
    with store.reading() as session:
        viewer = viewer_by_subject(session, "officer@example.org")
    store.close()
    assert viewer is not None
    raw = sqlite3.connect(address.removeprefix("sqlite:///"))
    raw.execute("PRAGMA cache_size=-65536")
    figures = []
    for name, asked in (("rare", _streets(2 * TIMES)), ("common", _sentences())):
        # Each question is asked once on either road, so that no answer comes from a cache.
        for text in asked[::2][:3]:
            _by_sql(raw, text)
            loaders.found(viewer, text + " ", kinds=("concern",), limit=LIMIT)
        by_sql = [timed(lambda t=text: _by_sql(raw, t)) for text in asked[1::2]]
        by_loader = [
            timed(lambda t=text: loaders.found(viewer, t, kinds=("concern",), limit=LIMIT)) for text in asked[1::2]
        ]
        same = {row[0] for row in _by_sql(raw, asked[1])}
        shown = loaders.found(viewer, asked[1], kinds=("concern",), limit=LIMIT)
        if not len(shown) or not set(shown["ref"]) <= same:
            raise SystemExit("The loader and the SQL disagree: nothing here can be trusted.")
        raw_name = f"search_raw_sql_{name}_1m"
        figures += [Figure(raw_name, by_sql, raw_name), Figure(f"search_{name}_1m", by_loader, raw_name)]
    return figures


def _by_sql(raw: sqlite3.Connection, text: str) -> list[tuple[str, ...]]:
    return raw.execute(RAW, (" ".join(f'"{word}" *' for word in text.split()), LIMIT * 4)).fetchall()


def _streets(n: int) -> list[str]:
    chance = random.Random(11)
    return ["".join(chance.choices(SYLLABLES, k=3)) + " street" for _ in range(n)]


def _sentences() -> list[str]:
    """Two words that stand in the same sentence."""
    words = [[w.strip(",").lower() for w in sentence.split() if len(w) > 3] for sentence in REPORTED]
    return [f"{first} {second}" for several in words for first, second in zip(several, several[1:], strict=False)]
