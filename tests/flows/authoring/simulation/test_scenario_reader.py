"""A test file that is wrong: every mistake with its place."""

import pytest

from flows.authoring.simulation.scenarios.scenario_reader import read_scenarios

WRONG = {
    "no scenarios": ("{}", '1:1: the key "scenarios" is missing'),
    "no mapping": ("- a", '1:1: a test file starts with "scenarios:"'),
    "an unknown key": ("scenarios: {a: {att: x, steps: [{in: hi}]}}", '1:17: unknown key "att" (did you mean "at"?)'),
    "no steps": ("scenarios: {a: {steps: []}}", '1:24: "steps" must not be empty'),
    "an unknown step": ("scenarios: {a: {steps: [{inn: hi}]}}", '1:26: unknown key "inn" (did you mean "in"?)'),
    "an empty step": ("scenarios: {a: {steps: [{}]}}", "1:25: the step is empty"),
    "two things at once": (
        "scenarios: {a: {steps: [{in: hi, wait: 5m}]}}",
        '1:40: "in" and "wait" happen one after the other: write two steps',
    ),
    "no duration": (
        "scenarios: {a: {steps: [{wait: long}]}}",
        '1:32: "wait" must be a time like 30s, 15m, 12h or 3d',
    ),
    "no moment": (
        "scenarios: {a: {at: mondy 8:00, steps: [{in: hi}]}}",
        '1:21: "mondy 8:00" is no moment from 1970 to 2199, like 2026-03-02 10:00 or monday 08:00'
        ' (did you mean "monday"?)',
    ),
    "a moment that no calendar reaches": (
        "scenarios: {a: {steps: [{at: 9999-12-31 23:59}]}}",
        '1:30: "9999-12-31 23:59" is no moment from 1970 to 2199, like 2026-03-02 10:00 or monday 08:00',
    ),
    "a pattern that is none": (
        "scenarios: {a: {steps: [{in: hi, out: /(/}]}}",
        '1:39: "out" is not a pattern: missing ), unterminated subpattern at position 0',
    ),
    "a call of nothing": (
        "scenarios: {a: {calls: [{reply: 200}], steps: [{in: hi}]}}",
        "1:25: name the call by its method: get, post, put, patch, delete; or the bot's turn: action, form, answer",
    ),
    "turns of an action": (
        "scenarios: {a: {calls: [{action: a, turns: [{say: x}]}], steps: [{in: hi}]}}",
        '1:44: "turns" are for a form',
    ),
    "a status of an action": (
        "scenarios: {a: {calls: [{action: a, reply: 503}], steps: [{in: hi}]}}",
        '1:44: "status" is what a business system answers',
    ),
    "slots of a business system": (
        "scenarios: {a: {calls: [{get: /a, reply: {slots: {a: 1}}}], steps: [{in: hi}]}}",
        '1:50: "slots" is what a bot answers',
    ),
    "two calls": (
        "scenarios: {a: {calls: [{get: /a, post: /b}], steps: [{in: hi}]}}",
        '1:41: "get" and "post" are two calls: write one for each',
    ),
    "an answer and none": (
        "scenarios: {a: {calls: [{get: /a, reply: 200, fails: x}], steps: [{in: hi}]}}",
        '1:54: "reply" and "fails" exclude each other: keep one',
    ),
    "an agent who does nothing": (
        "scenarios: {a: {steps: [{agent: {}}]}}",
        "1:33: an agent does one thing: reply, take, hand_back or close",
    ),
    "a key twice": (
        "scenarios: {a: {steps: [in], steps: [in]}}",
        '1:30: the key "steps" is already in line 1',
    ),
}


@pytest.mark.parametrize(("text", "complaint"), WRONG.values(), ids=WRONG)
def test_is_complained_of(text: str, complaint: str) -> None:
    scenarios, complaints = read_scenarios(text, "x.test.yaml", {})
    assert scenarios == ()
    assert [str(each) for each in complaints] == [f"x.test.yaml:{complaint}"]


def test_every_mistake_is_named_at_once() -> None:
    text = "scenarios:\n  a:\n    steps: [{wait: long}]\n  b:\n    at: never\n    steps: [{in: hi, foo: 1}]\n"
    _, complaints = read_scenarios(text, "x.test.yaml", {})
    assert [each.line for each in complaints] == [3, 6]
