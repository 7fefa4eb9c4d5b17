"""CLINC150 in parts: what is learned from, what is tuned on, what is held back and only ever reported on."""

import json
import random
import string
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.training_data import Example


@dataclass(frozen=True, slots=True)
class Part:
    """Texts to judge a bot by."""

    in_scope: tuple[Example, ...]
    out_of_scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clinc:
    train: tuple[Example, ...]
    tuning: Part
    #: The other half of the validation part, with the out-of-scope texts of the train part, which nothing learns from.
    held_back: Part


def read(path: Path) -> Clinc:
    """`path`: JSON with `train` and `validation`, lists of [text, intent], and out-of-scope texts of both."""
    content = json.loads(path.read_bytes())
    train, validation = (_examples(content[part]) for part in ("train", "validation"))
    even, odd = _halves(validation)
    strangers = content["out_of_scope_validation"]
    held_back = (*strangers[1::2], *content["out_of_scope_train"])
    return Clinc(train, Part(even, tuple(strangers[::2])), Part(odd, held_back))


def _examples(pairs: Sequence[tuple[str, str]]) -> tuple[Example, ...]:
    return tuple(Example(text, intent) for text, intent in pairs)


def _halves(examples: Sequence[Example]) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """Every other example of each intent."""
    seen: Counter[str] = Counter()
    halves: tuple[list[Example], list[Example]] = ([], [])
    for example in examples:
        halves[seen[example.intent] % 2].append(example)
        seen[example.intent] += 1
    return tuple(halves[0]), tuple(halves[1])


def few(examples: Sequence[Example], shots: int, seed: int) -> tuple[Example, ...]:
    """As many of each intent, drawn by chance."""
    by_intent = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(example)
    chance = random.Random(seed)
    return tuple(drawn for intent in sorted(by_intent) for drawn in chance.sample(by_intent[intent], shots))


def mistyped(examples: Sequence[Example], share: float, seed: int) -> tuple[Example, ...]:
    """With that share of the characters left out, doubled by another, replaced or swapped with the next."""
    chance = random.Random(seed)
    return tuple(Example(_mistyped(each.text, share, chance), each.intent) for each in examples)


def _mistyped(text: str, share: float, chance: random.Random) -> str:
    typed, at = "", 0
    while at < len(text):
        if chance.random() >= share:
            typed += text[at]
            at += 1
            continue
        written, taken = _mistake(text[at : at + 2], chance)
        typed += written
        at += taken
    return typed


def _mistake(characters: str, chance: random.Random) -> tuple[str, int]:
    """What is typed instead, and for how many characters."""
    letter = chance.choice(string.ascii_lowercase)
    mistakes = [("", 1), (letter, 1), (characters[0] + letter, 1), (characters[::-1], len(characters))]
    return chance.choice(mistakes)
