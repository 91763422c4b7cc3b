"""Hand-outs on the shelf, and what was given at the latest meetings."""

from datetime import datetime

from sqlalchemy import select

from db.access import Viewer
from db.commands.handouts import GiveHandouts, StockHandouts
from db.models import Event, HandoutItem
from db.store import Store
from db.vocabulary import EventStatus
from seed.demo.chance import stream

# What, in which language, how many were printed.
SHELF = (
    ("Who to call and when", "English", 900),
    ("Who to call and when", "Spanish", 420),
    ("Who to call and when", "Vietnamese", 260),
    ("Who to call and when", "Somali", 240),
    ("Lock it, light it", "English", 600),
    ("Fraud by telephone", "English", 380),
    ("Fraud by telephone", "Chinese", 180),
    ("Bicycle light", "English", 75),
)
MEETINGS, MOST_GIVEN = 24, 30


def give_out(store: Store, *, by: Viewer, now: datetime) -> None:
    for name, language, count in SHELF:
        store.execute(StockHandouts(name, language, count), by=by, now=now)
    latest = (
        select(Event.ref)
        .where(Event.status == EventStatus.HELD, Event.hosted)
        .order_by(Event.starts_at.desc(), Event.id)
    )
    with store.reading() as session:
        items = session.scalars(select(HandoutItem.id).order_by(HandoutItem.id)).all()
        events = session.scalars(latest.limit(MEETINGS)).all()
    for ref in events:
        rng = stream("handouts", ref)
        command = GiveHandouts(rng.choice(items), rng.randrange(5, MOST_GIVEN), event=ref)
        store.execute(command, by=by, now=now)
