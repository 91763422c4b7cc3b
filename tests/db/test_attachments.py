"""Files of records: for those who may read the record, once on the disk, each look in the trail."""

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from db import files
from db.__main__ import main
from db.cleaning import clean
from db.commands.attachments import MOST, AttachFile, OpenAttachment, RemoveAttachment
from db.commands.concern_work import EditConcern
from db.errors import Invalid, NotFound, Refused, StoreUnavailable
from db.models import Attachment, AuditEntry
from db.queries.attachments import attachment_list, kept_hashes
from db.settings import get_settings
from db.vocabulary import ConcernCategory, Priority, SourceType
from db.vocabulary.notices import FileKind
from tests.db.command_rows import PHOTO, attached
from tests.db.conftest import Desk


def listed(desk: Desk, ref: str, by: str = "ana") -> list[str]:
    with desk.store.reading() as session:
        return list(attachment_list(session, viewer=desk.viewers[by], ref=ref)["code"])


def refused_to(desk: Desk, code: str, *names: str) -> list[str]:
    said = []
    for name in names:
        with pytest.raises(NotFound) as refusal:
            desk.do(OpenAttachment(code), by=name)
        said.append(str(refusal.value))
    return said


def test_a_photo_is_for_those_who_may_read_its_record(desk: Desk) -> None:
    ref = desk.concern().ref
    code = attached(desk, ref)
    for name in ("ana", "ben", "sue", "spec"):
        assert listed(desk, ref, by=name) == [code]
        opened = desk.do(OpenAttachment(code), by=name)
        assert (opened.kind, Path(opened.path).read_bytes()) == (FileKind.JPEG, PHOTO.content)
        assert opened.name.startswith(ref)
    assert listed(desk, ref, by="cal") == []
    # What is there and not theirs reads as what was never there.
    assert set(refused_to(desk, code, "cal", "dee")) == set(refused_to(desk, "never-there", "ana"))
    with pytest.raises(Refused):
        desk.do(OpenAttachment(code), by="administrator")


def test_a_photo_of_a_restricted_case_opens_for_those_assigned_alone(desk: Desk) -> None:
    from db.vocabulary import CaseKind

    ref = desk.case(kind=CaseKind.SUPPORT).ref
    code = attached(desk, ref)
    assert desk.do(OpenAttachment(code)).kind == FileKind.JPEG
    refused_to(desk, code, "ben", "sue", "spec", "cal")
    with desk.store.reading() as session:
        assert session.scalars(select(Attachment.confidentiality)).all() == [3]


def test_a_concern_that_becomes_restricted_takes_its_photos_along(desk: Desk) -> None:
    ref = desk.concern().ref
    code = attached(desk, ref)
    desk.do(OpenAttachment(code), by="ben")
    hate = EditConcern(ref, 1, "Two lamps out", ConcernCategory.HATE_INCIDENT, Priority.HIGH, SourceType.RESIDENT)
    desk.do(hate)
    refused_to(desk, code, "ben", "sue")
    assert listed(desk, ref, by="ben") == []
    with desk.store.reading() as session:
        assert session.scalars(select(Attachment.confidentiality)).all() == [2]  # the photo's own: faces and plates


def test_each_look_is_in_the_trail_and_says_no_words_of_people(desk: Desk) -> None:
    ref = desk.concern().ref
    code = attached(desk, ref)
    desk.do(OpenAttachment(code, preview=True), by="ben")
    desk.do(OpenAttachment(code), by="ben")
    with desk.store.reading() as session:
        looks = select(AuditEntry).where(AuditEntry.action == "attached file opened").order_by(AuditEntry.id)
        entries = session.scalars(looks).all()
    assert [(entry.actor, entry.entity_ref, entry.detail["preview"]) for entry in entries] == [
        ("Ben Ito (officer)", ref, True),
        ("Ben Ito (officer)", ref, False),
    ]
    assert all("lamp" not in str(entry.detail) for entry in entries)


def test_taken_away_it_is_gone_for_everybody_and_kept_as_evidence(desk: Desk) -> None:
    ref = desk.concern().ref
    code = attached(desk, ref)
    desk.do(RemoveAttachment(code), by="ben")
    assert listed(desk, ref) == []
    refused_to(desk, code, "ana", "ben")
    with pytest.raises(NotFound):
        desk.do(RemoveAttachment(code))
    with desk.store.reading() as session:
        assert len(kept_hashes(session)) == 2


def test_a_concern_with_a_photo_cannot_be_undone_any_more(desk: Desk) -> None:
    ref = desk.concern().ref
    attached(desk, ref)
    with pytest.raises(Refused, match="followed"):
        desk.undo(ref)


def test_photos_of_an_event_are_for_officers_and_added_by_those_who_work_on_it(desk: Desk) -> None:
    ref = desk.event().ref
    code = attached(desk, ref)
    assert len(listed(desk, ref, by="cal")) == 1
    assert desk.do(OpenAttachment(code), by="cal").kind == FileKind.JPEG
    with pytest.raises(Refused):
        desk.do(OpenAttachment(code), by="analyst")
    for attempt in (AttachFile(ref, PHOTO), RemoveAttachment(code)):
        with pytest.raises(Refused):
            desk.do(attempt, by="cal")
    desk.do(RemoveAttachment(code), by="ben")
    assert listed(desk, ref) == []


def test_a_record_holds_twenty_files(desk: Desk) -> None:
    ref = desk.concern().ref
    for _ in range(MOST):
        attached(desk, ref)
    with pytest.raises(Invalid, match="20 files"):
        desk.do(AttachFile(ref, PHOTO))


def test_the_same_photo_twice_lies_on_the_disk_once(desk_to_break: Desk, tmp_path: Path) -> None:
    folder = desk_to_break.store.settings.files_folder
    for _ in range(2):
        attached(desk_to_break, desk_to_break.concern().ref)
    with desk_to_break.store.reading() as session:
        names = kept_hashes(session)
    assert {place.name for place in folder.rglob("*") if place.is_file()} >= names
    assert not list(folder.rglob("new-*"))
    assert files.path(folder, sorted(names)[0]).stat().st_mode & 0o077 == 0


def test_when_the_folder_cannot_be_written_nothing_is_saved(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    ref, other = desk.concern().ref, io.BytesIO()
    Image.new("RGB", (9, 9), "plum").save(other, "PNG")
    monkeypatch.setattr(files, "_write", full)
    with pytest.raises(StoreUnavailable, match="disk for photos and PDFs is full"):
        desk.do(AttachFile(ref, clean(other.getvalue())))
    assert listed(desk, ref) == []
    assert desk.count(Attachment) == 0


def test_a_file_that_is_missing_is_said_to_be(desk_to_break: Desk) -> None:
    code = attached(desk_to_break, desk_to_break.concern().ref)
    place = Path(desk_to_break.do(OpenAttachment(code)).path)
    kept = place.read_bytes()
    place.unlink()
    with pytest.raises(NotFound, match="missing"):
        desk_to_break.do(OpenAttachment(code))
    files.keep(desk_to_break.store.settings.files_folder, kept)


def test_a_sweep_takes_what_belongs_to_nothing_and_is_a_day_old(tmp_path: Path) -> None:
    known, young, old = (files.keep(tmp_path, content) for content in (b"known", b"young", b"old"))
    half = tmp_path / "ab" / "new-half"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half a file")
    now = datetime.now(UTC)
    for place in (files.path(tmp_path, known), files.path(tmp_path, old), half):
        os.utime(place, ((now - timedelta(days=2)).timestamp(),) * 2)
    assert files.sweep(tmp_path, known={known}, now=now) == 2
    assert [files.path(tmp_path, name).exists() for name in (known, young, old)] == [True, True, False]
    again = files.keep(tmp_path, b"known")
    assert files.path(tmp_path, again).stat().st_mtime > (now - timedelta(minutes=5)).timestamp()


def test_the_command_line_sweeps(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    attached(desk, desk.concern().ref)
    folder = desk.store.settings.files_folder
    orphan = files.path(folder, files.keep(folder, b"nobody's"))
    os.utime(orphan, (0, 0))
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", desk.store.settings.database_url)
    monkeypatch.setenv("COMMON_GROUND_FILES_DIR", str(folder))
    get_settings.cache_clear()
    try:
        assert main(["sweep-files"]) == 0
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
    assert not orphan.exists()
    assert "deleted: 1" in capsys.readouterr().out
