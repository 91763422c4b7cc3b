"""Rows of the command table: opening records, and breaking the glass."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.audit import Action
from db.commands.glass import BreakGlass, CloseGlass, OpenGlassReason, ReviewGlass
from db.commands.opening import OpenRecord
from db.errors import NotFound
from db.models import BrokenGlass
from db.vocabulary import ConcernCategory
from tests.db.conftest import NOW, Desk
from tests.db.row import LONG, NOT_THEIRS, Elsewhere, Row, Wrong

WHY = "His sister rang from the hospital and he cannot be reached."


def restricted(desk: Desk, by: str = "ana", **more: Any) -> str:
    """A concern that only who recorded it may open."""
    return str(desk.concern(by=by, category=ConcernCategory.DOMESTIC_ABUSE, **more).ref)


def broken(desk: Desk, *, by: str = "ben", at: datetime = NOW, ref: str | None = None) -> str:
    ref = ref or restricted(desk)
    desk.do(BreakGlass(ref, WHY), by=by, at=at)
    return ref


def opening(desk: Desk, *, by: str = "ben") -> int:
    """The number of a new opening."""
    return opening_of(desk, broken(desk, by=by))


def opening_of(desk: Desk, ref: str) -> int:
    with desk.store.reading() as session:
        return session.scalars(select(BrokenGlass.id).where(BrokenGlass.entity_ref == ref)).one()


NOBODYS = {**NOT_THEIRS, "partner": NOT_THEIRS["analyst"], "keeper": NOT_THEIRS["analyst"]}
REVIEWS = {**NOBODYS, "ben": NOT_THEIRS["analyst"], "dee": NotFound}
NOTHING_OPEN = dict.fromkeys(("analyst", "presenter", "administrator", "sue"), NotFound)

ACCESS = [
    Row(
        BreakGlass,
        lambda d: BreakGlass(restricted(d), WHY),
        Action.GLASS_BROKEN,
        by="ben",
        roles=NOBODYS,
        elsewhere=Elsewhere(lambda d: BreakGlass(restricted(d, by="cal"), WHY), None),
        wrong=Wrong(lambda d: BreakGlass(restricted(d), "Because"), {"reason"}),
    ),
    Row(CloseGlass, lambda d: CloseGlass(broken(d)), Action.GLASS_CLOSED, by="ben", roles=NOTHING_OPEN),
    Row(OpenGlassReason, lambda d: OpenGlassReason(opening(d)), Action.RECORD_OPENED, by="sue", roles=REVIEWS),
    Row(
        ReviewGlass,
        lambda d: ReviewGlass(opening(d), "Right: a welfare check"),
        Action.GLASS_REVIEWED,
        by="sue",
        roles=REVIEWS,
        elsewhere=Elsewhere(lambda d: ReviewGlass(opening(d, by="cal")), NotFound),
        wrong=Wrong(lambda d: ReviewGlass(opening(d), LONG), {"note"}),
    ),
    Row(
        OpenRecord,
        lambda d: OpenRecord(restricted(d)),
        Action.RECORD_OPENED,
        roles=NOBODYS,
        elsewhere=Elsewhere(lambda d: OpenRecord(restricted(d, by="cal")), NotFound),
    ),
]
NOWHERE = {CloseGlass, OpenGlassReason}
NOTHING_WRONG = {CloseGlass, OpenGlassReason, OpenRecord}
NOT_REPEATABLE = {OpenGlassReason, OpenRecord}
