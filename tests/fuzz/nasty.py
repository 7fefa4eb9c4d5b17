"""Words, characters and numbers that have broken programs before, and ways to spoil what is right."""

from collections.abc import Sequence
from random import Random
from typing import Final, TypeVar

Item = TypeVar("Item")

_BLANKS: Final = (
    "", " ", "\n", "\r\n", "\t", "\0", "\x01", "\x7f", "\x85", "\u2028", "\u00a0", "\ufeff", "\ufffd", "\uffff",
    "\u200d", "\u200b", "\ufe0f", "\u0300", "\u0315\u0300", "\u202eabc\u202c", "\u2066x\u2069",
    "\U000e0067", "\U0010ffff",
)  # fmt: skip
_LETTERS: Final = [
    "a",
    "é",
    "ß",
    "İ",
    "ı",
    "ſtop",
    "ﬁ",
    "Ⅷ",
    "²",
    "½",
    "①",
    "٣",
    "३",
    "１２３",
    "𝟙",
    "−",
    "–",
    "1,000.5",
    "1.234.5",
    "é",
    "ё",
    "й",
    "שָׁלוֹם",
    "مُحَمَّد",
    "ﷺ",
    "ไทย",
    "予約",
    "한글",
    "각",
    "Z̷͓̄a̴̛l̵g̸o̶",
    "👩\u200d👩\u200d👧\u200d👦",
    "👍🏽",
    "🇺🇸",
    "🇺",
    "❤️",
    "1️⃣",
    "𐵀",
]
_CODE: Final = [
    "'",
    '"',
    "`",
    "\\",
    "%",
    "%00",
    "%ff",
    "${X}",
    "$(id)",
    "{%",
    "}}",
    "<b>",
    "&amp;",
    "..",
    "/",
    "../../etc/passwd",
    "null",
    "None",
    "NaN",
    "Infinity",
    "-1",
    "0",
    "1e309",
    "99999999999999999999",
    "0x10",
]
_WORDS: Final = [
    "stop",
    "STOP",
    "yes",
    "no",
    "help",
    "agent",
    "menu",
    "book",
    "Monday",
    "1",
    "2",
    "aaaaaaaaaaaaaaaaaaaa!",
]
PIECES: Final = (*_BLANKS, *_LETTERS, *_CODE, *_WORDS, "{{ x }}", "; DROP TABLE events; --")


def text(chance: Random, longest: int = 60) -> str:
    """A text of pieces and characters of every plane; half surrogates too, now and then."""
    kind = chance.random()
    if kind < 0.5:
        return " ".join(chance.choices(PIECES, k=chance.randint(0, 6)))[:longest]
    if kind < 0.7:
        return "".join(chance.choices(PIECES, k=chance.randint(0, 12)))[:longest]
    if kind < 0.8:
        return (chance.choice(PIECES) * longest)[: chance.randint(0, longest)]
    return "".join(character(chance) for _ in range(chance.randint(0, min(longest, 40))))


def character(chance: Random) -> str:
    plane = chance.choice((0x7F, 0x2FF, 0xFFFF, 0x1FFFF, 0x10FFFF))
    return chr(chance.randint(0, plane))


def encodable(written: str) -> str:
    """Without half surrogates, which no UTF-8 file or form can hold."""
    return written.encode("utf-8", "replace").decode()


def spoiled(given: Sequence[Item], chance: Random, fresh: Sequence[Item]) -> list[Item]:
    """Items taken out, doubled, swapped, or put in: what stays mostly right reaches deepest."""
    items = list(given)
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randint(0, len(items))
        match chance.randrange(4):
            case 0:
                del items[at : at + chance.randint(1, 3)]
            case 1:
                items[at:at] = items[at : at + chance.randint(1, 5)] * chance.randint(1, 3)
            case 2:
                chance.shuffle(part := items[at : at + 4])
                items[at : at + 4] = part
            case _:
                items.insert(at, chance.choice(fresh))
    return items


def spoiled_bytes(given: bytes, chance: Random) -> bytes:
    return bytes(spoiled(given, chance, range(256)))
