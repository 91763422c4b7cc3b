"""The file Streamlit reads: options that exist, a server that keeps to itself, colours that can be read."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from streamlit import config as streamlit_config

from db.cleaning import LARGEST

ROOT = Path(__file__).resolve().parents[1]
CONFIG: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
THEMES = ("light", "dark")


def options(section: dict[str, Any], prefix: str = "") -> list[str]:
    """Dotted names: "server.port", "theme.dark.sidebar.textColor"."""
    found = []
    for name, value in section.items():
        found += options(value, f"{prefix}{name}.") if isinstance(value, dict) else [f"{prefix}{name}"]
    return found


def test_every_option_is_one_that_streamlit_knows() -> None:
    known = set(streamlit_config.get_config_options())
    assert "server.port" in known
    assert [name for name in options(CONFIG) if name not in known] == []


def test_the_server_keeps_to_this_machine_and_tells_nobody() -> None:
    server, client = CONFIG["server"], CONFIG["client"]
    assert server["address"] == "127.0.0.1"
    assert set(server["allowedHosts"]) == {"localhost", "127.0.0.1"}
    assert (server["enableCORS"], server["enableXsrfProtection"], server["enableAgentApi"]) == (True, True, False)
    assert client["showErrorDetails"] == "none"
    assert server["maxUploadSize"] == LARGEST // (1024 * 1024), "larger files would be sent in vain"
    assert CONFIG["browser"]["gatherUsageStats"] is False


def test_every_font_is_served_from_here() -> None:
    for face in CONFIG["theme"]["fontFaces"]:
        assert face["url"].startswith("app/static/")
        assert (ROOT / "dashboard" / "static" / face["url"].removeprefix("app/static/")).is_file()


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
def test_text_and_links_can_be_read_on_every_ground(name: str) -> None:
    theme = CONFIG["theme"][name]
    grounds = [
        part[key] for part in (theme, theme["sidebar"]) for key in ("backgroundColor", "secondaryBackgroundColor")
    ]
    pale = [
        f"{theme[text]} on {ground}: {contrast(theme[text], ground):.2f}"
        for text in ("textColor", "linkColor", "primaryColor")
        for ground in grounds
        if contrast(theme[text], ground) < 4.5
    ]
    assert pale == []


@pytest.mark.parametrize("name", THEMES)
def test_a_main_button_can_be_read(name: str) -> None:
    """White would not do on the dark theme's light colour: app.css says which colour stands on it in which theme."""
    rule = re.search(
        r"stBaseButton-primary.*?light-dark\((#\w{6}), (#\w{6})\)",
        (ROOT / "dashboard/static/app.css").read_text(),
        re.DOTALL,
    )
    assert rule
    assert contrast(rule[THEMES.index(name) + 1], CONFIG["theme"][name]["primaryColor"]) >= 4.5
