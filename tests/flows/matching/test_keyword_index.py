"""What else a rule can hear: beginnings of words, mistakes, numbers, patterns."""

from itertools import pairwise
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import FlowsInvalid
from flows.matching.fuzzy_words import is_near
from flows.matching.keyword_index import KeywordIndex
from flows.matching.keyword_types import Between, Fuzzy, Keyword, Matching, Prefix, Word
from flows.matching.pattern import Pattern
from flows.matching.utterance import utterance_of
from tests.flows.scenario import Chat, service_of


def heard_by(keyword: Keyword, text: str) -> bool:
    return KeywordIndex([[keyword]]).find(utterance_of(text)) == [0]


ORDER = Matching(Pattern(r"[a-z]{2}\d{4}"))
CASES = [
    ("the beginning of a word", Prefix("book"), "any bookings?", True),
    ("the whole of a word", Prefix("book"), "BOOK", True),
    ("the middle of a word", Prefix("book"), "ebook", False),
    ("the beginning without its accent", Prefix("réserv"), "RESERVATION", True),
    ("the beginning inside a line without spaces", Prefix("予約"), "明日予約したい", True),
    ("a letter too few", Fuzzy("appointment"), "an apointment", True),
    ("a letter too many", Fuzzy("appointment"), "appointmentt", True),
    ("another letter", Fuzzy("appointment"), "appointmant!", True),
    ("two letters swapped", Fuzzy("appointment"), "appiontment", True),
    ("the first letter wrong", Fuzzy("appointment"), "sppointment", True),
    ("no mistake", Fuzzy("appointment"), "Appointment", True),
    ("two mistakes", Fuzzy("appointment"), "apointmemt", False),
    ("two letters swapped over a third", Fuzzy("tooth"), "hoott", False),
    ("any number", Between(None, None), "2 people", True),
    ("two numbers", Between(None, None), "1 or 2", False),
    ("no number", Between(None, None), "two", False),
    ("a number in the range", Between(1, 10), "10", True),
    ("a number above the range", Between(1, 10), "11", False),
    ("a number in Arabic digits", Between(1, 10), "٧", True),
    ("a pattern in a sentence", ORDER, "it is AB1234, thanks", True),
    ("a pattern inside a word", ORDER, "xab1234", False),
    ("a pattern before more digits", ORDER, "ab12345", False),
    ("a pattern among accented letters", ORDER, "éab1234", False),
    ("a pattern beside Chinese letters", ORDER, "订单ab1234号", True),
    ("a pattern in full-width letters", ORDER, "ＡＢ１２３４", True),
    ("a pattern with a choice", Matching(Pattern(r"\d{2}|\d{4}")), "1234", True),
    ("an anchored pattern", Matching(Pattern("^ab$")), "ab c", False),
    ("Arabic digits for a menu number", Word("1"), "١", True),
    ("Hindi digits for a menu number", Word("2"), "२", True),
    ("a menu number between direction marks", Word("1"), "\u202a1\u202c", True),
    ("a right-to-left phrase", Word("לקבוע תור"), "אני רוצה לקבוע תור מחר", True),
    ("the flag of a region", Word("🏴󠁧󠁢󠁥󠁮󠁧󠁿"), "🏴󠁧󠁢󠁳󠁣󠁴󠁿", False),
    ("a family", Word("👨‍👩‍👧"), "us 👨‍👩‍👧!", True),
]


@pytest.mark.parametrize(("label", "keyword", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_is_heard(label: str, keyword: Keyword, text: str, expected: bool) -> None:
    assert heard_by(keyword, text) is expected


words = st.text(ascii_lowercase, min_size=5, max_size=9)


@given(words, st.data())
def test_every_single_mistake_is_overlooked(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(ascii_lowercase))
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    spellings = (
        word[:place] + word[place + 1 :], word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :], swapped,
    )  # fmt: skip
    assert all(heard_by(Fuzzy(word), spelling) for spelling in spellings)


def distance(one: str, other: str) -> int:
    """Of optimal string alignment, by the book."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and one[i - 2 : i] == wanted + other[j - 2]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_near_is_one_mistake_at_most(one: str, other: str) -> None:
    assert is_near(one, other) is (distance(one, other) <= 1)


def test_all_kinds_are_found_together_in_the_order_of_the_rules() -> None:
    index = KeywordIndex(
        [[Prefix("book")], [Fuzzy("appointment"), "zebra"], [Between(1, 5)], [ORDER], [Matching(Pattern("order"))]]
    )
    assert index.find(utterance_of("booking an apointment, order ab1234, 3")) == [0, 1, 3, 4]
    assert index.find(utterance_of("3")) == [2]


def test_the_index_says_why() -> None:
    index = KeywordIndex([["book", Prefix("boo")], [Word("yeah", "yes"), Fuzzy("appointment")], [ORDER, Between(1, 2)]])
    assert index.reasons(utterance_of("yeah, book an apointment for ab1234")) == [
        (0, "book"),
        (0, "{prefix: boo}"),
        (1, "yes"),
        (1, "{fuzzy: appointment}"),
        (2, r"{pattern: [a-z]{2}\d{4}}"),
    ]
    assert index.reasons(utterance_of("what?")) == []


def test_patterns_too_large_for_one_set_are_found_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.matching.pattern._SET_BYTES", 20_000)
    index = KeywordIndex([[Matching(Pattern(rf"item{n}[a-z]*\d{{1,{n + 1}}}"))] for n in range(20)] + [[ORDER]])
    assert index.find(utterance_of("item7x12 and item19y3")) == [7, 19]
    assert index.find(utterance_of("ab1234")) == [20]


def test_a_pattern_takes_no_longer_for_a_hostile_text() -> None:
    assert not heard_by(Matching(Pattern(r"(a+)+b")), "a" * 1600 + "!")


ORDERS = r"""
welcome:
  say: "Order?"
  rules:
    - {hear: {pattern: "(?P<letters>[a-z]{2})-?(?P<number>[0-9]{4})"}, say: "{{ letters }} {{ number }}", go_to: asked}
    - {hear: [{prefix: deliver}, {fuzzy: appointment}], say: "When?"}
    - {hear: {number: 1-10}, say: "Few."}
    - {hear: {number: any}, say: "Many."}
asked: {say: "{{ letters | upper }}", answer: {type: text}, end: true}
"""


def test_a_pattern_saves_its_groups() -> None:
    chat = Chat(service_of(ORDERS))
    assert chat.says("It's Ab-1234!") == ["Ab 1234\nAB"]
    assert chat.values == {"letters": "Ab", "number": "1234"}


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Delivery?", "When?"), ("apointment", "When?"), ("3", "Few."), ("30 of them", "Many."), ("3.5", "Few.")],
)
def test_rules_of_every_kind(text: str, answer: str) -> None:
    assert Chat(service_of(ORDERS)).says(text) == [answer]


@pytest.mark.parametrize(
    ("hear_part", "complaint"),
    [
        ("{pattern: '(a'}", "the pattern is not one of RE2's: missing ): (a"),
        ("{pattern: '(?=a)'}", "the pattern is not one of RE2's: invalid perl operator: (?="),
        (r"{pattern: '(a)\1'}", r"the pattern is not one of RE2's: invalid escape sequence: \1"),
        (r"{pattern: '\Qa'}", "the pattern is not one of RE2's: missing"),
        ("{pattern: '(?P<contact>a)'}", '"contact" is taken; save under another name'),
        ("{pattern: ''}", "an empty keyword is never heard"),
        ("{fuzzy: book}", '"fuzzy" takes one word of 5 letters or more'),
        ("{fuzzy: my appointment}", '"fuzzy" takes one word of 5 letters or more'),
        ("{fuzzy: AB1234}", '"fuzzy" takes one word of 5 letters or more'),
        ("{prefix: my book}", "a prefix is how one word begins"),
        ("{number: ten}", '"ten" is not a number, a range like 1-10, or any'),
        ("{number: 10-1}", 'the range "10-1" ends before it begins'),
        ("{prefix: a, fuzzy: appointment}", 'one thing to hear is one of "word"'),
        ("{}", 'one thing to hear is one of "word"'),
        ("{prefx: a}", 'unknown key "prefx" (did you mean "prefix"?)'),
        ("[a, '']", "an empty keyword is never heard"),
    ],
)
def test_what_cannot_be_heard_is_said_at_its_place(hear_part: str, complaint: str) -> None:
    with pytest.raises(FlowsInvalid) as invalid:
        service_of(f"welcome:\n  rules: [{{hear: {hear_part}, say: x}}]")
    first = invalid.value.complaints[0]
    assert first.message.startswith(complaint)
    assert first.line == 9


def test_ranges_and_words_are_compared_in_the_order_of_the_file() -> None:
    assert all(
        a <= b for a, b in pairwise(KeywordIndex([[Between(1, 9)], [Between(2, 3)], ["x"]]).find(utterance_of("3 x")))
    )
