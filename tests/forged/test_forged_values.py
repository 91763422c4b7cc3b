"""Forged widgets and values: nothing that no form offers gets into the store, and what reached a command is noted."""

import json
import math
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.proto.WidgetStates_pb2 import WidgetState

from db.audit import Action
from db.models import Activity, AuditEntry, Case, Concern, TaskTemplate, ThresholdSetting
from db.vocabulary import Role
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


def test_another_roles_widgets_do_nothing_and_its_page_says_so_in_the_trail(target: Target) -> None:
    administrator = target.client(Role.ADMINISTRATOR)
    run = administrator.open("reference_data")
    forged = [
        *(pressed(one.id) for one in run.widgets("button") if "sign-out" not in one.id),
        *(WidgetState(id=one.id, double_value=1) for one in run.widgets("number_input")),
    ]
    before, noted = target.records(), len(target.refusals())
    for page in ("reference_data", "today", "log"):
        officer = target.client(Role.OFFICER)
        officer.open(page)
        assert officer.rerun(*forged).finished
    assert target.records() == before
    tried = [(actor, what) for actor, what, _ in target.refusals()[noted:]]
    assert ("Ana Rivera (officer)", "keep templates and thresholds") in tried


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
