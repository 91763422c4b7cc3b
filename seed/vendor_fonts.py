"""For maintainers: makes dashboard/documents/fonts from the npm packages of Noto fonts. Not needed to run the product.

npm pack @expo-google-fonts/noto-sans@0.4.2 (and noto-sans-arabic, noto-sans-ethiopic, noto-sans-sc), then
python -m seed.vendor_fonts <folder of the four .tgz files>
"""

import sys
import tarfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "dashboard" / "documents" / "fonts"
WEIGHTS = {400: "400Regular", 700: "700Bold"}

# Latin with all it needs for Vietnamese and Somali, punctuation, money, arrows, a few signs; no Greek, no Cyrillic.
LATIN = [
    *range(0x20, 0x250),
    *range(0x300, 0x370),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x2150),
    *range(0x2190, 0x2194),
    0x2212,
    0x2260,
    0x2264,
    0x2265,
    0xFEFF,
]


def chinese() -> list[int]:
    """GB 2312: 6,763 characters and its punctuation, without its Greek, Cyrillic, kana and frames; half-width Latin is
    Noto Sans's."""
    rows = [*range(0xA1, 0xA4), *range(0xB0, 0xF8)]
    pairs = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    return [ord(sign) for pair in pairs for sign in pair.decode("gb2312", "ignore")] + [0x20, 0x3000]


# Package, name of its files, characters (None: all), what letters do to each other ("*": all that the font knows).
FAMILIES: dict[str, tuple[str, Iterable[int] | None, list[str]]] = {
    "noto-sans": ("NotoSans", LATIN, ["*"]),
    "noto-sans-arabic": ("NotoSansArabic", None, ["*"]),
    # Without its table of 113,000 pairs that stand closer together: reading it took longer than all the rest.
    "noto-sans-ethiopic": ("NotoSansEthiopic", None, ["ccmp", "locl", "liga", "mark", "mkmk"]),
    "noto-sans-sc": ("NotoSansSC", chinese(), ["ccmp", "locl"]),
}


def smaller(font: bytes, characters: Iterable[int] | None, features: list[str]) -> bytes:
    """The same font with these characters (None: all), without hints, which screens and printers no longer read."""
    read = TTFont(BytesIO(font), recalcTimestamp=False)
    options = Options(hinting=False, layout_features=features, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters if characters is not None else read.getBestCmap())
    subsetter.subset(read)
    buffer = BytesIO()
    read.save(buffer)
    return buffer.getvalue()


def main(folder: Path) -> int:
    for name, (file, characters, features) in FAMILIES.items():
        (archive,) = folder.glob(f"*{name}-[0-9]*.tgz")
        with tarfile.open(archive) as packed:

            def member(path: str, packed: tarfile.TarFile = packed) -> bytes:
                found = packed.extractfile(f"package/{path}")
                assert found is not None
                return found.read()

            (FONTS / f"{name}-OFL.txt").write_bytes(member("LICENSE_FONT"))
            for weight, style in WEIGHTS.items():
                made = smaller(member(f"{style}/{file}_{style}.ttf"), characters, features)
                (FONTS / f"{name}-{weight}.ttf").write_bytes(made)
                sys.stdout.write(f"{name}-{weight}.ttf: {len(made):,} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
