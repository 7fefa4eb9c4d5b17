"""The linter names what an author should look at, at its place."""

from pathlib import Path

import pytest

from flows import examine
from flows.authoring.lint.linter import RULES

HEAD = "parley: 1\nbrand: {name: Test}\n"
#: A state that leaves nothing to defaults, to be led to.
DONE = "      done: {say: Bye, end: true}\n"
WAY = "no_match: {say: What?, go_to: done}, silence: {after: 1h, go_to: done}"


def flow_of(*states: str, head: str = "") -> str:
    written = "".join(f"      {state}\n" for state in states)
    start = states[0].partition(":")[0]
    return f"{HEAD}{head}flows:\n  f:\n    start: {start}\n    states:\n{written}"


def warnings(text: str, rule: str | None = None) -> list[str]:
    """What the linter says of a file, without the file's name."""
    found = examine(Path("flows.yaml"), {}, lambda name: {name: text}).complaints
    told = [each for each in found if rule is None or each.rule == rule]
    return [f"{each.line}:{each.column}: {each.message}" for each in told]


ONE_LONG_LINE = "x" * 700
CASES = [
    pytest.param(
        "unreachable-state",
        flow_of("a: {go_to: c}", "b: {go_to: c}", "c: {say: Bye, end: true}"),
        ['8:7: no way leads to state "b" of flow "f"'],
        id="a state that no way leads to",
    ),
    pytest.param(
        "unreachable-state",
        flow_of("a: {say: Hi, end: true}", "b: {say: Bye, end: true}", head="keywords: [{hear: x, go_to: b}]\n"),
        [],
        id="a state that a keyword leads to",
    ),
    pytest.param(
        "unused-flow",
        flow_of("a: {say: Hi, end: true}") + "  g:\n    start: b\n    states:\n      b: {say: Hi, end: true}\n",
        ['8:3: nothing starts flow "g": no sender, no event, no "run"'],
        id="a flow that nothing starts",
    ),
    pytest.param(
        "no-way-out",
        flow_of(f"a: {{rules: [{{hear: x, say: y}}], {WAY}}}", "done: {say: Bye, end: true}"),
        ['7:7: no rule leads out of state "a": only being misunderstood or silent does'],
        id="rules that all stay",
    ),
    pytest.param(
        "endless-loop",
        flow_of("a: {go_to: b}", "b: {checks: [{if: {channel: sms}, go_to: a}], go_to: b}"),
        [
            '7:7: from state "a" on nothing waits and nothing ends: it goes round for ever',
            '8:7: from state "b" on nothing waits and nothing ends: it goes round for ever',
        ],
        id="a loop without a wait",
    ),
    pytest.param(
        "endless-loop",
        flow_of("a: {go_to: b}", "b: {checks: [{if: {channel: sms}, end: true}], go_to: a}"),
        [],
        id="a loop that may end",
    ),
    pytest.param(
        "event-twice",
        flow_of("a: {say: Hi, end: true}")
        + "".join(f"  {n}: {{on_event: x, start: a, states: {{a: {{say: Hi, end: true}}}}}}\n" for n in "gh"),
        ['9:17: event "x" starts flow "g" already'],
        id="an event that starts two flows",
    ),
    pytest.param(
        "default-exit",
        flow_of("a: {say: Hi, answer: {type: text}, go_to: b}", "b: {call: {get: 'http://h'}}"),
        [
            '7:7: state "a" leaves to the defaults: "no_match" (asks twice, then calls everyone); "silence" (waits on)',
            '8:7: state "b" leaves to the defaults: "failed" of the call (calls everyone); '
            '"end" (the conversation is over)',
        ],
        id="ways out that are not written",
    ),
    pytest.param(
        "shadowed-rule",
        flow_of("a: {rules: [{hear: [book, buy], end: true}, {hear: [book now, BUY], end: true}]}"),
        ["7:51: this rule is never taken: rule 1 hears all of its words first"],
        id="a rule whose words are all heard above",
    ),
    pytest.param(
        "shadowed-rule",
        flow_of("a: {rules: [{hear: book, if: {channel: sms}, end: true}, {hear: book, end: true}]}"),
        [],
        id="a rule below one with a condition",
    ),
    pytest.param(
        "overlapping-keywords",
        flow_of(
            "a: {rules: [{hear: book, end: true}, {hear: [table, book now], end: true}, {hear: menu, end: true}]}",
            head="keywords: [{hear: menu, end: true}]\n",
        ),
        ['8:59: "book now" is heard by rule 1 first', '8:89: "menu" is heard by keyword 1 first'],
        id="words that are heard above",
    ),
    pytest.param(
        "reserved-word",
        flow_of(
            "a: {rules: [{hear: [Stop!, go], end: true}, {hear: help, end: true}, {hear: stop it, end: true}]}",
            "b: {answer: {type: choice, choices: [Book, Cancel]}, end: true}",
        ),
        [
            '7:27: "Stop!" is never heard here: it opts the customer out',
            '7:58: "help" is never heard here: it is answered with your help text',
            '8:50: "Cancel" is never heard here: it opts the customer out',
        ],
        id="words that law and carriers have taken",
    ),
    pytest.param(
        "shadowed-intent",
        flow_of("a: {rules: [{intent: pain, end: true}, {intent: {name: pain, above: 0.9}, end: true}]}"),
        ['7:55: this rule is never taken: rule 1 takes intent "pain" first'],
        id="the same intent twice",
    ),
    pytest.param(
        "shadowed-intent",
        flow_of(
            "a: {rules: [{intent: {name: pain, above: 0.9}, end: true}, {intent: pain, end: true}]}",
            "b: {rules: [{intent: pain, if: {channel: sms}, end: true}, {intent: pain, end: true}]}",
        ),
        [],
        id="the same intent, less sure or on no condition",
    ),
    pytest.param(
        "shadowed-intent",
        flow_of("a: {rules: [{hear: x, end: true}, {intent: pain, end: true}], answer: {type: text}, end: true}"),
        ["7:50: this rule is never taken: the answer takes any text first"],
        id="an intent beside an answer that takes any text",
    ),
    pytest.param(
        "missing-translation",
        flow_of("a: {say: {en: Hi, es: Hola}, rules: [{intent: {name: pain, label: pain}, end: true}]}"),
        ["7:73: this text is not said in es"],
        id="a label in one language of two",
    ),
    pytest.param(
        "missing-translation",
        flow_of("a: {say: {en: Hi, es: Hola}, answer: {type: choice, choices: [One, 2]}, no_match: Hm?, go_to: a}"),
        ["7:69: this text is not said in es", "7:89: this text is not said in es"],
        id="a choice, and a text in its short form, in one language of two",
    ),
    pytest.param(
        "missing-translation",
        flow_of("a: {say: {en: Hi, es: Hola}, end: true}").replace("Test}", "Test, help: Call us.}"),
        ["2:27: this text is not said in es"],
        id="the answer to HELP in one language of two",
    ),
    pytest.param(
        "missing-translation",
        flow_of(
            "a: {say: {en: Hi, es: Hola}, end: true}",
            head="bot: {language_model: {texts: {parking: Free., prices: {en: $1, es: $1}}}}\n",
        ),
        ["3:41: this text is not said in es"],
        id="a text for a language model in one language of two",
    ),
    pytest.param(
        "unused-value",
        flow_of(
            "a: {rules: [{intent: pain, save: {part: tooth, since: day}, say: Ouch}]}",
            head="bot: {language_model: {sees: day}}\n",
        ),
        ['8:40: "tooth" is saved, and nothing reads it'],
        id="what the bot found and nothing reads",
    ),
    pytest.param(
        "intent-before-words",
        flow_of("a: {rules: [{intent: pain, end: true}, {hear: x, end: true}]}"),
        ["7:46: words are tried before intents: write this rule above rule 1"],
        id="an intent above words",
    ),
    pytest.param(
        "long-text",
        flow_of(f"a: {{say: '{ONE_LONG_LINE}', end: true}}"),
        ["7:16: this text costs 5 segments (700 characters)"],
        id="a text of five segments",
    ),
    pytest.param(
        "long-text",
        flow_of(f"a: {{say: {{en: x, pt-BR: '{ONE_LONG_LINE}'}}, end: true}}"),
        ["7:31: this text costs 5 segments (700 characters)"],
        id="a text of five segments in one language of two",
    ),
    pytest.param(
        "one-character",
        flow_of(f"a: {{say: 'We{chr(0x2019)}re {'x' * 100}', end: true}}"),
        [f'7:16: "{chr(0x2019)}" alone makes this text cost 2 segments instead of 1; write \''],
        id="a typographic apostrophe",
    ),
    pytest.param(
        "missing-translation",
        flow_of("a: {say: {en: Hi, es: Hola}, answer: {type: text, retry: Again}, end: true}"),
        ["7:64: this text is not said in es"],
        id="a text in one language of two",
    ),
    pytest.param(
        "unused-value",
        flow_of("a: {set: {x: 1, y: 2, contact.z: 3}, say: 'You {{ x }}', end: true}"),
        ['7:16: "y" is saved, and nothing reads it'],
        id="a value that nothing reads",
    ),
    pytest.param(
        "unused-value",
        flow_of("a: {set: {y: 2}, escalate: {}}"),
        [],
        id="a value that the person who is called reads",
    ),
    pytest.param(
        "maybe-unknown",
        flow_of(
            "a: {rules: [{hear: x, set: {day: 1}, go_to: b}, {hear: y, go_to: b}]}",
            "b: {say: 'On {{ day }}', go_to: c}",
            "c: {say: 'On {{ day | default(1) }}{% if day is defined %}{{ day }}{% endif %}', end: true}",
        ),
        [
            '8:16: "day" may not be known here: some way to this place does not save it '
            "(write {{ day | default('…') }})"
        ],
        id="a value that only one way saves",
    ),
    pytest.param(
        "maybe-unknown",
        flow_of(
            "a: {answer: {type: text, save: day}, checks: [{if: {known: day}, say: '{{ day }}', go_to: a}], go_to: b}",
            "b: {say: 'On {{ day }}', set: {more: '{{ day }}'}, go_to: c}",
            "c: {say: '{{ more }}', call: {get: 'http://h', save: found}, go_to: d}",
            "d: {say: '{{ found }}', end: true}",
        ),
        [],
        id="values that every way saves",
    ),
    pytest.param(
        "maybe-unknown",
        flow_of(
            "a: {say: 'Hi', answer: {type: text, save: day}, reply_within: 1h, too_late: '{{ day }}', go_to: b}",
            "b: {say: '{{ day }}', end: true}",
        ),
        [
            '7:83: "day" may not be known here: some way to this place does not save it '
            "(write {{ day | default('…') }})"
        ],
        id="an answer that came too late, and is named all the same",
    ),
    pytest.param(
        "maybe-unknown",
        flow_of("a: {say: x, media: 'https://h/{{ day }}.png', answer: {type: text, save: day}, go_to: a}"),
        [
            '7:26: "day" may not be known here: some way to this place does not save it '
            "(write {{ day | default('…') }})"
        ],
        id="a value in the address of a picture",
    ),
    pytest.param(
        "maybe-unknown",
        flow_of(
            "a: {answer: {type: text, save: day}, go_to: b}",
            "b: {set: {hour: 1}, rules: [{hear: x, go_to: b}]}",
            "c: {rules: [{hear: y, go_to: a}]}",
            head="keywords: [{hear: z, set: {hour: 2}, go_to: c}]\n",
        )
        + "    rules: [{hear: when, say: '{{ day }}'}, {hear: at, say: '{{ hour }}'}]\n",
        [
            '11:31: "day" may not be known here: some way to this place does not save it '
            "(write {{ day | default('…') }})",
            '11:61: "hour" may not be known here: some way to this place does not save it '
            "(write {{ hour | default('…') }})",
        ],
        id="a flow's own rule, heard where a value is not saved yet",
    ),
    pytest.param(
        "maybe-unknown",
        flow_of("a: {set: {hour: 1}, rules: [{hear: x, go_to: a}]}")
        + "    rules: [{hear: at, say: '{{ hour }}'}, {event: {name: paid, fields: {day: date}}, say: '{{ day }}'}]\n",
        [],
        id="a flow's own rule, heard only where a value is saved",
    ),
    pytest.param(
        "never-open",
        flow_of("a: {say: Hi, end: true}", head="hours: {h: {mon: closed}}\n"),
        ['3:9: hours "h" never open'],
        id="hours without an opening",
    ),
]


@pytest.mark.parametrize(("rule", "text", "expected"), CASES)
def test_what_an_author_should_look_at(rule: str, text: str, expected: list[str]) -> None:
    assert warnings(text, rule) == expected


def test_every_rule_has_a_case_and_says_what_it_finds() -> None:
    assert {str(case.values[0]) for case in CASES} == set(RULES)
    assert all(rule.__doc__ for rule in RULES.values())


def test_a_comment_switches_a_rule_off() -> None:
    text = flow_of("a: {say: Hi, answer: {type: text}, end: true} # parley: allow default-exit, unused-value")
    assert warnings(text) == []


def test_a_file_with_errors_is_not_linted() -> None:
    assert len(warnings(flow_of("a: {go_to: nowhere}", "b: {go_to: a}"))) == 1


def test_an_endless_loop_keeps_the_file_from_being_good_and_a_warning_does_not() -> None:
    def severities(text: str) -> set[str]:
        return {each.severity for each in examine(Path("flows.yaml"), {}, lambda name: {name: text}).complaints}

    assert severities(flow_of("a: {go_to: a}")) == {"error"}
    assert severities(flow_of("a: {say: Hi}")) == {"warning"}
