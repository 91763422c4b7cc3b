"""Rows of the commands of briefings: see command_rows."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image

from db.audit import Action
from db.cleaning import clean
from db.cleaning.projected import SlidePicture, projected
from db.commands.briefing_approval import ApproveBriefing, SendBackBriefing, SendBriefing
from db.commands.briefing_slides import AddSlide, MoveSlide, RemoveSlide, WriteSlide
from db.commands.briefings import BeginBriefing, DiscardBriefing, EditBriefing
from db.commands.freezing import FreezeBriefing, Frozen, WithdrawBriefing
from db.commands.frozen import ConfirmTranslation, KeepDocuments, NotePresented, NoteTakenOut
from db.commands.tasks import AddTask
from db.disclosure.drafted import ChosenItem, SlideWords, Wording
from db.disclosure.rendered import Rendered
from db.errors import NotFound, Refused
from db.models import Briefing
from db.queries import briefing_previews
from db.vocabulary.briefings import BriefingLanguage, DocumentFormat, PeriodKind, SlideKind
from tests.db.conftest import NOW, Desk
from tests.db.row import LONG, NOT_THEIRS, Elsewhere, Late, Row, Wrong

EN, ES = BriefingLanguage.ENGLISH, BriefingLanguage.SPANISH
SUMMER = date(2026, 7, 1)  # July to September 2026: closed, and seven days over, at NOW
PROMISES = 6  # the position of the slide in a draft as it is laid out
TITLE = (Wording(EN, "What we did this summer"),)
A_SLIDE = (SlideWords(EN, "More light", "The lamps by the steps were mended."),)
PROMISED = "We mend the lamp by the steps"


def begin(desk: Desk, by: str = "ana", **more: Any) -> str:
    ref: str = desk.do(replace(BeginBriefing("", PeriodKind.QUARTER, SUMMER), **more), by=by).ref
    return ref


def version(desk: Desk, ref: str) -> int:
    found: int = desk.one(Briefing, ref).version
    return found


def titled(desk: Desk, by: str = "ana") -> str:
    """A draft with words in it."""
    return begin(desk, by=by, title="What we did this summer")


def with_text(desk: Desk, by: str = "ana") -> str:
    """A draft whose eleventh slide is a text."""
    ref = begin(desk, by=by)
    desk.do(AddSlide(ref, 1, SlideKind.TEXT), by=by)
    return ref


def promise(desk: Desk, by: str = "ana", area: str = "harbour", **more: Any) -> str:
    """Due in the summer."""
    august = NOW.replace(month=8)
    made = AddTask("Mend the lamp by the steps", august, neighbourhood_id=desk.areas[area], is_promise=True, **more)
    ref: str = desk.do(made, by=by, at=NOW.replace(month=7)).ref
    return ref


def chosen(*refs: str) -> tuple[ChosenItem, ...]:
    return tuple(ChosenItem(ref, (Wording(EN, PROMISED),)) for ref in refs)


def sent(desk: Desk, by: str = "ana") -> str:
    ref = titled(desk, by=by)
    desk.do(SendBriefing(ref, 1), by=by)
    return ref


def seen(desk: Desk, ref: str, by: str = "ana") -> str:
    with desk.store.reading() as session:
        return briefing_previews.preview(session, viewer=desk.viewers[by], ref=ref, now=NOW).seen


def frozen(desk: Desk, by: str = "ana", **more: Any) -> Frozen:
    ref = begin(desk, by=by, **more)
    done: Frozen = desk.do(FreezeBriefing(ref, 1, seen(desk, ref, by)), by=by)
    return done


def picture() -> SlidePicture:
    held = BytesIO()
    Image.new("RGB", (2400, 1200), "green").save(held, "JPEG")
    return projected(clean(held.getvalue()))


def document(**more: Any) -> Rendered:
    page = Rendered(DocumentFormat.HTML, EN, "briefing.html", "text/html; charset=utf-8", b"<p>Ten slides</p>")
    return replace(page, **more)


def with_document(desk: Desk) -> str:
    """The code of a frozen briefing that has one."""
    code = frozen(desk).code
    desk.do(KeepDocuments(code, (document(),)))
    return code


def words_as(desk: Desk, command: Any) -> None:
    """Its maker changes it in another window."""
    opened: int = command.version
    desk.do(EditBriefing(command.ref, opened, TITLE, None, (EN,)))


def presented_again(desk: Desk, command: Any) -> None:
    desk.do(WithdrawBriefing(command.ref, command.version, "The wrong hall"), by="ben")


def taken_back(desk: Desk, command: Any) -> None:
    desk.do(EditBriefing(command.ref, command.version, TITLE, None, (EN,)))


NEW_TITLE = {"titles": {"en": {"words": "What we did this summer", "machine": False}}}
EDITED = Late(words_as, NEW_TITLE)
PHOTO = picture()

BRIEFINGS = [
    Row(
        BeginBriefing,
        lambda d: BeginBriefing("", PeriodKind.QUARTER, SUMMER, ("harbour",)),
        Action.BRIEFING_CHANGED,
        elsewhere=Elsewhere(lambda d: BeginBriefing("", PeriodKind.MONTH, SUMMER, ("mill",)), None),
        wrong=Wrong(
            lambda d: BeginBriefing(
                LONG,
                PeriodKind.YEAR,
                SUMMER,
                ("atlantis",),
                "cats",
                ("tlh",),
                "B-1999-00001",  # type: ignore[arg-type]
            ),
            {"title", "starts_on", "areas", "audience", "languages"},
        ),
    ),
    Row(
        EditBriefing,
        lambda d: EditBriefing(begin(d), 1, TITLE, None, (EN, ES)),
        Action.BRIEFING_CHANGED,
        elsewhere=Elsewhere(lambda d: EditBriefing(begin(d, by="cal"), 1, TITLE, None, (EN,)), Refused),
        wrong=Wrong(
            lambda d: EditBriefing(
                begin(d),
                1,
                (Wording(ES, "Verano"),),
                "cats",
                (EN, ES),
                "B-1999-00001",  # type: ignore[arg-type]
            ),
            {"titles", "audience", "compared_with"},
        ),
        late=EDITED,
    ),
    Row(
        DiscardBriefing,
        lambda d: DiscardBriefing(with_text(d), 2),
        Action.BRIEFING_CHANGED,
        elsewhere=Elsewhere(lambda d: DiscardBriefing(begin(d, by="cal"), 1), Refused),
        late=EDITED,
    ),
    Row(
        AddSlide,
        lambda d: AddSlide(begin(d), 1, SlideKind.PICTURE, 3, picture=PHOTO, picture_consent="Nobody is in it"),
        Action.BRIEFING_CHANGED,
        elsewhere=Elsewhere(lambda d: AddSlide(begin(d, by="cal"), 1, SlideKind.TEXT), Refused),
        wrong=Wrong(
            lambda d: AddSlide(begin(d), 1, SlideKind.PICTURE, 99, picture=b"raw"),  # type: ignore[arg-type]
            {"after", "picture", "picture_consent"},
        ),
        late=EDITED,
    ),
    Row(
        WriteSlide,
        lambda d: WriteSlide(begin(d), 1, PROMISES, A_SLIDE, items=chosen(promise(d))),
        Action.BRIEFING_CHANGED,
        elsewhere=Elsewhere(
            lambda d: WriteSlide(begin(d), 1, PROMISES, items=chosen(promise(d, by="cal", area="mill"))), NotFound
        ),
        wrong=Wrong(
            lambda d: WriteSlide(
                begin(d),
                1,
                PROMISES,
                (SlideWords(EN, LONG),),
                "no",
                chosen(*map(str, range(21))),  # type: ignore[arg-type]
            ),
            {"texts", "hidden", "items"},
        ),
        late=EDITED,
    ),
    Row(
        MoveSlide,
        lambda d: MoveSlide(begin(d), 1, 4, 1),
        Action.BRIEFING_CHANGED,
        elsewhere=Elsewhere(lambda d: MoveSlide(begin(d, by="cal"), 1, 4, 1), Refused),
        wrong=Wrong(lambda d: MoveSlide(begin(d), 1, 4, 0), {"to"}),
        late=EDITED,
    ),
    Row(
        RemoveSlide,
        lambda d: RemoveSlide(with_text(d), 2, 11),
        Action.BRIEFING_CHANGED,
        elsewhere=Elsewhere(lambda d: RemoveSlide(with_text(d, by="cal"), 2, 11), Refused),
        wrong=Wrong(lambda d: RemoveSlide(begin(d), 1, 1), {"slide"}),
        late=EDITED,
    ),
    Row(
        SendBriefing,
        lambda d: SendBriefing(titled(d), 1),
        Action.BRIEFING_SENT,
        elsewhere=Elsewhere(lambda d: SendBriefing(titled(d, by="cal"), 1), Refused),
        wrong=Wrong(lambda d: SendBriefing(sent(d), 2), {"briefing"}),
        late=EDITED,
    ),
    Row(
        ApproveBriefing,
        lambda d: ApproveBriefing(sent(d), 2),
        Action.BRIEFING_APPROVED,
        by="sue",
        roles={**NOT_THEIRS, "ben": Refused, "spec": Refused},
        elsewhere=Elsewhere(lambda d: ApproveBriefing(sent(d, by="cal"), 2), None),
        wrong=Wrong(lambda d: ApproveBriefing(titled(d), 1), {"briefing"}),
        late=Late(taken_back, NEW_TITLE),
    ),
    Row(
        SendBackBriefing,
        lambda d: SendBackBriefing(sent(d), 2, "Say which steps"),
        Action.BRIEFING_SENT_BACK,
        by="sue",
        roles={**NOT_THEIRS, "ben": Refused, "spec": Refused},
        elsewhere=Elsewhere(lambda d: SendBackBriefing(sent(d, by="cal"), 2, "Say which steps"), None),
        wrong=Wrong(lambda d: SendBackBriefing(sent(d), 2, " "), {"why"}),
        late=Late(taken_back, NEW_TITLE),
    ),
    Row(
        FreezeBriefing,
        lambda d: FreezeBriefing(ref := begin(d), 1, seen(d, ref)),
        Action.BRIEFING_FROZEN,
        elsewhere=Elsewhere(lambda d: FreezeBriefing(ref := begin(d, by="cal"), 1, seen(d, ref)), Refused),
        wrong=Wrong(lambda d: FreezeBriefing(ref := titled(d), 1, seen(d, ref)), {"briefing"}),
        late=EDITED,
    ),
    Row(
        WithdrawBriefing,
        lambda d: WithdrawBriefing(frozen(d).ref, 2, "The wrong hall"),
        Action.BRIEFING_WITHDRAWN,
        elsewhere=Elsewhere(lambda d: WithdrawBriefing(frozen(d, by="cal").ref, 2, "The wrong hall"), None),
        wrong=Wrong(lambda d: WithdrawBriefing(begin(d), 1, ""), {"why", "briefing"}),
        late=Late(presented_again, {"status": "withdrawn"}),
    ),
    Row(
        KeepDocuments,
        lambda d: KeepDocuments(frozen(d).code, (document(),)),
        Action.BRIEFING_RENDERED,
        elsewhere=Elsewhere(lambda d: KeepDocuments(frozen(d, by="cal").code, (document(),)), None),
        wrong=Wrong(lambda d: KeepDocuments(frozen(d).code, (document(name="../up"),)), {"documents"}),
    ),
    Row(
        NotePresented,
        lambda d: NotePresented(frozen(d).code),
        Action.BRIEFING_PRESENTED,
        roles={"analyst": Refused, "presenter": None, "administrator": Refused},
    ),
    Row(
        NoteTakenOut,
        lambda d: NoteTakenOut(with_document(d), DocumentFormat.HTML, EN, "briefing.html"),
        Action.BRIEFING_TAKEN_OUT,
        roles={"analyst": Refused, "presenter": None, "administrator": Refused},
        elsewhere=Elsewhere(
            lambda d: NoteTakenOut(with_document(d), DocumentFormat.HTML, ES, "briefing.html"), NotFound
        ),
    ),
    Row(
        ConfirmTranslation,
        lambda d: ConfirmTranslation(ES, f"{d.serial():064x}"),
        Action.TRANSLATION_CONFIRMED,
        by="sue",
        roles={"ana": Refused, "analyst": Refused, "presenter": Refused, "administrator": None},
        wrong=Wrong(lambda d: ConfirmTranslation(EN, "x"), {"language", "hash"}),
    ),
]
NOTHING_WRONG = {DiscardBriefing, NotePresented, NoteTakenOut}
NOWHERE = {NotePresented, ConfirmTranslation}
