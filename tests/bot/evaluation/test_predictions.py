"""Cross-validation: nothing is judged by a model that has seen it."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.predictions import cross_val_predictions
from bot.training_data import Example, TrainingData
from flows.protocol.needs import Intent, Understood


@dataclass
class Parrot:
    """Knows exactly the texts that it was trained on."""

    seen: dict[str, str]

    def classify(self, text: str) -> Understood:
        return Understood((Intent(self.seen.get(text, "new to me"), 1.0),))


def parrot(data: TrainingData) -> Parrot:
    return Parrot({example.text: example.intent for example in data.examples})


def data_of(sizes: list[int]) -> TrainingData:
    examples = (
        Example(f"{intent} {number}", f"intent {intent}") for intent, size in enumerate(sizes) for number in range(size)
    )
    return TrainingData(tuple(examples))


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8), st.integers(2, 6), st.integers(0, 99))
def test_every_example_is_judged_once_by_a_model_that_has_not_seen_it(sizes: list[int], folds: int, seed: int) -> None:
    data = data_of(sizes)
    found = cross_val_predictions(data, parrot, folds, seed, lambda done: None)
    assert [each.example for each in found] == list(data.examples)
    assert {each.likeliest for each in found} == {"new to me"}


def test_an_intents_examples_are_spread_evenly() -> None:
    sizes: list[int] = []

    def counting(data: TrainingData) -> Parrot:
        sizes.append(sum(example.intent == "intent 0" for example in data.examples))
        return parrot(data)

    cross_val_predictions(data_of([10, 3]), counting, 5, 0, lambda done: None)
    assert sizes == [8] * 5


def test_the_same_seed_deals_the_same_folds() -> None:
    def folds(seed: int) -> list[int]:
        sums: list[int] = []

        def remembering(data: TrainingData) -> Parrot:
            sums.append(hash(data.examples))
            return parrot(data)

        cross_val_predictions(data_of([9, 9]), remembering, 3, seed, lambda done: None)
        return sums

    assert folds(1) == folds(1)
    assert folds(1) != folds(2)


def test_progress_is_told_to_the_end() -> None:
    told: list[float] = []
    cross_val_predictions(data_of([4]), parrot, 4, 0, told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]
