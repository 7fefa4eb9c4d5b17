"""`parley chat` beside a bot: what a text means, forms and answers come from it; actions are played, or run."""

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from router.cli import main
from router.cli.command_setup import bot_at, bot_beside

FLOW = """
parley: 1
brand: {name: Test}
timezone: America/New_York
senders: {"+12125550101": {flow: main}}
flows:
  main:
    start: menu
    states:
      menu:
        say: "Tell us."
        rules:
          - {hear: form, go_to: visit}
          - {hear: look, go_to: look}
          - {intent: {name: order, above: 0.4}, save: {number: order}, say: "Order {{ order | default('which') }}."}
        bot: answers
      visit: {form: {name: visit, save: {day: day}}, go_to: visited}
      visited: {say: "On {{ day }}.", go_to: menu}
      look: {call: {action: look, with: {deep: true}, save: seen, failed: {say: No luck., go_to: menu}}, go_to: looked}
      looked: {say: "Seen {{ seen.found }}.", go_to: menu}
"""
DOMAIN = """
intents: [hours, order]
entities: [day, number]
slots:
  day: {type: text, mappings: [{type: from_entity, entity: day}]}
  found: {type: text, mappings: [{type: custom}]}
forms: {visit: {required_slots: [day]}}
responses:
  utter_hours: [{text: "Until five."}]
  utter_ask_day: [{text: "Which day?"}]
actions: [look, validate_visit]
"""
NLU = """
nlu:
  - intent: hours
    examples: |
      - when are you open
      - what are your hours
      - opening times please
      - how long are you open [today](day)
      - what time do you close on [monday](day)
      - are you open [friday](day)
  - intent: order
    examples: |
      - where is my order [h1001](number)
      - order [h1002](number) has not come
      - what about my parcel [h1003](number)
      - has [h1004](number) been sent
      - my order [h1005](number) is late
      - track order [h1006](number)
  - regex: number
    examples: |
      - h[0-9]{4}
"""
RULES = """
rules:
  - rule: hours
    steps: [{intent: hours}, {action: utter_hours}]
"""
ACTIONS = """
from pathlib import Path
from rasa_sdk import Action
from rasa_sdk.events import SlotSet

class Look(Action):
    def name(self): return "look"
    def run(self, dispatcher, tracker, domain):
        Path("looked").write_text(str(tracker.get_slot("deep")))
        dispatcher.utter_message(text="Looked.")
        return [SlotSet("found", "it")]

class Validate(Action):
    def name(self): return "validate_visit"
    def run(self, dispatcher, tracker, domain):
        day = tracker.get_slot("day")
        return [SlotSet("day", f"the 6th, or {day}")] if day else []
"""
#: Of the project's own, beside flows of another folder than that from which Parley is run.
FILES = {
    "flows.yaml": FLOW,
    "bot/domain.yml": DOMAIN,
    "bot/data/nlu.yml": NLU,
    "bot/data/rules.yml": RULES,
    "bot/actions.py": ACTIONS,
}
PLAYED = 'it says (Enter: nothing; or JSON like {"say": "Hi", "slots": {}}, or fail WHY): '


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder / "flows.yaml"


def chatted(flow: Path, *lines: str, options: tuple[str, ...] = ()) -> list[str]:
    """What is shown for the lines, without them, the greeting and what is told of the training."""
    arguments = ["chat", str(flow), "--at", "2026-03-02 10:00", *options]
    ended = CliRunner().invoke(main, arguments, input="".join(f"{line}\n" for line in lines))
    assert ended.exit_code == 0, ended.output
    training = re.compile(r"> .*|.*bot: (training the bot|the bot is trained).*")
    return [line for line in ended.stdout.splitlines()[1:] if not training.fullmatch(line)]


def test_the_bot_says_what_a_text_means_and_what_is_in_it(flow: Path) -> None:
    meant, *said = chatted(flow, "where is my order h1007")
    assert re.fullmatch(r"· the bot takes it for order \([01][.0-9]*\); it finds number h1007", meant)
    assert said == ["  Order h1007."]
    assert (flow.parent / "var" / "bot.model").is_file()


def test_what_it_is_to_make_of_a_text_can_be_said_all_the_same(flow: Path) -> None:
    assert chatted(flow, "/intent order", "hm")[1:] == ["· the bot takes it for order (0.95)", "  Order which."]


def test_it_answers_by_its_rules(flow: Path) -> None:
    assert chatted(flow, "hi", "what are your hours")[-1] == "  Until five."


@pytest.mark.parametrize(
    ("typed", "day"),
    [("", "2026-03-06"), ('{"slots": {"day": "Friday"}}', "Friday")],
    ids=["which return nothing", "which set a slot"],
)
def test_it_goes_through_a_form_whose_actions_are_played(flow: Path, typed: str, day: str) -> None:
    runs, ask = "· the bot runs validate_visit", PLAYED.rstrip()
    shown = [line.rstrip() for line in chatted(flow, "form", "", "are you open friday", typed)]
    assert shown == [
        f'{runs} (--live really runs it)', ask, "· bot: form visit → done", "  Which day?",
        f'{runs} {{"day": "2026-03-06", "requested_slot": "day"}} (--live really runs it)',
        f"{ask} {typed}".rstrip(), "· bot: answer → done", f"  On {day}.", "  Tell us.",
    ]  # fmt: skip


def test_what_an_action_does_is_played_too_and_kept_in_a_scenario_that_passes(flow: Path, tmp_path: Path) -> None:
    test = tmp_path / "flows.test.yaml"
    played = '{"say": "There.", "slots": {"found": "a key"}}'
    shown = chatted(
        flow, "look", played, "look", "fail it hangs", "where is my order h1007", "form", "", "on friday", "",
        "what are your hours", f"/save {test} beside a bot",
    )  # fmt: skip
    assert "  There." in shown
    assert "  Seen a key." in shown
    assert "  No luck." in shown
    assert shown[-1].startswith("· saved in")
    ended = CliRunner().invoke(main, ["test", str(test), "--flow", str(flow)])
    assert ended.exit_code == 0, ended.output


def test_a_chat_is_left_in_the_middle_of_an_action(flow: Path) -> None:
    assert chatted(flow, "look", "/quit")[-1] == f"{PLAYED}/quit"


def test_with_live_its_actions_run(flow: Path) -> None:
    shown = chatted(flow, "form", "are you open friday", "look", options=("--live",))
    assert shown == [
        "· bot: form visit → done", "  Which day?",
        "· bot: answer → done", "  On the 6th, or 2026-03-06.", "  Tell us.",
        "· bot: action look → done", "  Looked.", "  Seen it.", "  Tell us.",
    ]  # fmt: skip
    assert (flow.parent / "bot" / "looked").read_text() == "True"


def test_a_bot_that_cannot_be_used_is_told_of_and_the_flow_goes_on(flow: Path, tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "domain.yml").write_text("intents: [")
    (tmp_path / "flows.yaml").write_text(FLOW)
    shown = chatted(tmp_path / "flows.yaml", "where is my order")
    assert any("domain.yml:1:10: not YAML: this [ is not closed" in line for line in shown)
    assert "· the bot gives no answer: the bot could not be trained: see the log" in shown
    assert shown[-1] == "  Tell us."


@pytest.mark.parametrize(
    ("bot", "asked"),
    [
        ("{engine: rasa}", False),
        ("{engine: rasa, when_down: embedded}", True),
        ("{engine: language_model}", False),
        ("{engine: embedded}", True),
    ],
)
def test_without_live_only_the_bot_on_this_computer_is_asked(
    flow: Path, monkeypatch: pytest.MonkeyPatch, bot: str, asked: bool
) -> None:
    monkeypatch.setenv("PARLEY_BOT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PARLEY_LLM_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PARLEY_LLM_MODEL", "none")
    other = flow.with_name("other.yaml")
    other.write_text(f"{FLOW}bot: {bot}\n")
    assert ("  Order h1007." in chatted(other, "where is my order h1007", "nothing")) is asked


def test_the_bot_that_is_served_from_here_is_not_that_of_other_flows(
    flow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, own = flow.parent / "bot", tmp_path / "flows.yaml"
    own.write_text(FLOW)
    monkeypatch.chdir(flow.parent)
    assert bot_beside(own, {}).project is None
    assert bot_beside(flow, {}).model == bot_beside(Path("flows.yaml"), {}).model == bot_at({}).model
    assert bot_beside(own, {"PARLEY_BOT": str(served)}).project == served
    monkeypatch.chdir(tmp_path)
    assert bot_beside(flow, {}).project == served
    assert bot_beside(flow, {}).model == flow.parent / "var" / "bot.model"
    assert bot_beside(flow.parent, {}).project == served


def test_at_a_terminal_actions_are_asked_for_in_their_place(flow: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "router", "chat", str(flow)]
    chat = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | {"NO_COLOR": "1"})
    os.close(theirs)
    try:
        for wanted, line in (("> ", "look"), (PLAYED, '{"slots": {"found": "a key"}}'), ("> ", "/quit")):
            assert wanted in _read_until(ours, wanted)
            os.write(ours, f"{line}\n".encode())
        assert chat.wait(30) == 0
    finally:
        chat.kill()
        chat.wait()
        os.close(ours)


def _read_until(terminal: int, wanted: str) -> str:
    shown = ""
    while wanted not in shown and select.select([terminal], [], [], 30)[0]:
        shown += os.read(terminal, 4096).decode()
    return shown
