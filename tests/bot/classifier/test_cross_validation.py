"""Examples are dealt into folds evenly: as many in each, and as many of each label in each."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier.cross_validation import stratified_folds


@given(
    labels=st.lists(st.integers(0, 4), min_size=1, max_size=60),
    folds=st.integers(2, 6),
    seed=st.none() | st.integers(0, 9),
)
def test_folds_are_as_large_as_each_other_and_share_every_label(
    labels: list[int], folds: int, seed: int | None
) -> None:
    chance = None if seed is None else Random(seed)
    fold_of = stratified_folds(np.array(labels, np.int64), folds, chance).tolist()
    for chosen in (labels, *([label] for label in set(labels))):
        counted = Counter(fold for fold, label in zip(fold_of, labels, strict=True) if label in chosen)
        sizes = [counted[fold] for fold in range(folds)]
        assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(
    ("chance", "folds"),
    [
        pytest.param(None, [0, 1, 2, 1, 0], id="in the examples' order"),
        pytest.param(Random(3), [1, 0, 2, 1, 0], id="shuffled within each label"),
    ],
)
def test_labels_are_dealt_out_one_after_the_other(chance: Random | None, folds: list[int]) -> None:
    assert stratified_folds(np.array([0, 0, 0, 1, 0], np.int64), 3, chance).tolist() == folds
