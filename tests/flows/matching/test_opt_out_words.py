"""Opt-out words are exact, whatever they are wrapped in."""

import pytest

from flows.matching.opt_out_words import OptOutWord, classify

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
