"""Figures about predictions, worked out by hand."""

import json

import pytest

from bot.evaluation import classification_metrics
from bot.evaluation.evaluation_report import evaluation_report
from bot.evaluation.predictions import Prediction
from bot.training_data import Example
from flows.protocol.needs import Intent


def predicted(meant: str, taken_for: str, confidence: float, *, out_of_scope: bool = False) -> Prediction:
    return Prediction(Example(f"{meant} {confidence}", meant), (Intent(taken_for, confidence),), out_of_scope)


FEW = (
    predicted("hours", "hours", 0.9),
    predicted("hours", "book", 0.6),
    predicted("book", "book", 0.8),
    predicted("book", "book", 0.5, out_of_scope=True),
)


def test_what_is_out_of_scope_counts_as_wrong() -> None:
    assert classification_metrics.accuracy(FEW) == 0.5


def test_each_intent_has_its_share_of_right_ones() -> None:
    book, hours = classification_metrics.by_intent(FEW)
    assert (book.intent, book.examples, book.precision, book.recall, book.f1) == ("book", 2, 0.5, 0.5, 0.5)
    assert (hours.intent, hours.examples, hours.precision, hours.recall) == ("hours", 2, 1.0, 0.5)


def test_what_is_mistaken_for_what_is_counted() -> None:
    assert [(each.intent, each.taken_for, each.times) for each in classification_metrics.confusions(FEW)] == [
        ("book", None, 1),
        ("hours", "book", 1),
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "threshold"),
    [
        pytest.param((0.9, 0.7), (), 0.7, id="all are right: the lowest"),
        pytest.param((0.9, 0.8), (0.5,), 0.8, id="above the wrong one"),
        pytest.param(tuple(0.5 + number / 100 for number in range(40)), (0.45, 0.52), 0.5, id="one in twenty may be"),
        pytest.param((0.5,), (0.9,), None, id="the surest is wrong"),
        pytest.param((), (), None, id="nothing was taken for it"),
    ],
)
def test_a_threshold_is_proposed_at_which_wrong_ones_are_rare(
    right: tuple[float, ...], wrong: tuple[float, ...], threshold: float | None
) -> None:
    taken = [predicted("book", "book", each) for each in right] + [predicted("hours", "book", each) for each in wrong]
    assert classification_metrics.proposed_threshold(taken) == (
        threshold if threshold is None else pytest.approx(threshold)
    )


@pytest.mark.parametrize(
    ("confidence", "right", "error"),
    [
        pytest.param(0.8, 8, 0.0, id="eight in ten are right and it says so"),
        pytest.param(0.8, 4, 0.4, id="it boasts"),
        pytest.param(0.3, 8, 0.5, id="it is too modest"),
        pytest.param(1.0, 10, 0.0, id="sure and right"),
    ],
)
def test_the_calibration_error_is_how_far_it_boasts_or_doubts(confidence: float, right: int, error: float) -> None:
    those = [predicted("book", "book" if number < right else "hours", confidence) for number in range(10)]
    assert classification_metrics.calibration_error(those) == pytest.approx(error)


def test_a_report_is_plain_values_for_programs() -> None:
    written = json.loads(json.dumps(evaluation_report(FEW).as_json()))
    assert (written["examples"], written["accuracy"], written["rejected"]) == (4, 0.5, 0.25)
    assert [each["f1"] for each in written["intents"]] == [0.5, pytest.approx(2 / 3)]
    assert written["small"] == ["book", "hours"]


def test_what_is_nobodys_business_is_right_when_it_is_refused() -> None:
    those = (
        *FEW,
        predicted("out_of_scope", "hours", 0.2, out_of_scope=True),
        predicted("out_of_scope", "out_of_scope", 0.7, out_of_scope=True),
        predicted("out_of_scope", "book", 0.9),
    )
    report = evaluation_report(those)
    assert (report.accuracy, report.rejected) == (4 / 7, 0.25)
    assert report.refused == pytest.approx(2 / 3)
    assert [each.intent for each in report.intents] == ["book", "hours"]
    assert ("out_of_scope", "book", 1) in [(each.intent, each.taken_for, each.times) for each in report.confusions]


def test_of_nothing_nothing_is_said() -> None:
    empty = evaluation_report(())
    assert (empty.examples, empty.accuracy, empty.calibration_error, empty.intents) == (0, 0.0, 0.0, ())
