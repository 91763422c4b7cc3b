"""Calendar addresses as a calendar program meets them: no session, nothing kept by others, gone when revoked."""

from datetime import datetime, timedelta

import icalendar
import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session
from starlette.applications import Starlette

from dashboard.feeds import feed_path
from dashboard.headers import Gate, SecurityHeaders
from dashboard.routes import routes
from dashboard.shared_store import shared_store
from db.access import Viewer
from db.commands.event_feeds import MakeFeed, RevokeFeed
from db.commands.events import CancelEvent, CloseOutEvent, RecordEvent
from db.models import AuditEntry, EventFeed, Officer
from db.queries.calendars import my_feeds
from db.store import Store
from db.vocabulary import EventType
from tests.dashboard.asgi import Answer, ask


def server(base: str = "") -> Gate:
    """Our routes behind the same gate as in the server, with nobody signed in."""
    app = SecurityHeaders(Starlette(routes=routes(base)), base=base)
    return Gate(app, owner=lambda _token: None, may=lambda _owner, _path: False, base=base)


def made(store: Store, by: Viewer, now: datetime, **chosen: object) -> str:
    secret: str = store.execute(MakeFeed("Phone", **chosen), by=by, now=now)  # type: ignore[arg-type]
    return secret


def planned(store: Store, by: Viewer, now: datetime, **more: object) -> str:
    start = now + timedelta(days=2)
    values = {
        "type": EventType.BEAT_MEETING,
        "title": "Harbour meeting",
        "starts_at": start,
        "ends_at": start + timedelta(hours=1),
    }
    return str(store.execute(RecordEvent(**{**values, **more}), by=by, now=now).ref)  # type: ignore[arg-type]


def titles(answer: Answer) -> list[str]:
    assert answer.status == 200
    return [str(entry["SUMMARY"]) for entry in icalendar.Calendar.from_ical(answer.body.decode()).walk("VEVENT")]


def get(secret: str, base: str = "", **headers: str) -> Answer:
    return ask(server(base), base + feed_path(secret), headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize("base", ["", "/desk"])
def test_a_program_that_is_not_signed_in_reads_the_events(
    store: Store, officer: Viewer, at_noon: datetime, base: str
) -> None:
    ref = planned(
        store,
        officer,
        at_noon,
        venue="Pier",
        audience="Everybody",
        language="Somali",
        interpreter=True,
        topics=("parking",),
    )
    answer = get(made(store, officer, at_noon), base)
    assert titles(answer) == ["Harbour meeting"]
    (entry,) = icalendar.Calendar.from_ical(answer.body.decode()).walk("VEVENT")
    assert entry["UID"] == f"{ref}@common-ground.example"
    assert str(entry["DTSTART"].params["TZID"]) == "America/Los_Angeles"
    assert (str(entry["LOCATION"]), str(entry["STATUS"])) == ("Pier", "CONFIRMED")
    assert str(entry["DESCRIPTION"]) == "For: Everybody\nLanguage: Somali\nInterpreter: booked\nTopics: parking"
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def test_what_was_heard_and_who_came_is_never_in_it(store: Store, officer: Viewer, at_noon: datetime) -> None:
    start = at_noon - timedelta(days=1)
    ref = planned(store, officer, at_noon, starts_at=start, ends_at=start + timedelta(hours=1))
    store.execute(CloseOutEvent(ref, 1, 4711, True, outcome_note="Zanzibar came up"), by=officer, now=at_noon)
    with Session(store._writer) as session, session.begin():
        session.connection().exec_driver_sql("UPDATE event SET heard='Zanzibar', worked='Zanzibar', story='Zanzibar'")
    body = get(made(store, officer, at_noon)).body.decode()
    assert "Harbour meeting" in body
    assert "Zanzibar" not in body
    assert "4711" not in body


def test_an_address_names_which_events(store: Store, officer: Viewer, at_noon: datetime) -> None:
    planned(store, officer, at_noon, latitude=50.05, longitude=10.05)
    planned(store, officer, at_noon, title="Coffee", type=EventType.COFFEE, latitude=50.05, longitude=10.15)
    planned(store, Viewer.system("tests"), at_noon, title="Nobody’s walk")
    harbour = officer.areas[0]
    assert sorted(titles(get(made(store, officer, at_noon)))) == ["Coffee", "Harbour meeting", "Nobody’s walk"]
    assert titles(get(made(store, officer, at_noon, areas=(harbour,)))) == ["Harbour meeting"]
    assert titles(get(made(store, officer, at_noon, types=(EventType.COFFEE,)))) == ["Coffee"]
    assert sorted(titles(get(made(store, officer, at_noon, mine=True)))) == ["Coffee", "Harbour meeting"]


def test_what_is_called_off_is_said_so(store: Store, officer: Viewer, at_noon: datetime) -> None:
    ref, secret = planned(store, officer, at_noon), made(store, officer, at_noon)
    store.execute(CancelEvent(ref, 1, "The hall is flooded"), by=officer, now=at_noon)
    body = get(secret).body.decode()
    assert "STATUS:CANCELLED" in body
    assert "SEQUENCE:1" in body
    assert "flooded" not in body


def test_the_same_calendar_is_not_sent_twice(store: Store, officer: Viewer, at_noon: datetime) -> None:
    planned(store, officer, at_noon)
    secret = made(store, officer, at_noon)
    tag = get(secret).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = get(secret, if_none_match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    planned(store, officer, at_noon, title="Another")
    fresh = get(secret, if_none_match=tag)
    assert fresh.status == 200
    assert fresh.headers["etag"] != tag


def test_revoked_unknown_and_left_behind_addresses_are_the_same_nothing(
    store: Store, officer: Viewer, at_noon: datetime
) -> None:
    secret = made(store, officer, at_noon)
    assert get(secret).status == 200
    with Session(store._writer) as session, session.begin():
        session.execute(update(Officer).where(Officer.id == officer.officer_id).values(active=False))
    left = get(secret)
    with Session(store._writer) as session, session.begin():
        session.execute(update(Officer).where(Officer.id == officer.officer_id).values(active=True, role="analyst"))
    demoted = get(secret)
    with Session(store._writer) as session, session.begin():
        session.execute(update(Officer).where(Officer.id == officer.officer_id).values(role="officer"))
    assert get(secret).status == 200
    with store.reading() as session:
        (mine,) = my_feeds(session, viewer=officer)
    store.execute(RevokeFeed(mine.id), by=officer, now=at_noon)
    revoked, unknown, odd = get(secret), get("A" * 43), get("../etc")
    for answer in (left, demoted, revoked, unknown):
        assert (answer.status, answer.body) == (404, b"There is no such calendar.")
    assert odd.status == 404


def test_the_store_keeps_no_secret_and_the_trail_neither(store: Store, officer: Viewer, at_noon: datetime) -> None:
    secret = made(store, officer, at_noon)
    with store.reading() as session:
        kept = session.scalars(select(EventFeed)).one()
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "calendar address made")).all()
    assert secret not in str(vars(kept))
    assert [entry.detail for entry in entries] == [{"mine": False, "areas": [], "types": []}]


def test_asking_costs_two_statements_and_a_wrong_address_at_most_one(
    store: Store, officer: Viewer, at_noon: datetime
) -> None:
    planned(store, officer, at_noon)
    secret = made(store, officer, at_noon)
    said: list[str] = []
    event.listen(shared_store()._reader, "before_cursor_execute", lambda *a: said.append(a[2]))
    get(secret)
    assert len([s for s in said if s.startswith("SELECT")]) == 2
    said.clear()
    get("A" * 43)
    assert len([s for s in said if s.startswith("SELECT")]) == 1
    said.clear()
    get("short")
    assert said == []


def test_only_reading_is_answered(store: Store, officer: Viewer, at_noon: datetime) -> None:
    secret = made(store, officer, at_noon)
    assert ask(server(), feed_path(secret), method="POST").status == 405
    assert ask(server(), feed_path(secret), method="HEAD").status == 200
