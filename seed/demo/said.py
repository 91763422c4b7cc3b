"""What the demonstration's desk said to the public, the texts it starts from, and the first weeks that were handed in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from db.access import Viewer
from db.commands.communication_templates import SaveTemplate
from db.commands.communications import RecordCommunication
from db.commands.past import PastCase
from db.commands.week_sheets import HandInWeek, ReturnWeek, SignOffWeek
from db.kinds import Asker
from db.queries.people import viewer_by_subject
from db.store import Store
from db.vocabulary import CaseKind, CaseStatus, CommunicationChannel, CommunicationKind
from seed.demo.chance import stream
from seed.demo.people import BEAT, PEOPLE
from seed.demo.places import places, quiet_area
from seed.demo.rhythms import Calendar
from seed.demo.sentences import fill, text_file

DRAFTS = 3
DAYS = 120
WEEKS = 4  # handed in, of the demonstration's team; the newest waits, one came back


def communications(store: Store, calendar: Calendar, ids: Mapping[str, int], media: Sequence[str]) -> None:
    """About 25 of the last months by the officers of the areas; the last few are drafts. `media` are outlets."""
    bank = text_file("communications")
    rng = stream("communications")
    areas = [code for code in places() if code != quiet_area()]
    kinds = [kind for kind in bank["kinds"] for _ in range(kind["count"])]
    rng.shuffle(kinds)
    for number, kind in enumerate(kinds):
        area = rng.choice(areas)
        command = _said(
            kind, bank, area, ids, rng, sent=number >= DRAFTS, calendar=calendar, number=number, media=media
        )
        store.execute(command, by=_officer(store, BEAT[area].subject), now=calendar.now)


def _said(
    kind: Mapping[str, Any], bank: Mapping[str, Any], area: str, ids: Mapping[str, int], rng: Random, *, sent: bool,
    calendar: Calendar, number: int, media: Sequence[str],
) -> RecordCommunication:  # fmt: skip
    topic = rng.choice(bank["topics"])
    slots = {"area": places()[area].name, "topic": topic}
    ago = 1 + number * DAYS // 26
    channel = CommunicationChannel(rng.choice(kind["channels"]))
    outlets = (CommunicationChannel.NEWSPAPER, CommunicationChannel.RADIO)
    return RecordCommunication(
        CommunicationKind(kind["kind"]),
        channel,
        fill(rng.choice(kind["titles"]), rng, slots),
        fill(rng.choice(kind["words"]), rng, slots),
        audience=rng.choice(bank["audience"]),
        language=rng.choice(bank["languages"]) if rng.random() < 0.25 else "English",
        topics=(topic,),
        sent_at=calendar.at(calendar.day(ago), rng.randrange(8, 18)) if sent else None,
        reach=rng.randint(*kind["reach"]) if sent and rng.random() < 0.8 else None,
        neighbourhood_id=ids[area],
        organisation=rng.choice(media) if channel in outlets else None,
    )


def enquiries(calendar: Calendar, ids: Mapping[str, int]) -> list[PastCase]:
    """Open ones of the demonstration's officer: one late, one in good time."""
    made = []
    for number, (title, asker, question, opened, answer_in) in enumerate(ENQUIRIES):
        at = calendar.at(calendar.day(opened), 10)
        by_day = calendar.day(-answer_in) if answer_in is not None else None
        made.append(
            PastCase(
                CaseKind.ENQUIRY,
                title,
                PEOPLE[0].subject,
                at,
                CaseStatus.OPEN,
                neighbourhood_ids=(ids[PEOPLE[0].areas[number]],),
                review_at=calendar.day(-14),
                history=((at, CaseStatus.OPEN, None),),
                values={"asker": asker, "question": question, "answer_by": by_day},
            )
        )
    return made


# Title, who asks, what, opened so many days ago, to be answered in so many days (None: as everybody is answered).
ENQUIRIES = (
    ("Council office asks about the lamps by the school", Asker.ELECTED, "When will the lamps be mended?", 4, None),
    ("Weekly asks for figures on vehicle crime", Asker.MEDIA, "Is vehicle crime rising, and where?", 1, 3),
)


def templates(store: Store, calendar: Calendar) -> None:
    by = _officer(store, PEOPLE[1].subject)
    for one in text_file("communications")["templates"]:
        command = SaveTemplate(
            one["name"], CommunicationKind(one["kind"]), one["title"], one["words"].strip(), one["language"]
        )
        store.execute(command, by=by, now=calendar.now)


def week_sheets(store: Store, calendar: Calendar) -> None:
    """The last weeks of the demonstration's team: signed off but for the newest; one went back."""
    supervisor = _officer(store, PEOPLE[1].subject)
    team = [_officer(store, one.subject) for one in PEOPLE if one.team == PEOPLE[1].team and one is not PEOPLE[1]]
    this = calendar.today - timedelta(days=calendar.today.weekday())
    for ago in range(WEEKS, 0, -1):
        for officer in team:
            _sheet(store, officer, supervisor, this - timedelta(weeks=ago), calendar, newest=ago == 1)


def _sheet(store: Store, officer: Viewer, supervisor: Viewer, week: date, calendar: Calendar, *, newest: bool) -> None:
    ended = min(calendar.now, calendar.at(week + timedelta(days=7), 8))
    store.execute(HandInWeek(week, 0), by=officer, now=ended)
    number = officer.officer_id or 0
    if not newest:
        signed = min(calendar.now, ended + timedelta(hours=26))
        store.execute(SignOffWeek(number, week, 1), by=supervisor, now=signed)
    elif officer.name == PEOPLE[0].name:
        why = "Tuesday afternoon is missing; the rest is fine."
        store.execute(ReturnWeek(number, week, 1, why), by=supervisor, now=calendar.now)


def _officer(store: Store, subject: str) -> Viewer:
    with store.reading() as session:
        viewer = viewer_by_subject(session, subject)
    assert viewer is not None
    return viewer
