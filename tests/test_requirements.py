"""An install is the same everywhere: everything is pinned, nothing is missing, and each package we asked for says why."""

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
OURS = {"bench", "dashboard", "db", "pages", "seed", "serve", "tests"}
FILES = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^(?P<name>[\w.-]+)(\[[\w,]+\])?==(?P<version>[\w.]+)\s*(# .+)?$")


def lines(name: str) -> list[str]:
    return [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def pins(*names: str) -> dict[str, str]:
    found = (PIN.match(line) for name in names for line in lines(name))
    return {canonicalize_name(match["name"]): match["version"] for match in found if match}


def asked_for(name: str) -> list[str]:
    """The first block: what our own code asks for by name."""
    text = (ROOT / name).read_text(encoding="utf-8").split("# What the above bring with them")[0]
    return [line for line in text.splitlines() if "==" in line]


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_an_exact_pin(name: str) -> None:
    loose = [line for line in lines(name) if not line.startswith(("#", "-r ")) and not PIN.match(line)]
    assert loose == []


@pytest.mark.parametrize("name", FILES)
def test_every_package_we_asked_for_says_what_it_is_for(name: str) -> None:
    silent = [line for line in asked_for(name) if not re.search(r"# \w", line)]
    assert silent == []


def test_an_unpinned_line_and_a_silent_one_would_be_noticed() -> None:
    assert not PIN.match("pandas>=3")
    assert PIN.match("psycopg[binary]==3.3.9         # PostgreSQL")


@pytest.mark.parametrize("files", [FILES[:1], FILES], ids=["to run", "to work on it"])
def test_what_packages_bring_with_them_is_pinned_too(files: tuple[str, ...]) -> None:
    pinned = pins(*files)
    missing = {
        f"{name} needs {needed.name}"
        for name in pinned
        for needed in map(Requirement, metadata.requires(name) or ())
        if (needed.marker is None or needed.marker.evaluate({"extra": ""}))
        and canonicalize_name(needed.name) not in pinned
    }
    assert missing == set()


def test_what_is_installed_is_what_is_pinned() -> None:
    other = {
        name: metadata.version(name) for name, version in pins(*FILES).items() if metadata.version(name) != version
    }
    assert other == {}


def test_every_package_our_code_imports_is_asked_for_by_name() -> None:
    """What only comes along with another package can leave with its next version."""
    imported: dict[str, str] = {}
    for folder in sorted(OURS - {"tests", "serve", "bench"}):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
                imported |= {name.split(".")[0]: file.relative_to(ROOT).as_posix() for name in names}
    providers = metadata.packages_distributions()
    named = {canonicalize_name(PIN.match(line)["name"]) for line in asked_for("requirements.txt")}  # type: ignore[index]
    unnamed = {
        module: file
        for module, file in imported.items()
        if module not in OURS | set(sys.stdlib_module_names)
        and not {canonicalize_name(name) for name in providers.get(module, [])} & named
    }
    assert unnamed == {}
