"""The invented community: the same for everybody, whole, believable, and fictitious to the last telephone number."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from shapely.geometry import Point
from sqlalchemy import Engine, create_engine, select

from db import rollups
from db.access import Viewer
from db.commands.bulk_community import RecordPast
from db.commands.past import PastEvent
from db.disclosure import content
from db.errors import Refused
from db.files import found
from db.kinds import fields_of, missing_at_close
from db.models import Base
from db.queries import concerns, events, work
from db.queries.escalation import escalation
from db.queries.hand_over import work_held
from db.queries.people import viewer_by_subject
from db.recurrence import starts
from db.rules import Rule
from db.settings import Settings
from db.store import Store, migrate
from db.vocabulary import CONCERN_MOVES, OPEN_STATUSES, CaseKind, CaseStatus, ConcernCategory, ConcernStatus, Role
from db.vocabulary.briefings import SlideKind
from seed import demo, seattle
from seed.demo import sketches
from seed.demo.categories import habits
from seed.demo.chance import stream
from seed.demo.people import PEOPLE
from seed.demo.places import places, quiet_area
from seed.demo.rhythms import Calendar, school_day, short_break
from seed.demo.sentences import concern_texts, fill, text_file

NOW = datetime(2026, 3, 4, 20, 15, tzinfo=UTC)  # a Wednesday, a quarter past noon in Seattle
ZONE = ZoneInfo("America/Los_Angeles")
RECEIVED = [13, 76, 149, 307, 585, 833]  # in the last 1, 7, 14, 30, 60, 90 days
OPEN = [status.value for status in OPEN_STATUSES]
COUNTS = {"organisation": 152, "concern": 6_000, "case": 402, "event": 700, "activity": 5_000, "task": 606}

# A second process with another hash seed: nothing may hang on the order of a set or a dictionary of strings.
SECOND_LOAD = """
import sys
from datetime import datetime
from db.settings import Settings
from db.store import Store, migrate
from seed import demo
migrate(sys.argv[1])
demo.load(Store.open(Settings(database_url=sys.argv[1])), now=datetime.fromisoformat(sys.argv[2]))
"""


class Community:
    """A loaded store, its progress, and its tables as frames."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'demo.db'}"
        migrate(self.url)
        self.store = Store.open(Settings(database_url=self.url))
        self.steps: list[tuple[int, int, str]] = []
        self.report = demo.load(self.store, now=NOW, progress=lambda *step: self.steps.append(step))
        self.engine = create_engine(self.url)
        self._tables: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        if name not in self._tables:
            with self.engine.connect() as connection:
                rows = connection.execute(select(Base.metadata.tables[name])).mappings().all()
            self._tables[name] = pd.DataFrame(rows)
        return self._tables[name]

    def concerns(self) -> pd.DataFrame:
        """Concerns with the code of their area and how many days ago they came."""
        codes = self.table("neighbourhood").set_index("id")["code"]
        rows = self.table("concern").copy()
        rows["area"] = rows["neighbourhood_id"].map(codes)
        rows["ago"] = [(NOW.astimezone(ZONE).date() - day).days for day in rows["received_day"]]
        return rows


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    made = Community(tmp_path_factory.mktemp("demo"))
    yield made
    made.engine.dispose()
    made.store.close()


@pytest.fixture(scope="module")
def officer(community: Community) -> Viewer:
    """Whom the demo sign-in takes for the role "officer"."""
    with community.store.reading() as session:
        viewer = viewer_by_subject(session, PEOPLE[0].subject)
    assert viewer is not None
    return viewer


def fingerprints(engine: Engine) -> dict[str, str]:
    """A hash of every table's rows; left out is what is random by design (batch numbers, the chain that holds them, the
    addresses of files and of what is frozen)."""
    found = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in ("audit_entry", "audit_end", "session"):
                continue
            random = {"batch"} | ({"code"} if table.name in ("attachment", "briefing") else set())
            columns = [column for column in table.columns if column.name not in random]
            rows = connection.execute(select(*columns).order_by(*table.primary_key.columns)).all()
            found[table.name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    return found


# --- the same for everybody -------------------------------------------------------------------------------------------


@pytest.mark.long
def test_two_loads_at_the_same_moment_are_the_same_in_every_row(community: Community, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'again.db'}"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(Path(demo.__file__).parents[2])}
    command = [sys.executable, "-c", SECOND_LOAD, url, NOW.isoformat()]
    subprocess.run(command, env=environment, check=True, timeout=150)
    again = create_engine(url)
    assert fingerprints(again) == fingerprints(community.engine)
    again.dispose()


@pytest.mark.long
@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 22, 14, 0, tzinfo=ZONE),
        datetime(2027, 1, 1, 0, 4, tzinfo=ZONE),
        datetime(2028, 2, 29, 9, 30, tzinfo=ZONE),
        datetime(2026, 3, 8, 23, 50, tzinfo=ZONE),  # the clocks went forward this morning
    ],
    ids=["autumn", "four minutes into the year", "a leap day", "a short day"],
)
def test_the_last_days_hold_as_many_concerns_whenever_it_is_loaded(now: datetime) -> None:
    made = sketches.sketches(Calendar(now, ZONE), [])
    assert all(sketch.received_at <= now for sketch in made)
    assert len(made) == 6_000
    assert [sum(sketch.ago < days for sketch in made) for days in (1, 7, 14, 30, 60, 90)] == RECEIVED


# --- what was promised ------------------------------------------------------------------------------------------------


def test_it_holds_the_numbers_that_were_promised(community: Community) -> None:
    made = {name: community.table(name) for name in COUNTS}
    made["task"] = made["task"][made["task"]["purpose"] != "outcome check"]  # what a rule lays out comes on top
    assert {name: len(rows) for name, rows in made.items()} == COUNTS
    assert len(community.table("neighbourhood")) == 61
    assert community.table("neighbourhood")["figures_illustrative"].all()
    assert community.report.counts["concerns"] == 6_000
    assert all(seconds > 0 for seconds in community.report.seconds.values())


def test_progress_rises_to_its_total_and_names_each_part(community: Community) -> None:
    done = [step[0] for step in community.steps]
    assert done == sorted(done)
    assert community.steps[-1][0] == community.steps[-1][1] == community.steps[0][1]
    assert {"neighbourhoods", "events", "concerns", "tasks"} <= {step[2] for step in community.steps}


def test_twelve_officers_answer_for_every_area_and_each_team_has_a_supervisor(community: Community) -> None:
    held = community.table("officer_neighbourhood")
    assert held["officer_id"].nunique() == 12
    assert set(held["neighbourhood_id"]) == set(community.table("neighbourhood")["id"])
    assert community.table("neighbourhood")["named_officer_id"].notna().all()
    teams = community.table("team")
    assert (teams["supervisor_id"].isna() == teams["professional_standards"]).all()
    people = community.table("officer")
    assert people["is_demo"].all()
    assert set(people["role"]) == {role.value for role in Role if role != Role.SYSTEM}
    assert people[people["role"] == Role.PARTNER]["organisation_id"].notna().all()


def test_all_eight_kinds_of_case_and_all_kinds_of_event_and_concern_are_there(community: Community) -> None:
    assert community.table("case")["kind"].nunique() == 8
    assert community.table("event")["type"].nunique() == 20
    assert community.table("concern")["category"].nunique() == len(ConcernCategory)
    assert community.table("activity")["type"].nunique() == 16


def test_series_follow_their_rule_with_exceptions_and_checklists_have_late_items(community: Community) -> None:
    series, events = community.table("event_series"), community.table("event")
    assert len(series) == 6
    assert sum(len(skipped) for skipped in series["skipped"]) >= 2
    for one in series.itertuples():
        by_rule = {pd.Timestamp(at) for at in starts(one.rule, _moment(one.starts_at), ZoneInfo(one.zone))}
        laid_out = events[events["series_id"] == one.id]
        held = set(_utc(laid_out[laid_out["status"] != "cancelled"]["occurrence_at"]))
        assert held == by_rule - {pd.Timestamp(at) for at in one.skipped}
        assert (_utc(laid_out["starts_at"]) > pd.Timestamp(NOW)).sum() >= 2
    assert len(community.table("event_partner")) >= 20
    tasks = community.table("task")
    before = tasks[tasks["purpose"] == "checklist"]
    late = before["done_at"].isna() & (_utc(before["due_at"]) < pd.Timestamp(NOW))
    assert late.sum() >= 3
    assert before["done_at"].notna().sum() >= 3


def _moment(at: Any) -> datetime:
    moment: datetime = pd.Timestamp(at).to_pydatetime()
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# --- whole ------------------------------------------------------------------------------------------------------------


def test_each_case_says_what_its_kind_asks_and_a_closed_one_all_it_must(community: Community) -> None:
    told = community.table("case_detail").set_index("case_id")
    agencies = set(community.table("case_agency")["case_id"])
    about = community.table("case_subject")
    assert set(community.table("task_template")["kind"]) == {kind.value for kind in CaseKind}
    for case in community.table("case").itertuples(index=False):
        values = {} if case.id not in told.index else told.loc[case.id].dropna().to_dict()
        known = {f.name.value for f in fields_of(case.kind)}
        assert set(values) <= known
        assert bool(values) is bool(known)
        if case.status == CaseStatus.CLOSED:
            missing = [name for name, sentence in missing_at_close(CaseKind(case.kind), values) if sentence]
            assert missing == [], case.ref
        assert (case.id in agencies) is (case.kind == CaseKind.COORDINATION)
        named = set(about[about["case_id"] == case.id]["officer_id"].dropna())
        assert (case.id in set(about["case_id"])) is (case.kind == CaseKind.COMPLAINT)
        assert case.owner_id not in named
    assert about["officer_id"].notna().sum() >= 3


def test_the_counts_agree_with_the_concerns_and_the_audit_trail_is_whole(community: Community) -> None:
    with community.store.reading() as session:
        assert rollups.check(session) == 0
    assert community.store.verify_audit() is None


def test_every_point_lies_in_the_area_it_is_counted_in(community: Community) -> None:
    shapes = {area.code: area.geometry for area in seattle.areas()}
    codes = community.table("neighbourhood").set_index("id")["code"]
    for name in ("concern", "event", "activity", "organisation"):
        rows = community.table(name)
        placed = rows[rows["latitude"].notna()]
        assert len(placed) > 100
        wrong = [
            row.ref
            for row in placed.itertuples()
            if not shapes[codes[row.neighbourhood_id]].intersects(Point(row.longitude, row.latitude))
        ]
        assert wrong == [], name


def test_no_concern_lies_in_a_lake(community: Community) -> None:
    rows = community.table("concern")
    green_lake = Point(-122.3395, 47.6785).buffer(0.0028)
    placed = rows[rows["latitude"].notna()]
    assert not [row.ref for row in placed.itertuples() if green_lake.contains(Point(row.longitude, row.latitude))]


def test_every_history_is_a_way_that_concerns_can_go_and_ends_where_they_stand(community: Community) -> None:
    steps = community.table("status_change")
    steps = steps[steps["entity"] == "concern"]
    status = community.table("concern").set_index("id")["status"]
    assert set(steps["entity_id"]) == set(status.index)
    assert (_utc(steps["at"]) <= pd.Timestamp(NOW)).all()
    ways: dict[int, list[Any]] = {}
    for step in steps.itertuples():
        ways.setdefault(step.entity_id, []).append(step)
    for concern_id, way in ways.items():
        assert pd.isna(way[0].from_status)
        assert way[-1].to_status == status[concern_id]
        for before, after in pairwise(way):
            assert before.at < after.at
            assert before.to_status == after.from_status
            assert ConcernStatus(after.to_status) in CONCERN_MOVES[ConcernStatus(before.to_status)]
    moved = steps[steps["from_status"].notna()]
    assert moved["reason"].notna().all()


def test_closed_means_a_reason_an_outcome_and_a_day(community: Community) -> None:
    rows = community.table("concern")
    closed = rows[rows["status"] == "closed"]
    assert closed[["closing_reason", "closed_at", "outcome"]].notna().all().all()
    repeats = rows[rows["closing_reason"] == "duplicate"]
    assert len(repeats) > 30
    originals = rows.set_index("id").loc[repeats["duplicate_of_id"]]
    assert (originals["category"].to_numpy() == repeats["category"].to_numpy()).all()
    assert (originals["received_at"].to_numpy() <= repeats["received_at"].to_numpy()).all()
    for first, again in zip(originals["summary"], repeats["summary"], strict=True):
        assert (
            first.split(". ")[0].rstrip(".!?")[:200].rstrip() in again
        )  # it is the same matter, not only the same kind


def test_what_is_resolved_is_asked_about_after_four_weeks_and_a_few_have_been_forgotten(community: Community) -> None:
    tasks, rows = community.table("task"), community.table("concern").set_index("id")
    checks = tasks[tasks["purpose"] == "outcome check"]
    resolved = rows[rows["status"] == "resolved"]
    assert sorted(checks["concern_id"]) == sorted(resolved.index)
    since = _utc(rows.loc[checks["concern_id"], "resolved_at"])
    assert ((_utc(checks["due_at"]).to_numpy() - since.to_numpy()) == pd.Timedelta(days=28)).all()
    late = checks[checks["done_at"].isna() & (_utc(checks["due_at"]) < pd.Timestamp(NOW))]
    demo = community.table("officer").set_index("subject")["id"][PEOPLE[0].subject]
    assert 3 <= len(late) <= 30
    assert demo in set(late["owner_id"])
    assert checks["done_at"].notna().sum() > len(late)


def test_three_of_the_demo_officers_concerns_carry_a_drawn_picture(community: Community) -> None:
    pictures = community.table("attachment")
    mine = community.table("concern").set_index("id").loc[pictures["concern_id"]]
    assert (len(pictures), set(pictures["kind"]), set(pictures["confidentiality"])) == (3, {"image/png"}, {2})
    assert mine["owner_id"].nunique() == 1
    folder = community.store.settings.files_folder
    assert all(found(folder, name).stat().st_size > 1_000 for name in pictures["hash"])


def test_somebody_may_open_every_restricted_record(community: Community) -> None:
    for name, access, key in (("concern", "concern_access", "concern_id"), ("case", "case_access", "case_id")):
        rows = community.table(name)
        restricted = rows[rows["confidentiality"] == 3]
        assert len(restricted) > 10
        assert set(restricted["id"]) == set(community.table(access)[key]), name


def test_a_case_is_at_least_as_confidential_as_its_concerns(community: Community) -> None:
    rows = community.table("concern")
    linked = rows[rows["case_id"].notna()]
    assert len(linked) > 400
    levels = community.table("case").set_index("id")["confidentiality"]
    assert (levels.loc[linked["case_id"]].to_numpy() >= linked["confidentiality"].to_numpy()).all()


def test_nothing_ends_before_it_began_and_nothing_is_done_in_the_future(community: Community) -> None:
    tasks, cases, log = (community.table(name) for name in ("task", "case", "activity"))
    now = pd.Timestamp(NOW)
    done = tasks[tasks["done_at"].notna()]
    assert (_utc(done["done_at"]) >= _utc(done["created_at"])).all()
    assert (_utc(done["done_at"]) <= now).all()
    assert (_utc(tasks["due_at"]) > _utc(tasks["created_at"])).all()
    closed = cases[cases["closed_at"].notna()]
    assert (_utc(closed["closed_at"]) >= _utc(closed["opened_at"])).all()
    assert (_utc(closed["closed_at"]) <= now).all()
    assert (_utc(log["started_at"]) + pd.to_timedelta(log["minutes"], unit="min") <= now + timedelta(minutes=1)).all()


def _utc(times: "pd.Series[Any]") -> "pd.Series[Any]":
    return pd.to_datetime(times, utc=True)


# --- believable -------------------------------------------------------------------------------------------------------


def test_about_one_concern_in_eleven_is_open_and_old_ones_are_closed(community: Community) -> None:
    rows = community.concerns()
    is_open = rows["status"].isin(OPEN)
    assert 0.08 <= is_open.mean() <= 0.10
    assert is_open[rows["ago"] > 180].mean() < 0.03
    assert rows[rows["ago"] == 0]["status"].isin(["new", "triaged", "assigned"]).all()
    overdue = is_open & (_utc(rows["due_at"]) < pd.Timestamp(NOW))
    assert 0.15 <= overdue.sum() / is_open.sum() <= 0.45


def test_two_problems_rise_over_ten_weeks(community: Community) -> None:
    rows = community.concerns()
    for area, kinds in (("greenwood", ["vehicle crime"]), ("alaska-junction", ["shop theft", "youth-related"])):
        mine = rows[(rows["area"] == area) & rows["category"].isin(kinds)]
        weeks = [len(mine[mine["ago"].between(7 * n, 7 * n + 6)]) for n in range(30)]
        last, middle, first = sum(weeks[:3]), sum(weeks[3:7]), sum(weeks[7:10])
        assert last >= 20, (area, weeks)
        assert last > middle > first, (area, weeks)
        assert last > 5 * sum(weeks[20:23]) + 10, (area, weeks)


def test_the_quiet_area_has_few_concerns_and_nobody_goes_there(community: Community) -> None:
    area = community.table("neighbourhood").set_index("code").loc[quiet_area(), "id"]
    assert 1 <= (community.table("concern")["neighbourhood_id"] == area).sum() <= 10
    assert not (community.table("event")["neighbourhood_id"] == area).any()
    assert not (community.table("activity")["neighbourhood_id"] == area).any()
    visited = community.table("event")["neighbourhood_id"].nunique()
    assert visited >= 55  # it stands out: nearly everywhere else somebody came


def test_school_breaks_and_summer_can_be_seen(community: Community) -> None:
    rows = community.concerns()
    rows = rows[rows["ago"] >= 90]  # the latest weeks hold fixed numbers, whatever the season
    days = [(NOW.astimezone(ZONE) - timedelta(days=n)).date() for n in range(90, 730)]
    young = rows[rows["category"] == "youth-related"]["received_day"]
    in_breaks = sum(short_break(day) for day in young) / sum(short_break(day) for day in days)
    in_terms = sum(school_day(day) for day in young) / sum(school_day(day) for day in days)
    assert in_breaks > 2 * in_terms
    months = Counter(day.month for day in rows[rows["category"] == "noise"]["received_day"])
    assert months[6] + months[7] + months[8] > 1.5 * (months[1] + months[2] + months[12])


def test_noise_comes_at_night_and_complaints_about_parking_on_workdays(community: Community) -> None:
    rows = community.concerns()
    hours = _utc(rows["received_at"]).dt.tz_convert(ZONE).dt.hour
    night = hours.isin([21, 22, 23, 0, 1, 2])
    assert night[rows["category"] == "noise"].mean() > 0.4
    assert night[rows["category"] == "parking"].mean() < 0.1
    weekend = [day.weekday() >= 5 for day in rows[rows["category"] == "parking"]["received_day"]]
    assert sum(weekend) / len(weekend) < 0.2


def test_points_gather_at_hotspots(community: Community) -> None:
    rows = community.concerns()
    busy = rows[(rows["area"] == "northgate") & rows["latitude"].notna()]
    cells = Counter(zip(busy["latitude"].round(3), busy["longitude"].round(3), strict=True))
    assert sum(n for _, n in cells.most_common(15)) > 0.3 * len(busy)


def test_the_first_screen_of_the_demo_officer_is_not_empty(community: Community, officer: Viewer) -> None:
    day = timedelta(days=1)
    with community.store.reading() as session:
        ahead = events.event_list(
            session, viewer=officer, since=NOW, until=NOW + 7 * day, neighbourhood_ids=officer.areas
        )
        due = work.task_list(session, viewer=officer, mine=True, due_before=NOW + 2 * day, now=NOW)
        mine = concerns.concern_list(session, viewer=officer, view="mine", now=NOW, filters=_all_time())
    assert len(officer.areas) == 6
    assert len(ahead) >= 5
    assert len(due) >= 5
    assert due["late"].any()
    assert not due["late"].all()
    assert due["is_promise"].any()
    assert mine.total >= 20
    rows = community.concerns()
    fresh = rows[rows["neighbourhood_id"].isin(officer.areas) & (_utc(rows["received_at"]) > pd.Timestamp(NOW - day))]
    assert len(fresh) >= 4


def _all_time() -> Any:
    from db.queries.filters import Filters

    today = NOW.astimezone(ZONE).date()
    return Filters(since=today - timedelta(days=800), until=today)


def test_every_rule_of_the_escalation_list_and_what_stands_aside_can_be_seen(community: Community) -> None:
    with community.store.reading() as session:
        idris = viewer_by_subject(session, PEOPLE[1].subject)
        assert idris is not None
        found = escalation(session, viewer=idris, whose="team", now=NOW)
    assert set(found.by_rule) == set(Rule)
    assert found.acknowledged == 2


def test_the_demo_officer_has_something_of_each_kind_to_hand_over(community: Community, officer: Viewer) -> None:
    with community.store.reading() as session:
        held = work_held(session, viewer=officer, officer_id=officer.officer_id or 0, now=NOW)
    assert min(len(rows) for rows in (held.concerns, held.cases, held.tasks, held.events, held.partners)) >= 5


# --- words ------------------------------------------------------------------------------------------------------------


def test_no_summary_is_said_more_than_twice_and_none_shows_its_making(community: Community) -> None:
    summaries = community.table("concern")["summary"]
    assert summaries.value_counts().max() <= 2
    assert summaries.str.len().between(20, 300).all()
    columns = [
        ("concern", "summary"),
        ("concern", "details"),
        ("concern", "outcome"),
        ("event", "title"),
        ("event", "outcome_note"),
        ("case", "title"),
        ("case", "goal"),
        ("activity", "note"),
        ("task", "text"),
        ("status_change", "reason"),
        ("organisation", "name"),
    ]
    for table, column in columns:
        texts = community.table(table)[column].dropna()
        odd = texts[texts.str.contains(r"[{}|]|  |\.\.|,,| ,| \.|lorem|None|nan\b", regex=True)]
        assert odd.empty, (table, column, odd.head().tolist())
        assert texts.str[:1].str.match(r"[A-Z0-9\"]").all(), (table, column)


def test_within_one_area_and_kind_summaries_open_in_different_ways(community: Community) -> None:
    rows = community.concerns()
    mine = rows[(rows["area"] == "university") & (rows["category"] == "anti-social behaviour")].head(12)
    assert mine["summary"].str.split().str[:3].str.join(" ").nunique() >= 9


def test_every_pattern_finds_its_words_in_every_setting() -> None:
    rng = stream("test")
    for category, habit in habits().items():
        own = concern_texts()[category.value]
        assert len(own["says"]) >= 8, category
        for setting, phrases in text_file("places")[habit.words].items():
            for pattern in (*own["says"], *own.get("rising", [])):
                text = fill(pattern, rng, own, {"place": phrases}, text_file("common"))
                assert "{" not in text, (category, setting, pattern)


def test_everybody_who_reported_something_is_out_of_reach_and_out_of_this_world(community: Community) -> None:
    voices = community.table("voice")
    contacts = voices["contact"].dropna()
    assert len(contacts) > 2_000
    assert contacts.str.match(r"^(206-555-01\d\d|[a-z]+\.[a-z]+@example\.org)$").all()
    assert voices["anonymous"].mean() > 0.2
    assert (voices["wants_answer"] & voices["told_at"].isna()).any()
    surnames = set(text_file("voices")["last"])
    assert {name.split()[-1] for name in voices["name"].dropna()} <= surnames


def test_no_name_of_a_reporter_or_officer_stands_in_a_text_that_others_read(community: Community) -> None:
    names = [*text_file("voices")["last"], *(part for person in PEOPLE for part in person.name.split())]
    pattern = re.compile(r"\b(" + "|".join(names) + r")\b")
    for table, column in (("concern", "summary"), ("event", "title"), ("case", "title"), ("task", "text")):
        texts = community.table(table)[column]
        assert texts[[bool(pattern.search(text)) for text in texts]].empty, (table, column)


# --- loaded once ------------------------------------------------------------------------------------------------------


def test_two_quarters_are_frozen_the_later_one_in_two_languages_and_the_next_is_begun(community: Community) -> None:
    every = community.table("briefing").sort_values("ref")
    assert list(every["status"]) == ["frozen", "frozen", "draft"]
    assert [str(day) for day in every["starts_on"]] == ["2025-07-01", "2025-10-01", "2026-01-01"]
    briefings = every.iloc[1:]
    done = content.snapshot(briefings["content"].iloc[0])
    assert content.hash_of(content.written(done)) == briefings["hash"].iloc[0]
    assert briefings["approved_by_id"].iloc[0] != briefings["made_by_id"].iloc[0]
    assert (done.languages, done.illustrative, len(done.slides)) == (("en", "es"), True, 11)
    assert done.before is not None and str(done.before.starts_on) == "2025-07-01"
    promised = next(slide for slide in done.slides if slide.kind == SlideKind.PROMISES)
    assert len(promised.items) == 2
    written = next(slide for slide in done.slides if slide.kind == SlideKind.TEXT)
    assert [said.language for said in written.text] == ["en", "es"]


def test_a_second_load_is_refused_and_changes_nothing(community: Community) -> None:
    revision = community.store.revision()
    assert demo.state(community.store) == demo.State.LOADED
    with pytest.raises(Refused, match="already"):
        demo.load(community.store, now=NOW)
    assert community.store.revision() == revision


def test_a_load_that_dies_half_way_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'half.db'}"
    migrate(url)
    store = Store.open(Settings(database_url=url))
    assert demo.state(store) == demo.State.EMPTY
    execute = store.execute

    def until_the_events(command: Any, **rest: Any) -> Any:
        if isinstance(command, RecordPast) and isinstance(command.rows[0], PastEvent):
            raise KeyboardInterrupt
        return execute(command, **rest)

    monkeypatch.setattr(store, "execute", until_the_events)
    with pytest.raises(KeyboardInterrupt):
        demo.load(store, now=NOW)
    monkeypatch.undo()
    assert demo.state(store) == demo.State.HALF_LOADED
    with pytest.raises(Refused, match="Delete the store"):
        demo.load(store, now=NOW)
    store.close()


def test_a_store_with_somebody_elses_neighbourhoods_is_left_alone(tmp_path: Path) -> None:
    from db.commands.geography import LoadNeighbourhoods

    url = f"sqlite:///{tmp_path / 'other.db'}"
    migrate(url)
    store = Store.open(Settings(database_url=url))
    store.execute(LoadNeighbourhoods(seattle.areas()[:2]), by=Viewer.system("Neighbourhood importer"), now=NOW)
    assert demo.state(store) == demo.State.SOMETHING_ELSE
    with pytest.raises(Refused, match="something else"):
        demo.load(store, now=NOW)
    store.close()


def test_every_area_has_dry_ground_and_hotspots() -> None:
    for place in places().values():
        assert len(place.hotspots) >= 4, place.code
        assert all(place.dry.intersects(Point(spot.longitude, spot.latitude)) for spot in place.hotspots)
