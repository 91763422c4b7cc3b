"""Documents are held to the code."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from bench import promises
from dashboard import navigation
from dashboard.labels import activity_label, event_type_label
from db import documented
from db.access import ROLE_DESCRIPTIONS, ROLE_PERMISSIONS
from db.models import Base
from db.settings import Settings
from db.vocabulary import ActivityType, EventType, Role

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("data-dictionary.md", documented.dictionary),
        ("settings.md", documented.settings),
        ("roles.md", documented.roles),
        ("retention.md", documented.retention),
    ],
)
def test_a_document_from_the_code_is_up_to_date(name: str, written) -> None:  # type: ignore[no-untyped-def]
    assert text(name) == written(), "run: make docs"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_does(name: str) -> None:
    field = Settings.model_fields[name]
    assert field.description
    assert f"`COMMON_GROUND_{name.upper()}`" in text("settings.md")


def test_every_column_says_what_it_holds() -> None:
    silent = [f"{t.name}.{c.name}" for t in Base.metadata.tables.values() for c in t.columns if not c.doc]
    assert silent == []


def test_the_readmes_figures_are_those_of_the_last_measurement() -> None:
    found = json.loads((ROOT / "bench/results.json").read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.partition(promises.BEGIN)[2].partition(promises.END)[0].strip() == promises.table(found)


def test_every_role_is_described_and_decided() -> None:
    assert set(ROLE_DESCRIPTIONS) == set(ROLE_PERMISSIONS) == set(Role)


def test_every_page_is_in_the_menu_and_in_the_user_guide() -> None:
    files = {file.stem for file in (ROOT / "pages").glob("*.py")} - {"__init__"}
    assert files == {place.name for place in navigation.TABLE}
    headings = set(re.findall(r"^## (.+)$", text("user-guide.md"), re.MULTILINE))
    assert {place.title for place in navigation.TABLE} <= headings


def test_every_page_has_its_picture_in_the_user_guide() -> None:
    guide = text("user-guide.md")
    for place in navigation.TABLE:
        assert f"\n## {place.title}\n\n![{place.title}: the demonstration](images/" in guide, "run: make pictures"


@pytest.mark.parametrize("label", [*map(event_type_label, EventType), *map(activity_label, ActivityType)])
def test_every_kind_of_event_and_activity_is_explained_in_the_user_guide(label: str) -> None:
    assert f"\n| {label} | " in text("user-guide.md")


def test_the_changelog_has_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme


def test_every_link_between_documents_leads_somewhere() -> None:
    lost = []
    for document in [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (document.parent / target).exists():
                lost.append(f"{document.relative_to(ROOT)}: {target}")
    assert lost == []


def test_every_target_of_the_makefile_says_what_it_does() -> None:
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", made, re.MULTILINE).group(1).split())  # type: ignore[union-attr]
    assert targets == set(re.findall(r"^([a-z-]+):.*## \S", made, re.MULTILINE))


def test_every_decision_is_numbered_once() -> None:
    numbers = [file.name[:4] for file in (DOCS / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
    assert numbers


def test_every_threat_has_its_control_and_a_test_that_is_there() -> None:
    table = text("security.md").partition("## Threats")[2].partition("## Not")[0]
    threats = [line.split("|")[1:-1] for line in table.splitlines()[4:]]
    rows = [[cell.strip() for cell in row] for row in threats if len(row) == 4]
    assert len(rows) > 20
    for row in rows:
        assert all(row), row
        for named in re.findall(r"`(tests/[^`]+)`", row[3]) or pytest.fail(f"no test: {row}"):
            file, _, name = named.partition("::")
            assert f"def {name}" in (ROOT / file).read_text(encoding="utf-8"), named
