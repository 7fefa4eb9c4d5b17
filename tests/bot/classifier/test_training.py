"""What is learned from examples: how often it is right, how honest it is, and what odd examples do to it."""

from pathlib import Path

import numpy as np
import pytest

from bot.classifier.model_errors import NoTrainingExamples
from bot.classifier.training import train, training_hash
from bot.training_data import Annotation, Example, TrainingData
from tests.bot.classifier.clinc_excerpt import OUT_OF_SCOPE, read, trained

FEW = TrainingData(
    tuple(Example(text, "greet") for text in ("hi", "hello there", "good morning", "hey"))
    + tuple(Example(text, "hours") for text in ("when do you open", "opening hours please", "are you open on sunday"))
)


def test_examples_that_it_has_not_seen_are_mostly_understood() -> None:
    right = [trained().classify(each.text, "en").intents[0].name == each.intent for each in read("held_back")]
    assert np.mean(right) > 0.88


def test_confidences_are_about_as_often_right_as_they_say() -> None:
    found = [(trained().classify(each.text, "en").intents[0], each.intent) for each in read("held_back")]
    confidences = np.array([intent.confidence for intent, _ in found])
    right = np.array([intent.name == meant for intent, meant in found])
    bins = np.minimum((confidences * 5).astype(int), 4)
    gaps = [abs(right[bins == each].sum() - confidences[bins == each].sum()) for each in range(5)]
    assert sum(gaps) / len(right) < 0.1


def test_misspelled_and_shortened_texts_are_still_understood() -> None:
    texts = {
        "pls bok me a flihgt 2 boston": "book_flight",
        "wats the wether lik": "weather",
        "frezee my acct": "freeze_account",
    }
    assert {text: trained().classify(text, "en").intents[0].name for text in texts} == texts


def test_most_of_what_is_out_of_scope_is_turned_away_and_little_else() -> None:
    turned_away = [trained().classify(text, "en").out_of_scope for text in OUT_OF_SCOPE]
    kept = [not trained().classify(each.text, "en").out_of_scope for each in read("held_back")]
    assert np.mean(turned_away) > 0.7
    assert np.mean(kept) > 0.85


def test_examples_of_what_is_out_of_scope_are_learned_from() -> None:
    strange = tuple(Example(text, "out_of_scope") for text in OUT_OF_SCOPE)
    model = train(TrainingData((*FEW.examples, *strange)))
    assert model.classify("what do pandas like to eat").out_of_scope
    assert not model.classify("when do you open").out_of_scope


def test_the_same_data_and_seed_give_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "other"):
        train(FEW, seed=7).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    train(FEW, on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize("examples", [(), (Example("?!", "puzzled"),)], ids=["no examples", "examples without a word"])
def test_nothing_to_learn_is_said_so(examples: tuple[Example, ...]) -> None:
    with pytest.raises(NoTrainingExamples, match=r"data/nlu\.yml"):
        train(TrainingData(examples))


def test_a_single_intent_is_known_from_what_is_unlike_it() -> None:
    model = train(TrainingData(tuple(each for each in FEW.examples if each.intent == "hours")))
    assert not model.classify("when do you open on sunday").out_of_scope
    assert model.classify("zebra crossing").out_of_scope


def test_an_intent_with_one_example_is_learned() -> None:
    model = train(TrainingData((*FEW.examples, Example("cancel my booking", "cancel"))))
    assert model.classify("cancel the booking").intents[0].name == "cancel"


def test_one_example_is_a_project() -> None:
    assert train(TrainingData((Example("hi", "greet"),))).classify("hi").intents[0].name == "greet"


def test_doubled_examples_make_it_no_surer() -> None:
    once, twice = train(FEW), train(TrainingData(FEW.examples * 2))
    assert once.classify("when open") == twice.classify("when open")


def test_examples_that_contradict_each_other_leave_both_intents_likely() -> None:
    contradicting = tuple(Example("stop that", intent) for intent in ("cancel", "pause"))
    found = train(TrainingData((*FEW.examples, *contradicting))).classify("stop that")
    assert all(intent.confidence > 0.3 for intent in found.intents[:2])
    assert {intent.name for intent in found.intents[:2]} == {"cancel", "pause"}


SCRIPTS = {
    "Spanish": (
        {"cita": ["quiero una cita", "reservar cita"], "horario": ["¿a qué hora abren?", "horario"]},
        "sita",
        "cita",
    ),
    "German": ({"termin": ["ich brauche einen Termin"], "zeiten": ["Wann öffnen Sie?"]}, "terminwunsch", "termin"),
    "Chinese": ({"预约": ["我想预约", "帮我预约明天"], "时间": ["你们几点开门", "营业时间"]}, "可以预约吗", "预约"),
    "Arabic": ({"حجز": ["أريد حجز موعد"], "وقت": ["متى تفتحون"]}, "حجز", "حجز"),
}


@pytest.mark.parametrize(("texts", "text", "meant"), SCRIPTS.values(), ids=SCRIPTS)
def test_any_script_is_learned(texts: dict[str, list[str]], text: str, meant: str) -> None:
    examples = tuple(Example(each, intent) for intent, its in texts.items() for each in its)
    assert train(TrainingData(examples)).classify(text).intents[0].name == meant


CHANGES = {
    "a text": TrainingData((Example("hullo", "greet"),)),
    "an intent": TrainingData((Example("hello", "hail"),)),
    "an example more": TrainingData((Example("hello", "greet"), Example("hi", "greet"))),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_the_hash_changes_with(changed: TrainingData) -> None:
    assert training_hash(changed) != training_hash(TrainingData((Example("hello", "greet"),)))


def test_the_hash_stays_when_only_other_things_change() -> None:
    moved = Example("hello", "greet", (Annotation("thing", 0, 5),), "nlu.yml", 7)
    assert training_hash(TrainingData((moved,), {"a": "b"})) == training_hash(
        TrainingData((Example("hello", "greet"),))
    )
