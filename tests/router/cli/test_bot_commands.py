"""`parley bot …`: an author teaches the bot, asks it, measures it."""

import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import Connection

from flows.protocol.needs import Intent, Understood
from router.cli.bot import COMMANDS
from router.store import inbox
from router.store.database import Database
from tests.router.cli.commands import Shell
from tests.router.store.writing import text_arrives

DOMAIN = "version: '3.1'\nintents: [opening_hours, book]\nentities: [day]\n"
NLU = """version: "3.1"
nlu:
  - intent: opening_hours
    examples: |
      - when are you open
      - what are your hours
      - opening times please   # as they ask by phone
      - are you open on [sunday](day)
      - how long are you open today
      - what time do you close
  - intent: book
    examples: |
      - book me in
      - can i get an appointment
      - i need an appointment on [monday](day)
      - i would like to come in
      - make me an appointment
      - is there a free slot for me
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bot"
    (folder / "data").mkdir(parents=True)
    (folder / "domain.yml").write_text(DOMAIN)
    (folder / "data" / "nlu.yml").write_text(NLU)
    monkeypatch.setenv("PARLEY_BOT", str(folder))
    monkeypatch.setenv("PARLEY_BOT_MODEL", str(tmp_path / "bot.model"))
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(shell: Shell, name: str) -> None:
    assert f"Usage: main bot {name}" in shell.succeed("bot", name, "--help")


def test_train_writes_one_file_and_says_what_is_in_it(shell: Shell, project: Path) -> None:
    said = shell.succeed("bot", "train")
    assert "2 intents from 12 examples" in said
    assert (project.parent / "bot.model").is_file()


def test_a_text_is_understood_and_its_entities_are_named(shell: Shell, project: Path) -> None:
    shell.succeed("bot", "train")
    told = json.loads(shell.succeed("bot", "test", "are u open on monday", "--json"))
    assert told["intents"][0]["name"] == "opening_hours"
    assert [(each["name"], each["value"]) for each in told["entities"]] == [("day", "monday")]


def test_a_bot_that_is_not_trained_is_trained_before_it_is_tried(shell: Shell, project: Path) -> None:
    assert "opening_hours" in shell.succeed("bot", "test", "what are your hours")
    assert (project.parent / "bot.model").is_file()


def test_the_bot_that_is_tried_is_the_one_that_the_flows_name(shell: Shell, project: Path) -> None:
    flow_file = project.parent / "flows.yaml"
    flow_file.write_text(
        "parley: 1\nbrand: {name: B}\nbot: {engine: language_model}\n"
        "flows: {f: {start: s, states: {s: {say: Hi, end: true}}}}\n"
    )
    tried = shell.run("bot", "test", "hi", PARLEY_FLOWS=str(flow_file))
    assert (tried.exit_code, "PARLEY_LLM_URL is not set" in tried.output) == (1, True)


def test_evaluate_tells_how_each_intent_fares(shell: Shell, project: Path) -> None:
    said = shell.succeed("bot", "evaluate", "--folds", "3")
    assert "12 examples of 2 intents" in said
    assert "opening_hours" in said
    assert "Fewer than 10 examples" in said


def test_evaluate_judges_examples_that_were_held_back(shell: Shell, project: Path) -> None:
    held_back = project.parent / "held_back.yml"
    held_back.write_text("nlu: [{intent: book, examples: [{text: an appointment please}]}]")
    assert "1 examples of 1 intents" in shell.succeed("bot", "evaluate", "--on", str(held_back))
    held_back.write_text("nlu: [{intent: [book")
    broken = shell.run("bot", "evaluate", "--on", str(held_back))
    assert (broken.exit_code, "held_back.yml:1" in broken.output) == (1, True)


def test_evaluate_draws_what_is_taken_for_what(shell: Shell, project: Path) -> None:
    picture = project.parent / "confusion.svg"
    shell.succeed("bot", "evaluate", "--folds", "2", "--picture", str(picture))
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - our own


def test_evaluate_compares_with_the_flows(shell: Shell, project: Path) -> None:
    flow_file = project.parent / "flows.yaml"
    flow_file.write_text(
        "parley: 1\nbrand: {name: B}\nflows:\n  f:\n    start: s\n    states:\n"
        "      s: {say: Hi, rules: [{intent: book, end: true}, {intent: pain, end: true}]}\n"
    )
    measured = shell.run("bot", "evaluate", "--folds", "2", "--json", PARLEY_FLOWS=str(flow_file))
    assert json.loads(measured.stdout)["coverage"] == {
        "unknown_to_the_bot": ["pain"],
        "unused_by_the_flows": ["opening_hours"],
    }


def test_a_text_becomes_an_example_and_the_comments_stay(shell: Shell, project: Path) -> None:
    said = shell.succeed("bot", "learn", "u open now?", "--intent", "opening_hours")
    written = (project / "data" / "nlu.yml").read_text()
    assert "is an example of opening_hours" in said
    assert written.replace("      - u open now?\n", "") == NLU


def test_an_intent_that_nobody_knows_yet_is_told_where_to_go(shell: Shell, project: Path) -> None:
    said = shell.succeed("bot", "learn", "do you whiten teeth", "--intent", "faq/whitening")
    assert "faq/whitening is new" in said
    assert "is new" not in shell.succeed("bot", "learn", "u there now?", "--intent", "opening_hours")


def test_a_text_of_another_intent_is_not_learnt(shell: Shell, project: Path) -> None:
    result = shell.run("bot", "learn", "book me in", "--intent", "opening_hours")
    assert result.exit_code == 1
    assert "book" in result.output
    assert (project / "data" / "nlu.yml").read_text() == NLU


def test_what_was_not_understood_is_shown_alike_ones_together(shell: Shell, project: Path) -> None:
    def write(connection: Connection) -> None:
        for text in ("do you whiten teeth", "can i park there", "do you whiten my teeth"):
            event = text_arrives(connection, text)
            assert event is not None
            meaning = Understood((Intent("book", 0.2),), out_of_scope=True)
            inbox.keep_met(connection, event, {f"understand {text}": meaning})

    database = Database.open(shell.database_url)
    database.write_now(write)
    database.close()
    groups = json.loads(shell.succeed("bot", "unknown", "--since", "9999d", "--json"))
    assert [(group["times"], set(group["texts"])) for group in groups] == [
        (2, {"do you whiten teeth", "do you whiten my teeth"}),
        (1, {"can i park there"}),
    ]
    assert "parley bot learn --intent book" in shell.succeed("bot", "unknown", "--since", "9999d")


def test_mistakes_of_a_project_are_told_with_their_line(shell: Shell, project: Path) -> None:
    (project / "data" / "nlu.yml").write_text(NLU.replace("  - intent: book", "  - intent: [book"))
    result = shell.run("bot", "train")
    assert result.exit_code == 1
    assert "nlu.yml:11" in result.output


@pytest.mark.parametrize("command", [["train"], ["evaluate"], ["test", "hi"], ["learn", "hi", "--intent", "x"]])
def test_without_a_bot_it_is_said_where_one_is_looked_for(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = shell.run("bot", *command)
    assert result.exit_code == 1
    assert "bot/domain.yml" in result.output


def test_a_tier_that_is_not_installed_says_what_to_install(
    shell: Shell, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.vectors.vectors_package.version", _not_there)
    result = shell.run("bot", "train", "--tier", "accurate")
    assert result.exit_code == 1
    assert "pip install" in result.output


def _not_there(name: str) -> str:
    raise PackageNotFoundError(name)
