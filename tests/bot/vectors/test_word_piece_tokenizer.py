"""How a text is cut for BERT."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vectors.word_piece_tokenizer import WordPieceTokenizer
from tests.bot.vectors.small_weights import PIECES

CUT = WordPieceTokenizer({piece: number for number, piece in enumerate(PIECES)})


def cut(text: str) -> str:
    return " ".join(PIECES[number] for number in CUT.numbers(text, 128)[1:-1])


@pytest.mark.parametrize(
    ("said", "text", "pieces"),
    [
        ("words are cut into the longest pieces", "booking a visit", "book ##ing a visit"),
        ("case and accents say nothing", "BOOK A Café", "book a cafe"),
        ("a mark stands for itself", "visit?!", "visit ? !"),
        ("a word of which a part is unknown is unknown", "bookings a", "[UNK] a"),
        ("an ideograph is a word", "book中a", "book 中 a"),
        ("what cannot be seen is not there", "vi\u200dsit\u0000 \ufffda", "visit a"),
        ("any space divides", "a\u3000visit\na", "a visit a"),
        ("an endless word is unknown", "a" * 101, "[UNK]"),
        ("a name of a mark is a word like any other", "[CLS]", "[UNK] [UNK] [UNK]"),
        ("nothing is nothing", " ", ""),
    ],
)
def test_a_text_is_cut_as_bert_cuts_it(said: str, text: str, pieces: str) -> None:
    assert cut(text) == pieces


def test_a_long_text_is_read_from_its_beginning() -> None:
    numbers = CUT.numbers("book " * 500, 128)
    assert (len(numbers), PIECES[numbers[0]], PIECES[numbers[-1]]) == (128, "[CLS]", "[SEP]")


@given(st.text())
def test_any_text_is_cut_into_known_pieces(text: str) -> None:
    assert all(0 <= number < len(PIECES) for number in CUT.numbers(text, 128))
