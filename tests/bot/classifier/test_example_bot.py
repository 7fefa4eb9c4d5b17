"""The example bot understands mistyped texts, and leaves alone what is none of its business."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.classifier.intent_classifier import Classification, IntentClassifier
from bot.classifier.training import train
from bot.project.project_reader import read_examples
from bot.training_data import TrainingData

_EXAMPLES = Path(__file__).parents[3] / "bot" / "example" / "data" / "nlu.yml"
_TEXTS = yaml.safe_load((Path(__file__).parent / "example_bot.yaml").read_text("utf-8"))


@cache
def example_bot() -> IntentClassifier:
    return train(TrainingData(read_examples(_EXAMPLES, {})))


def understood(text: str, language: str) -> Classification:
    return example_bot().classify(text, language)


@pytest.mark.parametrize(("language", "at_least"), [("en", 0.75), ("es", 0.75)])
def test_texts_about_anything_else_are_turned_away(language: str, at_least: float) -> None:
    texts = _TEXTS["out_of_scope"][language]
    turned_away = [text for text in texts if understood(text, language).out_of_scope]
    assert len(turned_away) >= at_least * len(texts), set(texts) - set(turned_away)


@pytest.mark.parametrize("language", ["en", "es"])
def test_misspelled_texts_are_understood(language: str) -> None:
    texts = _TEXTS["misspelled"][language]
    found = {text: understood(text, language) for text, _ in texts}
    right = [text for text, meant in texts if found[text].intents[0].name == meant and not found[text].out_of_scope]
    assert len(right) >= 0.9 * len(texts), set(found) - set(right)


@pytest.mark.parametrize(
    ("text", "language"),
    [("who won the world cup", "en"), ("pizza recipe", "en"), ("que me pongo para una boda", "es")],
)
def test_words_that_everybody_uses_are_not_taken_for_misspelled_ones(text: str, language: str) -> None:
    found = understood(text, language)
    assert found.text == text
    assert found.out_of_scope
