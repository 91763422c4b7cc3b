"""Text from people is never markup and never script."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.maps.escape import inert
from dashboard.maps.script import script_value

CODE = set("<>\"'`$\\{}\n\r\u2028\u2029")
ANY_TEXT = st.text() | st.text(alphabet="<>&\"'`$\\{}\n\r\u2028\u2029;#aé1 ")


@given(ANY_TEXT)
def test_no_character_that_means_something_to_html_or_javascript_is_left(text: str) -> None:
    assert not CODE & set(inert(text))


@given(ANY_TEXT.filter(lambda text: not any(c < " " and c not in "\t\n\r" or "\x7f" <= c <= "\x9f" for c in text)))
def test_a_browser_shows_exactly_what_was_typed(text: str) -> None:
    assert html.unescape(inert(text)) == text


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("${alert(1)}", "&#36;&#123;alert(1)&#125;"),
        ("`x`", "&#96;x&#96;"),
        ("{{ 7*7 }}", "&#123;&#123; 7*7 &#125;&#125;"),
        ("O'Brien & sons", "O&#x27;Brien &amp; sons"),
        ("two\nlines", "two&#10;lines"),
        ("bell\x07rang", "bell rang"),
        (None, ""),
        (12, "12"),
    ],
)
def test_what_is_typed_arrives_as_words(typed: object, sent: str) -> None:
    assert inert(typed) == sent


@given(ANY_TEXT)
def test_no_text_ends_the_script_it_stands_in_or_names_an_element_to_streamlit_folium(text: str) -> None:
    script = script_value({"title": inert(text)})
    assert script.isascii()
    assert not {"<", ">", "'", "\n", "`"} & set(script)
    assert "{{" not in script


def test_what_is_not_a_number_is_refused_before_the_browser_meets_it() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        script_value([float("nan")])
