"""Three briefings: of the last two closed quarters, frozen, and one of the quarter that is running, just begun."""

from datetime import date, datetime

from db.access import Viewer
from db.commands.briefing_approval import ApproveBriefing, SendBriefing
from db.commands.briefing_slides import AddSlide, WriteSlide
from db.commands.briefings import BeginBriefing
from db.commands.freezing import FreezeBriefing
from db.disclosure import periods
from db.disclosure.drafted import ChosenItem, SlideWords, Wording
from db.disclosure.periods import last_day, open_from
from db.disclosure.sources import Source
from db.queries.briefing_previews import preview, sayable
from db.queries.people import viewer_by_subject
from db.store import Store
from db.vocabulary.briefings import LAID_OUT, Audience, BriefingLanguage, PeriodKind, PublicFate, SlideKind
from seed.demo.people import PEOPLE
from seed.demo.rhythms import Calendar

QUARTER = PeriodKind.QUARTER
EN, ES = BriefingLanguage.ENGLISH, BriefingLanguage.SPANISH
TITLE = "What we heard, and what we did"
PROMISES = LAID_OUT.index(SlideKind.PROMISES) + 1
TO_SOMEBODY = ("resident", "reporter", "owner", "family", "Call", "Tell")
WORDS = (
    SlideWords(
        EN,
        "How to be heard",
        "Come to a meeting, or stop us in the street.\nWe write down what you tell us and come back with an answer.",
    ),
    SlideWords(
        ES,
        "Cómo hacerse oír",
        "Venga a una reunión o deténganos en la calle.\nAnotamos lo que nos dice y volvemos con una respuesta.",
    ),
)


def brief(store: Store, calendar: Calendar) -> None:
    """Made by the demonstration's officer, approved by their supervisor."""
    now, officer, supervisor = calendar.now, _viewer(store, PEOPLE[0].subject), _viewer(store, PEOPLE[1].subject)
    areas = tuple(PEOPLE[0].areas)
    _the_one_before(store, officer, calendar)
    begun = BeginBriefing(TITLE, QUARTER, last_closed(calendar.today), areas, Audience.RESIDENTS, (EN, ES))
    ref = store.execute(begun, by=officer, now=now).ref
    with store.reading() as session:
        due = [one for one in sayable(session, viewer=officer, ref=ref) if _for_everybody(one)]
    # Not only what went well, where something did not.
    due.sort(key=lambda one: one.fate == PublicFate.KEPT)
    items = tuple(ChosenItem(one.ref, (Wording(EN, one.words),)) for one in (*due[:1], *due[1:][-1:]))
    store.execute(WriteSlide(ref, 1, PROMISES, items=items), by=officer, now=now)
    saved = store.execute(AddSlide(ref, 2, SlideKind.TEXT, len(LAID_OUT) - 1), by=officer, now=now)
    store.execute(WriteSlide(ref, saved.version, len(LAID_OUT), WORDS), by=officer, now=now)
    store.execute(SendBriefing(ref, 4), by=officer, now=now)
    store.execute(ApproveBriefing(ref, 5), by=supervisor, now=now)
    store.execute(FreezeBriefing(ref, 6, _seen(store, ref, officer, now)), by=officer, now=now)
    running = BeginBriefing("", QUARTER, periods.start_of(QUARTER, calendar.today), areas, Audience.SENIORS)
    store.execute(running, by=officer, now=now)


def _the_one_before(store: Store, officer: Viewer, calendar: Calendar) -> None:
    """Figures and fixed words of the whole city, which need nobody's approval: what the next one is compared with."""
    quarter = periods.before(QUARTER, last_closed(calendar.today))
    ref = store.execute(BeginBriefing("", QUARTER, quarter), by=officer, now=calendar.now).ref
    seen = _seen(store, ref, officer, calendar.now)
    store.execute(FreezeBriefing(ref, 1, seen), by=officer, now=calendar.now)


def _for_everybody(one: Source) -> bool:
    """A promise to the neighbourhood, not to somebody in it."""
    return one.slide == SlideKind.PROMISES and not any(word in one.words for word in TO_SOMEBODY)


def last_closed(today: date) -> date:
    """First day of the newest quarter that can be frozen."""
    quarters = periods.backwards(QUARTER, today, 3)
    return next(first for first in quarters if open_from(last_day(QUARTER, first)) <= today)


def _seen(store: Store, ref: str, viewer: Viewer, now: datetime) -> str:
    with store.reading() as session:
        return preview(session, viewer=viewer, ref=ref, now=now).seen


def _viewer(store: Store, subject: str) -> Viewer:
    with store.reading() as session:
        viewer = viewer_by_subject(session, subject)
    assert viewer is not None
    return viewer
