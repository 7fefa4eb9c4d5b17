"""A model answers anything, and its file is read whole or not at all."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.classifier.intent_classifier import IntentClassifier
from bot.classifier.model_errors import ModelDamaged, ModelMissing, ModelOutdated, ModelUnusable, VectorsMissing
from bot.classifier.model_file import DIGEST, FORMAT, MAGIC, is_up_to_date
from bot.classifier.training import train, training_hash
from bot.training_data import Example, TrainingData
from tests.bot.classifier.clinc_excerpt import trained

DATA = TrainingData(
    tuple(Example(text, "greet") for text in ("hi", "hello there", "hey you"))
    + tuple(Example(text, "hours") for text in ("when do you open", "opening hours", "open on sunday"))
)


class Lengths:
    """Vectors of two numbers: whether a text is long."""

    name = "lengths-1"
    dimensions = 2

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[len(text) > 9, len(text) <= 9] for text in texts], np.float32)

    def knows(self, word: str) -> bool:
        return word == "hullo"


@pytest.fixture(scope="module")
def small() -> IntentClassifier:
    return train(DATA)


@pytest.fixture
def file(small: IntentClassifier, tmp_path: Path) -> Path:
    small.save(tmp_path / "bot.model")
    return tmp_path / "bot.model"


@given(st.text() | st.text("helo opn?!👍 ñ我1234", max_size=400), st.sampled_from(["", "en", "es", "de", "es-MX", "?"]))
def test_any_text_is_classified(text: str, language: str) -> None:
    found = trained().classify(text, language)
    confidences = [intent.confidence for intent in found.intents]
    assert len(confidences) == 5
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= each <= 1 for each in (*confidences, found.in_scope_probability))
    assert sum(confidences) <= 1 + 1e-9


NOTHING = {"nothing": "", "spaces": " \n", "signs": "?!…", "an unknown emoji": "🦩", "another script": "ქართული"}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_a_text_of_which_nothing_is_known_is_out_of_scope(text: str) -> None:
    assert trained().classify(text).out_of_scope


def test_ten_thousand_characters_are_classified() -> None:
    assert trained().classify("what is my balance " * 600).intents[0].name == "balance"


def test_the_text_is_told_as_it_was_read() -> None:
    assert trained().classify("Whats my BALNCE pls", "en").text == "what is my balance please"


def test_a_model_is_read_as_it_was_written(small: IntentClassifier, file: Path) -> None:
    read = IntentClassifier.load(file)
    assert [read.classify(text) for text in ("hi", "when opn", "")] == [
        small.classify(text) for text in ("hi", "when opn", "")
    ]
    assert (read.intents, read.data_hash) == (("greet", "hours"), training_hash(DATA))


def test_a_model_replaces_the_one_before_and_leaves_nothing_beside(small: IntentClassifier, file: Path) -> None:
    small.save(file)
    assert list(file.parent.iterdir()) == [file]


def test_no_model_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="parley bot train"):
        IntentClassifier.load(tmp_path / "bot.model")


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut short": lambda content: content[:-1],
    "cut in the header": lambda content: content[:100],
    "something behind": lambda content: content + b"x",
    "one bit": lambda content: content[:-50] + bytes([content[-50] ^ 1]) + content[-49:],
    "another file": lambda content: b"PK\x03\x04" + content,
    "no format": lambda content: content.replace(b"model ", b"model x", 1),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_refused(damage: Callable[[bytes], bytes], file: Path) -> None:
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(ModelDamaged, match="parley bot train"):
        IntentClassifier.load(file)


@given(content=st.binary(max_size=300), kept=st.integers(10, 320))
def test_no_file_does_more_than_be_refused(content: bytes, kept: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.model"
    path.write_bytes((MAGIC + b"%d\n" % FORMAT + content)[:kept])
    with pytest.raises(ModelUnusable):
        IntentClassifier.load(path)
    assert not is_up_to_date(path, "", "")


def test_a_model_of_another_format_is_refused(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"model %d\n" % FORMAT, b"model 0\n", 1))
    with pytest.raises(ModelOutdated, match="format 0"):
        IntentClassifier.load(file)


def test_a_header_that_claims_to_be_endless_is_not_read(file: Path) -> None:
    begins = file.read_bytes().index(b"\n") + 1 + DIGEST
    content = bytearray(file.read_bytes())
    content[begins : begins + 8] = b"\xff" * 8
    file.write_bytes(content)
    assert not is_up_to_date(file, training_hash(DATA), "")


def test_vectors_are_learned_from_and_asked_for_again(tmp_path: Path) -> None:
    path = tmp_path / "bot.model"
    train(DATA, Lengths()).save(path)
    assert IntentClassifier.load(path, Lengths()).classify("hullo").text == "hullo"
    with pytest.raises(VectorsMissing, match="lengths-1"):
        IntentClassifier.load(path)


def test_vectors_that_it_was_not_trained_with_are_refused(file: Path) -> None:
    with pytest.raises(VectorsMissing, match="no vectors"):
        IntentClassifier.load(file, Lengths())


CURRENT = {
    "the same": (training_hash(DATA), "", True),
    "other data": ("x", "", False),
    "other vectors": (training_hash(DATA), "lengths-1", False),
}


@pytest.mark.parametrize(("data_hash", "vectors", "expected"), CURRENT.values(), ids=CURRENT)
def test_a_model_is_current_for(data_hash: str, vectors: str, expected: bool, file: Path) -> None:
    assert is_up_to_date(file, data_hash, vectors) is expected


def test_no_model_is_not_current(tmp_path: Path) -> None:
    assert not is_up_to_date(tmp_path / "bot.model", training_hash(DATA), "")
