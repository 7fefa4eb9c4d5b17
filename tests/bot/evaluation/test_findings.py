"""What an author is shown beside the figures."""

from xml.etree import ElementTree

import numpy as np

from bot.evaluation.confusion_matrix import MAX_INTENTS, confusion_matrix_svg
from bot.evaluation.example_contradictions import contradictions
from bot.evaluation.intent_coverage import coverage
from bot.evaluation.predictions import Prediction
from bot.evaluation.text_clusters import clusters, same_texts
from bot.training_data import Example
from flows import load_text
from flows.protocol.needs import Intent

NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(predictions: list[Prediction]) -> ElementTree.Element:
    return ElementTree.fromstring(confusion_matrix_svg(predictions))  # noqa: S314 - our own


def test_the_same_words_under_two_intents_contradict_each_other() -> None:
    examples = [
        Example("When do you open?", "hours", line=3),
        Example("do you open WHEN", "book", line=9),
        Example("when do you open", "hours", line=4),
        Example("book me in", "book", line=10),
    ]
    (found,) = contradictions(examples)
    assert ({found.first.intent, found.second.intent}, found.second.line) == ({"hours", "book"}, 9)


def test_flows_and_bot_that_speak_of_different_intents_are_told() -> None:
    flow = """
    parley: 1
    brand: {name: B, help: h}
    senders: {"+15550001": {flow: f}}
    flows:
      f:
        start: s
        rules: [{intent: faq, say: Here., end: true}]
        states:
          s:
            say: Hi
            rules: [{intent: pain, say: Ouch., end: true}, {hear: x, end: true}]
    """
    found = coverage(load_text(flow, "flows.yaml", {}), ["faq/parking", "hours", "out_of_scope"])
    assert (found.unknown_to_the_bot, found.unused_by_the_flows) == (("pain",), ("hours",))


def test_the_picture_has_a_row_for_each_intent_and_counts_what_was_taken_for_what() -> None:
    right = Prediction(Example("a", "hours"), (Intent("hours", 0.9),), out_of_scope=False)
    wrong = Prediction(Example("b", "book <&>"), (Intent("hours", 0.9),), out_of_scope=False)
    root = drawn([right, right, wrong])
    cells = [(each.get("class"), each.get("fill-opacity")) for each in root.iter(f"{NAMESPACE}rect")]
    texts = [each.text for each in root.iter(f"{NAMESPACE}text")]
    assert len(cells) == 6
    assert ("right", "0.75") in cells
    assert ("wrong", "0.75") in cells
    assert texts.count("hours") == texts.count("book <&>") == 2
    assert ("2" in texts, "1" in texts, "none of them" in texts) == (True, True, True)


def test_a_picture_of_many_intents_shows_those_that_are_mistaken() -> None:
    many = [Prediction(Example("x", f"i{n:03}"), (Intent(f"i{n:03}", 0.9),), out_of_scope=False) for n in range(90)]
    mistaken = Prediction(Example("y", "i077"), (Intent("i088", 0.9),), out_of_scope=False)
    texts = [each.text for each in drawn([*many, mistaken]).iter(f"{NAMESPACE}text")]
    assert {"i077", "i088"} <= set(texts)
    assert len({text for text in texts if text and text.startswith("i")}) == MAX_INTENTS


def test_texts_about_the_same_come_together_the_largest_group_first() -> None:
    directions = {"parking": (1.0, 0.0), "price": (0.0, 1.0), "car": (0.9, 0.436), "lot": (0.95, 0.312)}
    found = clusters(np.array(list(directions.values()), dtype=np.float32), near=0.8)
    names = [[list(directions)[member] for member in each.members] for each in found]
    assert [sorted(group) for group in names] == [["car", "lot", "parking"], ["price"]]


def test_of_no_texts_there_are_no_groups() -> None:
    assert clusters(np.empty((0, 4), dtype=np.float32)) == ()


def test_a_text_that_came_twice_is_shown_once() -> None:
    assert same_texts(["can I  park", "price", "can I park"]) == {"can I park": 2, "price": 1}
