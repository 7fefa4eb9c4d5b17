"""A Rasa project is read as it is."""

from pathlib import Path
from typing import Any

import pytest

from bot.project.bot_config import ComponentSupport
from bot.project.domain import (
    EntityType,
    Form,
    MappingCondition,
    MappingType,
    ResponseCondition,
    ResponseVariant,
    SessionExpiry,
    Slot,
    SlotMapping,
)
from bot.project.project import Project
from bot.project.project_reader import read_project
from bot.project.rules import ANY_VALUE, ActionStep, IntentStep, LoopStep, Rule, SlotsStep
from bot.training_data import Annotation, Example
from flows.protocol.bot_turns import Button
from tests.bot.project.small_projects import DOMAIN, FERRY, write_project


@pytest.fixture(scope="module")
def ferry() -> Project:
    return read_project(FERRY, {})


def examples(project: Project, intent: str) -> list[str]:
    return [example.text for example in project.data.examples if example.intent == intent]


def slot(project: Project, name: str) -> Slot:
    return project.domain.slots[name]


def test_a_project_that_uses_everything_has_no_complaints(ferry: Project) -> None:
    assert ferry.warnings == ()


def test_several_domain_files_are_one_domain(ferry: Project) -> None:
    assert ferry.domain.intents == ("greet", "goodbye", "yes", "no", "book_ferry", "cancel", "faq", "restart")
    assert ferry.domain.entities["port"] == EntityType("port", ("from", "to"), ("1", "2"))
    assert ferry.domain.session == SessionExpiry(expires_after_minutes=30, carries_over_slots=False)


def test_yes_and_no_are_names_as_in_yaml_1_2(ferry: Project) -> None:
    assert examples(ferry, "no") == ["no", "not at all"]


EXAMPLES: list[tuple[str, str, list[str]]] = [
    ("of a block, without its comments", "greet", ["hi", "hello there", "¡hola!"]),
    ("of a list of texts, one of them on lines of its own", "goodbye", ["bye", "see you"]),
    ("of a sub-intent", "faq/dogs", ["can I bring my dog", "are dogs allowed"]),
]


@pytest.mark.parametrize(("intent", "texts"), [each[1:] for each in EXAMPLES], ids=[each[0] for each in EXAMPLES])
def test_examples_are_read(ferry: Project, intent: str, texts: list[str]) -> None:
    assert examples(ferry, intent) == texts


def test_an_example_knows_its_line(ferry: Project) -> None:
    for example in ferry.data.examples:
        line = Path(example.file).read_text("utf-8").splitlines()[example.line - 1]
        assert example.text.split()[0] in line or "text: |" in line


def test_annotations_say_what_is_meant_and_in_which_role(ferry: Project) -> None:
    text = "sail to cph on Friday"
    (example,) = (example for example in ferry.data.examples if example.text == text)
    assert example.annotations == (
        Annotation("port", 8, 11, value="Copenhagen", role="to"),
        Annotation("day", 15, 21),
    )


def test_synonyms_come_from_blocks_and_from_annotations(ferry: Project) -> None:
    assert ferry.data.synonyms == {"Göteborg": "Gothenburg", "gbg": "Gothenburg", "cph": "Copenhagen", "two": "2"}


def test_lookups_and_patterns_are_read(ferry: Project) -> None:
    assert ferry.data.lookups == {"port": ("Gothenburg", "Trelleborg", "Rostock Seehafen")}
    assert ferry.data.regexes == {"ticket": (r"[A-Z]{2}\d{4}",)}


SLOTS: list[tuple[str, Slot]] = [
    (
        "origin",
        Slot("text", None, (SlotMapping(MappingType.ENTITY, entity="port", role="from"),), influence=False),
    ),
    (
        "destination",
        Slot(
            "text",
            None,
            (
                SlotMapping(MappingType.ENTITY, entity="port", role="to", not_intents=("cancel",)),
                SlotMapping(MappingType.TEXT, conditions=(MappingCondition("ferry_form", "destination"),)),
            ),
        ),
    ),
    ("class", Slot("categorical", None, (SlotMapping(MappingType.ENTITY, entity="class"),), values=("deck", "cabin"))),
    ("seats", Slot("float", 1, (SlotMapping(MappingType.ENTITY, entity="seats", group="1"),))),
    (
        "member",
        Slot(
            "bool",
            False,
            (
                SlotMapping(
                    MappingType.INTENT,
                    value=True,
                    intents=("yes",),
                    conditions=(MappingCondition("ferry_form", "member"),),
                ),
                SlotMapping(MappingType.INTENT, value=False, intents=("no", "cancel")),
            ),
        ),
    ),
    ("wants", Slot("any", None, (SlotMapping(MappingType.TRIGGER_INTENT, value="a ferry", intents=("book_ferry",)),))),
    ("price", Slot("any", None, (SlotMapping(MappingType.CUSTOM, action="action_price"),))),
]


@pytest.mark.parametrize(("name", "expected"), SLOTS, ids=[name for name, _ in SLOTS])
def test_slots_are_read_with_their_mappings(ferry: Project, name: str, expected: Slot) -> None:
    assert slot(ferry, name) == expected


RESPONSES: list[tuple[str, str, tuple[ResponseVariant, ...]]] = [
    (
        "variants by condition and channel",
        "utter_greet",
        (
            ResponseVariant("Hello! Where do you want to sail?"),
            ResponseVariant("Ahoy {name}.", condition=(ResponseCondition("member", value=True),)),
            ResponseVariant("Hi", channel="sms"),
        ),
    ),
    (
        "an image",
        "utter_goodbye",
        (ResponseVariant("Safe travels.", image="https://ferries.example/gull.png"),),
    ),
    (
        "buttons",
        "utter_ask_class",
        (
            ResponseVariant(
                "Which class?",
                (Button("Deck", '/inform{"class": "deck"}'), Button("Cabin", '/inform{"class": "cabin"}')),
            ),
        ),
    ),
    ("something of its own", "utter_map", (ResponseVariant(custom={"map": {"latitude": 54.3, "longitude": 10.1}}),)),
    ("the answer to a question", "utter_faq/dogs", (ResponseVariant("Dogs sail for free."),)),
]


@pytest.mark.parametrize(("name", "variants"), [each[1:] for each in RESPONSES], ids=[each[0] for each in RESPONSES])
def test_responses_are_read(ferry: Project, name: str, variants: tuple[ResponseVariant, ...]) -> None:
    assert ferry.domain.responses[name] == variants


def test_forms_and_actions_are_read(ferry: Project) -> None:
    slots = ("origin", "destination", "class", "seats", "member")
    assert ferry.domain.forms == {"ferry_form": Form(slots, ("greet",))}
    assert ferry.domain.actions == ("action_price", "validate_ferry_form", "action_book")


def rule(project: Project, name: str) -> Rule:
    return next(rule for rule in project.rules if rule.name == name)


def test_a_rule_says_when_it_counts_and_what_comes(ferry: Project) -> None:
    book = rule(ferry, "Book")
    assert book.condition == (LoopStep("ferry_form"), SlotsStep({"member": True, "origin": ANY_VALUE}))
    assert book.steps == (
        ActionStep("ferry_form"),
        LoopStep(None),
        SlotsStep({"requested_slot": None}),
        ActionStep("action_book"),
    )
    assert not book.waits


def test_a_rule_may_be_for_several_intents_or_for_the_beginning(ferry: Project) -> None:
    assert rule(ferry, "Begin to book").steps[0] == IntentStep(("book_ferry", "restart"))
    assert rule(ferry, "Greet at the beginning").only_at_start


def test_the_thresholds_of_the_fallback_are_honoured(ferry: Project) -> None:
    assert (ferry.config.threshold, ferry.config.ambiguity_threshold) == (0.6, 0.15)
    assert {each.runs for each in ferry.config.policies} == {ComponentSupport.EMBEDDED}


ENVIRONMENTS: list[tuple[str, dict[str, str], str]] = [
    ("a variable that is set", {"ACTIONS_HOST": "actions.internal"}, "http://actions.internal:5055/webhook"),
    ("a variable with a default", {}, "http://127.0.0.1:5055/webhook"),
]


@pytest.mark.parametrize(
    ("environment", "url"), [each[1:] for each in ENVIRONMENTS], ids=[each[0] for each in ENVIRONMENTS]
)
def test_the_environment_fills_in(environment: dict[str, str], url: str) -> None:
    assert read_project(FERRY, environment).endpoints.action_url == url


def test_what_rasa_sdk_wants_is_the_domain_in_its_own_words(ferry: Project) -> None:
    told: Any = ferry.domain.as_dict
    assert told["forms"]["ferry_form"]["required_slots"] == ["origin", "destination", "class", "seats", "member"]
    assert told["slots"]["seats"]["min_value"] == 1
    assert told["responses"]["utter_map"] == [{"custom": {"map": {"latitude": 54.3, "longitude": 10.1}}}]
    assert told["session_config"]["carry_over_slots_to_new_session"] is False
    assert {"book_ferry": {"use_entities": ["port", "day", "seats"]}} in told["intents"]


def test_responses_may_stand_beside_the_examples(tmp_path: Path) -> None:
    project = read_project(write_project(tmp_path, {"data/words.yml": "responses: {utter_bye: [{text: Bye}]}"}), {})
    assert project.domain.responses["utter_bye"] == (ResponseVariant("Bye"),)
    assert project.domain.as_dict["responses"]["utter_bye"] == [{"text": "Bye"}]


def test_yaml_anchors_may_be_merged(tmp_path: Path) -> None:
    slots = "  a: &usual {type: text, mappings: []}\n  b: {<<: *usual, influence_conversation: false}\n"
    project = read_project(write_project(tmp_path, {"domain.yml": DOMAIN.replace("slots:\n", "slots:\n" + slots)}), {})
    assert slot(project, "b") == Slot("text", influence=False)


def test_a_project_needs_neither_settings_nor_rules(tmp_path: Path) -> None:
    project = read_project(write_project(tmp_path, {}), {})
    assert project.config.threshold is None
    assert project.endpoints.action_url is None
    assert project.data.examples[-1] == Example(
        "book tomorrow", "book", (Annotation("day", 5, 13),), (tmp_path / "data/nlu.yml").as_posix(), 7
    )
