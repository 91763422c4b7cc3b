"""People, accounts and sessions as they are this moment: read anew at each rerun, because a click is no change that the
store's revision counts, and who is locked or signed in depends on the clock."""

from dashboard import clock
from dashboard.shared_store import shared_store
from db.access import Viewer
from db.queries import accounts
from db.queries.accounts import Living, Own, Person


def people(viewer: Viewer) -> tuple[Person, ...]:
    store = shared_store()
    with store.reading() as session:
        return accounts.person_list(session, viewer=viewer, settings=store.settings, now=clock.now())


def living_sessions(viewer: Viewer, *, mine: bool) -> tuple[Living, ...]:
    store = shared_store()
    with store.reading() as session:
        return accounts.living_sessions(session, viewer=viewer, settings=store.settings, now=clock.now(), mine=mine)


def own_account(viewer: Viewer) -> Own | None:
    with shared_store().reading() as session:
        return accounts.own_account(session, viewer=viewer)


def choices(viewer: Viewer) -> tuple[tuple[str, ...], dict[str, str]]:
    """Teams, and partners' names by their references."""
    with shared_store().reading() as session:
        return accounts.choices(session, viewer=viewer)
