"""Photos and PDFs on a record: added with what was removed said in words, refused beside the field, taken away."""

from streamlit.testing.v1 import AppTest

from db.access import Viewer
from db.queries.attachments import attachment_list
from db.store import Store
from db.vocabulary import Role
from tests.db.test_cleaning import jpeg
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import press


def add(at: AppTest, name: str, content: bytes) -> AppTest:
    at.file_uploader[0].set_value((name, content, "image/jpeg"))
    at.run()
    return press(at, "Add the file")


def test_a_photo_is_added_without_its_location_listed_and_taken_away(
    app: App, community: Community, store: Store, officer: Viewer
) -> None:
    at = open_page(app, "concerns", Role.OFFICER, ref=community.concern)
    assert "up to 10 MB" in words(at)
    add(at, "IMG_Maria_Lopez.jpg", jpeg())
    assert not at.exception
    said = words(at)
    assert f"Added to {community.concern}." in said
    assert "Location was removed from this photo" in said
    assert "Photo**" in said
    assert "Maria" not in said
    press(at, "Take it away")
    assert "“Photo” was taken away." in words(at)
    with store.reading() as session:
        assert attachment_list(session, viewer=officer, ref=community.concern).empty


def test_what_cannot_be_kept_is_refused_beside_the_field(app: App, community: Community) -> None:
    at = open_page(app, "cases", Role.OFFICER, ref=community.case)
    add(at, "photo.jpg", b"<html>no photo</html>")
    assert "neither a JPEG, PNG or WebP photo nor a PDF" in words(at)
    assert "Added to" not in words(at)


def test_who_works_no_records_sees_no_files(app: App, community: Community) -> None:
    at = open_page(app, "concerns", Role.ANALYST, ref=community.concern)
    assert "Photos and documents" not in words(at)
