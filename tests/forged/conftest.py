"""One served product for all forged frames, a store beside it to look at what came through, and people signed in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.access import Viewer
from db.audit import Action
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.concerns import RecordConcern, VoiceGiven
from db.commands.geography import LoadNeighbourhoods
from db.commands.sessions import RedeemTicket, SignInDemo
from db.geography import read_areas
from db.models import AuditEntry
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store
from db.vocabulary import Channel, ConcernCategory, Role, SourceType
from tests.dashboard.conftest import fill
from tests.db.conftest import everything
from tests.e2e.conftest import free_port, run_server
from tests.forged.frames import Client
from tests.pages.conftest import FAR

# What comes and goes without being anybody's record.
PASSING = ("session", "draft", "audit_entry", "audit_end", "store_revision", "idempotency_key")


@dataclass
class Target:
    """The running product, what lies in its store, and clients to attack it with."""

    address: str
    store: Store
    mine: str = ""
    restricted: str = ""
    elsewhere: str = ""
    clients: list[Client] = field(default_factory=list)

    def cookie(self, role: Role) -> str:
        """A signed-in session's cookie, as its browser would have fetched it."""
        by, now = Viewer.system("tests"), datetime.now(UTC)
        ticket = self.store.execute(SignInDemo(role), by=by, now=now).ticket
        return str(self.store.execute(RedeemTicket(ticket), by=by, now=now))

    def concern(self) -> str:
        """A concern that Ana Rivera has recorded; its reference."""
        with self.store.reading() as session:
            officer = viewer_by_subject(session, "rivera")
        assert officer is not None
        now = datetime.now(UTC)
        command = RecordConcern(
            "Street light out", ConcernCategory.LIGHTING, Channel.WALK_UP, SourceType.RESIDENT, now - timedelta(hours=20),
            latitude=50.05, longitude=10.05, voice=VoiceGiven(name="A. Resident", contact="555-0100", wants_answer=True),
        )  # fmt: skip
        return str(self.store.execute(command, by=officer, now=now).ref)

    def client(self, role: Role | None = None, **more: Any) -> Client:
        cookie = more.pop("cookie", None) or (self.cookie(role) if role else "")
        self.clients.append(Client(self.address, cookie=cookie, **more))
        return self.clients[-1]

    def records(self) -> dict[str, list[Any]]:
        """All rows of all records, without what passes."""
        return {name: rows for name, rows in everything(self.store).items() if name not in PASSING}

    def refusals(self) -> list[tuple[str, str, str | None]]:
        with self.store.reading() as session:
            asked = select(AuditEntry).where(AuditEntry.action == Action.REFUSED).order_by(AuditEntry.id)
            return [(entry.actor, entry.detail["tried"], entry.entity_ref) for entry in session.scalars(asked)]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    database = fill(folder / "store.db")
    process = run_server("dashboard/server.py", port, database, folder / "log")
    store = Store.open(Settings(database_url=database))
    target = Target(f"http://localhost:{port}", store)
    now, system = datetime.now(UTC), Viewer.system("tests")
    target.mine = target.concern()
    store.execute(LoadNeighbourhoods(read_areas(FAR).areas), by=system, now=now)
    others = [
        BulkConcern("Zanzibar violence", ConcernCategory.DOMESTIC_ABUSE, now, "1", latitude=50.05, longitude=10.05),
        BulkConcern("Quetzal music", ConcernCategory.NOISE, now, "2", latitude=50.05, longitude=12.05),
    ]
    target.restricted, target.elsewhere = store.execute(
        RecordConcernsInBulk(others, source="test"), by=system, now=now
    ).refs
    yield target
    store.close()
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def target(served: Target) -> Iterator[Target]:
    """The product, and a claim about every test: it is still there afterwards, and nothing it sent was a traceback."""
    yield served
    answer = served.client(Role.ANALYST).open("account")
    assert answer.finished and "Noor Haddad" in answer.text
    for client in served.clients:
        assert "Traceback (most recent call last)" not in client.last.text
        client.close()
    served.clients.clear()
