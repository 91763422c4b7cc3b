"""Attached files over HTTP: for a living session that may read the record, never kept, able to do nothing."""

import pytest
from starlette.applications import Starlette

from dashboard import clock
from dashboard.headers import COOKIE, SecurityHeaders
from dashboard.routes import routes
from dashboard.viewer import session_behind
from db.access import Viewer
from db.commands.attachments import AttachFile
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.people import AddOfficer, AddTeam
from db.commands.sessions import SignedIn, SignInDemo, SignOut
from db.queries.attachments import attachment_list
from db.store import Store
from db.vocabulary import ConcernCategory, Role
from tests.dashboard.asgi import Answer, ask
from tests.db.command_rows import PHOTO
from tests.db.test_cleaning import clean, pdf

SYSTEM = Viewer.system("tests")


def get(address: str, token: str = "", *, base: str = "") -> Answer:
    app = SecurityHeaders(Starlette(routes=routes(base)), base=base)
    return ask(app, f"{base}/attachment/{address}", headers={"cookie": f"{COOKIE}={token}"} if token else {})


def signed_in(store: Store, role: Role = Role.OFFICER) -> str:
    answer: SignedIn = store.execute(SignInDemo(role), by=SYSTEM, now=clock.now())
    return answer.token


@pytest.fixture
def code(store: Store, officer: Viewer) -> str:
    """A photo of a concern in Ana Rivera's neighbourhood."""
    return attached(store, officer, PHOTO)


def attached(store: Store, officer: Viewer, file: object) -> str:
    row = BulkConcern("Lamp out", ConcernCategory.LIGHTING, clock.now(), "1", neighbourhood_id=officer.areas[0])
    ref = store.execute(RecordConcernsInBulk([row], source="test"), by=SYSTEM, now=clock.now()).refs[0]
    store.execute(AttachFile(ref, file, "The lamp"), by=officer, now=clock.now())  # type: ignore[arg-type]
    with store.reading() as session:
        return str(attachment_list(session, viewer=officer, ref=ref)["code"][0])


@pytest.mark.parametrize("base", ["", "/desk"])
def test_a_photo_reaches_who_may_see_it_and_is_kept_nowhere(store: Store, code: str, base: str) -> None:
    token = signed_in(store)
    whole, small = get(code, token, base=base), get(f"{code}/preview", token, base=base)
    assert (whole.status, whole.body, small.status, small.body) == (200, PHOTO.content, 200, PHOTO.preview)
    assert whole.headers["content-type"] == "image/jpeg"
    assert whole.headers["cache-control"] == "no-store"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["cross-origin-resource-policy"] == "same-origin"
    assert whole.headers["content-disposition"].startswith('inline; filename="C-')
    assert "sandbox" in whole.headers["content-security-policy"]
    assert "script-src" not in whole.headers["content-security-policy"]


def test_a_pdf_goes_to_the_readers_own_program(store: Store, officer: Viewer) -> None:
    code = attached(store, officer, clean(pdf()))
    answer = get(code, signed_in(store))
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-type"] == "application/pdf"
    assert get(f"{code}/preview", signed_in(store)).status == 404


def test_to_everybody_else_it_is_not_there_in_the_same_words(store: Store, code: str) -> None:
    store.execute(AddTeam("South"), by=SYSTEM, now=clock.now())
    other = AddOfficer("novak", "Cal Novak", Role.SPECIALIST, "South", (), is_demo=True)
    store.execute(other, by=SYSTEM, now=clock.now())
    missing = get("never-there", signed_in(store))
    nobody = [get(code), get(code, "made up"), get(code, signed_in(store, Role.ANALYST))]
    nobody += [get(code, signed_in(store, Role.ADMINISTRATOR)), get("../../etc/passwd", signed_in(store))]
    assert missing.status == 404
    assert {answer.status for answer in nobody} == {404}
    assert {answer.body for answer in nobody[:4]} == {missing.body}
    for answer in (missing, *nobody):
        assert b"JFIF" not in answer.body
        assert answer.headers.get("cache-control", "no-store") == "no-store"


def test_an_officer_of_another_team_gets_what_a_missing_file_gets(store: Store, officer: Viewer) -> None:
    from db.commands.geography import LoadNeighbourhoods
    from db.geography import read_areas
    from tests.pages.conftest import FAR

    store.execute(LoadNeighbourhoods(read_areas(FAR).areas), by=SYSTEM, now=clock.now())
    store.execute(AddTeam("South"), by=SYSTEM, now=clock.now())
    theirs = AddOfficer("novak", "Cal Novak", Role.SPECIALIST, "South", ("far",), is_demo=True)
    store.execute(theirs, by=SYSTEM, now=clock.now())
    row = BulkConcern("Not theirs", ConcernCategory.DOMESTIC_ABUSE, clock.now(), "2", neighbourhood_id=officer.areas[0],
                      recorded_by="rivera")  # fmt: skip
    ref = store.execute(RecordConcernsInBulk([row], source="test"), by=SYSTEM, now=clock.now()).refs[0]
    store.execute(AttachFile(ref, PHOTO), by=officer, now=clock.now())
    with store.reading() as session:
        code = str(attachment_list(session, viewer=officer, ref=ref)["code"][0])
    answer, missing = get(code, signed_in(store, Role.SPECIALIST)), get("never", signed_in(store, Role.SPECIALIST))
    assert (answer.status, answer.body) == (missing.status, missing.body) == (404, missing.body)
    assert get(code, signed_in(store)).status == 200


def test_after_the_end_of_the_session_nothing_is_served(store: Store, code: str) -> None:
    token = signed_in(store)
    assert get(code, token).status == 200
    viewer = session_behind(token).viewer
    assert viewer is not None
    store.execute(SignOut(viewer.session_id or 0), by=viewer, now=clock.now())
    assert get(code, token).status == 404


def test_while_the_store_does_not_answer_it_says_so(store: Store, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.settings import get_settings

    token = signed_in(store)
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    get_settings.cache_clear()
    assert get(code, token).status == 503


@pytest.mark.parametrize(
    "role",
    [Role.PARTNER, Role.PRESENTER, Role.ANALYST, Role.RECORDS_MANAGER, Role.ADMINISTRATOR, Role.AUDITOR],
)
def test_who_works_no_records_gets_no_file_by_its_address(store: Store, code: str, role: Role) -> None:
    made_up = get("not-a-code", signed_in(store, role))
    found = get(code, signed_in(store, role))
    assert (found.status, found.body) == (made_up.status, made_up.body)
    assert found.status == 404
