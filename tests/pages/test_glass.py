"""A record nobody assigned to the officer: the offer under its sentence, the notice while it is open, closing it."""

from db.access import Viewer
from db.commands.glass import BreakGlass
from db.store import Store
from db.vocabulary import Role
from tests.dashboard.conftest import NOW
from tests.pages.conftest import App, Community, open_page, words

OFFER = "You need it anyway?"
NOTICE = "You opened this without an assignment."


def test_the_offer_stands_under_what_is_not_there_and_what_is_not_theirs(app: App, community: Community) -> None:
    said = []
    for ref in (community.restricted, "C-2026-90000"):
        at = open_page(app, "concerns", Role.OFFICER, ref=ref)
        assert not at.exception
        said.append(words(at).replace(ref, "…"))
    assert OFFER in said[0]
    assert said[0] == said[1]


def test_open_for_an_hour_it_says_so_offers_no_work_and_closes(
    app: App, community: Community, store: Store, officer: Viewer
) -> None:
    store.execute(BreakGlass(community.restricted, "His sister rang from the hospital."), by=officer, now=NOW)
    at = open_page(app, "concerns", Role.OFFICER, ref=community.restricted)
    assert not at.exception
    assert NOTICE in words(at)
    assert "A message nobody else may open" in words(at)
    assert not [button for button in at.button if button.label in ("Save", "Done")]
    at.button(key=f"glass-close-{community.restricted}").click().run()
    assert NOTICE not in words(at)
    assert "A message nobody else may open" not in words(at)
