"""Days, times, numbers and phone numbers are read as customers mean them, or asked again: never silently wrong.

`python -m tests.flows.phrases` prints how well.
"""

from itertools import chain
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.compiler.built_in import calendar_words
from tests.flows.phrases import ASK, FOUND, LANGUAGES, Phrase, Question, counted, heard, phrases, verdict

LEAST_SHARE: Final = 0.98
#: Words that leave open which day or time is meant, with another day or time where two are named.
OPENING: Final = {
    "en": [
        "not {}",
        "before {}",
        "after {}",
        "by {}",
        "until {}",
        "{} or {o}",
        "between {} and {o}",
        "every {}",
        "{} doesn't work",
    ],
    "es": [
        "no {}",
        "antes de {}",
        "después de {}",
        "hasta {}",
        "{} o {o}",
        "entre {} y {o}",
        "menos {}",
        "{} no puedo",
    ],
    "fr": ["pas {}", "avant {}", "jusqu'à {}", "{} ou {o}", "entre {} et {o}", "sauf {}", "{} je ne peux pas"],
    "de": [
        "nicht {}",
        "vor {}",
        "nach {}",
        "bis {}",
        "{} oder {o}",
        "zwischen {} und {o}",
        "außer {}",
        "{} geht nicht",
    ],
}
POLITE: Final = {
    "en": ["{} please", "ok {}", "{} thanks!", "maybe {}"],
    "es": ["{} por favor", "mejor {}", "{} gracias"],
    "fr": ["{} svp", "plutôt {}", "{} merci"],
    "de": ["{} bitte", "lieber {}", "{} danke"],
}
OTHERS: Final = {
    "date": {
        "en": "sunday 15 november",
        "es": "domingo 15 de noviembre",
        "fr": "dimanche 15 novembre",
        "de": "Sonntag, 15. November",
    },
    "time": {"en": "4:17pm", "es": "16:17", "fr": "16h17", "de": "16:17 Uhr"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_silently_read_wrongly_and_nearly_all_are_read(language: str) -> None:
    for held_apart in (True, False):
        counts = counted(language, held_apart=held_apart)
        assert counts["wrong"] == 0, [each for each in phrases(language) if verdict(each) == "wrong"]
        assert counts["right"] >= LEAST_SHARE * counts.total()


@pytest.mark.parametrize("phrase", phrases(FOUND), ids=lambda phrase: f"{phrase.question.language} {phrase.text}")
def test_a_text_that_was_once_read_wrongly(phrase: Phrase) -> None:
    assert heard(phrase) == phrase.meaning


READ: Final = [
    each
    for each in chain.from_iterable(map(phrases, LANGUAGES))
    if each.question.kind in OTHERS and each.meaning != ASK and verdict(each) == "right"
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(READ), st.integers(0, 100))
def test_a_word_that_leaves_it_open_is_never_passed_over(phrase: Phrase, frame: int) -> None:
    language = phrase.question.language[:2]
    text = OPENING[language][frame % len(OPENING[language])]
    other = OTHERS[phrase.question.kind][language]
    assert heard(phrase._replace(text=text.format(phrase.text, o=other))) == ASK


WORDS: Final = st.sampled_from(
    sorted({" ".join(phrase) for words in calendar_words().values() for phrase in words.meanings})
)
FIGURES: Final = st.sampled_from(
    ["3", "13", "99", "930", "2026", "3/4", "5.3", "9:30", "9h30", "2-4", "2026-03-04", "-", "xyz", "@"]
)
#: A question in each language for a day and a time.
QUESTIONS: Final = sorted({each.question for each in READ})


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(QUESTIONS), st.lists(WORDS | FIGURES, max_size=6).map(" ".join))
def test_any_words_together_are_read_or_asked_again(question: Question, text: str) -> None:
    assert heard(Phrase(question, text, ASK))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(READ), st.integers(0, 100))
def test_a_polite_word_changes_nothing(phrase: Phrase, frame: int) -> None:
    language = phrase.question.language[:2]
    text = POLITE[language][frame % len(POLITE[language])]
    assert heard(phrase._replace(text=text.format(phrase.text))) in (phrase.meaning, ASK)
