"""What vectors add to words: how much they count, and how near a text is to the examples."""

import numpy as np
import pytest

from bot.classifier.nearest_neighbours import (
    DEFAULT_VECTOR_WEIGHT,
    VECTOR_WEIGHTS,
    NearestNeighbours,
    fit_vector_weight,
)

#: Three examples: two of the intent 0, none of 1, one of 2.
NEIGHBOURS = NearestNeighbours.of(np.array([[0.6, 0.8], [1, 0], [0, 1]], np.float32), np.array([0, 2, 0]), intents=3)


@pytest.mark.parametrize(
    ("said", "vector", "intents", "nearest"),
    [
        ("an example is as near as can be", [0, 1], [0], 1.0),
        ("the nearest of an intent counts", [0.8, 0.6], [0], 0.96),
        ("the nearest of several intents counts", [0.8, 0.6], [0, 2], 0.96),
        ("an intent without examples is far", [1, 0], [1], 0.0),
        ("what points elsewhere is far, not farther", [0, -1], [0, 2], 0.0),
    ],
)
def test_a_text_is_as_near_as_its_nearest_example(
    said: str, vector: list[float], intents: list[int], nearest: float
) -> None:
    assert NEIGHBOURS.nearest(np.array(vector, np.float32), intents) == pytest.approx(nearest)


def test_many_texts_are_as_near_as_each_alone() -> None:
    vectors = np.array([[0.8, 0.6], [0, -1]], np.float32)
    alone = [[NEIGHBOURS.nearest(vector, [intent]) for intent in range(3)] for vector in vectors]
    assert NEIGHBOURS.nearness(vectors) == pytest.approx(np.array(alone))


def test_vectors_count_the_more_the_more_often_they_are_right() -> None:
    labels = np.arange(60) % 3
    right = np.eye(3, dtype=np.float32)[labels]
    guessed = np.eye(3, dtype=np.float32)[np.random.default_rng(0).permutation(labels)]
    assert fit_vector_weight(words=guessed, vectors=right, labels=labels) == VECTOR_WEIGHTS[-1]
    assert fit_vector_weight(words=right, vectors=guessed, labels=labels) == VECTOR_WEIGHTS[0]


def test_without_anything_to_judge_by_vectors_count_as_much_as_words() -> None:
    nothing = np.zeros((0, 3), np.float32)
    assert fit_vector_weight(nothing, nothing, np.zeros(0, np.int64)) == DEFAULT_VECTOR_WEIGHT
