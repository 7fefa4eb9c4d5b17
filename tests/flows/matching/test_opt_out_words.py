"""Opt-out words are exact, whatever they are wrapped in."""

import pytest

from flows.matching.opt_out_words import OptOutWord, acts, classify

STOPS = ["STOP", "stop", "Stop.", " stop \n", '"Stop"', "“STOP”", "‘stop’", "STOP!!!", "ＳＴＯＰ", "STOP 🛑", "(stop)"]
MORE_STOPS = ["stopall", "Stop all", "STOP-ALL", "unsubscribe", "cancel", "END", "quit", "Revoke", "optout", "opt out"]
FRENCH_STOPS = ["opt-out", "OPT—OUT", "arret", "ARRÊT", "arre\u0302t"]
OTHERS = [
    "STOP please",
    "please stop",
    "don't stop",
    "s t o p",
    "stopp",
    "the end",
    "",
    "   ",
    "🛑",
    "1",
    "no",
    "x" * 9999,
]


@pytest.mark.parametrize("text", [*STOPS, *MORE_STOPS, *FRENCH_STOPS])
def test_an_opt_out_word_alone_is_an_opt_out(text: str) -> None:
    assert classify(text) is OptOutWord.STOP


@pytest.mark.parametrize("text", ["START", "yes", "Unstop."])
def test_an_opt_in_word_alone_is_an_opt_in(text: str) -> None:
    assert classify(text) is OptOutWord.START


@pytest.mark.parametrize("text", ["HELP", "info", "help?"])
def test_a_help_word_alone_asks_for_help(text: str) -> None:
    assert classify(text) is OptOutWord.HELP


@pytest.mark.parametrize("text", OTHERS)
def test_any_other_text_is_none_of_them(text: str) -> None:
    assert classify(text) is None


@pytest.mark.parametrize(
    ("text", "suppressed", "asked", "does"),
    [
        ("stop", False, True, True),
        ("stop", True, False, True),
        ("help", False, True, True),
        ("start", False, False, False),
        ("start", True, True, True),
        ("unstop", True, True, True),
        ("yes", False, False, False),
        ("yes", True, False, True),
        ("Yes!", True, True, False),
    ],
)
def test_an_opt_in_word_acts_for_who_has_opted_out_and_a_yes_only_where_it_answers_nothing(
    text: str, suppressed: bool, asked: bool, does: bool
) -> None:
    word = classify(text)
    assert word is not None
    assert acts(word, text, suppressed=suppressed, is_asked=lambda: asked) is does


def test_what_is_asked_is_looked_up_for_a_yes_of_somebody_who_has_opted_out_alone() -> None:
    def never() -> bool:
        raise AssertionError

    for text, suppressed in (("stop", True), ("start", True), ("yes", False)):
        word = classify(text)
        assert word is not None
        acts(word, text, suppressed=suppressed, is_asked=never)
