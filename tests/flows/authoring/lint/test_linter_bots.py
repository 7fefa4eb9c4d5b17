"""The linter knows what the bot does in a state, and what it leaves open."""

import pytest

from tests.flows.authoring.lint.test_linter import WAY, flow_of, warnings

UNKNOWN = "may not be known here: some way to this place does not save it (write"


@pytest.mark.parametrize(
    ("rule", "states", "expected"),
    [
        pytest.param(
            "default-exit",
            [f"a: {{form: visit, end: true, {WAY}}}"],
            [
                '7:7: state "a" leaves to the defaults: "left" of the form (as "no_match" at last); '
                '"failed" of the form (calls everyone)'
            ],
            id="a form",
        ),
        pytest.param(
            "default-exit",
            [f"a: {{bot: answers, {WAY}}}"],
            ['7:7: state "a" leaves to the defaults: "failed" of the bot (calls everyone)'],
            id="answers of the bot",
        ),
        pytest.param(
            "default-exit",
            ["a: {call: {action: look}, end: true}"],
            ['7:7: state "a" leaves to the defaults: "failed" of the call (calls everyone)'],
            id="an action",
        ),
        pytest.param("no-way-out", [f"a: {{bot: answers, {WAY}}}"], [], id="the bot may hand over"),
        pytest.param(
            "maybe-unknown",
            [
                "a: {form: {name: visit, save: {day: day}, left: {say: '{{ day }}', go_to: c}}, go_to: b}",
                "b: {say: '{{ day }}', go_to: c}",
                "c: {say: '{{ day }}', go_to: d}",
            ],
            [f"{place}: \"day\" {UNKNOWN} {{{{ day | default('…') }}}})" for place in ("7:61", "9:16")],
            id="what a form saves, once it is filled in",
        ),
        pytest.param(
            "maybe-unknown",
            ["a: {bot: {save: {topic: topic}}, silence: {after: 1h, say: 'About {{ topic }}?', end: true}}"],
            [f"7:66: \"topic\" {UNKNOWN} {{{{ topic | default('…') }}}})"],
            id="what the bot may have set",
        ),
        pytest.param(
            "unused-value",
            ["a: {form: {name: visit, save: {day: day}}, end: true}"],
            ['7:37: "day" is saved, and nothing reads it'],
            id="what nobody reads",
        ),
    ],
)
def test_what_an_author_should_look_at(rule: str, states: list[str], expected: list[str]) -> None:
    text = flow_of(*states, "d: {say: Bye, end: true}", "done: {say: Bye, end: true}")
    assert warnings(text, rule) == expected
