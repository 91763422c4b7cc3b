"""How the service is, read anew each time: for its page, for /health/detail and for telemetry. Nothing of it is kept."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from streamlit import runtime

from dashboard import clock
from dashboard.shared_store import shared_store
from db import migrations
from db.access import Viewer
from db.commands.operating import NoteOwnCheck
from db.health import Facts, Finding, State, Subject, findings, gather, worst
from db.queries import operating

JOBS = (Subject.BACKUP, Subject.DRILL, Subject.CHECK, Subject.TIDY)
SMALL = 100_000  # concerns: up to here a check takes seconds, so a page may wait for it


def facts(viewer: Viewer) -> Facts:
    """Raises Refused."""
    return gather(shared_store(), viewer=viewer, now=clock.now(), pages=open_pages())


def found(viewer: Viewer) -> tuple[Finding, ...]:
    """Worst first. Raises Refused."""
    return findings(facts(viewer), shared_store().settings)


def open_pages() -> int:
    """Pages open in browsers, of this server."""
    if not runtime.exists():
        return 0
    sessions = getattr(runtime.get_instance(), "_session_mgr", None)  # Streamlit has no other way to ask
    return sessions.num_active_sessions() if sessions else 0


def may_check_here(viewer: Viewer) -> bool:
    """Whether a page may wait for a check: of more concerns, the command line does it. Raises StoreUnavailable."""
    with shared_store().reading() as session:
        return operating.concerns_counted(session, viewer=viewer) <= SMALL


def check(viewer: Viewer, progress: Callable[[int, int], None]) -> tuple[int, bool]:
    """How many counts are wrong, and whether the audit trail is whole; noted as a job. `progress`: entries done, of how
    many. Raises Refused, StoreUnavailable."""
    store, began = shared_store(), clock.now()
    with store.reading() as session:
        wrong = operating.counts_differing(session, viewer=viewer)
        entries = operating.trail_head(session, viewer=viewer).entries
    whole = store.verify_audit(progress=lambda done: progress(done, entries)) is None
    store.execute(NoteOwnCheck(began, wrong, whole), by=viewer, now=clock.now())
    return wrong, whole


def ready() -> str:
    """Empty when people can be sent to this server; otherwise why not. Raises StoreUnavailable."""
    with shared_store().reading() as session:
        revision = operating.revision_of(session)
    return "the store is older" if revision < migrations.head() else ""


def detail(viewer: Viewer) -> dict[str, Any]:
    """The same facts for monitoring, as plain values."""
    now = time.perf_counter()
    seen = facts(viewer)
    listed = findings(seen, shared_store().settings)
    return {
        "state": worst(listed).value,
        "at": seen.at.isoformat(timespec="seconds"),
        "server": seen.server.name,
        "version": seen.server.version,
        "build": seen.server.build,
        "took_ms": round((time.perf_counter() - now) * 1000, 1),
        "findings": [
            {"subject": one.subject.value, "state": one.state.value, "why": one.why, **_plain(one.values, seen.at)}
            for one in listed
        ],
    }


def _plain(values: Any, now: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, datetime):
            told[name] = value.isoformat(timespec="seconds")
            told[f"{name}_age_seconds"] = round((now - value).total_seconds())
        else:
            told[name] = round(value.total_seconds()) if hasattr(value, "total_seconds") else value
    return told


def measures() -> dict[str, list[tuple[float, dict[str, str]]]]:
    """What telemetry measures now and then; while the store is away, what this server knows by itself."""
    seen = facts(Viewer.system("telemetry"))
    listed = findings(seen, shared_store().settings)
    measured: dict[str, list[tuple[float, dict[str, str]]]] = {
        "common_ground.pages.open": [(seen.server.pages, {})],
        "common_ground.pool.in_use": [(used, {"pool": name}) for name, (used, _kept) in seen.pools.items()],
    }
    if seen.waiting:
        late = sum(one.state in (State.LATE, State.BROKEN) for one in listed if one.subject in JOBS)
        queues = {
            "mails": seen.waiting.mails, "late mails": seen.waiting.mails_late, "documents": seen.waiting.documents,
            "overdue jobs": late,
        }  # fmt: skip
        measured["common_ground.sessions"] = [(seen.waiting.sessions, {})]
        measured["common_ground.queue"] = [(n, {"queue": name}) for name, n in queues.items()]
        lags = [(one.behind, {"replica": one.name}) for one in seen.followers if one.behind is not None]
        if seen.lag is not None:
            lags.append((seen.lag, {"replica": "of the settings"}))
        measured["common_ground.replication.lag"] = lags
    return measured
