"""Hand-over: the page counts, asks once, moves everything; the pack is for paper and gives nothing personal away."""

from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.documents.hand_over_pack import hand_over_pack
from db.access import Viewer
from db.commands.concern_work import AssignConcern
from db.models import HandOver
from db.queries.hand_over import Held
from db.store import Store
from db.vocabulary import Role
from tests.pages.conftest import App, Community, open_page, words
from tests.pages.steps import choose, press, typed


def test_everything_is_reassigned_after_one_confirmation_that_counts(
    app: App, store: Store, officer: Viewer, community: Community, at_noon: datetime
) -> None:
    store.execute(AssignConcern(community.concern, 1, officer.officer_id or 0), by=officer, now=at_noon)
    at = open_page(app, "hand_over", Role.OFFICER)
    form = f"hand_over.{officer.officer_id}"
    assert "Reassign everything" not in words(at)
    sam = next(i for i in at.selectbox[1].options if "Okafor" in i)
    at = choose(at, "Who takes over (required)", next(n for n, o in _options(store).items() if o in sam))
    sure = next(box for box in at.checkbox if box.label.startswith("Yes"))
    said = sure.label.replace("\\", "")
    assert "1 concern, 1 case, 6 tasks, 1 event, 1 neighbourhood go from Ana Rivera to Sam Okafor (North)." in said
    at = sure.check().run()
    at = press(typed(at, form, note="The caretaker has the key."), "Reassign everything")
    assert not at.exception
    assert "1 concern, 1 case, 6 tasks, 1 event, 1 neighbourhood went from Ana Rivera to Sam Okafor" in words(at)
    assert "The caretaker has the key." in words(open_page(app, "hand_over", Role.SUPERVISOR))
    with store.reading() as session:
        assert session.query(HandOver).count() == 1


def _options(store: Store) -> dict[int, str]:
    from db.models import Officer

    with store.reading() as session:
        return {row.id: row.display_name for row in session.query(Officer)}


def held(**more: Any) -> Held:
    nothing = pd.DataFrame()
    concerns = pd.DataFrame(
        {
            "ref": ["C-2026-00001", "C-2026-00002"],
            "summary": ["Lamp out <script>alert(1)</script>", None],
            "category": ["lighting and environment", "homelessness and welfare"],
            "status": ["assigned", "new"],
            "priority": ["normal", "high"],
            "due_at": pd.to_datetime(["2026-11-01", "2026-11-09"], utc=True),
            "neighbourhood": ["Harbour", None],
        }
    )
    given: dict[str, Any] = {
        "officer_id": 1, "officer": "Ana Rivera", "supervisor": "Sam Okafor", "areas": ("Harbour",),
        "concerns": concerns, "cases": nothing, "tasks": nothing, "events": nothing, "partners": nothing,
        "goes": 2, "restricted": 0, "out_of_reach": 0,
    }  # fmt: skip
    return Held(**{**given, **more})


def test_the_pack_says_what_it_is_and_escapes_every_word(at_noon: datetime) -> None:
    pack = hand_over_pack(held(), area="Harbour", agency="Test <PD>", note="Gate & key", now=at_noon)
    assert "INTERNAL – NOT FOR DISPLAY" in pack
    assert "As of Tuesday 3 Nov 2026, 12:00 PST." in pack
    assert "Open concerns (2)" in pack
    assert "31/10/2026 late" in pack
    assert "Personal: open it in Common Ground." in pack
    assert "Gate &amp; key" in pack
    assert "Test &lt;PD&gt;" in pack
    assert "<script>" not in pack


def test_restricted_records_are_a_number_and_whom_to_ask(at_noon: datetime) -> None:
    pack = hand_over_pack(held(goes=3, restricted=2), area=None, agency="Test", note="", now=at_noon)
    assert "1 restricted record is not listed" in pack
    assert "2 restricted records stay where they are" in pack
    assert "ask Ana Rivera." in pack
    assert "Nothing was written down." in pack
    assert "restricted record" not in hand_over_pack(held(restricted=None), area=None, agency="T", note="", now=at_noon)
