"""Static vectors: the mean of what each piece of a text has."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vectors.byte_pair_tokenizer import BytePairTokenizer
from bot.vectors.static_vectors import StaticVectors
from tests.bot.vectors.small_weights import write_static_vectors

BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
#: The earlier a piece stands, the earlier it is joined.
PIECES = [*BYTES, "▁a", "vi", "▁b", "it", "vis", "visit", "▁visit", "▁", "a", "b", "v", "i", "s", "t"]
NUMBERS = {piece: number for number, piece in enumerate(PIECES)}


@pytest.fixture
def vectors(tmp_path: Path) -> StaticVectors:
    weights = np.random.default_rng(0).normal(size=(len(PIECES), 8)).astype(np.float16)
    write_static_vectors(tmp_path, NUMBERS, weights)
    return StaticVectors.read(tmp_path, "1.0")


@pytest.mark.parametrize(
    ("said", "text", "pieces"),
    [
        ("a word of its own piece", "visit", "▁visit"),
        ("the earliest pair is joined first", "avit", "▁a vi t"),
        ("until none can be joined", "bvisa", "▁b vis a"),
        ("an unknown character is its bytes", "é", "▁ <0xC3> <0xA9>"),
        ("half a character is one that nobody knows", "\ud83d", "▁ <0x3F>"),
        ("spaces divide, however many", " a \n b ", "▁a ▁b"),
        ("nothing is nothing", "", ""),
    ],
)
def test_a_text_is_cut_as_llama_2_cuts_it(said: str, text: str, pieces: str) -> None:
    assert [PIECES[number] for number in BytePairTokenizer(NUMBERS).numbers(text)] == pieces.split()


def test_a_text_is_the_mean_of_its_pieces_at_length_one(vectors: StaticVectors) -> None:
    a, b, both = vectors.embed(["a", "b", "a b"])
    weights = np.random.default_rng(0).normal(size=(len(PIECES), 8)).astype(np.float16).astype(np.float32)
    expected = weights[NUMBERS["▁a"]] + weights[NUMBERS["▁b"]]
    assert np.allclose(both, expected / np.linalg.norm(expected), atol=1e-6)
    assert np.allclose(np.linalg.norm([a, b, both], axis=1), 1)


def test_a_text_without_a_word_is_nowhere(vectors: StaticVectors) -> None:
    assert not vectors.embed(["", " "]).any()
    assert vectors.embed([]).shape == (0, 8)


def test_vectors_say_what_they_are_and_which_words_they_know(vectors: StaticVectors) -> None:
    assert (vectors.name, vectors.dimensions) == ("wordllama-256 1.0", 8)
    assert (vectors.knows("visit"), vectors.knows("vist")) == (True, False)


@given(st.text())
def test_any_text_is_cut_into_known_pieces(text: str) -> None:
    numbers = BytePairTokenizer(NUMBERS).numbers(text)
    assert all(0 <= number < len(PIECES) for number in numbers)
    assert bool(numbers) == bool(text.split())
