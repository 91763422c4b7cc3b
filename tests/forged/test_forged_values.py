"""Forged widgets and values: nothing that no form offers gets into the store, and what reached a command is noted."""

import json
import math
from datetime import UTC, datetime
from typing import Any

import pyarrow
import pytest
from sqlalchemy import select
from streamlit.proto.WidgetStates_pb2 import WidgetState

from dashboard import navigation
from db.access import ROLE_PERMISSIONS, Viewer
from db.audit import Action
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.models import Activity, AuditEntry, Case, Concern, TaskTemplate, ThresholdSetting
from db.vocabulary import ConcernCategory, Role
from tests.forged.conftest import Target
from tests.forged.frames import Client, Run, chosen, pressed, typed

pytestmark = pytest.mark.browser

HOSTILE = ("<script>alert(1)</script>", "made up", "", "new' OR 1=1 --", "\x00", "0", "-1", "None", "🦄" * 500)


def component(run: Run, form: str, name: str) -> str:
    """The identity of a form's field that is a component of ours."""
    found = [one.id for one in run.widgets("bidi_component") if form in one.id and one.id.endswith(f".{name}")]
    return str(found[0])


def said(widget_id: str, value: Any) -> WidgetState:
    return WidgetState(id=widget_id, json_value=value if isinstance(value, str) else json.dumps(value))


def record(target: Target, ref: str = "") -> tuple[Client, Run]:
    client = target.client(Role.OFFICER)
    return client, client.open("concerns", f"ref={ref or target.mine}")


def said_of(target: Target) -> tuple[Any, ...]:
    """What the forms of a record can change of it by choosing."""
    with target.store.reading() as session:
        row = session.scalars(select(Concern).where(Concern.ref == target.mine)).one()
        chosen_there = (row.category, row.status, row.priority, row.source_type, row.owner_id, row.confidentiality)
        return (*chosen_there, row.neighbourhood_id, row.case_id)


def test_options_that_no_field_offers_are_not_saved(target: Target) -> None:
    before = said_of(target)
    for words in HOSTILE[:5]:
        client, run = record(target)
        forged = [typed(one.id, words) for one in run.widgets("selectbox")]
        forged += [chosen(one.id, words) for one in run.widgets("button_group")]
        forged += [said(component(run, ".move.", "reason"), {"words": "Because"})]
        client.rerun(*forged)
        for label in ("Save the correction", "Save the status"):
            there = [one.id for one in client.last.widgets("button") if one.label == label]
            assert client.rerun(*map(pressed, there)).finished
        client.close()
    assert said_of(target) == before


def test_a_record_that_went_out_of_reach_is_refused_to_the_page_that_still_shows_it(target: Target) -> None:
    client, run = record(target)
    client.query = f"ref={target.elsewhere}"
    shown = client.rerun(pressed(run.widget("button", "Open personal details").id))
    assert "Quetzal" not in shown.text
    assert ("Ana Rivera (officer)", "concern_record", target.elsewhere) in target.refusals()


def test_filters_that_are_not_offered_show_what_they_would_without_them(target: Target) -> None:
    client = target.client(Role.OFFICER)
    for words in HOSTILE[:6]:
        run = client.open("concerns")
        groups = [chosen(one.id, words, *HOSTILE) for one in run.widgets("button_group")]
        many = [chosen(one.id, words) for one in run.widgets("multiselect")]
        shown = client.rerun(*groups, *many, typed(run.widget("text_input", "Find").id, words))
        assert shown.finished
        assert "Zanzibar" not in shown.text and "Quetzal" not in shown.text


def test_widgets_that_are_not_on_the_page_do_nothing(target: Target) -> None:
    before = target.records()
    client, run = record(target)
    buttons = [pressed(one.id) for one in run.widgets("button") if "sign-out" not in one.id]
    client.open("account")
    client.rerun(*buttons)
    other = target.client(Role.ANALYST)
    other.open("concerns", f"ref={target.mine}")
    shown = other.rerun(*buttons)
    assert "Street light" not in shown.text
    assert target.records() == before


# Pages of one role -> who sees their widgets; each is tried from the connections of two who may not open it.
OWNERS = {
    "reference_data": Role.ADMINISTRATOR, "people": Role.ADMINISTRATOR, "retention": Role.RECORDS_MANAGER,
    "subject_access": Role.RECORDS_MANAGER, "oversight": Role.SUPERVISOR, "audit": Role.AUDITOR, "our_work": Role.PARTNER,
}  # fmt: skip
ATTACKERS = {Role.OFFICER: "Ana Rivera (officer)", Role.PARTNER: "Pat Ner (partner)"}


@pytest.mark.parametrize("page", OWNERS)
def test_another_roles_widgets_do_nothing_and_its_page_says_so_in_the_trail(target: Target, page: str) -> None:
    permission = navigation.BY_NAME[page].permission
    run = target.client(OWNERS[page]).open(page)
    # Buttons last: what is typed in the same frame is there when they are pressed.
    forged = [typed(one.id, "Forged") for kind in ("text_input", "selectbox") for one in run.widgets(kind)]
    forged += [WidgetState(id=one.id, double_value=1) for one in run.widgets("number_input")]
    forged += [said(one.id, {"words": "Forged"}) for one in run.widgets("bidi_component")]
    forged += [pressed(one.id) for one in run.widgets("button") if "sign-out" not in one.id]
    before, noted = target.records(), len(target.refusals())
    attackers = [role for role in ATTACKERS if permission not in ROLE_PERMISSIONS[role]]
    for role in attackers:
        client = target.client(role)
        for name in (page, "today"):
            client.open(name)
            assert client.rerun(*forged).finished
    assert target.records() == before
    tried = [(actor, what) for actor, what, _ in target.refusals()[noted:]]
    assert {(ATTACKERS[role], permission.value) for role in attackers} <= set(tried)


def test_buttons_that_are_switched_off_lead_nowhere(target: Target) -> None:
    now = datetime.now(UTC)
    many = [
        BulkConcern(f"Noise, call {n}", ConcernCategory.NOISE, now, f"off-{n}", latitude=50.05, longitude=10.05)
        for n in range(26)
    ]
    target.store.execute(RecordConcernsInBulk(many, source="off"), by=Viewer.system("tests"), now=now)
    client = target.client(Role.OFFICER)
    run = client.open("concerns")
    back, more = run.widget("button", "concerns-back"), run.widget("button", "concerns-more")
    assert (back.disabled, more.disabled) == (True, False)
    before = target.records()
    assert "1 to 25 of" in client.rerun(pressed(back.id)).text
    last = client.rerun(pressed(more.id)).text
    assert "26 to " in last
    for _ in range(3):
        assert client.last.widget("button", "concerns-more").disabled
        assert "26 to " in client.rerun(pressed(more.id)).text
    assert target.records() == before


SENDS_TABLES = (Role.OFFICER, Role.SUPERVISOR, Role.ANALYST, Role.RECORDS_MANAGER, Role.PARTNER, Role.AUDITOR)


def columns(data: Any) -> list[str]:
    return [str(name) for name in pyarrow.ipc.open_stream(data.data).schema.names]


def not_shown(run: Run) -> list[str]:
    """Columns that were sent with a table or a chart of this run and that nobody sees."""
    found = []
    for table in run.widgets("dataframe"):
        headings = json.loads(table.columns or "{}")
        hidden = {name for name, config in headings.items() if config is None or config.get("hidden")}
        order = list(table.column_order) or columns(table.arrow_data)
        found += [name for name in columns(table.arrow_data) if name in hidden or name not in order]
    tables = [table.arrow_data for table in [*run.widgets("dataframe"), *run.widgets("table")]]
    found += [name for data in tables for name in columns(data) if name.startswith("__") or name.endswith("_id")]
    for chart in run.widgets("vega_lite_chart"):
        sent = [one.data for one in chart.datasets] + ([chart.data] if chart.data.data else [])
        found += [name for data in sent for name in columns(data) if f'"{name}"' not in chart.spec]
    return found


@pytest.mark.parametrize("role", SENDS_TABLES)
def test_no_page_sends_a_column_that_it_does_not_show_or_words_above_the_viewers_level(
    target: Target, role: Role
) -> None:
    client, drawn = target.client(role), 0
    for place in navigation.TABLE:
        if place.permission not in ROLE_PERMISSIONS[role]:
            continue
        run = client.open(place.name)
        if tables := opened(run, "area-table-open"):
            run = client.rerun(*tables)
        assert run.finished
        drawn += len([*run.widgets("dataframe"), *run.widgets("table"), *run.widgets("vega_lite_chart")])
        assert (place.name, not_shown(run)) == (place.name, [])
        # A name and a number are opened, with an entry, or not sent at all; nor are other people's restricted words.
        assert [words for words in ("A. Resident", "555-0100", "Zanzibar") if words in run.text] == []
    assert drawn or role in (Role.PARTNER, Role.RECORDS_MANAGER)


def opened(run: Run, key: str) -> list[WidgetState]:
    """What opens the parts of the page with this key that are folded away until they are asked for."""
    blocks = [m.delta.add_block.expandable.id for m in run.messages if m.WhichOneof("type") == "delta"]
    return [WidgetState(id=one, bool_value=True) for one in blocks if key in one]


def test_numbers_out_of_bounds_are_not_saved(target: Target) -> None:
    for number in (-5.0, 1e300, math.nan, 10_000_001.0):
        client = target.client(Role.OFFICER)
        run = client.open("log")
        forged = [WidgetState(id=one.id, double_value=number) for one in run.widgets("number_input")]
        forged += [WidgetState(id=one.id, int_array_value={"data": [2**62]}) for one in run.widgets("slider")]
        client.rerun(*forged)
        assert client.rerun(pressed(run.widget("button", ".save").id)).finished
        client.close()
    with target.store.reading() as session:
        for activity in session.scalars(select(Activity).order_by(Activity.id)):
            assert activity.people_reached is None or 0 <= activity.people_reached <= 100_000
            assert 0 < activity.minutes <= 24 * 60
    administrator = target.client(Role.ADMINISTRATOR)
    run = administrator.open("reference_data")
    field, save = run.widgets("number_input")[0], run.widget("button", "Save the usual task")
    for number in (-1.0, 1e18, math.nan, 3651.0):
        administrator.rerun(WidgetState(id=field.id, double_value=number))
        administrator.rerun(pressed(save.id))
    with target.store.reading() as session:
        assert all(0 <= days <= 365 for days in session.scalars(select(TaskTemplate.days)))
        assert session.scalars(select(ThresholdSetting)).all() == []


def test_texts_longer_than_their_field_and_control_characters_stay_out(target: Target) -> None:
    for words in ("x" * 100_000, "a\x00b\x1b[31mc\x7f", "\u202eevil", "\r\nX-Header: 1"):
        client, run = record(target)
        client.rerun(
            typed(run.widget("text_input", "Language").id, words),
            typed(run.widget("text_input", "Dispatch incident").id, words),
            said(component(run, ".edit.", "summary"), {"words": words}),
        )
        assert client.rerun(pressed(run.widget("button", "Save the correction").id)).finished
        client.close()
    with target.store.reading() as session:
        row = session.scalars(select(Concern).where(Concern.ref == target.mine)).one()
        for text in (row.summary, row.language or "", row.dispatch_ref or ""):
            assert len(text) <= 4000
            assert "\x00" not in text and "\x1b" not in text


def test_half_a_character_is_no_text(target: Target) -> None:
    witness = target.client(Role.ANALYST)
    client, run = record(target)
    frame = client.frame(typed(run.widget("text_input", "Language").id, "SURROGATE"))
    client.socket.send(frame.replace(b"SURROGATE", b"AB\xed\xa0\x80CDEF"))
    assert not client.listen(seconds=3).finished
    assert witness.open("account").finished


@pytest.mark.parametrize(
    "value",
    [
        "null", "[]", "1", '"x"', "{", "[" * 50_000, '{"words": {"words": 1}}', '{"words": [1e999, NaN]}',
        '{"words": "' + "y" * 30_000 + '"}', '{"__proto__": {"admin": true}, "words": 3}', '{"idle": -1, "words": null}',
    ],
    ids=lambda value: value[:20],
)  # fmt: skip
def test_hostile_json_into_every_component_leaves_the_page_whole(target: Target, value: str) -> None:
    before = target.records()
    client, run = record(target)
    found = [*run.widgets("bidi_component"), *run.widgets("component_instance")]
    assert len(found) > 3
    forged = [said(one.id, value) for one in found]
    forged += [WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{one.id}__events", json_trigger_value=value) for one in found]
    assert client.rerun(*forged).finished
    assert "Change the status" in record(target)[1].text, "a fresh page is as it was"
    assert target.records() == before


def test_values_of_the_wrong_kind_leave_the_page_whole(target: Target) -> None:
    before = target.records()
    for page in ("concerns", "log", "today", "events", "concern_map", "account"):
        client = target.client(Role.OFFICER)
        run = client.open(page)
        ids = [getattr(e, str(e.WhichOneof("type"))) for e in run.elements]
        # A box that is ticked, whatever with, is no forgery: the task is theirs.
        boxes = [one.id for one in run.widgets("checkbox")]
        ids = [one.id for one in ids if getattr(one, "id", "") and one.id not in boxes and "sign-out" not in one.id]
        assert ids
        kinds: list[dict[str, Any]] = [
            {"bool_value": True}, {"double_value": 1e308}, {"int_value": -(2**62)}, {"bytes_value": b"\xff\x00"},
            {"string_value": '{"selection": {"rows": [999999, -1, "x"], "cells": [[5000, "?"]]}}'},
            {"json_value": '{"last_object_clicked": {"lat": "x"}, "bounds": 7}'}, {"string_array_value": {"data": ["?"] * 50}},
        ]  # fmt: skip
        for kind in kinds:
            client.rerun(*(WidgetState(id=one, **kind) for one in ids))
            client.states.clear()
        assert client.open(page).finished
        client.close()
    assert target.records() == before


def test_a_button_pressed_many_times_at_once_saves_once(target: Target) -> None:
    with target.store.reading() as session:
        before = len(session.scalars(select(Case)).all())
    client, run = record(target, target.concern())
    client.rerun(
        typed(run.widget("selectbox", "Kind of case").id, "Problem"),
        said(component(run, "case.open", "title"), {"words": "Dark stairs"}),
        said(component(run, "case.open", "goal"), {"words": "Light on the stairs"}),
    )
    save = pressed(run.widget("button", "Open the case").id)
    for _ in range(12):
        client.order(save, save)
    client.listen()
    assert client.open("account").finished
    with target.store.reading() as session:
        assert len(session.scalars(select(Case)).all()) - before == 1


def test_the_trail_is_not_asked_what_its_form_does_not_offer(target: Target) -> None:
    auditor = target.client(Role.AUDITOR)
    run = auditor.open("audit")
    forged = [typed(one.id, "made up") for one in (*run.widgets("selectbox"), *run.widgets("text_input"))]
    forged += [chosen(one.id, "made up") for one in (*run.widgets("multiselect"), *run.widgets("date_input"))]
    assert auditor.rerun(*forged, pressed(run.widget("button", "Search").id)).finished
    with target.store.reading() as session:
        asked = select(AuditEntry.detail).where(AuditEntry.action == Action.AUDIT_SEARCHED)
        assert "made up" not in repr(session.scalars(asked).all())


def test_what_was_tried_here_left_a_whole_trail(target: Target) -> None:
    assert target.store.verify_audit() is None
