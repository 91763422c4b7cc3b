"""Briefings from the draft to what is frozen: what is laid out, what may be said, who approves, what stays for ever."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.audit import Action
from db.cleaning import clean
from db.cleaning.projected import projected
from db.commands.briefing_approval import ApproveBriefing, SendBriefing
from db.commands.briefing_slides import AddSlide, MoveSlide, WriteSlide
from db.commands.briefings import BeginBriefing, DiscardBriefing, EditBriefing
from db.commands.concern_work import EditConcern
from db.commands.events import CancelEvent
from db.commands.freezing import FreezeBriefing, Frozen, WithdrawBriefing
from db.commands.frozen import KeepDocuments, NotePresented
from db.commands.people import AddOfficer
from db.commands.tasks import FinishTask
from db.disclosure import content
from db.disclosure.content import Snapshot
from db.disclosure.drafted import ChosenItem, SlideWords, Wording
from db.errors import CommonGroundError, Invalid, NotFound, Refused, Stale
from db.models import AuditEntry, Briefing, BriefingDocument, BriefingSlide, Concern, Event, PublicRelease
from db.queries import briefing_previews, briefings
from db.vocabulary import CaseKind, ConcernCategory, EventType, Priority, Role, SourceType
from db.vocabulary.briefings import LAID_OUT, BriefingStatus, DocumentFormat, FindingKind, PeriodKind, SlideKind
from tests.db.conftest import NOW, Desk
from tests.db.rows_briefings import (
    A_SLIDE,
    EN,
    ES,
    PROMISED,
    PROMISES,
    SUMMER,
    TITLE,
    begin,
    chosen,
    document,
    frozen,
    promise,
    seen,
    sent,
    titled,
    version,
)
from tests.db.test_complaints import complaint
from tests.db.test_several_at_once import together

TOLD, WORKS, NEXT, CONTACTS = 2, 7, 8, 9
JULY = NOW.replace(month=7, day=14)
SPRING = date(2026, 4, 1)


def look(desk: Desk, ref: str, *, by: str = "ana", at: Any = NOW) -> briefing_previews.Preview:
    with desk.store.reading() as session:
        return briefing_previews.preview(session, viewer=desk.viewers[by], ref=ref, now=at)


def record(desk: Desk, ref: str, by: str = "ana") -> briefings.BriefingRecord:
    with desk.store.reading() as session:
        return briefings.briefing_record(session, viewer=desk.viewers[by], ref=ref)


def sayable(desk: Desk, ref: str, by: str = "ana") -> dict[str, SlideKind]:
    with desk.store.reading() as session:
        return {one.ref: one.slide for one in briefing_previews.sayable(session, viewer=desk.viewers[by], ref=ref)}


def set_to(desk: Desk, model: Any, ref: str, **values: Any) -> None:
    """What an import or another page writes."""
    with Session(desk.store._writer) as session, session.begin():
        session.execute(update(model).where(model.ref == ref).values(**values))


def sentence(desk: Desk, by: str = "ana", **more: Any) -> str:
    """A concern of the summer with a sentence for the public."""
    ref: str = desk.concern(by=by, at=JULY, received_at=JULY, **more).ref
    set_to(desk, Concern, ref, public_text="Dark steps by the quay")
    return ref


def story(desk: Desk, consent: str = "Said so at the fair", by: str = "ana", area: str = "harbour") -> str:
    """An event of the summer with a success story."""
    made = desk.event(by=by, area=area, title="Lamp walk", starts_at=JULY)
    set_to(desk, Event, made.ref, story="Neighbours mended the lamps", story_consent=consent)
    return made.ref


def planned(desk: Desk, days: int, **more: Any) -> str:
    starts = NOW + timedelta(days=days)
    ref: str = desk.event(starts_at=starts, **more).ref
    return ref


def titles(snapshot: Snapshot, position: int) -> list[str]:
    return [item.text[0].words for item in snapshot.slides[position - 1].items]


def trail(desk: Desk, action: Action) -> list[Any]:
    with desk.store.reading() as session:
        found = select(AuditEntry).where(AuditEntry.action == action.value).order_by(AuditEntry.id)
        return list(session.scalars(found))


def test_a_first_version_is_laid_out_in_order_with_nothing_that_people_wrote(desk: Desk) -> None:
    made, said, told = promise(desk), sentence(desk), story(desk)
    ref = begin(desk, areas=("harbour",))
    slides = record(desk, ref).slides
    assert [slide.kind for slide in slides] == list(LAID_OUT)
    assert not any(slide.items or slide.texts or slide.hidden for slide in slides)
    assert sayable(desk, ref) == {made: SlideKind.PROMISES, said: SlideKind.TOLD, told: SlideKind.WORKS}
    shown = content.written(look(desk, ref).snapshot)
    assert not any(words in shown for words in ("Mend the lamp", "Dark steps", "Neighbours mended"))
    assert not look(desk, ref).needs_approval


def test_only_what_is_chosen_is_shown_and_in_the_words_written_for_it(desk: Desk) -> None:
    made, late = promise(desk), promise(desk)
    desk.do(FinishTask(late, 1), at=NOW)
    ref = begin(desk, languages=(ES, EN))
    both = (Wording(EN, PROMISED), Wording(ES, "Arreglamos la lámpara", machine=True))
    items = (ChosenItem(late, both), *chosen(made))
    desk.do(WriteSlide(ref, 1, PROMISES, A_SLIDE, items=items))
    slide = look(desk, ref).snapshot.slides[PROMISES - 1]
    assert [(item.word, item.areas, item.on) for item in slide.items] == [
        ("kept late", ("harbour",), date(2026, 8, 3)),
        ("outstanding", ("harbour",), date(2026, 8, 3)),
    ]
    assert [(said.language, said.words, said.machine) for said in slide.items[0].text] == [
        ("en", PROMISED, False),
        ("es", "Arreglamos la lámpara", True),
    ]
    assert (slide.title[0].words, slide.text[0].words) == (A_SLIDE[0].title, A_SLIDE[0].body)


@pytest.mark.engine_free
def test_what_is_restricted_sensitive_of_a_complaint_or_elsewhere_is_never_offered(desk: Desk) -> None:
    lamp = desk.concern(at=JULY, received_at=JULY).ref
    restricted = sentence(desk, category=ConcernCategory.HATE_INCIDENT)
    welfare = sentence(desk, category=ConcernCategory.HOMELESSNESS)
    unsaid = story(desk, consent="")
    elsewhere = sentence(desk, by="cal", neighbourhood_id=desk.areas["mill"])
    complained = sentence(desk)
    complaint(desk, "cal", concerns=(complained,))
    support, problem_case = desk.case(kind=CaseKind.SUPPORT, title="x"), desk.case()
    promised = [promise(desk, concern=ref) for ref in (lamp, restricted, welfare)]
    promised += [promise(desk, case=case.ref) for case in (support, problem_case)]
    offered = sayable(desk, begin(desk, areas=("harbour", "northgate")))
    assert set(offered) == {promised[0], promised[4]}  # of the lamp, and of the problem
    assert not {unsaid, elsewhere, complained} & set(offered)
    # Figures are public, so a briefing may be about any area; its records stay whose they are.
    assert sayable(desk, begin(desk, areas=("mill",))) == {}
    assert sayable(desk, begin(desk, by="cal", areas=("mill",)), by="cal") == {elsewhere: SlideKind.TOLD}


def test_what_may_not_be_said_any_more_is_left_out_and_the_preflight_says_so(desk: Desk) -> None:
    said = sentence(desk)
    ref = begin(desk)
    desk.do(WriteSlide(ref, 1, TOLD, items=chosen(said)))
    desk.do(MoveSlide(ref, 2, 1, 10))  # the slides' places are another's by then
    assert titles(look(desk, ref).snapshot, 1) == [PROMISED]
    complaint(desk, "cal", concerns=(said,))
    preview = look(desk, ref)
    assert titles(preview.snapshot, 1) == []
    left_out = [one for one in preview.findings if one.kind == FindingKind.LEFT_OUT and one.slide]
    assert [(one.slide, said in str(one.sentence)) for one in left_out] == [(1, True)]


@pytest.mark.engine_free
def test_events_announced_for_the_next_weeks_come_next(desk: Desk) -> None:
    planned(desk, 3, title="Beat meeting")
    planned(desk, 20, title="Town hall", neighbourhood_id=None)
    planned(desk, 59, title="Coffee", venue="Quay Café", language="Somali")
    for days, more in (
        (61, {}), (5, {"hosted": False}), (5, {"type": EventType.TRAINING}), (5, {"type": EventType.COMMITTEE}),
        (5, {"type": EventType.MEDIA}), (5, {"by": "cal", "area": "mill"}),
    ):  # fmt: skip
        planned(desk, days, **{"title": "Not this", **more})
    desk.do(CancelEvent(planned(desk, 6, title="Not this"), 1, "The hall is shut"))
    snapshot = look(desk, begin(desk, areas=("harbour",))).snapshot
    assert titles(snapshot, NEXT) == ["Beat meeting", "Town hall", "Coffee"]
    coffee = snapshot.slides[NEXT - 1].items[2]
    assert (coffee.on, coffee.at, coffee.place, coffee.language) == (date(2027, 1, 1), "12:00", "Quay Café", "Somali")


@pytest.mark.engine_free
def test_the_officers_to_ask_for_are_those_named_for_the_areas_and_at_work(desk: Desk) -> None:
    desk.do(AddOfficer("eve", "Eve Lund", Role.OFFICER, "North", named_for=("harbour", "northgate")), by="system")
    desk.do(AddOfficer("fay", "Fay Moss", Role.OFFICER, "North", named_for=("mill",)), by="system")
    here, whole = begin(desk, areas=("harbour",)), begin(desk)
    assert titles(look(desk, here).snapshot, CONTACTS) == ["Eve Lund"]
    items = look(desk, whole).snapshot.slides[CONTACTS - 1].items
    assert [(item.text[0].words, item.areas) for item in items] == [
        ("Eve Lund", ("harbour", "northgate")),
        ("Fay Moss", ("mill",)),
    ]


def test_what_was_seen_stays_the_same_until_something_shown_is_another(desk: Desk) -> None:
    ref = begin(desk)
    first = look(desk, ref).seen
    assert look(desk, ref, at=NOW + timedelta(hours=5)).seen == first
    assert look(desk, ref, by="dee").seen == first
    desk.event()
    planned_more = look(desk, ref).seen
    assert planned_more != first
    for n in range(10):  # from "fewer than 10" to 10
        desk.concern(at=JULY, received_at=JULY - timedelta(minutes=n))
    counted_more = look(desk, ref).seen
    assert counted_more != planned_more
    for stale in (first, planned_more):
        with pytest.raises(Stale):
            desk.do(FreezeBriefing(ref, 1, stale))
    assert (desk.count(PublicRelease), trail(desk, Action.FIGURES_PUBLISHED)) == (0, [])
    desk.do(FreezeBriefing(ref, 1, counted_more), at=NOW + timedelta(minutes=3))
    assert desk.one(Briefing, ref).status == BriefingStatus.FROZEN


def test_what_is_frozen_is_the_same_for_ever_and_its_figures_are_published_once(desk: Desk) -> None:
    for n in range(12):
        desk.concern(at=JULY, received_at=JULY - timedelta(minutes=n))
    done = frozen(desk)
    with desk.store.reading() as session:
        kept = briefings.frozen_content(session, viewer=desk.viewers["ben"], ref=done.ref)
        figures = session.scalars(select(PublicRelease)).one()
    snapshot = content.snapshot(kept)
    assert content.written(snapshot) == kept
    assert hashlib.sha256(kept.encode()).hexdigest() == done.hash == desk.one(Briefing, done.ref).hash
    assert content.written(snapshot.release) == figures.content
    assert json.dumps(json.loads(kept), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == kept
    assert len(done.code) >= 32
    assert [entry.detail for entry in trail(desk, Action.BRIEFING_FROZEN)] == [
        {"hash": done.hash, "figures": figures.hash}
    ]
    assert [entry.detail["hash"] for entry in trail(desk, Action.FIGURES_PUBLISHED)] == [figures.hash]
    # The desk goes on; what was frozen does not, and the period has no second figures.
    for n in range(20):
        desk.concern(at=JULY, received_at=JULY - timedelta(hours=n))
    desk.event()
    second = frozen(desk, areas=("mill",))
    with desk.store.reading() as session:
        assert briefings.frozen_content(session, viewer=desk.viewers["ana"], ref=done.ref) == kept
        later = content.snapshot(briefings.frozen_content(session, viewer=desk.viewers["ana"], ref=second.ref))
    assert later.release == snapshot.release
    assert desk.count(PublicRelease) == len(trail(desk, Action.FIGURES_PUBLISHED)) == 1
    assert second.code != done.code
    for change in (
        EditBriefing(done.ref, 2, TITLE, None, (EN,)), AddSlide(done.ref, 2, SlideKind.TEXT),
        WriteSlide(done.ref, 2, 1, A_SLIDE), FreezeBriefing(done.ref, 2, "x"),
    ):  # fmt: skip
        with pytest.raises(Refused, match="frozen"):
            desk.do(change)
    assert desk.store.verify_audit() is None


def test_words_are_frozen_only_after_somebody_else_has_approved_them(desk: Desk) -> None:
    ref = sent(desk)
    for who, command in (("ana", ApproveBriefing(ref, 2)), ("spec", ApproveBriefing(ref, 2))):
        with pytest.raises(Refused):
            desk.do(command, by=who)
    with pytest.raises(Invalid, match="second person"):
        desk.do(FreezeBriefing(ref, 2, seen(desk, ref)))
    desk.do(ApproveBriefing(ref, 2), by="sue")
    assert record(desk, ref).approved_by == "Sue Okafor"
    # A change afterwards, however small, takes the approval away.
    desk.do(MoveSlide(ref, 3, 2, 1))
    assert (record(desk, ref).status, record(desk, ref).approved_by) == (BriefingStatus.DRAFT, None)
    with pytest.raises(Invalid, match="second person"):
        desk.do(FreezeBriefing(ref, 4, seen(desk, ref)))
    desk.do(SendBriefing(ref, 4))
    desk.do(ApproveBriefing(ref, 5), by="sue")
    desk.do(FreezeBriefing(ref, 6, seen(desk, ref)), by="sue")
    assert record(desk, ref).frozen_by == "Sue Okafor"


@pytest.mark.engine_free
def test_a_supervisor_does_not_approve_a_draft_of_their_own_nor_write_in_anothers(desk: Desk) -> None:
    own = sent(desk, by="sue")
    with pytest.raises(Refused, match="second person"):
        desk.do(ApproveBriefing(own, 2), by="sue")
    theirs = titled(desk)
    with pytest.raises(Refused, match="Only whoever began"):
        desk.do(WriteSlide(theirs, 1, 1, A_SLIDE), by="sue")
    with pytest.raises(Refused, match="Whoever began"):
        desk.do(FreezeBriefing(begin(desk), 1, "x"), by="ben")
    desk.do(ApproveBriefing(own, 2), by="dee")
    # What somebody left behind is put away all the same.
    with pytest.raises(Refused):
        desk.do(DiscardBriefing(theirs, 1), by="ben")
    desk.do(DiscardBriefing(theirs, 1), by="sue")
    with pytest.raises(NotFound):
        record(desk, theirs)


def test_of_two_periods_that_share_days_one_is_published_whoever_is_quicker(desk: Desk) -> None:
    refs = [begin(desk), begin(desk, kind=PeriodKind.MONTH, starts_on=date(2026, 8, 1)), begin(desk)]
    told = [seen(desk, ref) for ref in refs]
    answers = together(lambda n: desk.do(FreezeBriefing(refs[n], 1, told[n])), people=3)
    with desk.store.reading() as session:
        kinds = session.scalars(select(PublicRelease.kind)).all()
    assert len(kinds) == 1
    fresh = [isinstance(answer, Frozen) for answer in answers]
    assert fresh == ([True, False, True] if kinds == ["quarter"] else [False, True, False])
    assert all(isinstance(answer, Frozen | Invalid) for answer in answers)
    assert len(trail(desk, Action.FIGURES_PUBLISHED)) == 1


@pytest.mark.engine_free
def test_a_period_that_is_not_over_for_a_week_is_drafted_and_says_when_it_can_be_frozen(desk: Desk) -> None:
    ref = begin(desk, kind=PeriodKind.MONTH, starts_on=date(2026, 10, 1))
    preview = look(desk, ref)
    assert preview.snapshot.release.tables == ()
    assert [area.code for area in preview.snapshot.release.areas] == ["harbour", "mill", "northgate", "riverside"]
    assert (preview.stopped, record(desk, ref).open_from) == (True, date(2026, 11, 8))
    assert [one.kind for one in preview.findings if one.stops] == [FindingKind.PERIOD]
    with pytest.raises(Invalid) as refusal:
        desk.do(FreezeBriefing(ref, 1, preview.seen))
    assert set(refusal.value.problems) == {"starts_on"}
    a_week_later = NOW + timedelta(days=5)
    desk.do(FreezeBriefing(ref, 1, look(desk, ref, at=a_week_later).seen), at=a_week_later)


@pytest.mark.engine_free
def test_no_period_is_offered_that_shares_days_with_a_published_one(desk: Desk) -> None:
    july = begin(desk, kind=PeriodKind.MONTH)
    frozen(desk)
    with desk.store.reading() as session:
        offered = briefings.periods(session, viewer=desk.viewers["ana"], now=NOW)
    assert [one.published for one in offered if one.starts_on == SUMMER] == [True]
    assert {(one.kind, one.starts_on) for one in offered if one.starts_on <= SUMMER <= one.last_day} == {
        (PeriodKind.QUARTER, SUMMER)
    }
    preview = look(desk, july)
    assert preview.stopped
    with pytest.raises(Invalid):
        desk.do(FreezeBriefing(july, 1, preview.seen))


@pytest.mark.engine_free
def test_what_changed_is_against_the_briefing_chosen_or_the_period_right_before(desk: Desk) -> None:
    spring = frozen(desk, starts_on=SPRING, areas=("mill",))
    by_itself = look(desk, begin(desk)).snapshot
    assert (by_itself.before_ref, by_itself.before and by_itself.before.starts_on) == (None, SPRING)
    by_hand = look(desk, begin(desk, compared_with=spring.ref)).snapshot
    assert (by_hand.before_ref, by_hand.before) == (spring.ref, by_itself.before)
    assert look(desk, begin(desk, starts_on=SPRING)).snapshot.before is None
    with desk.store.reading() as session:
        found = briefings.comparable(session, viewer=desk.viewers["ana"], kind=PeriodKind.QUARTER, starts_on=SUMMER)
    assert list(found["ref"]) == [spring.ref]
    for wrong in (spring.ref, begin(desk)):  # of the same period, and a draft
        with pytest.raises(Invalid) as refusal:
            begin(desk, starts_on=SPRING, compared_with=wrong)
        assert set(refusal.value.problems) == {"compared_with"}


@pytest.mark.engine_free
def test_documents_are_kept_once_and_never_replaced(desk: Desk) -> None:
    done = frozen(desk)
    desk.do(KeepDocuments(done.code, (document(), document(language=ES))))
    desk.do(KeepDocuments(done.code, (document(),)))  # a second try after a cut
    assert desk.count(BriefingDocument) == 2
    for wrong in (
        document(content=b"<p>Eleven</p>"), document(format=DocumentFormat.PDF, media_type="application/pdf"),
        document(name="a/b.html"), document(media_type="text/javascript"), document(name="b.html", content=b""),
        document(format="exe"), document(language="tlh"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            desk.do(KeepDocuments(done.code, (wrong,)))
        assert set(refusal.value.problems) == {"documents"}
    made = record(desk, done.ref).documents
    assert [(one.language, one.size) for one in made] == [("en", 17), ("es", 17)]
    assert made[0].hash == hashlib.sha256(b"<p>Ten slides</p>").hexdigest()


@pytest.mark.engine_free
def test_what_is_withdrawn_is_presented_by_nobody_and_its_figures_stay_published(desk: Desk) -> None:
    done = frozen(desk)
    desk.do(NotePresented(done.code), by="presenter")
    desk.do(WithdrawBriefing(done.ref, 2, "The wrong hall"), by="ben")  # though it was presented meanwhile
    for command in (NotePresented(done.code), KeepDocuments(done.code, (document(),))):
        with pytest.raises(NotFound):
            desk.do(command)
    assert desk.count(PublicRelease) == 1
    assert record(desk, done.ref).withdrawn_why == "The wrong hall"


@pytest.mark.engine_free
def test_a_picture_is_as_large_as_a_slide_carries_nothing_along_and_asks_who_agreed(desk: Desk) -> None:
    taken = Image.new("RGB", (4000, 2000), "navy")
    exif = taken.getexif()
    exif[0x010E] = "Mrs Canary"
    held = BytesIO()
    taken.save(held, "JPEG", exif=exif)
    small = projected(clean(held.getvalue()))
    assert (small.width, small.height) == (1920, 960)
    assert b"Canary" not in small.content
    ref = begin(desk)
    with pytest.raises(Invalid) as refusal:
        desk.do(AddSlide(ref, 1, SlideKind.PICTURE, picture=small))
    assert set(refusal.value.problems) == {"picture_consent"}
    desk.do(AddSlide(ref, 1, SlideKind.PICTURE, 1, picture=small, picture_consent="Nobody is in it"))
    desk.do(WriteSlide(ref, 2, 2, (SlideWords(EN, "The quay", "The quay in the evening"),)))
    shown = look(desk, ref).snapshot.slides[1].picture
    assert shown is not None
    assert (shown.width, shown.media_type, base64.b64decode(shown.data)) == (1920, "image/jpeg", small.content)
    assert [said.words for said in shown.described] == ["The quay in the evening"]
    # A replacement that only says it is a picture is none.
    for wrong in (
        replace(small, content=b"<svg/>"),
        replace(small, media_type="image/svg+xml"),
        replace(small, width=0),
    ):
        with pytest.raises(Invalid):
            desk.do(AddSlide(ref, 3, SlideKind.PICTURE, picture=wrong, picture_consent="Nobody is in it"))


@pytest.mark.engine_free
def test_a_story_is_told_while_those_in_it_agree(desk: Desk) -> None:
    told = story(desk)
    ref = begin(desk, areas=("mill",))
    with pytest.raises(Invalid):
        desk.do(AddSlide(ref, 1, SlideKind.STORY, story_event=story(desk, consent="")))
    desk.do(AddSlide(ref, 1, SlideKind.STORY, 7, story_event=told))
    slide = look(desk, ref).snapshot.slides[7]
    assert (slide.title[0].words, slide.text[0].words) == ("Lamp walk", "Neighbours mended the lamps")
    set_to(desk, Event, told, story_consent=None)
    preview = look(desk, ref)
    assert preview.snapshot.slides[7].text == ()
    assert preview.stopped
    assert [(one.slide, one.kind) for one in preview.findings if one.stops] == [(8, FindingKind.NO_CONSENT)]


@pytest.mark.engine_free
def test_a_machines_words_are_marked_until_a_person_confirms_them_and_the_trail_says_who(desk: Desk) -> None:
    ref = begin(desk, languages=(EN, ES))
    english, spanish = Wording(EN, "Our summer"), Wording(ES, "Nuestro verano", machine=True)
    desk.do(EditBriefing(ref, 1, (english, spanish), None, (EN, ES)))
    assert [said.machine for said in look(desk, ref).snapshot.title] == [False, True]
    desk.do(EditBriefing(ref, 2, (english, replace(spanish, machine=False)), None, (EN, ES)))
    assert [said.machine for said in look(desk, ref).snapshot.title] == [False, False]
    entry = trail(desk, Action.BRIEFING_CHANGED)[-1]
    assert (entry.actor, entry.detail["confirmed"]) == ("Ana Rivera (officer)", ["es"])
    # A language that is taken off is not shown, and its words are not asked for.
    desk.do(EditBriefing(ref, 3, (english,), None, (EN,)))
    assert [said.language for said in look(desk, ref).snapshot.title] == ["en"]


@pytest.mark.engine_free
def test_whatever_a_browser_sends_is_refused_in_a_sentence_and_nothing_is_saved(desk: Desk) -> None:
    ref = begin(desk)
    made = promise(desk)
    text: Any = SlideWords
    wrongs: list[Any] = [
        WriteSlide(ref, 1, 1, (text("tlh", "x"),)),
        WriteSlide(ref, 1, 1, (text(ES, "x"),)),  # not one of its languages
        WriteSlide(ref, 1, 1, (text(EN, "x"), text(EN, "y"))),
        WriteSlide(ref, 1, 1, (text(EN, 7),)),
        WriteSlide(ref, 1, 1, ({"title": "x"},)),  # type: ignore[arg-type]
        WriteSlide(ref, 1, 1, (text(EN, "\x00"),)),
        WriteSlide(ref, 1, 99),
        WriteSlide(ref, 1, TOLD, items=chosen(made)),  # a promise is said on its own slide
        WriteSlide(ref, 1, PROMISES, items=chosen("T-1999-00001")),
        WriteSlide(ref, 1, PROMISES, items=chosen(made, made)),
        WriteSlide(ref, 1, PROMISES, items=(ChosenItem(made, ()),)),
        WriteSlide(ref, 1, NEXT, items=chosen(made)),
        AddSlide(ref, 1, SlideKind.METHOD),
        AddSlide(ref, 1, "film"),  # type: ignore[arg-type]
        AddSlide(ref, 1, SlideKind.TEXT, -1),
        MoveSlide(ref, 1, 1, 11),
        EditBriefing(ref, 1, TITLE, None, (EN, "tlh")),  # type: ignore[arg-type]
        BeginBriefing("", "decade", SUMMER),  # type: ignore[arg-type]
        BeginBriefing("", PeriodKind.QUARTER, date(2026, 8, 1)),
        BeginBriefing("", PeriodKind.YEAR, date(2027, 1, 1)),
        BeginBriefing("", PeriodKind.QUARTER, "2026-07-01"),  # type: ignore[arg-type]
        FreezeBriefing(ref, 1, "\x00"),
        FreezeBriefing("B-1999-00001", 1, "x"),
    ]
    for wrong in wrongs:
        with pytest.raises((Invalid, NotFound, Stale)) as refusal:
            desk.do(wrong)
        assert str(refusal.value).strip(), wrong
    assert (version(desk, ref), desk.count(Briefing), desk.count(BriefingSlide)) == (1, 1, len(LAID_OUT))


@pytest.mark.engine_free
def test_a_list_names_drafts_and_frozen_ones_newest_first(desk: Desk) -> None:
    done, draft = frozen(desk, by="cal"), titled(desk)
    with desk.store.reading() as session:
        rows = briefings.briefing_list(session, viewer=desk.viewers["ana"])
    assert list(rows["ref"]) == [draft, done.ref]
    assert list(rows["title"]) == ["What we did this summer", ""]
    assert list(rows["mine"]) == [True, False]
    assert list(rows["status"]) == ["draft", "frozen"]
    for who in ("presenter", "analyst", "administrator"):
        with desk.store.reading() as session, pytest.raises(CommonGroundError):
            briefings.briefing_list(session, viewer=desk.viewers[who])


def test_a_sentence_for_the_public_is_written_on_the_concern_and_offered_but_never_about_what_is_sensitive(
    desk: Desk,
) -> None:
    ref = desk.concern(received_at=NOW.replace(month=8)).ref
    edit = EditConcern(ref, 1, "Steps dark", ConcernCategory.LIGHTING, Priority.LOW, SourceType.RESIDENT)
    desk.do(replace(edit, public_text="Dark steps by the quay"))
    with desk.store.reading() as session:
        offered = briefing_previews.sayable(session, viewer=desk.viewers["ana"], ref=begin(desk))
    assert [(one.ref, one.words) for one in offered if one.slide == SlideKind.TOLD] == [(ref, "Dark steps by the quay")]
    hate = replace(edit, version=2, category=ConcernCategory.HATE_INCIDENT, public_text="Words on a wall")
    with pytest.raises(Invalid) as refused:
        desk.do(hate)
    assert str(refused.value.problems["public_text"]) == "Nothing about this is for the public: leave this empty."
