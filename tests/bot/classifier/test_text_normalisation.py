"""A text is read as a careful writer would have written it."""

from importlib.resources import files

import pytest
import yaml

from bot.classifier import lexicon
from bot.classifier.lexicon import LANGUAGES
from bot.classifier.text_normalisation import MAX_TEXT_LENGTH, MAX_WORD_LENGTH, normalised_words

CASES = [
    ("case", "WHERE Are You", "en", "where are you"),
    ("punctuation", "hello!!! anyone there???", "en", "hello anyone there"),
    ("a straight apostrophe", "I can't pay", "en", "i can not pay"),
    ("a curly apostrophe", "I can’t pay", "en", "i can not pay"),
    ("none where one belongs", "i cant pay", "en", "i can not pay"),
    ("letters for words", "r u open 2day", "en", "are you open today"),
    ("what people shorten", "pls cancel my appt tmrw", "en", "please cancel my appointment tomorrow"),
    ("drawn out", "sooooo cooool", "en", "soo cool"),
    ("an emoji of any skin", "👍🏽", "en", "yes"),
    ("an emoji without a word", "🦩 hi", "en", "🦩 hi"),
    ("long numbers are alike", "order 48213", "en", "order 000"),
    ("short numbers say how many", "table for 12", "en", "table for 12"),
    ("full width", "ｈｅｌｌｏ １２", "en", "hello 12"),
    ("Spanish letters for words", "xfa q hora", "es", "por favor que hora"),
    ("Spanish of a country", "tb mañana", "es-MX", "tambien manana"),
    ("accents", "¿Cuándo abrís?", "es", "cuando abris"),
    ("each language has its own", "q", "en", "q"),
    ("nobody knows the language", "pls dime xq", "", "please dime por que"),
    ("a language without a lexicon", "Wann öffnen Sie?", "de", "wann offnen sie"),
    ("Chinese", "我想预约", "zh", "我想预约"),
    ("Arabic", "أريد حجز موعد", "ar", "اريد حجز موعد"),
    ("Hindi keeps its vowels", "मुझे मदद", "hi", "मुझे मदद"),
    ("nothing", "", "en", ""),
    ("signs alone", "...?!", "en", ""),
]


@pytest.mark.parametrize(("text", "language", "read"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_text_is_read_as_it_was_meant(text: str, language: str, read: str) -> None:
    assert " ".join(normalised_words(text, language)) == read


def test_what_stands_after_the_longest_text_is_not_read() -> None:
    assert normalised_words("a " * MAX_TEXT_LENGTH + "b", "en") == ["a"] * (MAX_TEXT_LENGTH // 2)


def test_an_endless_word_is_cut() -> None:
    assert normalised_words("xy" * 500) == ["xy" * (MAX_WORD_LENGTH // 2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_a_lexicon_is_written_as_it_is_looked_up(language: str) -> None:
    entries: dict[str, str] = yaml.load((files(lexicon) / f"{language}.yaml").read_bytes(), yaml.CSafeLoader)
    assert {word: " ".join(normalised_words(word, language)) for word in entries} == entries
