"""Every word of the vocabulary has a label; no stored word reaches the screen by accident."""

from collections.abc import Mapping
from enum import Enum

import pytest

from dashboard import case_words, glossary, labels
from db.access import Permission
from db.kinds import FIELDS, CaseStage
from db.vocabulary import ConcernStatus, Role

TABLES = {name: table for name, table in vars(glossary).items() if name.isupper() and isinstance(table, dict)}
STAGES = {"scanning", "analysis", "response", "assessment"}


@pytest.mark.parametrize("name", TABLES)
def test_every_word_of_a_table_s_kind_is_in_it(name: str) -> None:
    table: Mapping[Enum, object] = TABLES[name]
    kind = type(next(iter(table)))
    assert set(table) == (STAGES if kind is str else set(kind))


def test_every_field_choice_and_stage_of_a_kind_of_case_has_its_words() -> None:
    fields = [field for of_kind in FIELDS.values() for field in of_kind]
    assert set(case_words.FIELDS) == {field.name for field in fields}
    assert set(case_words.CHOICES) == {word for field in fields for word in field.choices or ()}
    for table in (case_words.STAGES, case_words.MOVE_TO, case_words.BACK_TO):
        assert set(table) == set(CaseStage) == STAGES


def test_the_tables_are_found() -> None:
    assert len(TABLES) >= 17


def test_a_status_has_word_icon_and_colour() -> None:
    looks = [labels.status_shown(status) for status in ConcernStatus]
    assert len({shown.word for shown in looks}) == len({shown.icon for shown in looks}) == len(ConcernStatus)
    assert labels.badge(labels.status_shown("in progress")) == ":blue-badge[:material/sync: In progress]"


def test_a_word_the_agency_added_is_shown_as_written() -> None:
    assert labels.category_label("street racing") == "Street racing"


def test_a_role_is_described_in_a_sentence() -> None:
    assert all(labels.role_purpose(role).endswith(".") for role in Role)
    assert labels.permission_label(Permission.CONCERN_READ) == "Read concerns"
