"""The forward pass of the sentence model, against the published formulas written out one by one."""

from math import erf, sqrt
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.vectors.sentence_vectors import SentenceVectors
from bot.vectors.transformer import HEADS, LAYERS, Transformer
from tests.bot.vectors.small_weights import WIDTH, bert_weights, write_sentence_model

Doubles = NDArray[np.float64]


class Formulas:
    """BERT in double precision, a text at a time."""

    def __init__(self) -> None:
        self._weights = {name: array.astype(np.float64) for name, array in bert_weights().items()}

    def mean(self, numbers: list[int]) -> Doubles:
        at = "embeddings"
        rows = self._weights[f"{at}.word_embeddings.weight"][numbers]
        rows = rows + self._weights[f"{at}.position_embeddings.weight"][: len(numbers)]
        rows = self._norm(rows + self._weights[f"{at}.token_type_embeddings.weight"][0], f"{at}.LayerNorm")
        for layer in range(LAYERS):
            rows = self._layer(rows, f"encoder.layer.{layer}")
        mean: Doubles = rows.mean(axis=0)
        return mean

    def _layer(self, rows: Doubles, at: str) -> Doubles:
        seen = self._linear(self._attend(rows, f"{at}.attention.self"), f"{at}.attention.output.dense")
        rows = self._norm(rows + seen, f"{at}.attention.output.LayerNorm")
        wide = self._linear(rows, f"{at}.intermediate.dense")
        bent = np.vectorize(lambda x: x * (1 + erf(x / sqrt(2))) / 2)(wide)
        return self._norm(rows + self._linear(bent, f"{at}.output.dense"), f"{at}.output.LayerNorm")

    def _attend(self, rows: Doubles, at: str) -> Doubles:
        query, key, value = (
            np.split(self._linear(rows, f"{at}.{each}"), HEADS, 1) for each in ("query", "key", "value")
        )
        heads = []
        for q, k, v in zip(query, key, value, strict=True):
            nearness = np.exp(q @ k.T / sqrt(WIDTH / HEADS))
            heads.append(nearness / nearness.sum(axis=1, keepdims=True) @ v)
        return np.concatenate(heads, axis=1)

    def _linear(self, rows: Doubles, at: str) -> Doubles:
        result: Doubles = rows @ self._weights[f"{at}.weight"].T + self._weights[f"{at}.bias"]
        return result

    def _norm(self, rows: Doubles, at: str) -> Doubles:
        centred = (rows - rows.mean(axis=1, keepdims=True)) / rows.std(axis=1, keepdims=True)
        result: Doubles = centred * self._weights[f"{at}.weight"] + self._weights[f"{at}.bias"]
        return result


@pytest.fixture
def vectors(tmp_path: Path) -> SentenceVectors:
    write_sentence_model(tmp_path)
    return SentenceVectors.read(tmp_path, "1.0")


@pytest.mark.parametrize("texts", [[[2, 4, 3]], [[2, 4, 5, 7, 3], [2, 8, 1, 10, 3]], [[2, *range(4, 12), 3]] * 9])
def test_a_text_is_what_the_formulas_make_of_it(texts: list[list[int]]) -> None:
    expected = [Formulas().mean(numbers) for numbers in texts]
    assert np.allclose(Transformer(bert_weights()).mean(np.array(texts)), expected, atol=1e-5)


def test_a_text_is_the_same_among_others_as_alone(vectors: SentenceVectors) -> None:
    texts = ["a visit?", "book", "booking a visit", "", "a visit!", "visit " * 200, *["book a"] * 60]
    alone = np.concatenate([vectors.embed([text]) for text in texts])
    assert np.allclose(vectors.embed(texts), alone, atol=1e-5)
    assert np.allclose(np.linalg.norm(alone, axis=1), 1)


def test_vectors_say_what_they_are_and_which_words_they_know(vectors: SentenceVectors) -> None:
    assert (vectors.name, vectors.dimensions) == ("all-minilm-l6-v2 1.0", WIDTH)
    assert (vectors.knows("visit"), vectors.knows("vist")) == (True, False)
    assert vectors.embed([]).shape == (0, WIDTH)
