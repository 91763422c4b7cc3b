"""The rules of the house that no linter knows. Each rule first catches an example of what it forbids."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
Rule = Callable[[ast.Module], Iterable[str]]


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def broken(rule: Rule, files: Iterable[Path]) -> list[str]:
    found = []
    for file in files:
        found += [f"{file.relative_to(ROOT)}: {what}" for what in rule(ast.parse(file.read_text(encoding="utf-8")))]
    return found


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name: ("st.title", node)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


# Each rule: tree -> what is wrong.


def guards_late(tree: ast.Module) -> Iterable[str]:
    """A page's first call is require_viewer: before it, nothing is drawn or read."""
    for statement in tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom) or ast.get_docstring(tree) and statement is tree.body[0]:
            continue
        first = next((name for name, _node in calls(statement)), "")
        return [] if first == "require_viewer" else [f"does {first or ast.unparse(statement)} before require_viewer"]
    return ["never calls require_viewer"]


def commits(tree: ast.Module) -> Iterable[str]:
    for name, node in calls(tree):
        if name.endswith((".commit", ".begin", ".rollback")) and not name.startswith("commonGround"):
            yield f"line {node.lineno}: {name}()"


def caches(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("cache_data", "cache_resource"):
            yield f"line {node.lineno}: {ast.unparse(node)}"


def trusts_markup(tree: ast.Module) -> Iterable[str]:
    for name, node in calls(tree):
        for keyword in node.keywords:
            if keyword.arg in ("unsafe_allow_html", "unsafe_allow_javascript", "parse_html"):
                yield f"line {node.lineno}: {name}({keyword.arg}=…)"


def raw_on_a_map(tree: ast.Module) -> Iterable[str]:
    """Popups and tooltips are raw HTML: what goes in goes through inert()."""
    for name, node in calls(tree):
        if not name.startswith("alt.") and name.split(".")[-1] in (
            "Popup",
            "Tooltip",
            "GeoJsonPopup",
            "GeoJsonTooltip",
            "DivIcon",
        ):
            for argument in node.args:
                if not (isinstance(argument, ast.Call) and ast.unparse(argument.func) == "inert"):
                    yield f"line {node.lineno}: {name}({ast.unparse(argument)})"


def one_marker_a_row(tree: ast.Module) -> Iterable[str]:
    for name, node in calls(tree):
        if name in ("folium.Marker", "folium.CircleMarker", "Marker", "CircleMarker"):
            yield f"line {node.lineno}: {name}"


SAYS = {
    "title", "header", "subheader", "caption", "markdown", "write", "text", "button", "link_button", "page_link", "info",
    "warning", "error", "success", "toast", "selectbox", "multiselect", "text_input", "text_area", "number_input",
    "date_input", "time_input", "radio", "checkbox", "toggle", "pills", "segmented_control", "expander", "popover",
    "download_button", "spinner", "metric", "tabs",
}  # fmt: skip
WORDS = re.compile(r"[A-Za-z]{2,}")
# Icons, colours and markdown's own signs are not words.
NOT_WORDS = re.compile(r":material/\w*:?|:?[a-z]*-badge\[|:[a-z]+\[|&nbsp;")


def literal_words(node: ast.expr) -> str:
    """What is written out in an argument itself; what stands inside calls is their business."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return " ".join(literal_words(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return literal_words(node.left) + literal_words(node.right)
    if isinstance(node, ast.IfExp):
        return literal_words(node.body) + literal_words(node.orelse)
    return ""


def says_untranslated(tree: ast.Module) -> Iterable[str]:
    """Words a person reads go through _() or ngettext()."""
    for name, node in calls(tree):
        if name.startswith("st.") and name.split(".")[-1] in SAYS and node.args:
            literal = NOT_WORDS.sub("", literal_words(node.args[0]))
            if WORDS.search(literal):
                yield f"line {node.lineno}: {literal!r}"


RULES: list[tuple[Rule, str, list[Path]]] = [
    (guards_late, "import streamlit as st\nst.title('x')\nviewer = require_viewer(P)", [
        p for p in sources("pages") if p.name != "__init__.py"]),
    (commits, "session.commit()", [p for p in sources("db", "dashboard", "seed", "pages")
        if p.relative_to(ROOT).as_posix() not in ("db/store.py", "db/migrations/__init__.py", "db/migrations/env.py")]),
    (caches, "import streamlit as st\n@st.cache_data\ndef f(): ...", [p for p in sources("dashboard", "pages")
        if p.name != "loaders.py"]),
    (trusts_markup, "st.markdown('<b>', unsafe_allow_html=True)", list(sources("dashboard", "pages"))),
    (raw_on_a_map, "folium.Popup(row.name)", list(sources("dashboard"))),
    (one_marker_a_row, "folium.Marker([1, 2])", list(sources("dashboard"))),
    (says_untranslated, "st.title('Concerns')", list(sources("dashboard", "pages"))),
    (says_untranslated, "st.markdown('**' + 'Bold words' + _('x'))", []),
    (says_untranslated, "st.caption(f'{n} things')", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "example", "files"), RULES, ids=[f"{r.__name__}-{i}" for i, (r, _, _) in enumerate(RULES)]
)
def test_the_house_keeps_its_rules(rule: Rule, example: str, files: list[Path]) -> None:
    assert list(rule(ast.parse(example))), "the rule does not catch its own example"
    assert broken(rule, files) == []


def test_words_in_calls_and_icons_are_not_taken_for_untranslated() -> None:
    fine = "st.markdown(':material/lock: ' + _('Locked'))\nst.caption(_('x {n}').format(n=1))\nst.markdown(f'**{plain(x)}**')"
    assert list(says_untranslated(ast.parse(fine))) == []


def test_pages_are_short_and_modules_small() -> None:
    long = {
        file.relative_to(ROOT).as_posix(): lines
        for file in sources("db", "dashboard", "seed", "pages")
        if "migrations/versions" not in file.as_posix()
        and (lines := len(file.read_text(encoding="utf-8").splitlines()))
        > (120 if file.parent.name == "pages" else 300)
    }
    assert long == {}


def test_no_module_of_the_dashboard_hides_one_of_pythons_own() -> None:
    names = {file.stem for file in (ROOT / "dashboard").glob("*.py")} | {
        folder.name for folder in (ROOT / "dashboard").iterdir() if folder.is_dir()
    }
    assert names & set(sys.stdlib_module_names) == set()


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.split()


def test_no_path_of_one_machine_is_in_the_tree() -> None:
    path = re.compile(r"(?<![\w.:/-])/(work|home|tmp|root|farm)/\w")
    allowed = ("tests/test_house.py",)
    found = []
    for name in tracked():
        file = ROOT / name
        if name in allowed or not file.exists() or file.suffix in (".woff2", ".png", ".js", ".css", ".geojson", ".gz"):
            continue
        if path.search(file.read_text(encoding="utf-8", errors="ignore")):
            found.append(name)
    assert found == []


def test_nothing_large_is_in_the_tree() -> None:
    assert [name for name in tracked() if (ROOT / name).exists() and (ROOT / name).stat().st_size > 1_500_000] == []


def test_who_may_import_whom() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
