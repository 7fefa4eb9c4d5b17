"""A file that cannot be served says why, all of it at once, like a compiler."""

from pathlib import Path

import pytest

from flows import FlowsInvalid, Service, load, load_text
from flows.service import OptOutReplies
from tests.flows.scenario import Chat

HEAD = "parley: 1\nbrand: {name: Test}\n"
FLOW = "flows:\n  f:\n    start: a\n    states:\n      a: {say: Hi}\n"


def complaints(text: str) -> list[str]:
    with pytest.raises(FlowsInvalid) as caught:
        load_text(text, "flows.yaml", {})
    assert str(caught.value).splitlines() == [str(complaint) for complaint in caught.value.complaints]
    return [str(complaint) for complaint in caught.value.complaints]


def complaints_of_state(state: str, head: str = "") -> list[str]:
    text = f"{HEAD}{head}\nflows:\n  front_desk:\n    start: which_day\n    states:\n      which_day: {state}\n"
    return [complaint.split(": ", 1)[1] for complaint in complaints(text)]


def test_the_message_of_the_language_itself() -> None:
    text = (
        f"{HEAD}flows:\n  front_desk:\n    start: which_day\n    states:\n      which_day:\n        go_to: wich_day\n"
    )
    assert complaints(text) == [
        'flows.yaml:8:16: state "wich_day" does not exist in flow "front_desk" (did you mean "which_day"?)'
    ]


def test_everything_is_complained_of_at_once() -> None:
    text = """\
parley: 1
brand: {name: Test, helpp: x}
timezone: Amerika/New_York
sendrs: {}
senders: {"+1": {flow: dront_desk, purpose: transactionl}}
hours: {clinic: {mon-fry: 08:30-12:00, sat: 9-12, dates: {24-12: closed}}}
teams: {reception: {hours: clinik, assign: lest_busy}}
keywords:
  - {hear: agent, escalate: recption}
  - {hear: a, reaches_thru: true}
flows:
  front_desk:
    start: welcom
    states:
      welcome:
        say: "Hi {{ nam }} {{ hours.clinc.open }}"
        sy: x
        rules: [{hear: a, go_to: whichday}, {if: {equals: {dey: x}}, go_to: welcome, end: true}]
        silence: {after: 30}
      which_day:
        say: x
        say: y
        answer: {type: choise, save: day}
"""
    assert complaints(text) == [
        'flows.yaml:2:21: unknown key "helpp" (did you mean "help"?)',
        'flows.yaml:3:11: "Amerika/New_York" is not a time zone, like America/New_York',
        'flows.yaml:4:1: unknown key "sendrs" (did you mean "senders"?)',
        'flows.yaml:5:24: flow "dront_desk" does not exist (did you mean "front_desk"?)',
        "flows.yaml:5:45: \"purpose\" must be 'transactional', 'promotional' or 'authentication' "
        '(did you mean "transactional"?)',
        'flows.yaml:6:18: "mon-fry" is not a day, like mon, mon-fri or daily (did you mean "mon-fri"?)',
        'flows.yaml:6:45: "9-12" is not a time span, like 08:30-12:30, or closed',
        'flows.yaml:6:59: "24-12" is not a date, like 2026-12-24',
        'flows.yaml:7:28: hours "clinik" do not exist (did you mean "clinic"?)',
        "flows.yaml:7:44: \"assign\" must be 'least_busy', 'round_robin' or 'manual' (did you mean \"least_busy\"?)",
        'flows.yaml:9:29: team "recption" does not exist (did you mean "reception"?)',
        'flows.yaml:10:15: unknown key "reaches_thru" (did you mean "reaches_through"?)',
        'flows.yaml:13:12: state "welcom" does not exist in flow "front_desk" (did you mean "welcome"?)',
        'flows.yaml:16:14: hours "clinc" do not exist (did you mean "clinic"?)',
        'flows.yaml:16:14: nothing is saved as "nam" in flow "front_desk"',
        'flows.yaml:17:9: unknown key "sy" (did you mean "say"?)',
        'flows.yaml:18:34: state "whichday" does not exist in flow "front_desk" (did you mean "which_day"?)',
        'flows.yaml:18:60: nothing is saved as "dey" in flow "front_desk" (did you mean "day"?)',
        'flows.yaml:18:91: "go_to" and "end" exclude each other: keep one',
        'flows.yaml:19:26: "after" must be a time like 30s, 15m, 12h or 3d',
        'flows.yaml:22:9: the key "say" is there twice',
        "flows.yaml:23:24: \"type\" must be 'text', 'choice', 'number', 'money', 'date', 'time', 'phone', 'email', "
        "'postcode', 'yes/no', 'media' or 'location' (did you mean \"choice\"?)",
    ]


@pytest.mark.parametrize(
    ("state", "complaint"),
    [
        ("{call: {get: x}}", "the address must begin with http:// or https:// and a host that is written out"),
        ("{rules: [{go_to: which_day}]}", 'a rule needs "hear", "intent", "event" or "if"'),
        ("{rules: [{hear: x}]}", 'a rule needs something to do: "say", "go_to", "escalate", "end" or "set"'),
        ("{rules: [{hear: ' ', end: true}]}", "an empty keyword is never heard"),
        ("{rules: [{hear: [], end: true}]}", '"hear" must not be empty'),
        ("{rules: [{if: {}, end: true}]}", "the condition is empty"),
        ("{rules: [{hear: x, end: true}], go_to: which_day}",
         '"go_to" is never reached: the state waits for one of its rules'),
        ("{answer: {type: text}}",
         'the state takes an answer and goes nowhere with it: add "go_to", "escalate" or "end"'),
        ("{answer: {type: choice}, end: true}", 'a choice needs "choices"'),
        ("{answer: {type: text, choices: [a]}, end: true}", '"choices" is for "choice", not for "text"'),
        ("{answer: {type: choice, choices: ['{{ x }}']}, end: true}", "a choice is heard as it is written"),
        ("{answer: {type: choice, choices: [" + "x" * 1600 + "]}, end: true}", "the choices are longer than a text"),
        ("{answer: {type: text, from: 1}, end: true}",
         '"from" is for "number", "money", "date" and "time", not for "text"'),
        ("{answer: {type: text, save: 2x}, end: true}", '"2x" is not a name: use letters, digits and _'),
        ("{answer: {type: text, save: contact}, end: true}", '"contact" is taken; save under another name'),
        ("{set: {hours: 1}}", '"hours" is taken; save under another name'),
        ("{silence: {after: 5m}}", 'a silence needs something to do: "say", "go_to", "escalate" or "end"'),
        ("{silence: {say: x}}", 'the key "after" is missing in "silence"'),
        ("{no_match: {times: many}}", '"times" must be a whole number'),
        ("{no_match: {times: -1}}", '"times" must not be less than 0'),
        ("{say: {english: Hi}}", '"english" is not a language, like en or pt-BR'),
        ("{say: [a]}", '"say" must be a mapping of keys to values'),
        ("{end: maybe}", '"end" must be true or false'),
        ("{say: '{{ day '}", "the text is not a template: "),
        ("{say: '{{ hours.clinic.opn }}'}", 'hours "clinic" do not exist'),
        ("{escalate: {teem: x}}", 'unknown key "teem" (did you mean "team"?)'),
        ("{escalate: {priority: hi}}", "\"priority\" must be 'low', 'normal', 'high' or 'urgent'"),
    ],
)  # fmt: skip
def test_what_a_state_cannot_be(state: str, complaint: str) -> None:
    assert complaints_of_state(state)[0].startswith(complaint)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "1:1: the file must be a mapping that starts with parley: 1"),
        ("- a", "1:1: the file must be a mapping that starts with parley: 1"),
        (f"brand: {{name: T}}\n{FLOW}", '1:1: the key "parley" is missing'),
        (f"parley: 2\nbrand: {{name: T}}\n{FLOW}", '1:9: "parley" must be 1'),
        (f"parley: 1\n{FLOW}", '1:1: the key "brand" is missing'),
        (HEAD, '1:1: the key "flows" is missing'),
        (f"{HEAD}flows: {{}}", '3:8: "flows" must not be empty'),
        (f"{HEAD}{FLOW}senders: {{whatsapp:+1: {{flow: f, opt_out_replies: provider}}}}",
         "8:51: on WhatsApp no provider answers STOP: write parley, or leave it out"),
        (f"parley: 1\nbrand: {{name: T, wordings: {{queud: Wait}}}}\n{FLOW}",
         '2:29: unknown wording "queud" (did you mean "queued"?)'),
        (f"parley: 1\nbrand: {{name: T, wordings: {{queued: 'Wait {{{{ nam }}}}'}}}}\n{FLOW}",
         '2:37: nothing is saved as "nam" in a wording'),
        (f"parley: 1\nbrand: {{name: T, wordings: {{queued: '{{{{ contact.name }}}}'}}}}\n{FLOW}",
         '2:37: nothing is saved as "contact" in a wording'),
        (f"{HEAD}flows:\n  say:\n    start: rules\n    states:\n      rules: {{answr: x}}",
         '7:15: unknown key "answr" (did you mean "answer"?)'),
        (f"{HEAD}{FLOW}hours: {{h: {{holidays: US-NX}}}}",
         '8:23: "US-NX" is not a calendar of public holidays, like US or US-NY (did you mean "US-'),
        (f"{HEAD}{FLOW}include: other.yaml", '8:10: "other.yaml" cannot be read: there are no other files here'),
    ],
)  # fmt: skip
def test_what_a_file_cannot_be(text: str, complaint: str) -> None:
    assert complaints(text)[0].startswith(f"flows.yaml:{complaint}")


def test_a_part_that_is_wrong_causes_no_other_complaint() -> None:
    states = "a: {go_to: b}\n      b: {say: [1], answer: {tipe: x, save: y}}\n      c: {say: '{{ y }}', go_to: b}"
    text = f"{HEAD}flows:\n  f:\n    start: a\n    states:\n      {states}\n"
    assert [complaint.split(": ", 1)[1] for complaint in complaints(text)] == [
        '"say" must be a mapping of keys to values',
        'the key "type" is missing in "answer"',
        'unknown key "tipe" (did you mean "type"?)',
    ]


def test_a_state_of_a_keyword_must_be_in_every_flow_that_answers() -> None:
    senders = "senders: {'+1': {flow: f}, '+2': {flow: g}}\n"
    other = "  g:\n    start: b\n    states:\n      b: {say: Hi}\n"
    assert complaints(f"{HEAD}keywords: [{{hear: x, go_to: a}}]\n{FLOW}{other}{senders}") == [
        'flows.yaml:3:29: state "a" does not exist in every flow that answers a sender'
    ]


class TestEnvironment:
    TEXT = "parley: 1\nbrand: {name: '${NAME:-Nobody}'}\nsenders: {'${LINE:-+1}': {flow: f}}\n" + FLOW

    def test_a_variable_or_its_default_stands_in_a_scalar(self) -> None:
        assert load_text(self.TEXT, "flows.yaml", {}).brand.name == "Nobody"
        service = load_text(self.TEXT, "flows.yaml", {"NAME": "Ana", "LINE": "+49"})
        assert (service.brand.name, list(service.senders)) == ("Ana", ["+49"])

    def test_a_variable_without_value_or_default_is_complained_of(self) -> None:
        assert complaints("parley: 1\nbrand: {name: '${NAME}'}\n" + FLOW) == [
            'flows.yaml:2:15: the environment variable "NAME" is not set and has no default (${NAME:-default})'
        ]

    def test_a_doubled_dollar_is_a_dollar(self) -> None:
        assert load_text(self.TEXT.replace("${NAME:-Nobody}", "$${NAME} $5"), "f", {}).brand.name == "${NAME} $5"


class TestYaml:
    def state(self, state: str) -> Service:
        return load_text(f"{HEAD}flows:\n  f:\n    start: a\n    states:\n      a: {state}\n", "flows.yaml", {})

    @pytest.mark.parametrize("word", ["no", "on", "off", "12:30", "1_000", "2026-01-01", "007", "1.0", "true", "0x1F"])
    def test_a_keyword_is_the_text_it_looks_like(self, word: str) -> None:
        service = self.state(f"{{say: Hi, rules: [{{hear: [{word}], say: heard}}]}}")
        assert Chat(service).says(word) == ["heard"]

    def test_a_key_that_yaml_1_1_took_for_true_is_text(self) -> None:
        with pytest.raises(FlowsInvalid, match='unknown key "on"'):
            self.state("{on: x}")

    def test_a_value_that_looks_like_a_number_is_one_unless_it_is_quoted(self) -> None:
        settings = (
            self.state("{set: {a: 1, b: '1', c: 1.5, d: true, e: 12:30, f: yes}}").flows["f"].states["a"].settings
        )
        rendered = {s.name: getattr(s.value, "source", s.value) for s in settings}
        assert rendered == {"a": 1, "b": "1", "c": 1.5, "d": True, "e": "12:30", "f": "yes"}

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("a: [", "2:1: not YAML"),
            ("a: \x00", "1:1: not YAML"),
            ("a: !!python/object:os.system x", "1:4: the tag tag:yaml.org,2002:python/object:os.system cannot"),
            ("a: *nowhere", "1:4: there is no anchor &nowhere above"),
            ("a: 1\n---\nb: 1", "2:1: a second document in one file"),
            ("a: " + "[" * 100 + "]" * 100, "1:64: nested deeper than 60 levels"),
            ("a: {{ name }}", "1:5: a key must be text"),
            ("a: &a [*a]", "1:8: there is no anchor &a above"),
        ],
    )
    def test_what_cannot_be_read(self, text: str, complaint: str) -> None:
        assert any(line.startswith(f"flows.yaml:{complaint}") for line in complaints(text))

    def test_a_billion_laughs_are_not_laughed(self) -> None:
        bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
            f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)
        )
        assert "more than 500,000 values" in complaints(bomb)[0]

    def test_an_anchor_may_be_used_again(self) -> None:
        assert Chat(self.state("{say: &hello Hi, rules: [{hear: x, say: *hello}]}")).says("x") == ["Hi"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FlowsInvalid, match=r"/flows.yaml:1:1: cannot be read: No such file or directory"):
        load(tmp_path / "flows.yaml", {})
    (tmp_path / "flows.yaml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(FlowsInvalid, match="it is not UTF-8"):
        load(tmp_path / "flows.yaml", {})


def test_defaults() -> None:
    service = load_text(f"{HEAD}senders: {{'+1': {{flow: f}}, 'whatsapp:+1': {{flow: f}}}}\n{FLOW}", "flows.yaml", {})
    assert [sender.opt_out_replies for sender in service.senders.values()] == [
        OptOutReplies.PROVIDER,
        OptOutReplies.PARLEY,
    ]
    assert service.default_team.name == "everyone"
    assert service.language == "en"


def test_the_brands_own_wording_is_used_and_a_broken_one_is_not() -> None:
    wordings = "{received: {en: 'Thanks from {{ brand }}', es: Gracias}, help: '{{ 1 / 0 }}'}"
    service = load_text(f"parley: 1\nbrand: {{name: Test, wordings: {wordings}}}\n{FLOW}", "flows.yaml", {})
    assert service.wording("received") == "Thanks from Test"
    assert service.wording("received", "es-MX") == "Gracias"
    assert service.wording("received", "de") == "Thanks from Test"
    assert service.wording("help").startswith("Test: reply STOP")


def test_the_answer_to_help_is_in_the_customers_language() -> None:
    brand = "{name: Test, help: {en: 'Call {{ brand }}', es: Llame}}"
    service = load_text(f"parley: 1\nbrand: {brand}\nlanguage: en\n{FLOW}", "flows.yaml", {})
    assert [service.wording("help", language) for language in ("es-MX", "fr")] == ["Llame", "Call Test"]
