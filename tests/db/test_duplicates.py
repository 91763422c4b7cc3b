"""Likely duplicates, merging and taking apart: what is proposed, what moves, what comes back, what nobody may see."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text

from db import thresholds
from db.commands.activities import LogActivity
from db.commands.bulk_concerns import BulkConcern, RecordConcernsInBulk
from db.commands.cases import LinkConcern
from db.commands.closing import Feedback
from db.commands.concern_details import OpenConcern
from db.commands.concern_work import EditConcern, MoveConcern, RecordAnswer
from db.commands.concerns import VoiceGiven
from db.commands.duplicates import MergeConcern, RuleOutDuplicate, UnmergeConcern
from db.commands.log import LogEntry
from db.commands.tasks import AddTask, FinishTask
from db.commands.voices import AddVoice
from db.errors import CommonGroundError, Invalid, Refused, Stale
from db.models import Activity, AuditEntry, Base, Case, Concern, Task
from db.queries.clocks import clocks
from db.queries.concerns import concern_record, history
from db.queries.duplicates import likely_duplicates, merged_into
from db.queries.filters import Filters
from db.queries.triage import waiting
from db.queries.voices import to_tell
from db.vocabulary import (
    ActivityType,
    AnswerOutcome,
    ClosingReason,
    ConcernCategory,
    ConcernStatus,
    Confidentiality,
    Priority,
    SourceType,
)
from tests.db.conftest import CENTRES, NOW, Desk, everything

LAT, LON = CENTRES["harbour"]
METRE = 1 / 111_195  # of latitude, in degrees
ASKS = VoiceGiven(name="R. Reporter", contact="555-0100", wants_answer=True)


def at(metres: float) -> dict[str, float]:
    """A place so far north of the middle of Harbour."""
    return {"latitude": LAT + metres * METRE, "longitude": LON}


def likely(desk: Desk, by: str = "ana", **more: Any) -> Any:
    asked: dict[str, Any] = {
        "point": (LAT, LON), "area": desk.areas["harbour"], "received_at": NOW, "category": "lighting and environment",
        "text": "Lamp out by the steps",
    }  # fmt: skip
    with desk.store.reading() as session:
        return likely_duplicates(session, viewer=desk.viewers[by], **{**asked, **more})


def merge(desk: Desk, repeat: str, main: str, by: str = "ana") -> None:
    command = MergeConcern(repeat, desk.one(Concern, repeat).version, main, desk.one(Concern, main).version)
    desk.do(command, by=by)


def take_apart(desk: Desk, ref: str, by: str = "ana") -> None:
    desk.do(UnmergeConcern(ref, desk.one(Concern, ref).version), by=by)


def record(desk: Desk, ref: str, by: str = "ana") -> Any:
    with desk.store.reading() as session:
        return concern_record(session, viewer=desk.viewers[by], ref=ref)


def as_they_are(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Every column of what a merge touches, but the count and the time of changes."""
    with desk.store.reading() as session:
        found = {}
        for model in (Concern, Task, Activity, Case):
            rows = session.scalars(select(model).order_by(model.id)).all()
            names = [column.name for column in model.__table__.columns if column.name not in ("version", "updated_at")]
            found[model.__tablename__] = [{name: getattr(row, name) for name in names} for row in rows]
        for table in ("voice", "concern_count", "concern_day_count", "concern_merge"):
            columns = [c.name for c in Base.metadata.tables[table].columns]
            rows_ = session.execute(select(Base.metadata.tables[table]).order_by(text(columns[0]))).all()
            found[table] = sorted((dict(row._mapping) for row in rows_), key=repr)
        return found


# What is proposed


def test_the_same_lamp_is_proposed_with_all_it_takes_to_judge(desk: Desk) -> None:
    saved = desk.concern(summary="Steps: lamp is out", received_at=NOW - timedelta(days=3), **at(40))
    desk.concern(summary="Music from a boat all night", category=ConcernCategory.NOISE, **at(10))
    found = likely(desk)
    assert found["ref"].tolist() == [saved.ref]
    row = found.iloc[0]
    assert row["distance"] == pytest.approx(40, abs=1)
    assert row["days"] == pytest.approx(3)
    assert row["similarity"] > 0.8
    assert 0.5 <= row["score"] <= 1
    assert (row["reported_by"], row["status"], row["owner"]) == (1, "new", None)


def test_a_noise_is_told_apart_sooner_than_a_lamp(desk: Desk) -> None:
    desk.concern(summary="Music all night", category=ConcernCategory.NOISE, **at(120))
    desk.concern(**at(120))
    assert len(likely(desk)) == 1
    assert likely(desk, category="noise", text="Music all night").empty
    assert len(likely(desk, point=(LAT + 60 * METRE, LON), category="noise", text="Music all night")) == 1


@pytest.mark.parametrize("more", [at(300), {**at(0), "received_at": NOW - timedelta(days=91)}], ids=["far", "long ago"])
def test_what_is_far_away_or_long_ago_is_not_proposed(desk: Desk, more: dict[str, Any]) -> None:
    desk.concern(**more)
    assert likely(desk).empty


def test_without_a_point_the_area_is_searched_and_needs_more_likeness(desk: Desk) -> None:
    desk.concern(summary="Lamp out by steps")
    desk.concern(summary="Bushes hide the whole path")
    found = likely(desk, point=None)
    assert found["summary"].tolist() == ["Lamp out by steps"]
    assert found["distance"].isna().all()
    assert likely(desk, point=None, area=desk.areas["northgate"]).empty
    assert likely(desk, point=None, area=None).empty


def test_words_or_a_category_alone_are_enough_to_begin_with(desk: Desk) -> None:
    desk.concern(**at(20))
    assert len(likely(desk, category=None)) == 1
    assert len(likely(desk, text="")) == 1
    assert likely(desk, text="", category="noise").empty
    assert likely(desk, text="", category=None).empty


def test_nothing_is_proposed_that_the_viewer_may_not_list(desk: Desk) -> None:
    lat, lon = CENTRES["mill"]
    here = {"point": (lat, lon), "area": desk.areas["mill"]}
    desk.theirs(latitude=lat, longitude=lon)
    desk.theirs(latitude=lat, longitude=lon, confidentiality=Confidentiality.RESTRICTED)
    assert likely(desk, by="ana", **here).empty
    assert likely(desk, by="ana", **{**here, "point": None}).empty
    assert len(likely(desk, by="cal", **here)) == 1, "a restricted one is not even proposed to who may open it"
    with pytest.raises(Refused):
        likely(desk, by="analyst", **here)


def test_the_concern_itself_merged_ones_and_what_was_ruled_out_are_not_proposed(desk: Desk) -> None:
    mine, merged, main, other, last = (desk.concern(**at(n)).ref for n in range(5))
    merge(desk, merged, main)
    desk.do(RuleOutDuplicate(other, mine), by="ben")
    desk.do(RuleOutDuplicate(mine, other))
    found = likely(desk, but_not=mine, and_not=(last,))
    assert found["ref"].tolist() == [main]
    assert found["reported_by"].tolist() == [2]
    assert mine in likely(desk, but_not=last)["ref"].tolist()


def test_the_search_reads_an_index_and_never_the_table(desk: Desk) -> None:
    if not desk.store.settings.is_sqlite:
        pytest.skip("the plan of SQLite, which has no statistics to go by")

    desk.concern(**at(10))
    asked: list[tuple[str, Any]] = []
    begins: list[str] = []
    with desk.store.reading() as session:
        connection = session.connection()

        def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
            asked.append((statement, parameters))

        thresholds.current(session)  # a table of a few rows, read whole
        event.listen(connection, "before_cursor_execute", note)
        for point in ((LAT, LON), None):
            likely_duplicates(
                session, viewer=desk.viewers["ana"], point=point, area=desk.areas["harbour"], received_at=NOW,
                category="noise", text="Lamp", but_not="C-2026-00001",
            )  # fmt: skip
        event.remove(connection, "before_cursor_execute", note)
        for statement, parameters in asked:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            assert not [step for step in plan if step.startswith("SCAN concern")], plan
            assert plan[0].startswith("SEARCH concern USING"), plan  # and not with the viewer's areas and owners
            begins.append(plan[0])
    assert begins[0].startswith("SEARCH concern USING COVERING INDEX ix_concern_place")


# Merging


def two(desk: Desk, **more: Any) -> tuple[str, str]:
    """The main one and its repeat, which brings a follow-up, an activity, a case and an event."""
    main = desk.concern(received_at=NOW - timedelta(days=2), **at(0)).ref
    raised_at = desk.event().ref
    repeat = desk.concern(
        received_at=NOW - timedelta(days=1), raised_at_event=raised_at, voice=ASKS, **{**at(30), **more}
    ).ref
    desk.do(LinkConcern(desk.case().ref, repeat, 1))
    desk.task(concern=repeat)
    done = desk.task(concern=repeat).ref
    desk.do(FinishTask(done, 1))
    desk.activity(concern=repeat)
    return main, repeat


def test_a_merge_moves_what_is_open_counts_the_voice_and_closes_the_repeat(desk: Desk) -> None:
    main, repeat = two(desk)
    merge(desk, repeat, main)
    closed, kept = desk.one(Concern, repeat), desk.one(Concern, main)
    assert (closed.status, closed.closing_reason, closed.duplicate_of_id) == ("closed", "duplicate", kept.id)
    assert (closed.case_id, closed.raised_at_event_id) == (None, None)
    assert kept.case_id is not None
    assert kept.raised_at_event_id is not None
    with desk.store.reading() as session:
        tasks = {task.done_at is None: task.concern_id for task in session.scalars(select(Task))}
        assert tasks == {True: kept.id, False: closed.id}
        assert session.scalars(select(Activity.concern_id)).all() == [kept.id]
        merged = merged_into(session, viewer=desk.viewers["ana"], ref=main)
        said = {ref: history(session, viewer=desk.viewers["ana"], entity="concern", ref=ref) for ref in (main, repeat)}
        trail = session.scalars(select(AuditEntry.entity_ref).where(AuditEntry.action == "concern merged")).all()
    assert (merged["ref"].tolist(), merged["merged_by"].tolist()) == ([repeat], ["Ana Rivera"])
    assert all(changes.iloc[-1]["reason"] == f"{repeat} → {main}" for changes in said.values())
    assert trail == [repeat, main]
    found = record(desk, main)
    assert (found.voices, found.waiting) == (2, 1)
    assert (record(desk, repeat).duplicate_of, record(desk, repeat).merged) == (main, True)
    assert desk.wrong_counts() == 0


def test_a_merged_record_does_not_count_as_open(desk: Desk) -> None:
    main, repeat = two(desk)
    filters = Filters(NOW.date() - timedelta(days=9), NOW.date())
    with desk.store.reading() as session:
        before = waiting(session, viewer=desk.viewers["ana"], filters=filters, now=NOW)
    merge(desk, repeat, main)
    with desk.store.reading() as session:
        after = waiting(session, viewer=desk.viewers["ana"], filters=filters, now=NOW)
    assert (before.open, after.open) == (2, 1)
    assert (before.unanswered, after.unanswered) == (1, 1), "the repeat's voice waits at the main one"


def test_merged_and_taken_apart_every_column_is_as_it_was(desk: Desk) -> None:
    main, repeat = two(desk, confidentiality=Confidentiality.PERSONAL)
    before = as_they_are(desk)
    merge(desk, repeat, main)
    assert desk.one(Concern, main).confidentiality == Confidentiality.PERSONAL
    assert as_they_are(desk) != before
    take_apart(desk, repeat)
    assert as_they_are(desk) == before
    assert desk.store.verify_audit() is None


def test_chains_are_flat_and_come_apart_in_the_order_they_were_made(desk: Desk) -> None:
    first, second, third = (desk.concern(**at(n)).ref for n in range(3))
    before = as_they_are(desk)
    merge(desk, first, second)
    between = as_they_are(desk)
    merge(desk, second, third)
    top = desk.one(Concern, third).id
    assert [desk.one(Concern, ref).duplicate_of_id for ref in (first, second)] == [top, top]
    assert record(desk, third).voices == 3
    with pytest.raises(Refused, match=f"{first} came here with {second}"):
        take_apart(desk, first)
    take_apart(desk, second)
    assert as_they_are(desk) == between
    take_apart(desk, first)
    assert as_they_are(desk) == before


def test_into_a_merged_one_nothing_is_merged_and_nothing_twice(desk: Desk) -> None:
    first, second, third = (desk.concern(**at(n)).ref for n in range(3))
    merge(desk, first, second)
    with pytest.raises(Invalid, match="itself merged"):
        merge(desk, third, first)
    with pytest.raises(Invalid, match="merged already"):
        merge(desk, first, third)


def test_an_open_concern_is_not_hidden_in_a_closed_one(desk: Desk) -> None:
    done, new = desk.concern().ref, desk.concern().ref
    desk.do(MoveConcern(done, 1, ConcernStatus.CLOSED, "Mended", ClosingReason.RESOLVED))
    with pytest.raises(Invalid, match="not open any more"):
        merge(desk, new, done)
    merge(desk, done, new)
    take_apart(desk, done)
    assert desk.one(Concern, done).closing_reason == "resolved"


@pytest.mark.parametrize("which", ["repeat", "main", "both"])
def test_restricted_concerns_are_not_merged_in_either_direction(desk: Desk, which: str) -> None:
    levels = [
        Confidentiality.RESTRICTED if which in (name, "both") else Confidentiality.INTERNAL
        for name in ("repeat", "main")
    ]
    repeat, main = (desk.concern(confidentiality=level).ref for level in levels)
    before = everything(desk.store)
    with pytest.raises(Invalid, match="Restricted concerns are not merged"):
        merge(desk, repeat, main)
    assert everything(desk.store) == before


def test_a_case_one_may_not_open_stays_where_it_is(desk: Desk) -> None:
    main, repeat = desk.concern().ref, desk.concern(by="ben").ref
    case = desk.case(by="ben", confidentiality=Confidentiality.RESTRICTED).ref
    desk.do(LinkConcern(case, repeat, 1), by="ben")
    merge(desk, repeat, main)
    assert desk.one(Concern, main).case_id is None
    assert desk.one(Concern, repeat).case_id is not None


def test_a_merged_concern_is_not_reopened_by_hand_but_taken_apart(desk: Desk) -> None:
    main, repeat = desk.concern().ref, desk.concern().ref
    merge(desk, repeat, main)
    with pytest.raises(Invalid, match="take it apart"):
        desk.do(MoveConcern(repeat, 2, ConcernStatus.IN_PROGRESS, "Again"))


def test_corrected_words_of_the_repeat_do_not_stand_in_the_way(desk: Desk) -> None:
    main, repeat = desk.concern().ref, desk.concern().ref
    merge(desk, repeat, main)
    desk.do(EditConcern(repeat, 2, "Two lamps", ConcernCategory.LIGHTING, Priority.NORMAL, SourceType.RESIDENT))
    take_apart(desk, repeat)
    assert (desk.one(Concern, repeat).summary, desk.one(Concern, repeat).status) == ("Two lamps", "new")


def followed_by_a_done_task(desk: Desk, main: str) -> None:
    with desk.store.reading() as session:
        task = session.scalars(select(Task).where(Task.done_at.is_(None), Task.concern_id.is_not(None))).one()
    desk.do(FinishTask(task.ref, task.version))


def followed_by_an_answer(desk: Desk, main: str) -> None:
    desk.do(RecordAnswer(main, desk.one(Concern, main).version, "By phone"))


def followed_by_the_end(desk: Desk, main: str) -> None:
    with desk.store.reading() as session:
        asked = to_tell(session, viewer=desk.viewers["ana"], ref=main)
    told = tuple(Feedback(voice.number, AnswerOutcome.NOT_REACHED, "Rang twice") for voice in asked)
    version = desk.one(Concern, main).version
    desk.do(MoveConcern(main, version, ConcernStatus.CLOSED, "Mended", ClosingReason.RESOLVED, feedback=told))


@pytest.mark.parametrize("follow", [followed_by_a_done_task, followed_by_an_answer, followed_by_the_end])
def test_when_something_has_followed_it_is_not_taken_apart(desk: Desk, follow: Any) -> None:
    main, repeat = two(desk)
    merge(desk, repeat, main)
    follow(desk, main)
    before = everything(desk.store)
    with pytest.raises(Refused):
        take_apart(desk, repeat)
    assert everything(desk.store) == before


def test_two_that_merge_in_opposite_directions_do_not_both(desk: Desk) -> None:
    one, other = desk.concern().ref, desk.concern().ref
    desk.do(MergeConcern(one, 1, other, 1))
    assert desk.one(Concern, other).version == 2
    with pytest.raises(Stale):
        desk.do(MergeConcern(other, 1, one, 1), by="ben")


def test_a_duplicate_of_an_import_only_stops_pointing_to_the_other(desk: Desk) -> None:
    rows = [
        BulkConcern("Lamp", ConcernCategory.LIGHTING, NOW, "1", latitude=LAT, longitude=LON),
        BulkConcern(
            "Lamp", ConcernCategory.LIGHTING, NOW, "2", latitude=LAT, longitude=LON, duplicate_of="1",
            status=ConcernStatus.CLOSED, closing_reason=ClosingReason.DUPLICATE,
        ),
    ]  # fmt: skip
    _, repeat = desk.do(RecordConcernsInBulk(rows, "calls"), by="system").refs
    take_apart(desk, repeat)
    assert (desk.one(Concern, repeat).duplicate_of_id, desk.one(Concern, repeat).status) == (None, "closed")


# Voices and clocks


def the_clock(desk: Desk, ref: str, now: datetime = NOW) -> datetime | None:
    with desk.store.reading() as session:
        rows = clocks(session, viewer=desk.viewers["ana"], now=now, within=timedelta(days=30)).rows
    found = rows[(rows["ref"] == ref) & (rows["clock"] == "first answer")]
    return found["clock_at"].iloc[0].to_pydatetime() if len(found) else None


def test_the_first_answer_is_due_for_the_first_who_waits_wherever_it_was_reported(desk: Desk) -> None:
    main = desk.concern(received_at=NOW - timedelta(days=2)).ref
    repeat = desk.concern(received_at=NOW - timedelta(days=1), voice=ASKS).ref
    assert the_clock(desk, main) is None
    assert record(desk, main).answer_due_at is None
    merge(desk, repeat, main)
    due = NOW + timedelta(days=2)
    assert (the_clock(desk, main), record(desk, main).answer_due_at) == (due, due)
    assert the_clock(desk, repeat) is None
    desk.do(RecordAnswer(main, desk.one(Concern, main).version, "By phone, both"))
    assert the_clock(desk, main) is None
    assert record(desk, main).waiting == 0


def test_a_further_voice_starts_the_clock_again_after_the_first_was_answered(desk: Desk) -> None:
    ref = desk.concern(received_at=NOW - timedelta(days=2), voice=ASKS).ref
    desk.do(RecordAnswer(ref, 1, "By phone"), at=NOW - timedelta(days=1))
    assert record(desk, ref).answer_due_at is None
    desk.do(AddVoice(ref, NOW, "On Sundays too", ASKS), by="ben")
    assert (record(desk, ref).voices, record(desk, ref).waiting) == (2, 1)
    assert record(desk, ref).answer_due_at == the_clock(desk, ref) == NOW + timedelta(hours=72)
    assert desk.one(Concern, ref).version == 2, "whoever has the concern open is not late because of it"
    assert [voice.said for voice in desk.do(OpenConcern(ref)).voices] == [None, "On Sundays too"]


def test_one_entry_adds_a_voice_and_ties_the_rest_to_the_known_concern(desk: Desk) -> None:
    ref = desk.concern().ref
    walk = LogActivity(ActivityType.FOOT_PATROL, NOW - timedelta(hours=1), 30)
    saved = desk.do(LogEntry(activity=walk, voice=AddVoice(ref, NOW), follow_up=AddTask("Look", NOW)))
    assert saved.ref == ref
    number = desk.one(Concern, ref).id
    with desk.store.reading() as session:
        assert session.scalars(select(Activity.concern_id)).all() == [number]
        assert session.scalars(select(Task.concern_id)).all() == [number]
    assert desk.count(Concern) == 1


def test_a_restricted_repeat_of_an_import_is_in_nobodys_numbers(desk: Desk) -> None:
    rows = [
        BulkConcern("Lamp", ConcernCategory.LIGHTING, NOW, "1", latitude=LAT, longitude=LON),
        BulkConcern(
            "Threats", ConcernCategory.HATE_INCIDENT, NOW, "2", latitude=LAT, longitude=LON, duplicate_of="1",
            voices=(ASKS,),
        ),
    ]  # fmt: skip
    main, secret = desk.do(RecordConcernsInBulk(rows, "calls"), by="system").refs
    found = record(desk, main)
    assert (found.voices, found.waiting, found.answer_due_at) == (0, 0, None)
    with desk.store.reading() as session:
        assert merged_into(session, viewer=desk.viewers["ana"], ref=main).empty
    with pytest.raises(CommonGroundError):
        record(desk, secret)
