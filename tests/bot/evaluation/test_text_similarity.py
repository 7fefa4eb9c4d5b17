"""Texts that say about the same are close."""

import numpy as np

from bot.evaluation.text_clusters import clusters
from bot.evaluation.text_similarity import similarity_vectors

TEXTS = [
    "where can i park",
    "is there parking at the clinic",
    "can I park there??",
    "do you whiten teeth",
    "how much is whitening",
    "🦷",
    "",
]


def test_each_text_has_a_row_of_length_one_or_none() -> None:
    lengths = np.linalg.norm(similarity_vectors(TEXTS, None), axis=1)
    assert lengths[:5].round(5).tolist() == [1.0] * 5
    assert lengths[-1] == 0


def test_texts_about_the_same_are_closer_than_others() -> None:
    likeness = similarity_vectors(TEXTS, None) @ similarity_vectors(TEXTS, None).T
    assert likeness[0, 2] > likeness[0, 3]
    assert likeness[3, 4] > likeness[3, 0]


def test_they_come_together() -> None:
    groups = [
        {TEXTS[member] for member in group.members} for group in clusters(similarity_vectors(TEXTS, None), near=0.2)
    ]
    assert {"where can i park", "can I park there??"} <= groups[0]


def test_there_may_be_none() -> None:
    assert similarity_vectors([], None).shape == (0, 4096)
