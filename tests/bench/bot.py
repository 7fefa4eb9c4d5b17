"""What the embedded bot costs: training, loading, a text, memory: `python -m tests.bench.bot`.

Its examples are made up, with as many words, and as often each, as those of CLINC150: 150 intents of 100 examples.
Times are of the processor. How well it understands is measured by `python -m tests.bench.clinc`.
"""

import gc
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time_ns
from typing import Any

import psutil

from bot.vectors.vector_tiers import TIERS, VectorsError
from tests.bench import cores
from tests.bench.progress import tell
from tests.bench.server import environment, python

WORDS, COMMON, OWN, TEXTS, RUNS = 5_000, 60, 8, 2_000, 3
LOADS = 5
SYLLABLES = [first + second for first in "bdfgklmnprst" for second in "aeiou"]


def measure(folder: Path) -> dict[str, float]:
    """A process for each figure of memory or training, so that none has what another left behind."""
    tell("the bot")
    figures = {}
    for tier in filter(_is_installed, TIERS):
        model = folder / f"{tier}.model"
        suffix = "" if tier == "plain" else f"_{tier}"
        figures[f"bot_train_seconds_150{suffix}"] = _child(folder, "train", tier, "150", "100", model)
        figures[f"bot_train_seconds_20{suffix}"] = _child(folder, "train", tier, "20", "20", folder / "small.model")
        asked = _child_figures(folder, "ask", tier, model)
        figures |= {
            f"bot_text_us_{tier}": asked["us"],
            f"bot_load_seconds{suffix}": asked["load"],
            f"bot_resident_mib{suffix}": asked["mib"],
        }
    return figures


def _is_installed(tier: str) -> bool:
    from bot.vectors.vectors_package import vectors_for

    try:
        vectors_for(tier)
    except VectorsError:
        return False
    return True


def _child(folder: Path, *arguments: object) -> float:
    return _child_figures(folder, *arguments)["seconds"]


def _child_figures(folder: Path, *arguments: object) -> dict[str, float]:
    with cores.children_on("server"):
        command = python("tests.bench.bot", *map(str, arguments))
        done = subprocess.run(command, cwd=folder, env=environment(), check=True, stdout=subprocess.PIPE)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def made_up(intents: int, each: int) -> list[tuple[str, str]]:
    """Texts of about nine words, and the names of their intents."""
    chance = random.Random(150)
    words = ["".join(chance.choice(SYLLABLES) for _ in range(2 + number % 3)) for number in range(WORDS)]
    pairs = []
    for intent in range(intents):
        own = chance.sample(words[COMMON:], OWN)
        pairs += [(_text(chance, words, own), f"intent_{intent}") for _ in range(each)]
    return pairs


def _text(chance: random.Random, words: list[str], own: list[str]) -> str:
    rare = words[COMMON + int((WORDS - COMMON) * chance.random() ** 3)]
    spoken = chance.choices(words[:COMMON], k=chance.randrange(3, 8)) + chance.choices(own, k=3) + [rare]
    chance.shuffle(spoken)
    return " ".join(spoken)


def _train(tier: str, intents: str, each: str, model: str) -> dict[str, float]:
    from bot.classifier.training import train
    from bot.training_data import Example, TrainingData
    from bot.vectors.vectors_package import vectors_for

    data = TrainingData(tuple(Example(text, intent) for text, intent in made_up(int(intents), int(each))))
    vectors = vectors_for(tier)
    seconds, trained = _timed(lambda: train(data, vectors))
    trained.save(Path(model))
    return {"seconds": seconds}


def _ask(tier: str, model: str) -> dict[str, float]:
    """Memory beyond what Python itself and the flows have: numpy is part of it."""
    import flows  # noqa: F401

    texts = [text for text, _ in made_up(150, 15)][:TEXTS]
    gc.collect()
    before = psutil.Process().memory_info().rss

    from bot.classifier.intent_classifier import IntentClassifier
    from bot.vectors.vectors_package import vectors_for

    vectors = vectors_for(tier)
    load = min(_timed(lambda: IntentClassifier.load(Path(model), vectors))[0] for _ in range(LOADS))
    loaded = IntentClassifier.load(Path(model), vectors)
    many = texts if tier != "accurate" else texts[:100]
    costs = [_timed(lambda: [loaded.classify(text, "en") for text in many])[0] for _ in range(RUNS)]
    gc.collect()
    resident = psutil.Process().memory_info().rss - before
    return {"load": load, "us": min(costs) / len(many) * 1e6, "mib": resident / 2**20}


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    began = process_time_ns()
    result = run()
    return (process_time_ns() - began) / 1e9, result


def main() -> None:
    if len(sys.argv) > 1:
        command, *arguments = sys.argv[1:]
        print(json.dumps(_train(*arguments) if command == "train" else _ask(*arguments)))
    else:
        with TemporaryDirectory() as name:
            print(json.dumps(measure(Path(name)), indent=2))


if __name__ == "__main__":
    main()
