"""Cuts texts into the pieces of BERT's uncased vocabulary."""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

#: BERT gives up on longer words.
MAX_WORD_LENGTH = 100
#: What stands for itself wherever it is written: every mark of ASCII, and what Unicode calls punctuation.
PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
#: Written without spaces, so that each character is a word.
IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class WordPieceTokenizer:
    """Knows the pieces by their numbers; a word is cut into the longest ones, from its beginning."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._unknown = numbers["[UNK]"]
        self._begin = numbers["[CLS]"]
        self._end = numbers["[SEP]"]

    @classmethod
    def read(cls, path: Path) -> "WordPieceTokenizer":
        """From a `vocab.txt`: a piece on each line. Raises OSError, and KeyError for another format."""
        lines = path.read_text("utf-8").splitlines()
        return cls({piece: number for number, piece in enumerate(lines)})

    def is_one_piece(self, word: str) -> bool:
        """Whether it is common enough to have a piece of its own."""
        return word in self._numbers

    def numbers(self, text: str, max_pieces: int) -> list[int]:
        """The numbers of its pieces between the marks of its beginning and end, `max_pieces` in all."""
        pieces = [number for word in _words(text) for number in self._of_word(word)]
        return [self._begin, *pieces[: max_pieces - 2], self._end]

    def _of_word(self, word: str) -> list[int]:
        if len(word) > MAX_WORD_LENGTH:
            return [self._unknown]
        found, begins = [], 0
        while begins < len(word):
            ends = self._longest(word, begins)
            if ends == begins:
                return [self._unknown]
            found.append(self._numbers[_piece(word, begins, ends)])
            begins = ends
        return found

    def _longest(self, word: str, begins: int) -> int:
        """Where the longest piece that begins here ends."""
        for ends in range(len(word), begins, -1):
            if _piece(word, begins, ends) in self._numbers:
                return ends
        return begins


def _piece(word: str, begins: int, ends: int) -> str:
    return word[begins:ends] if begins == 0 else f"##{word[begins:ends]}"


def _words(text: str) -> list[str]:
    cleaned = "".join(_cleaned(text))
    bare = "".join(each for each in unicodedata.normalize("NFD", cleaned) if unicodedata.category(each) != "Mn")
    return "".join(f" {each} " if _is_mark(each) else each for each in bare.lower()).split()


def _cleaned(text: str) -> Iterator[str]:
    for each in text:
        if each.isspace():
            yield " "
        elif _is_ideograph(each):
            yield f" {each} "
        elif each != "\ufffd" and not unicodedata.category(each).startswith("C"):
            yield each


def _is_ideograph(character: str) -> bool:
    return character > "\u33ff" and any(first <= ord(character) <= last for first, last in IDEOGRAPHS)


def _is_mark(character: str) -> bool:
    return character in PUNCTUATION or (character > "\x7f" and unicodedata.category(character).startswith("P"))
