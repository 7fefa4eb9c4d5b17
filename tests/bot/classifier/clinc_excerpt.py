"""Twenty intents of CLINC150 (CC BY 3.0; the file names its source)."""

import json
from functools import cache
from pathlib import Path

from bot.classifier.intent_classifier import IntentClassifier
from bot.classifier.training import train
from bot.training_data import Example, TrainingData

_FILE = Path(__file__).parents[1] / "data" / "clinc_excerpt.json"
#: In the excerpt's world of banks, flights and tables these are about nothing.
OUT_OF_SCOPE = (
    "who won the world cup in 1998",
    "how deep is the mariana trench",
    "what do pandas eat",
    "teach me a guitar chord",
    "is the moon made of cheese",
    "paint my fence green",
    "how do vaccines work",
    "write a poem about autumn leaves",
)


def read(part: str) -> tuple[Example, ...]:
    """`train` or `held_back`."""
    texts = json.loads(_FILE.read_text("utf-8"))[part]
    return tuple(Example(text, intent) for intent, its in texts.items() for text in its)


@cache
def trained() -> IntentClassifier:
    return train(TrainingData(read("train")))
