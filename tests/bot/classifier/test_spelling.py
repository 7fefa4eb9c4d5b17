"""A word that no example has is read as the nearest that one has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier.spelling import Speller, edit_distance, max_edits_of, spellings_of

WORDS = ("the", "card", "balance", "cart", "appointment", "tomorrow", "transfer", "help", "two", "b2b", "überweisung")
SPELLER = Speller(WORDS, spellings_of(WORDS))

CASES = [
    ("a letter left out", "balnce", "balance"),
    ("a letter too many", "transsfer", "transfer"),
    ("another letter", "appointmant", "appointment"),
    ("neighbours swapped", "teh", "the"),
    ("two mistakes in a long word", "apointmnet", "appointment"),
    ("far back in a long word", "appointmetn", "appointment"),
    ("the more frequent of two as near", "carx", "card"),
    ("the same beginning before another", "tarx", "tarx"),
    ("two mistakes in a short word are too many", "hxlx", "hxlx"),
    ("a word of two letters stays", "te", "te"),
    ("a code stays", "balanc3", "balanc3"),
    ("nothing near", "kubernetes", "kubernetes"),
    ("beyond ASCII", "uberweisung", "überweisung"),
]


@pytest.mark.parametrize(("word", "meant"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_word_is_taken_for_the_nearest(word: str, meant: str) -> None:
    assert SPELLER.meant(word) == meant


@given(st.text(max_size=40))
def test_any_word_comes_back_itself_or_as_a_known_one(word: str) -> None:
    assert SPELLER.meant(word) in {word, *WORDS}


@given(st.sampled_from([word for word in WORDS if word.isalpha() and len(word) > 3]), st.data())
def test_a_word_with_one_letter_left_out_is_found_again(word: str, data: st.DataObject) -> None:
    left_out = data.draw(st.integers(0, len(word) - 1))
    mistaken = word[:left_out] + word[left_out + 1 :]
    found = SPELLER.meant(mistaken)
    assert edit_distance(mistaken, found, 1) <= 1


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_mistakes_are_the_same_both_ways_and_none_only_between_equals(one: str, other: str) -> None:
    assert edit_distance(one, other, 2) == edit_distance(other, one, 2)
    assert (edit_distance(one, other, 2) == 0) == (one == other)


def test_only_long_words_may_have_two_mistakes() -> None:
    assert [max_edits_of(word) for word in ("teh", "balan", "balanc")] == [1, 1, 2]
