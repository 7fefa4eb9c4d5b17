"""A file that cannot be served says why, all of it at once, like a compiler."""

from pathlib import Path

import pytest

from flows import FlowsInvalid, Service, load, load_text
from flows.model.service import OptOutReplies
from tests.flows.scenario import Chat

HEAD = "parley: 1\nbrand: {name: Test}\n"
FLOW = "flows:\n  f:\n    start: a\n    states:\n      a: {say: Hi}\n"


def complaints(text: str) -> list[str]:
    with pytest.raises(FlowsInvalid) as caught:
        load_text(text, "flows.yaml", {})
    *told, more = str(caught.value).splitlines()
    assert told == [str(complaint) for complaint in caught.value.complaints]
    assert more == "there may be more once this is mended"
    return [str(complaint) for complaint in caught.value.complaints]


def test_the_message_of_the_language_itself() -> None:
    text = (
        f"{HEAD}flows:\n  front_desk:\n    start: which_day\n    states:\n      which_day:\n        go_to: wich_day\n"
    )
    assert complaints(text) == [
        'flows.yaml:8:16: state "wich_day" does not exist in flow "front_desk" (did you mean "which_day"?)'
    ]


def test_a_part_that_is_wrong_causes_no_other_complaint() -> None:
    states = "a: {go_to: b}\n      b: {say: [1], answer: {tipe: x, save: y}}\n      c: {say: '{{ y }}', go_to: b}"
    text = f"{HEAD}flows:\n  f:\n    start: a\n    states:\n      {states}\n"
    assert [complaint.split(": ", 1)[1] for complaint in complaints(text)] == [
        '"say" must be a text, or texts by language',
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
        with pytest.raises(FlowsInvalid, match='the key "on" does not belong here'):
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
            ("a: [", "1:4: not YAML"),
            ("a: \x00", "1:4: not YAML"),
            ("a: !!python/object:os.system x", "1:4: the tag !!python/object:os.system cannot be used"),
            ("a: *nowhere", "1:4: there is no anchor &nowhere above"),
            ("a: 1\n---\nb: 1", "2:1: a file is one document"),
            ("a: " + "[" * 100 + "]" * 100, "1:64: nested deeper than 60 levels"),
            ("a: {{ name }}", "1:5: a key must be a text"),
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
