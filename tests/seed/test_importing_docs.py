"""docs/importing.md names everything a person can say to the importers."""

import argparse
from pathlib import Path

from seed import __main__ as command_line
from seed.mapping import OPTIONAL_COLUMNS, REQUIRED_COLUMNS, SECTIONS

TEXT = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")


def test_every_command_and_option_is_documented() -> None:
    parser = command_line._parser()
    (commands,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    assert set(commands.choices) == {"import-neighbourhoods", "import-concerns", "demo", "demo-sign-ins"}
    for name, command in commands.choices.items():
        options = [option for action in command._actions for option in action.option_strings]
        said = [name, *(option for option in options if option not in ("-h", "--help"))]
        assert [word for word in said if word not in TEXT] == []


def test_every_entry_of_a_mapping_is_documented() -> None:
    entries = (SECTIONS - {"file", "columns", "defaults"}) | {*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS}
    assert [entry for entry in sorted(entries) if f"`{entry}`" not in TEXT and f"`[{entry}]`" not in TEXT] == []
