"""Every form that keeps a draft can be found again from Today."""

import ast
from pathlib import Path

import pytest

from dashboard import navigation
from dashboard.unfinished import begun

ROOT = Path(__file__).resolve().parents[2]


def names_of_forms() -> set[str]:
    """What stands in Draft(…) and what the modules call FORM, with a reference where a name is filled in."""
    found = set()
    for file in (ROOT / "dashboard").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Draft" and node.args:
                found |= {text for part in parts(node.args[0]) if (text := written(part))}
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FORM":
                found.add(written(node.value) or "")
            if isinstance(node, ast.FunctionDef) and node.name == "form_of":
                found |= {written(r.value) or "" for r in ast.walk(node) if isinstance(r, ast.Return) and r.value}
    return found


def parts(node: ast.expr) -> list[ast.expr]:
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def written(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "C-2026-00001" for v in node.values)
    return None


@pytest.mark.parametrize("form", sorted(names_of_forms()))
def test_an_unfinished_form_is_found_again(form: str) -> None:
    found = begun(form)
    assert found is not None
    assert found.page in navigation.BY_NAME
    assert found.words


def test_an_old_name_leads_nowhere_rather_than_astray() -> None:
    assert begun("gone.C-2026-00001") is None
