"""Up to which change of the store the pages read: one's own saves always, and nothing older than was shown before."""

from dashboard import state
from dashboard.shared_store import shared_store
from dashboard.this_run import note, noted
from db.queries.people import Resolved

OWN = "who is looking, and the revision after their last save"
READS = "the revision this run reads at, and the saves it knew of"


def looked(found: Resolved) -> None:
    """This run has looked at its session in the store: what that said about revisions need not be asked again."""
    store = shared_store()
    note(OWN, (found.viewer.officer_id if found.viewer else None, found.own_revision))
    if not store.has_replica:
        note(READS, (found.revision, found.besides, store.saves_here()))


def revisions() -> tuple[int, int]:
    """What answers are kept under: the store's revision when this run began, or after its own last save, and how many of its
    changes were not of activities alone. With a replica the replica's, where that has all it must have."""
    store = shared_store()
    known, saves = noted(READS), store.saves_here()
    if known and known[2] == saves:
        return int(known[0]), int(known[1])
    found = store.revisions(at_least=_least() if store.has_replica else None)
    note(READS, (*found, saves))
    return found


def _least() -> int | None:
    """The least that the replica must have; None when this run has not looked at its session: then it is not asked."""
    own = noted(OWN)
    if own is None:
        return None
    return max(own[1], shared_store().own_revision(own[0]), state.SHOWN_UP_TO.get())


def showed(revision: int) -> None:
    """The page shows an answer of this revision: time does not run backwards after that."""
    if shared_store().has_replica and revision > state.SHOWN_UP_TO.get():
        state.SHOWN_UP_TO.set(revision)
