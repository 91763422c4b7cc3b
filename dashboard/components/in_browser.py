"""Components of our own, each made of the files with its name in browser/."""

from pathlib import Path
from typing import Any

import streamlit as st

BROWSER = Path(__file__).parent / "browser"


def component(name: str) -> Any:
    """To be called once, when the program starts. Streamlit sends a component's files with each of its elements, and a record
    has several fields: lines of comment and indentation stay here."""
    files = {kind: BROWSER / f"{name}.{kind}" for kind in ("html", "css", "js")}
    parts: dict[str, Any] = {
        kind: _sent(file.read_text(encoding="utf-8")) for kind, file in files.items() if file.exists()
    }
    return st.components.v2.component(f"common_ground.{name}", **parts)


def _sent(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
