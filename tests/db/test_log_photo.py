"""A photo saved with what is logged: together or not at all, by the rules of its concern."""

import pytest

from db.cleaning import CleanFile, clean
from db.commands.activities import LogActivity
from db.commands.log import LogEntry
from db.commands.voices import AddVoice
from db.errors import CommonGroundError, Invalid
from db.models import Activity, Attachment, Concern, Voice
from db.vocabulary import ActivityType, ConcernCategory
from tests.db.conftest import NOW, Desk, a_concern
from tests.db.test_cleaning import jpeg


@pytest.fixture(scope="module")
def photo() -> CleanFile:
    return clean(jpeg())


def patrol(desk: Desk, **more: object) -> LogActivity:
    return LogActivity(ActivityType.FOOT_PATROL, NOW, 15, neighbourhood_id=desk.areas["harbour"], **more)  # type: ignore[arg-type]


def test_it_is_of_the_new_concern_whatever_its_level_and_once_however_often_it_is_sent(
    desk: Desk, photo: CleanFile
) -> None:
    concern = a_concern(neighbourhood_id=desk.areas["mill"], category=ConcernCategory.HATE_INCIDENT)
    entry = LogEntry(activity=patrol(desk), concern=concern, photo=photo)
    assert desk.do(entry, key="one click") == desk.do(entry, key="one click")
    assert (desk.count(Concern), desk.count(Activity), desk.count(Attachment)) == (1, 1, 1)


def test_it_is_of_the_concern_that_a_further_report_or_an_activity_is_about(desk: Desk, photo: CleanFile) -> None:
    ref = desk.concern().ref
    desk.do(LogEntry(voice=AddVoice(ref, NOW), photo=photo))
    desk.do(LogEntry(activity=patrol(desk, concern=ref), photo=photo))
    with desk.store.reading() as session:
        assert {file.concern_id for file in session.query(Attachment)} == {desk.one(Concern, ref).id}


def test_without_a_concern_and_beside_anything_wrong_nothing_is_saved(desk: Desk, photo: CleanFile) -> None:
    elsewhere = desk.theirs().ref
    before = (desk.count(Activity), desk.count(Voice))
    wrong = {
        "photo": LogEntry(activity=patrol(desk), photo=photo),
        "summary": LogEntry(concern=a_concern(summary=" "), photo=photo),
    }
    for field, entry in wrong.items():
        with pytest.raises(Invalid) as refusal:
            desk.do(entry)
        assert set(refusal.value.problems) == {field}
    with pytest.raises(CommonGroundError):
        desk.do(LogEntry(activity=patrol(desk, concern=elsewhere), photo=photo))
    assert (desk.count(Activity), desk.count(Voice), desk.count(Attachment)) == (*before, 0)
