"""What came from elsewhere is listed, unchanged, licensed, small, and asks for nothing from elsewhere."""

import re

from dashboard.maps.assets import STATIC, digest

LISTED = dict(
    re.findall(r"^\|.*\| `([^`]+)` \| `([0-9a-f]{64})` \|$", (STATIC / "VENDORED.md").read_text("utf-8"), re.MULTILINE)
)
THERE = {
    path.relative_to(STATIC).as_posix()
    for folder in ("vendor", "fonts")
    for path in (STATIC / folder).rglob("*")
    if path.is_file()
}


def test_every_file_is_listed_and_is_the_one_listed() -> None:
    assert set(LISTED) == THERE
    assert {path: digest(path) for path in LISTED} == LISTED


def test_every_package_has_its_licence_beside_it() -> None:
    folders = {path.rsplit("/", 1)[0].removesuffix("/images") for path in THERE}
    assert folders == {"vendor/leaflet", "vendor/leaflet.markercluster", "vendor/leaflet.heat", "fonts"}
    assert {f"{folder}/LICENSE.txt" for folder in folders} <= THERE


def test_it_is_small_enough_to_be_copied() -> None:
    assert sum((STATIC / path).stat().st_size for path in THERE) < 600_000


def test_no_style_sheet_of_the_map_asks_for_a_file_from_elsewhere() -> None:
    for path in STATIC.rglob("*.css"):
        for target in re.findall(r"url\(([^)]*)\)|@import\s+(\S+)", path.read_text("utf-8")):
            reference = "".join(target).strip("\"'")
            if not reference.startswith(("#", "data:")):
                assert (path.parent / reference).is_file(), f"{path.name}: {reference}"
