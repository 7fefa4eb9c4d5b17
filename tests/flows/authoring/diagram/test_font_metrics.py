"""How wide texts are, and where they break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.authoring.diagram.font_metrics import showable, width_of, wrapped


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [("iii", "mmm"), ("abc", "abcd"), ("abc", "日本語"), ("e", "👩‍👩‍👧"), ("ii", "WW"), ("при", "Приёма")],
)
def test_some_letters_are_wider_than_others(narrow: str, wide: str) -> None:
    assert width_of(narrow, 12) < width_of(wide, 12)


@pytest.mark.parametrize("text", ["iii", "W", "Hi, there!", "→ …", "приём"])
def test_bold_letters_are_wider(text: str) -> None:
    assert width_of(text, 12) < width_of(text, 12, bold=True)


@pytest.mark.parametrize(("plain", "marked"), [("e", "é"), ("e", "e\u0301"), ("👍", "👍🏽"), ("ab", "a\u200bb")])
def test_marks_take_no_room(plain: str, marked: str) -> None:
    assert width_of(plain, 12) == width_of(marked, 12)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("one two", ("one two",)),
        ("one two three", ("one two", "three")),
        ("one two three four five six", ("one two", "three fou…")),
        ("abcdefghijklmnop", ("abcdefghij", "klmnop")),
        ("日本語のテキストです", ("日本語のテ", "キストです")),
    ],
)
def test_texts_are_wrapped_at_words_and_long_words_cut(text: str, lines: tuple[str, ...]) -> None:
    assert wrapped(text, 10, 57, 2) == lines


@given(st.text(max_size=200), st.integers(1, 4))
def test_no_line_is_wider_than_asked_and_none_too_many(text: str, most: int) -> None:
    lines = wrapped(text, 12, 90, most)
    assert len(lines) <= most
    assert all(width_of(line, 12) <= 90 for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x00b\x1b", "ab"), ("\ufffe\udc00x", "x"), ("a\u202eb\u2066c", "abc"), (" a\n b ", "a b"), ("👍🏽", "👍🏽")],
)
def test_what_cannot_be_shown_is_left_out(text: str, shown: str) -> None:
    assert showable(text) == shown
