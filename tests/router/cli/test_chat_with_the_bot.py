"""`parley chat` with a bot whose turns are typed."""

from pathlib import Path

from click.testing import CliRunner

from router.cli import main

FLOW = """
parley: 1
brand: {name: Test}
flows:
  main:
    start: menu
    states:
      menu:
        say: "form or act?"
        rules: [{hear: form, go_to: form}, {hear: act, go_to: act}]
        bot: answers
      form: {form: {name: visit, save: {day: day}}, go_to: day}
      day: {say: "On {{ day }}.", go_to: menu}
      act: {call: {action: look, with: {deep: true}, save: found, failed: {say: No luck., go_to: menu}}, go_to: menu}
"""
PROMPT = 'the bot says (or JSON like {"say": "Hi", "slots": {}}, nothing, or fail WHY): '
TYPED = {
    "hi": "· the bot is asked for answer \"hi\"",
    '{"knew": false}': "  form or act?",
    "form": "· the bot is asked for form visit",
    "Which day?": "  Which day?",
    "friday": '· the bot is asked for answer "friday"',
    "{": "· that is no JSON like that; /quit leaves",
    '{"say": "Noted.", "slots": {"day": "Friday"}}': "  On Friday.",
    "act": '· the bot is asked for action look {"day": "Friday", "deep": true}',
    "fail it hangs": "  No luck.",
    "are you open?": '· the bot is asked for answer "are you open?" {"day": "Friday"}',
    "Until five.": "  Until five.",
    "FORM": "· the bot is asked for form visit {\"day\": \"Friday\"}",
    "Another day?": "  Another day?",
    "never": '· the bot is asked for answer "never" {"day": "Friday"}',
    "What?": "  What?",
}  # fmt: skip


def chatted(flow: Path, *lines: str) -> list[str]:
    ended = CliRunner().invoke(main, ["chat", str(flow), "--at", "2026-03-02 10:00"], input="\n".join(lines) + "\n")
    assert ended.exit_code == 0, ended.output
    return ended.stdout.splitlines()


def test_turns_of_the_bot_are_typed_and_become_a_scenario_that_passes(tmp_path: Path) -> None:
    flow, file = tmp_path / "flows.yaml", tmp_path / "flows.test.yaml"
    flow.write_text(FLOW)
    shown = chatted(flow, *TYPED, "/back", f"/save {file} turns of the bot")
    assert [line for line in TYPED.values() if line not in shown] == []
    assert [line for line in shown if line.startswith(PROMPT)] != []
    ended = CliRunner().invoke(main, ["test", str(file), "-v"])
    assert ended.exit_code == 0, ended.output
    assert "passed  turns of the bot" in ended.stdout


def test_a_chat_is_left_in_the_middle_of_a_turn(tmp_path: Path) -> None:
    flow = tmp_path / "flows.yaml"
    flow.write_text(FLOW)
    assert chatted(flow, "hi", "/quit")[-1] == f"{PROMPT}/quit"
