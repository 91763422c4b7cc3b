"""Mappings: what a TOML file means, and the sentence for each way of getting it wrong."""

from pathlib import Path

import pytest

from db.errors import BadFile
from db.vocabulary import ConcernCategory, ConcernStatus
from seed.mapping import read_mapping

BOSTON = Path(__file__).parents[2] / "seed" / "mappings" / "boston.toml"


def test_the_mapping_that_ships_is_right() -> None:
    mapping = read_mapping(BOSTON)
    assert mapping.source == "boston-311"
    assert mapping.zone.key == "America/New_York"
    assert len(mapping.categories) == 54
    assert mapping.categories["Street Light Outages"].says == "Street light out"
    assert mapping.statuses == {"Open": ConcernStatus.NEW, "Closed": ConcernStatus.CLOSED}
    assert set(mapping.needed) >= {"CASE_ENQUIRY_ID", "Location", "neighborhood", "LATITUDE"}
    assert "CASE_TITLE" not in mapping.needed  # residents' own words stay out


def test_a_category_may_be_one_word_or_say_it_in_an_officers_words(mapping_file: Path) -> None:
    mapping = read_mapping(mapping_file)
    assert mapping.categories["lamp"].says == "Street light out"
    assert (mapping.categories["rubbish"].category, mapping.categories["rubbish"].says) == (
        ConcernCategory.DUMPING,
        "rubbish",
    )


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('source = "town-hall"', "", "needs a `source`"),
        ('source = "town-hall"', 'sorce = "town-hall"', "entries nobody reads: sorce"),
        ('source = "town-hall"', "source = ", "is not TOML"),
        ("[categories]", "[[categories]]", "`categories` should be a section"),
        (
            'rubbish = "dumping"',
            'rubbish = "litter"',
            "[categories] holds “litter”, which is none of: anti-social behaviour",
        ),
        ('done = "closed"', 'done = "finished"', "[statuses] holds “finished”"),
        ('"Europe/Berlin"', '"Europe/Atlantis"', "unknown time zone: Europe/Atlantis"),
        ("[file]", '[file]\nencoding = "utf-9"', "unknown encoding: utf-9"),
        ("[file]", '[file]\ndelimiter = ";;"', "delimiter should be one character"),
        ('external_id = "number"', "", "[columns] needs external_id, received, category"),
        ('longitude = "lon"', "", "latitude and longitude together"),
        ('"{says} (town hall)"', '"{street}"', "may only use {says} and {category}"),
        ('"{says} (town hall)"', '"{says.__class__}"', "may only use {says} and {category}"),
        ('"{says} (town hall)"', '"{says:d} {"', "may only use {says} and {category}"),
        (
            'place_in_words = ["street"]',
            'place_in_words = "street"',
            "`place_in_words` should be a list of columns",
        ),
    ],
)
def test_a_wrong_mapping_is_refused_with_a_sentence(mapping_file: Path, was: str, becomes: str, said: str) -> None:
    text = mapping_file.read_text(encoding="utf-8")
    assert was in text
    mapping_file.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        read_mapping(mapping_file)
    assert said in str(refused.value)


def test_a_missing_mapping_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")
