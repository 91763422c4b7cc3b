"""What was typed, as words and references; where words stand in a text. Nothing typed is ever query syntax."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.queries.words import MOST_WORDS, excerpt, folded, has_whole, hits, looked_for, references

NASTY = [
    "", " ", '"', "'", '""', "*", "-", "(", ")", "((((", "NEAR(a b)", "a OR b", "AND", "NOT", "summary:lamp", "{a b}: c",
    "^lamp", "lamp*", "+lamp", "lamp & !dog | (x)", "lamp:*", "\\", "\\'", "%", "_", "\x00", "\x00lamp", "\ud800", "🔥",
    "🔥lamp", "lamp\u200d", "';DROP TABLE concern;--", "a" * 10_000, "lamp " * 2_000, '"lamp', "İstanbul", "ß", "ﬁre",
    "\u0301", "नमस्ते", "東京", "\u202elamp", "1e999", "-1", "0x10", "C-2026-", "C-9999-1", "C-2026-99999999999", "٤٢",
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Lamp out", ("Lamp", "out")),
        ('"lamp" AND -dog*', ("lamp", "AND", "dog")),
        ("e-mail, e-mail", ("e", "mail")),
        ("cafe\u0301", ("café",)),
        ("* ( ) 🔥 _", ()),
        ("a" * 10_000, ("a" * 60,)),
    ],
)
def test_what_is_typed_becomes_words_and_nothing_else(typed: str, words: tuple[str, ...]) -> None:
    assert looked_for(typed) == words


@pytest.mark.parametrize("text", NASTY)
def test_no_sign_of_any_query_language_leaves(text: str) -> None:
    assert not set("".join(looked_for(text))) & set("\"'*()-+^:&|!\\{}% \x00")
    assert len(looked_for(text)) <= MOST_WORDS


@pytest.mark.parametrize(
    "typed",
    ["C-2026-00042", "c 2026 42", "c2026-42", "C2026/00042", " c-2026-42 ", "2026 42", "#C–2026–00042", "C-2026-٤٢"],
)
def test_a_reference_is_understood_however_it_is_typed(typed: str) -> None:
    assert references(typed, "C").refs == ("C-2026-00042",)
    assert references(typed, "C").exact


def test_a_number_alone_may_be_any_years_and_a_letter_says_which_kind() -> None:
    assert "C-2026-00042" in references("42", "C").refs
    assert not references("42", "C").exact
    assert references("K-2026-00042", "C").refs == ()
    assert references("K42", "C").refs == ()
    for text in ("lamp 42", "C-1850-1", "1234567", "C--", "2026-1-1"):
        assert references(text, "C").refs == ()


def test_hits_are_whole_words_that_begin_like_those_typed_with_or_without_accents() -> None:
    text = "Café noise: CAFES' noisy (cafe\u0301) decaf"
    assert [text[first:last] for first, last in hits(text, "cafe NOIS")] == [
        "Café",
        "noise",
        "CAFES",
        "noisy",
        "cafe\u0301",
    ]
    assert hits(text, "***") == ()


def test_whole_words_are_told_from_beginnings() -> None:
    assert has_whole("Dark stairs", "STAIRS dark")
    assert not has_whole("Dark stairs", "stair")


def test_an_excerpt_is_cut_between_words_around_the_first_hit() -> None:
    text = "Something else entirely. " * 20 + "Then the lamps failed again. " + "And more of it. " * 20
    part = excerpt(text, "lamp")
    assert "Then the lamps failed again." in part
    assert part.startswith("… ")
    assert part.endswith(" …")
    assert len(part) <= 164
    assert excerpt("Short, with a lamp.", "lamp") == "Short, with a lamp."
    assert excerpt(text, "zebra") == ""


@given(text=st.text(max_size=400), typed=st.text(max_size=60))
def test_hits_are_in_order_apart_and_what_was_typed(text: str, typed: str) -> None:
    last = 0
    for first, end in hits(text, typed):
        assert last <= first < end <= len(text)
        assert folded(text[first:end]).startswith(tuple(folded(word) for word in looked_for(typed)))
        last = end
    excerpt(text, typed)
    references(typed, "C")
