"""What is wrong in a project is said at its line, with what to do; what Rasa itself takes is a warning only."""

from pathlib import Path

import pytest

from bot.project.project import ProjectInvalid
from bot.project.project_examination import examine_project
from bot.project.project_reader import read_project
from tests.bot.project.small_projects import DOMAIN, NLU, write_project

NLU_FILE, DOMAIN_FILE, RULES, CONFIG = "data/nlu.yml", "domain.yml", "data/rules.yml", "config.yml"

#: What is wrong, the file and its text, the line, and what is said.
ERRORS: list[tuple[str, str, str, int, str]] = [
    (
        "an annotation that is no JSON",
        NLU_FILE,
        NLU.replace("(day)", '{"entity": day}'),
        7,
        'this is no JSON: write {"entity": "city", "role": "to"}',
    ),
    (
        "an annotation without an entity",
        NLU_FILE,
        NLU.replace("(day)", '{"role": "to"}'),
        7,
        'the key "entity" is missing: {"entity": "city"}',
    ),
    (
        "an example of a list that is a bare text",
        NLU_FILE,
        "nlu:\n- intent: greet\n  examples:\n  - hi\n",
        4,
        'write an example of a list as "- text: …"',
    ),
    (
        "a pattern that is none",
        NLU_FILE,
        NLU + "- regex: day\n  examples: |\n    - ([0-9]\n",
        10,
        "this is no regular expression: missing ): ([0-9]",
    ),
    (
        "a file that is no YAML",
        NLU_FILE,
        "nlu:\n- intent: a: b\n",
        2,
        'not YAML: a text with ": " in it needs quotes around it',
    ),
    (
        "an intent that is listed twice",
        DOMAIN_FILE,
        DOMAIN.replace("[greet, book]", "\n- greet\n- book\n- greet"),
        4,
        'intent "greet" is in line 2 already: take one of them away',
    ),
    (
        "a slot of an unknown type",
        DOMAIN_FILE,
        DOMAIN.replace("type: text", "type: txet"),
        5,
        '"txet" is no type of slot (did you mean "text"?); there are text, bool, categorical, float, list, any',
    ),
    (
        "a categorical slot without values",
        DOMAIN_FILE,
        DOMAIN.replace("type: text", "type: categorical"),
        4,
        'categorical slot "day" needs its "values"',
    ),
    (
        "a mapping of an unknown type",
        DOMAIN_FILE,
        DOMAIN.replace("from_entity", "from_entities"),
        7,
        'a mapping needs a type (did you mean "from_entity"?): one of from_entity, from_text, from_intent, '
        "from_trigger_intent, custom",
    ),
    (
        "a form of Rasa 2",
        DOMAIN_FILE,
        DOMAIN.replace("[day]\nact", "{day: []}\nact"),
        13,
        'these are mappings of Rasa 2: list the names here, and put the mappings below "slots:"',
    ),
    (
        "a form that asks for an unknown slot",
        DOMAIN_FILE,
        DOMAIN.replace("required_slots: [day]", "required_slots: [days]"),
        12,
        'form "day_form" asks for slot "days", which the domain does not have (did you mean "day"?)',
    ),
    (
        "a response of a wrong name",
        DOMAIN_FILE,
        DOMAIN.replace("utter_greet", "greeting"),
        9,
        'the name of a response begins with "utter_": utter_greeting',
    ),
    (
        "a response that is a bare text",
        DOMAIN_FILE,
        DOMAIN.replace("text: Hello", "Hello"),
        10,
        'write a variant as "- text: …"',
    ),
    (
        "a rule with an unknown action",
        RULES,
        "rules:\n- rule: Greet\n  steps:\n  - intent: greet\n  - action: utter_great\n",
        2,
        'rule "Greet": the domain has no action "utter_great" (did you mean "utter_greet"?)',
    ),
    ("a rule without steps", RULES, "rules:\n- rule: Greet\n", 2, 'rule "Greet" has no steps'),
    (
        "a threshold above 1",
        CONFIG,
        "pipeline:\n- name: FallbackClassifier\n  threshold: 70\n",
        3,
        '"threshold" must be between 0 and 1',
    ),
    (
        "an action server whose address is not set",
        "endpoints.yml",
        "action_endpoint:\n  url: ${ACTIONS}\n",
        2,
        "${ACTIONS} names an environment variable that is not set",
    ),
]

WARNINGS: list[tuple[str, str, str, int, str]] = [
    (
        "typographic quotes around a text",
        "data/responses.yml",
        "responses:\n  utter_hi:\n  - text: “Hi”\n",
        3,
        '“…” does not quote in YAML: write "…", or "“…”" to keep them',
    ),
    (
        "a bracket that is not closed",
        NLU_FILE,
        NLU.replace("[tomorrow](day)", "[tomorrow"),
        7,
        r"this [ is not closed; write \[ where a bracket is meant",
    ),
    (
        "brackets that mark nothing",
        NLU_FILE,
        NLU.replace("[tomorrow](day)", "[tomorrow]"),
        7,
        r"behind the brackets (entity) is missing; write \[ where a bracket is meant",
    ),
    (
        "a parenthesis that is not closed",
        NLU_FILE,
        NLU.replace("(day)", "(day"),
        7,
        "this ( is not closed, or names no entity: write [words](entity)",
    ),
    (
        "an unknown key of an annotation",
        NLU_FILE,
        NLU.replace("(day)", '{"entity": "day", "rolle": "x"}'),
        7,
        'an annotation has no key "rolle", only entity, role, group, value',
    ),
    (
        "an example without its dash",
        NLU_FILE,
        NLU.replace("- hi", "- hi\n    hello"),
        5,
        'this begins with no "-", so that it is no example: write "- " before it',
    ),
    (
        "an entity that the domain lacks",
        NLU_FILE,
        NLU.replace("(day)", "(dya)"),
        7,
        'entity "dya" is not in the domain (did you mean "day"?): list it there below "entities"',
    ),
    (
        "an intent that the domain lacks",
        NLU_FILE,
        NLU + "- intent: greeet\n  examples: |\n    - hey\n",
        8,
        'intent "greeet" is not in the domain (did you mean "greet"?): list it there below "intents"',
    ),
    (
        "a text of two intents",
        NLU_FILE,
        NLU + "    - HI\n",
        8,
        'the same text is an example of "greet" in {}/data/nlu.yml:4',
    ),
    (
        "a word that stands for two",
        NLU_FILE,
        NLU + "- synonym: Friday\n  examples: |\n    - fri\n- synonym: Freitag\n  examples: |\n    - fri\n",
        13,
        '"fri" stands for "Freitag" here, and for "Friday" in {}/data/nlu.yml:10; this one counts',
    ),
    (
        "a pattern that RE2 has not",
        NLU_FILE,
        NLU + "- regex: day\n  examples: |\n    - (?<=on )\\w+\n",
        10,
        "RE2 refuses this pattern (invalid perl operator: (?<=): it is tried with a slower engine, for a moment only",
    ),
    (
        "an intent without examples",
        DOMAIN_FILE,
        DOMAIN.replace("[greet, book]", "[greet, book, cancel]"),
        1,
        'intent "cancel" has no examples',
    ),
    (
        "a response to a question that nobody asks",
        DOMAIN_FILE,
        DOMAIN.replace("utter_greet", "utter_faq/dogs"),
        9,
        'response "utter_faq/dogs" is for intent "faq/dogs", which has no examples',
    ),
    (
        "a question without a response",
        NLU_FILE,
        NLU + "- intent: greet/dogs\n  examples: |\n    - woof\n",
        8,
        'intent "greet/dogs" has no response: write one called utter_greet/dogs',
    ),
    (
        "a response that is listed, but not written",
        DOMAIN_FILE,
        DOMAIN.replace("[action_book]", "[utter_great]"),
        14,
        'there is no response "utter_great" (did you mean "utter_greet"?)',
    ),
    (
        "a slot of somebody's own type",
        DOMAIN_FILE,
        DOMAIN.replace("type: text", "type: custom.slots.Day"),
        5,
        'the slot type "custom.slots.Day" is Python code: embedded it is kept as any value',
    ),
    (
        "a misspelled key",
        DOMAIN_FILE,
        DOMAIN.replace("forms:", "formz:"),
        11,
        'a domain has no key "formz" (did you mean "forms"?); it is ignored',
    ),
    (
        "a rule for an unknown intent",
        RULES,
        "rules:\n- rule: Greet\n  steps:\n  - intent: great\n  - action: utter_greet\n",
        2,
        'the domain has no intent "great" (did you mean "greet"?)',
    ),
    (
        "a rule that says something else than another",
        RULES,
        """\
rules:
- rule: A
  steps: [{intent: greet}, {action: utter_greet}]
- rule: B
  steps: [{or: [{intent: book}, {intent: greet}]}, {action: action_book}]
""",
        4,
        'here rule "B" says action_book, rule "A" in {}/data/rules.yml:2 says utter_greet: the first counts',
    ),
    (
        "a rule that goes on where another ends",
        RULES,
        """\
rules:
- rule: A
  steps: [{intent: greet}, {action: utter_greet}]
- rule: B
  steps: [{intent: greet}, {action: utter_greet}, {action: action_book}]
""",
        4,
        'here rule "B" says action_book, rule "A" in {}/data/rules.yml:2 says wait for the customer: the first counts',
    ),
    (
        "a rule that is learnt from texts",
        RULES,
        "rules:\n- rule: Greet\n  steps:\n  - user: hi\n  - action: utter_greet\n",
        4,
        "a text in place of an intent (end-to-end) needs a Rasa server: embedded this rule is ignored",
    ),
    (
        "stories",
        "data/stories.yml",
        "stories:\n- story: A\n  steps:\n  - intent: greet\n",
        1,
        "stories are ignored embedded, they need a Rasa server",
    ),
    (
        "flows of Rasa Pro",
        "data/flows.yml",
        "flows:\n  pay:\n    steps: []\n",
        1,
        "flows of Rasa Pro are ignored embedded, they need its server",
    ),
    (
        "a slot that a language model fills",
        DOMAIN_FILE,
        DOMAIN.replace("{type: from_entity, entity: day}", "type: from_llm"),
        7,
        "from_llm needs a Rasa Pro server; this mapping is ignored",
    ),
    (
        "a domain of Rasa 2",
        DOMAIN_FILE,
        'version: "2.0"\n' + DOMAIN,
        1,
        "this is a domain of Rasa 2: bring it to Rasa 3 with rasa data migrate, or give the slots mappings",
    ),
    (
        "a trained policy",
        CONFIG,
        "policies:\n- name: TEDPolicy\n",
        2,
        "TEDPolicy is ignored embedded, it needs a Rasa server",
    ),
    (
        "a trained classifier",
        CONFIG,
        "pipeline:\n- name: DIETClassifier\n",
        2,
        "DIETClassifier is ignored embedded, it needs a Rasa server",
    ),
]


def labels(cases: list[tuple[str, str, str, int, str]]) -> list[str]:
    return [case[0] for case in cases]


def place(folder: Path, file: str, line: int) -> str:
    return f"{(folder / file).as_posix()}:{line}"


@pytest.mark.parametrize(("label", "file", "text", "line", "message"), ERRORS, ids=labels(ERRORS))
def test_a_mistake_is_refused_at_its_line(
    tmp_path: Path, label: str, file: str, text: str, line: int, message: str
) -> None:
    with pytest.raises(ProjectInvalid) as refused:
        read_project(write_project(tmp_path, {file: text}), {})
    told = [f"{each.file}:{each.line} {each.message}" for each in refused.value.complaints]
    assert f"{place(tmp_path, file, line)} {message}" in told


@pytest.mark.parametrize(("label", "file", "text", "line", "message"), WARNINGS, ids=labels(WARNINGS))
def test_what_rasa_takes_is_warned_of_at_its_line(
    tmp_path: Path, label: str, file: str, text: str, line: int, message: str
) -> None:
    project = read_project(write_project(tmp_path, {file: text}), {})
    told = [f"{each.file}:{each.line} {each.message}" for each in project.warnings]
    assert f"{place(tmp_path, file, line)} {message.format(tmp_path.as_posix())}" in told


def test_rules_for_different_moments_agree(tmp_path: Path) -> None:
    rules = """\
rules:
- rule: A
  steps: [{intent: greet}, {action: utter_greet}]
- rule: B
  condition: [{active_loop: day_form}]
  steps: [{intent: greet}, {action: day_form}]
- rule: C
  conversation_start: true
  steps: [{intent: greet}, {action: action_book}]
- rule: D
  steps: [{intent: book}, {action: utter_greet}, {slot_was_set: [day]}, {action: action_book}]
- rule: E
  steps: [{intent: book}, {action: utter_greet}, {slot_was_set: [{day: null}]}, {action: day_form}]
"""
    assert read_project(write_project(tmp_path, {RULES: rules}), {}).warnings == ()


def test_all_complaints_come_together(tmp_path: Path) -> None:
    files = {NLU_FILE: NLU.replace("(day)", "{day}"), DOMAIN_FILE: DOMAIN.replace("type: text", "type: txet")}
    examined = examine_project(write_project(tmp_path, files), {})
    assert [Path(each.file).name for each in examined.errors] == ["nlu.yml", "domain.yml"]


def test_a_folder_without_a_domain_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectInvalid, match=r"there is no domain\.yml"):
        read_project(tmp_path, {})


def test_a_file_that_cannot_be_read_is_no_reason_to_miss_what_it_says(tmp_path: Path) -> None:
    examined = examine_project(write_project(tmp_path, {NLU_FILE: "nlu: ["}), {})
    assert [each.rule for each in examined.complaints] == ["yaml"]


def test_secrets_of_other_servers_may_be_unset(tmp_path: Path) -> None:
    files = {"credentials.yml": "twilio:\n  auth_token: ${TOKEN}\n", "endpoints.yml": "tracker_store:\n  url: ${DB}\n"}
    assert read_project(write_project(tmp_path, files), {}).warnings == ()


#: As `rasa init` lays a project out: what it has is written anew here.
INIT = {
    CONFIG: """\
recipe: default.v1
assistant_id: placeholder_default
language: en
pipeline:
# - name: WhitespaceTokenizer
# - name: DIETClassifier
policies:
# - name: RulePolicy
""",
    "credentials.yml": 'rest:\n# facebook:\nrasa:\n  url: "http://localhost:5002/api"\n',
    "endpoints.yml": "# action_endpoint:\n#   url: http://localhost:5055/webhook\n",
    RULES: """\
version: "3.1"
rules:
- rule: Say goodbye anytime the user says goodbye
  steps:
  - intent: book
  - action: utter_greet
- rule: Say 'I am a bot' anytime the user challenges
  steps:
  - ...
  - intent: greet
  - action: utter_greet
""",
    "data/stories.yml": """\
version: "3.1"
stories:
- story: happy path
  steps:
  - intent: greet
  - action: utter_greet
""",
    "actions/__init__.py": "",
    "actions/actions.py": "# None yet.\n",
    "tests/test_stories.yml": "stories: nothing that is read",
}


def test_a_project_as_rasa_init_lays_it_out_is_good_but_for_its_stories(tmp_path: Path) -> None:
    project = read_project(write_project(tmp_path, INIT), {})
    assert [each.message for each in project.warnings] == ["stories are ignored embedded, they need a Rasa server"]
    assert len(project.rules) == 2
