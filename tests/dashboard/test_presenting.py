"""What an audience is shown, over HTTP: for a living session that may present, from the public store, with its own policy."""

from datetime import date, datetime

import pytest
from starlette.applications import Starlette

from dashboard import clock
from dashboard.headers import COOKIE, SecurityHeaders
from dashboard.presenting_paths import document_path, draft_path, page_path
from dashboard.routes import routes
from dashboard.viewer import session_behind
from db.access import Viewer
from db.commands.briefings import BeginBriefing
from db.commands.freezing import FreezeBriefing, Frozen, WithdrawBriefing
from db.commands.frozen import KeepDocuments
from db.commands.sessions import SignedIn, SignInDemo, SignOut
from db.disclosure.rendered import Rendered
from db.models import AuditEntry, Briefing
from db.queries import briefing_previews
from db.store import Store
from db.vocabulary import Role
from db.vocabulary.briefings import BriefingLanguage, DocumentFormat, PeriodKind
from tests.dashboard.asgi import Answer, ask

SYSTEM, SUMMER, EN = Viewer.system("tests"), date(2026, 7, 1), BriefingLanguage.ENGLISH
META = '<meta http-equiv="Content-Security-Policy" content="default-src &#x27;none&#x27;; script-src &#x27;none&#x27;">'
PAGE = f"<!doctype html><html><head>{META}<title>Summer</title></head><body>Ten slides</body></html>".encode()
ASKED = "There is no such briefing that you can open."


def get(path: str, token: str = "", *, base: str = "") -> Answer:
    app = SecurityHeaders(Starlette(routes=routes(base)), base=base)
    path, _mark, query = path.partition("?")
    return ask(app, f"{base}{path}", headers={"cookie": f"{COOKIE}={token}"} if token else {}, query=query)


def signed_in(store: Store, role: Role = Role.PRESENTER) -> str:
    answer: SignedIn = store.execute(SignInDemo(role), by=SYSTEM, now=clock.now())
    return answer.token


@pytest.fixture
def ref(store: Store, officer: Viewer, at_noon: datetime) -> str:
    begin = BeginBriefing("", PeriodKind.QUARTER, SUMMER, ("harbour",))
    return str(store.execute(begin, by=officer, now=at_noon).ref)


@pytest.fixture
def frozen(store: Store, officer: Viewer, ref: str, at_noon: datetime) -> Frozen:
    """With its page and one paper."""
    with store.reading() as session:
        seen = briefing_previews.preview(session, viewer=officer, ref=ref, now=at_noon).seen
    done: Frozen = store.execute(FreezeBriefing(ref, 1, seen), by=officer, now=at_noon)
    page = Rendered(DocumentFormat.PRESENTATION, EN, "summer.html", "text/html; charset=utf-8", PAGE)
    paper = Rendered(DocumentFormat.PDF, EN, "summer.pdf", "application/pdf", b"%PDF-1.7 paper")
    store.execute(KeepDocuments(done.code, (page, paper)), by=officer, now=at_noon)
    return done


def entries(store: Store, action: str) -> list[AuditEntry]:
    with store.reading() as session:
        return session.query(AuditEntry).filter_by(action=action).all()


@pytest.mark.parametrize("base", ["", "/desk"])
def test_a_presenter_gets_the_page_with_its_own_policy_and_it_is_kept_nowhere(
    store: Store, frozen: Frozen, base: str
) -> None:
    answer = get(page_path(frozen.code, "en"), signed_in(store), base=base)
    assert (answer.status, answer.body) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'none'")
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert [entry.entity_ref for entry in entries(store, "briefing presented")] == [frozen.ref]


def test_a_document_goes_out_as_a_file_with_an_entry_in_the_trail(store: Store, frozen: Frozen) -> None:
    answer = get(document_path(frozen.code, "paper", "en", "summer.pdf"), signed_in(store, Role.OFFICER))
    assert (answer.status, answer.body) == (200, b"%PDF-1.7 paper")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''summer.pdf"
    assert "sandbox" in answer.headers["content-security-policy"]
    (entry,) = entries(store, "briefing's document taken out")
    assert (entry.entity_ref, entry.detail["name"]) == (frozen.ref, "summer.pdf")


def test_to_everybody_else_there_is_none_in_the_same_words(store: Store, frozen: Frozen, ref: str) -> None:
    page, paper = page_path(frozen.code, "en"), document_path(frozen.code, "paper", "en", "summer.pdf")
    outside = (Role.ANALYST, Role.ADMINISTRATOR, Role.PARTNER, Role.AUDITOR, Role.RECORDS_MANAGER)
    tried = [get(path, signed_in(store, role)) for role in outside for path in (page, paper)]
    tried += [get(page), get(paper), get(page, "made up")]
    presenter = signed_in(store)
    for missing in (
        page_path("guessed-code", "en"), page_path(frozen.ref, "en"), page_path("' OR 1=1 --", "en"),
        page_path(frozen.code, "es"), page_path(frozen.code, "../en"), page_path("\x00", "\ud7ff"),
        document_path(frozen.code, "paper", "en", "other.pdf"), document_path(frozen.code, "paper", "xx", "summer.pdf"),
        f"/briefing/{frozen.code}/nothing/en/summer.pdf", draft_path(ref, "en", 1),
    ):  # fmt: skip
        tried.append(get(missing, presenter))
    assert {(answer.status, answer.body.decode()) for answer in tried} == {(404, ASKED)}
    assert all(answer.headers["cache-control"] == "no-store" for answer in tried)
    assert entries(store, "briefing presented") == []


def test_what_is_withdrawn_is_there_for_nobody(store: Store, officer: Viewer, frozen: Frozen) -> None:
    presenter, page = signed_in(store), page_path(frozen.code, "en")
    assert get(page, presenter).status == 200
    with store.reading() as session:
        version = session.query(Briefing).one().version
    store.execute(WithdrawBriefing(frozen.ref, version, "The wrong hall"), by=officer, now=clock.now())
    for path in (page, document_path(frozen.code, "paper", "en", "summer.pdf")):
        assert get(path, presenter).status == 404


def test_after_signing_out_nothing_is_shown(store: Store, frozen: Frozen) -> None:
    token = signed_in(store)
    viewer = session_behind(token).viewer
    assert viewer is not None
    store.execute(SignOut(viewer.session_id or 0), by=viewer, now=clock.now())
    assert get(page_path(frozen.code, "en"), token).status == 404


def test_a_draft_is_looked_at_by_those_who_build_as_it_will_be_projected_and_marked(store: Store, ref: str) -> None:
    answer = get(draft_path(ref, "en", 1), signed_in(store, Role.OFFICER))
    assert answer.status == 200
    text = answer.body.decode()
    assert f"Draft {ref}: not to be shown yet" in text
    assert "What you told us" in text and "Harbour" in text
    assert "script-src 'sha256-" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert get(draft_path(ref, "so", 1), signed_in(store, Role.OFFICER)).status == 404
    assert get(draft_path("B-2026-99999", "en", 1), signed_in(store, Role.OFFICER)).status == 404


def test_while_the_store_does_not_answer_it_says_so(
    store: Store, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.settings import get_settings

    token = signed_in(store)
    monkeypatch.setenv("COMMON_GROUND_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    get_settings.cache_clear()
    assert get(page_path(frozen.code, "en"), token).status == 503
