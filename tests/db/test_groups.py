"""The groups file: read strictly, with every mistake named by its entry; its order decides."""

import re
from pathlib import Path

import pytest

from db.groups import BadGroups, Group, first_of, read_groups
from db.vocabulary import Role

GOOD = """
[[group]]
name = "liaison leads"
role = "supervisor"
team = "North"

[[group]]
name = "everybody"
role = "officer"
neighbourhoods = ["harbour", "mill"]

[[group]]
name = "council"
role = "partner"
organisation = "O-2026-00001"
"""


def written(tmp_path: Path, text: str) -> str:
    file = tmp_path / "groups.toml"
    file.write_text(text)
    return str(file)


def test_the_first_entry_that_fits_decides_whatever_the_order_of_the_claim(tmp_path: Path) -> None:
    groups = read_groups(written(tmp_path, GOOD))
    assert groups == (
        Group("liaison leads", Role.SUPERVISOR, "North"),
        Group("everybody", Role.OFFICER, neighbourhoods=("harbour", "mill")),
        Group("council", Role.PARTNER, organisation="O-2026-00001"),
    )
    assert first_of(groups, ("everybody", "liaison leads")) == groups[0]
    assert first_of(groups, ("Everybody", "others")) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[group]\n", "is no TOML: .* line 1"),
        ("", "no .*entry, so nobody could sign in"),
        ("group = 3", "no .*entry"),
        ("roles = 1\n" + GOOD, "“roles” is not known"),
        ('[[group]]\nrole = "officer"', "Entry 1: say the group's name"),
        ('[[group]]\nname = "a"\nrole = "chief"', r"Entry 1 \(a\): choose a role: officer, "),
        ('[[group]]\nname = "a"\nrole = "system"', r"Entry 1 \(a\): nobody signs in as the system"),
        ('[[group]]\nname = "a"\nrole = "officer"\nteem = "x"', r"Entry 1 \(a\): “teem” is not known"),
        ('[[group]]\nname = "a"\nrole = "officer"\nteam = 3', "the team is a text"),
        ('[[group]]\nname = "a"\nrole = "officer"\nneighbourhoods = "x"', "a list of codes"),
        ('[[group]]\nname = "a"\nrole = "officer"\norganisation = "x"', "only a partner belongs"),
        (
            GOOD + '[[group]]\nname = "everybody"\nrole = "analyst"',
            r"Entry 4 \(everybody\): the same group comes earlier",
        ),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadGroups, match=said):
        read_groups(written(tmp_path, text))


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadGroups) as wrong:
        read_groups(written(tmp_path, '[[group]]\nname = "a"\nrole = "x"\n[[group]]\nname = "b"\nrole = "y"'))
    assert "Entry 1" in str(wrong.value)
    assert "Entry 2" in str(wrong.value)


def test_no_file_and_a_file_that_is_not_there_are_said() -> None:
    with pytest.raises(BadGroups, match="COMMON_GROUND_GROUPS_FILE names none"):
        read_groups("")
    with pytest.raises(BadGroups, match="cannot be read"):
        read_groups("/nowhere/groups.toml")


def test_the_documented_example_is_a_good_one(tmp_path: Path) -> None:
    deploying = Path(__file__).resolve().parents[2] / "docs" / "deploying.md"
    (example,) = [
        block for block in re.findall(r"```\n(.*?)```", deploying.read_text(), re.DOTALL) if "[[group]]" in block
    ]
    assert [group.role for group in read_groups(written(tmp_path, example))] == ["supervisor", "officer", "partner"]
