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


def reads_past_the_loaders(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "dashboard.kept":
            yield f"line {node.lineno}: {ast.unparse(node)}"


def trusts_markup(tree: ast.Module) -> Iterable[str]:
    for name, node in calls(tree):
        for keyword in node.keywords:
            if keyword.arg in ("unsafe_allow_html", "unsafe_allow_javascript", "parse_html"):
                yield f"line {node.lineno}: {name}({keyword.arg}=…)"


def takes_edited_tables(tree: ast.Module) -> Iterable[str]:
    """Rows and columns that a browser sends back are not what was shown; forms name what may be changed."""
    for name, node in calls(tree):
        if name.split(".")[-1] in ("data_editor", "experimental_data_editor"):
            yield f"line {node.lineno}: {name}"


def raw_on_a_map(tree: ast.Module) -> Iterable[str]:
    """Popups, tooltips and icons made of HTML are raw: what goes in goes through inert()."""
    for name, node in calls(tree):
        if name.startswith("alt."):
            continue
        raw = name.split(".")[-1] in ("Popup", "Tooltip", "GeoJsonPopup", "GeoJsonTooltip", "DivIcon")
        shown = [k.value for k in node.keywords if k.arg in ("popup", "tooltip") or (raw and k.arg == "html")]
        shown = [value for value in shown if not _is_none(value)] + (node.args if raw else [])
        for argument in shown:
            if not (isinstance(argument, ast.Call) and ast.unparse(argument.func) == "inert"):
                yield f"line {node.lineno}: {name}({ast.unparse(argument)})"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


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


# Arguments that show on a screen, whichever call they are given to.
SHOWN = ("label", "help", "placeholder", "title", "caption")
# Calls named like ours that speak to the log or a terminal.
ELSEWHERE = ("logger", "logging", "stdout", "stderr")


def says_untranslated(tree: ast.Module) -> Iterable[str]:
    """Words a person reads go through _() or ngettext(), on the page itself or in a column of it."""
    for name, node in calls(tree):
        *receiver, verb = name.split(".")
        shown = [keyword.value for keyword in node.keywords if keyword.arg in SHOWN]
        if receiver and verb in SAYS and not set(receiver) & set(ELSEWHERE):
            shown += node.args[:1]
        for argument in shown:
            literal = NOT_WORDS.sub("", literal_words(argument))
            if WORDS.search(literal):
                yield f"line {node.lineno}: {literal!r}"


def fills_before_translating(tree: ast.Module) -> Iterable[str]:
    """A message that is already filled in is in no catalogue: translate the template, then fill it in."""
    for name, node in calls(tree):
        verb = name.split(".")[-1]
        if name in ("_", "N_", "ngettext", "problem") or verb in ("say", "counted", "P_"):
            for argument in node.args[: 2 if verb in ("ngettext", "counted") else 1]:
                filled = isinstance(argument, ast.Call) and ast.unparse(argument.func).endswith(".format")
                if filled or isinstance(argument, ast.JoinedStr | ast.BinOp):
                    yield f"line {node.lineno}: {ast.unparse(node)[:80]}"


RULES: list[tuple[Rule, str, list[Path]]] = [
    (guards_late, "import streamlit as st\nst.title('x')\nviewer = require_viewer(P)", [
        p for p in sources("pages") if p.name != "__init__.py"]),
    (commits, "session.commit()", [p for p in sources("db", "dashboard", "seed", "pages")
        if p.relative_to(ROOT).as_posix() not in (
            "db/store.py", "db/migrations/__init__.py", "db/migrations/env.py", "db/public_store/writing.py",
            "db/moving/move.py", "db/moving/target.py")]),
    (caches, "import streamlit as st\n@st.cache_data\ndef f(): ...", [p for p in sources("dashboard", "pages")
        if p.name != "kept.py"]),
    (reads_past_the_loaders, "from dashboard.kept import read", [p for p in sources("dashboard", "pages")
        if not p.name.endswith("loaders.py")]),
    (trusts_markup, "st.markdown('<b>', unsafe_allow_html=True)", list(sources("dashboard", "pages"))),
    (takes_edited_tables, "st.data_editor(rows)", list(sources("dashboard", "pages"))),
    (raw_on_a_map, "folium.Popup(row.name)", list(sources("dashboard"))),
    (raw_on_a_map, "folium.GeoJson(shapes, tooltip=row.name)", []),
    (raw_on_a_map, "folium.DivIcon(html=f'<b>{row.name}</b>')", []),
    (one_marker_a_row, "folium.Marker([1, 2])", list(sources("dashboard"))),
    (says_untranslated, "st.title('Concerns')", list(sources("dashboard", "pages"))),
    (says_untranslated, "st.markdown('**' + 'Bold words' + _('x'))", []),
    (says_untranslated, "st.caption(f'{n} things')", []),
    (says_untranslated, "left.metric('Open concerns', 3)", []),
    (says_untranslated, "alt.X('week', title='Week received')", []),
    (fills_before_translating, "_(f'{n} open')", list(sources("dashboard", "pages", "db", "seed"))),
    (fills_before_translating, "problem('{n} open'.format(n=n))", []),
    (fills_before_translating, "speaker.say(f'about {n}')", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "example", "files"), RULES, ids=[f"{r.__name__}-{i}" for i, (r, _, _) in enumerate(RULES)]
)
def test_the_house_keeps_its_rules(rule: Rule, example: str, files: list[Path]) -> None:
    assert list(rule(ast.parse(example))), "the rule does not catch its own example"
    assert broken(rule, files) == []


def test_words_in_calls_and_icons_are_not_taken_for_untranslated() -> None:
    fine = [
        "logger.warning('Not saved')",
        "st.markdown(':material/lock: ' + _('Locked'))",
        "st.caption(_('x {n}').format(n=1))",
        "st.markdown(f'**{plain(x)}**')",
    ]
    assert list(says_untranslated(ast.parse("\n".join(fine)))) == []


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
    assert path.search('open("/work/file")')
    allowed = ("tests/test_house.py",)
    found = []
    for name in tracked():
        file = ROOT / name
        if name in allowed or not file.exists() or file.suffix in (".woff2", ".png", ".js", ".css", ".geojson", ".gz"):
            continue
        if path.search(file.read_text(encoding="utf-8", errors="ignore")):
            found.append(name)
    assert found == []


def test_nothing_is_left_for_later() -> None:
    # Written so that this line is not one of them.
    later = re.compile(r"\b(T[O]DO|F[I]XME|NotImplemented[E]rror)\b|pragma: no [c]over")
    assert later.search("raise NotImplemented{}".format("Error"))
    found = [
        name
        for name in tracked()
        if name.endswith(".py") and (ROOT / name).exists() and later.search((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert found == []


def test_nothing_large_is_in_the_tree() -> None:
    # 6,763 Chinese characters in one weight; documents need them all, because anybody may write any of them.
    large = {f"dashboard/documents/fonts/noto-sans-sc-{weight}.ttf": 2_200_000 for weight in (400, 700)}
    sizes = {name: (ROOT / name).stat().st_size for name in tracked() if (ROOT / name).exists()}
    assert [name for name, size in sizes.items() if size > large.get(name, 1_500_000)] == []


def test_who_may_import_whom() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
