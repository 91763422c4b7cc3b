"""Which version this is, and from which commit it was built where the build says so."""

import tomllib
from functools import lru_cache
from pathlib import Path

from db.settings import ROOT

BUILD = ROOT / "BUILD"  # one line, written by whoever builds the container or unpacks a release: the commit
LONGEST = 40


def _version() -> str:
    try:
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        return str(tomllib.loads(text)["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return ""


VERSION = _version()


@lru_cache(maxsize=1)
def build(file: Path = BUILD) -> str:
    """Empty where there is no build file."""
    try:
        return file.read_text(encoding="utf-8").strip()[:LONGEST]
    except OSError:
        return ""
