"""What a page carries along is enough to write every letter of it, and no more."""

import re
from base64 import b64decode
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from dashboard.documents.briefing.fonts import FOLDER, embedded, families, family, files, missing
from db.vocabulary.briefings import BriefingLanguage

GREETING = {
    "en": "Good evening",
    "es": "¿Qué pasó? Año, ñandú, vergüenza",
    "zh_Hans": "晚上好，欢迎！",
    "vi": "Chào buổi tối, Phường Hữu Nghị",
    "so": "Fiid wanaagsan",
    "ar": "مساء الخير",
    "am": "እንደምን አመሻችሁ",
}


def embedded_fonts(css: str) -> list[TTFont]:
    return [TTFont(BytesIO(b64decode(data))) for data in re.findall(r"base64,([\w+/=]+)\)", css)]


def test_every_language_has_letters_and_latin_ones_beside_them() -> None:
    assert set(GREETING) == {language.value for language in BriefingLanguage}
    for language, words in GREETING.items():
        assert missing(language, words + " Officer A. Rivera, 206-555-0110 “…” – ·") == set()


def test_what_no_font_can_write_is_named() -> None:
    assert missing("en", "See you 🙂 in Київ") == set("🙂Київ")
    assert missing("zh-Hans", "朱镕基") == {"镕"}  # not in GB 2312


def test_directions_and_joiners_have_no_shape_and_are_not_missed() -> None:
    assert missing("am", "\u2066206\u2069\u200d\n\t\u00a0") == set()


def test_a_familys_files_come_first_and_all_are_there() -> None:
    assert family("ar") == "Noto Sans Arabic"
    assert family("zh-Hans") == family("zh_Hans") == "Noto Sans SC"
    assert family("so") == family("en") == "Noto Sans"
    assert families("am")[:2] == ("Noto Sans Ethiopic", "Noto Sans")
    assert [file.name for file in files("ar")][:3] == [
        "noto-sans-arabic-400.ttf",
        "noto-sans-arabic-700.ttf",
        "noto-sans-400.ttf",
    ]
    assert all(file.is_file() for file in files("en"))


@pytest.mark.parametrize("language", GREETING)
def test_a_page_carries_exactly_its_letters_in_both_weights(language: str) -> None:
    text = GREETING[language] + " 45 B"
    css = embedded(language, text)
    held: dict[int, set[str]] = {}
    for font in embedded_fonts(css):
        held.setdefault(font["OS/2"].usWeightClass, set()).update(map(chr, font.getBestCmap()))
    assert held == {400: set(text), 700: set(text)}
    assert set(re.findall(r'font-family:"([^"]+)"', css)) == {family(language)}
    assert css == embedded(language, text)


def test_arabic_letters_keep_the_forms_in_which_they_join() -> None:
    font = embedded_fonts(embedded("ar", "مساء الخير"))[0]
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina"} <= features


def test_latin_names_in_another_script_come_from_the_font_for_latin() -> None:
    css = embedded("zh-Hans", "在 Ballard")
    assert css.count("@font-face") == 4
    assert "U+5728" in css.split("\n")[0] and "U+5728" not in css.split("\n")[2]


def test_licences_stand_beside_the_fonts() -> None:
    for name in ("noto-sans", "noto-sans-arabic", "noto-sans-ethiopic", "noto-sans-sc"):
        assert "SIL OPEN FONT LICENSE" in (FOLDER / f"{name}-OFL.txt").read_text(encoding="utf-8").upper()
