"""What is heard in a text."""

import pytest

from flows.matching.case_folding import fold
from flows.matching.keyword_index import KeywordIndex
from flows.matching.number_parser import number_in
from flows.matching.utterance import utterance_of

HEARD = [
    ("a word", "book", "I want to BOOK, please"),
    ("a phrase", "speak to someone", "can I speak  to\nsomeone?"),
    ("a phrase with a sign", "opt-in", "opt in"),
    ("a menu number alone", "1", "1"),
    ("a menu number with a dot", "1", " 1. "),
    ("a menu number in brackets", "1", "(1)"),
    ("a menu number as a keycap emoji", "1", "1️⃣"),
    ("a full-width digit", "1", "１"),
    ("a longer menu number", "12", "#12"),
    ("a letter alone", "A", "a)"),
    ("accents left out by the customer", "café", "CAFE"),
    ("accents left out by the author", "cafe", "Café"),
    ("a decomposed accent", "café", "cafe\u0301"),
    ("German sharp s", "straße", "STRASSE"),
    ("Turkish capital I", "istanbul", "İSTANBUL"),
    ("Scandinavian letters", "smørrebrød", "SMORREBROD"),
    ("Cyrillic io", "ещё", "еще"),
    ("Greek final sigma", "ΟΔΟΣ", "οδός"),
    ("smart quotes", "don't", "I don’t know"),
    ("after an elision", "hôtel", "l’hotel"),
    ("full-width letters", "help me", "ＨＥＬＰ　ＭＥ"),
    ("Thai inside a sentence", "จอง", "ฉันต้องการจองคิว"),
    ("Japanese inside a sentence", "予約", "明日予約したいです"),
    ("Chinese inside a sentence", "预约", "我想预约医生"),
    ("half-width katakana", "ヨヤク", "ﾖﾔｸしたい"),
    ("Hindi", "नियुक्ति", "मुझे नियुक्ति चाहिए"),
    ("Arabic with vowel signs", "مرحبا", "مَرْحَبًا بك"),
    ("Arabic yeh without its dots", "علي", "على"),
    ("Persian yeh", "علي", "علی"),
    ("Persian yeh by the author", "علی", "علي"),
    ("Persian kaf", "كتاب", "کتاب"),
    ("a yeh that carries a hamza", "شئ", "شي"),
    ("Hebrew with points", "שלום", "שָׁלוֹם"),
    ("an emoji", "👍", "ok 👍"),
    ("an emoji with a skin tone", "👍", "👍🏽"),
    ("an emoji with a variation selector", "❤", "❤️"),
    ("a joined emoji", "👩‍⚕️", "a 👩‍⚕️ please"),
    ("a flag", "🇫🇷", "🇫🇷!"),
    ("a sign alone", "?", " ? "),
    ("an invisible space", "book", "bo\u200bok"),
]
NOT_HEARD = [
    ("a part of a word", "book", "booking"),
    ("a menu number in a sentence", "1", "at 1 or 2"),
    ("a menu number in a time", "10", "10:30"),
    ("a menu number in a price", "1", "$1"),
    ("a letter in a sentence", "a", "a cat"),
    ("a phrase in another order", "speak to someone", "someone to speak"),
    ("a phrase cut short", "speak to someone", "speak to"),
    ("a Cyrillic short i", "май", "маи"),
    ("Thai with another vowel", "กา", "กาิ"),
    ("one character of a Chinese negation", "是", "不是"),
    ("another joined emoji", "👩‍⚕️", "👩"),
    ("a sign in a sentence", "?", "really?"),
    ("nothing", "book", ""),
]


@pytest.mark.parametrize(("label", "keyword", "text"), HEARD, ids=[case[0] for case in HEARD])
def test_a_keyword_is_heard(label: str, keyword: str, text: str) -> None:
    assert KeywordIndex([[keyword]]).find(utterance_of(text)) == [0]


@pytest.mark.parametrize(("label", "keyword", "text"), NOT_HEARD, ids=[case[0] for case in NOT_HEARD])
def test_a_keyword_is_not_heard(label: str, keyword: str, text: str) -> None:
    assert KeywordIndex([[keyword]]).find(utterance_of(text)) == []


def test_all_rules_that_a_text_calls_for_are_found_in_their_order() -> None:
    index = KeywordIndex([["zebra"], ["big cat", "1"], ["cat", "猫"], [], ["big"]])
    assert index.find(utterance_of("a big cat and a zebra and a big 猫")) == [0, 1, 2, 4]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("2 people", 2),
        ("we are ４", 4),
        ("-3", -3),
        ("3,5", 3.5),
        ("3.5", 3.5),
        ("1,200", 1200),
        ("1.200,50", 1200.5),
        ("12,000,000", 12_000_000),
        ("0.125", 0.125),
        (".51", 0.51),
        ("-.5", -0.5),
        ("about ,5 of it", 0.5),
        ("($.51)", 0.51),
        ("٣", 3),
        ("1 or 2", None),
        ("v.2", None),
        ("...", None),
        ("5k", None),
        ("10 K", None),
        ("5 kids", 5),
        ("1.2.3", None),
        ("none", None),
        ("9" * 5000, None),
        ("", None),
    ],
)
def test_the_one_number_in_a_text(text: str, number: float | None) -> None:
    assert number_in(utterance_of(text)) == number


def test_folding_twice_changes_nothing() -> None:
    for _, keyword, text in HEARD:
        assert fold(fold(keyword)) == fold(keyword)
        assert fold(fold(text)) == fold(text)
