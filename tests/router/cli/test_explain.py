"""`parley explain`."""

import json
from pathlib import Path

import pytest

from tests.flows.authoring.simulation.lives import FLOWS
from tests.router.cli.commands import Shell


@pytest.fixture
def flow(tmp_path: Path) -> str:
    file = tmp_path / "flows.yaml"
    file.write_text(FLOWS)
    return str(file)


def test_every_rung_is_shown_with_its_reason(shell: Shell, flow: str) -> None:
    told = shell.succeed("explain", flow, "--text", "1", "--state", "menu", "--at", "2026-03-02 10:00")
    assert told.splitlines() == [
        "  1  opt-out              it is no opt-out, opt-in or help word",
        "  2  suppressed           they have not opted out",
        "  3  window               the conversation goes on",
        "  4  human                the flow holds the conversation",
        "  5  burst                each text is read by itself",
        "  6  keyword 1            hears agent: not in the text",
        " 12  rule 1      took it  hears 1",
        " 12  rule 2               hears 2: not in the text",
        " 12  rule 3               hears 3: not in the text",
        "says: Meow",
        "now: the flow holds it, in main.menu",
    ]


def test_a_program_gets_json(shell: Shell, flow: str) -> None:
    options = ("--state", "main.people", "--set", "people=3", "--json")
    told = json.loads(shell.succeed("explain", flow, "--text", "1", *options))
    assert (told["rung"], told["says"], told["state"]) == ("answer", ["Two at least.\nHow many?"], "people")
    assert {"rung": 13, "what": "check 1", "took": True, "why": "people < 2: it is 1"} in told["tried"]


def test_the_bots_idea_can_be_said(shell: Shell, flow: str) -> None:
    told = shell.succeed("explain", flow, "--text", "ouch", "--intent", "toothache", "--confidence", "0.5")
    assert "the bot was 0.50 sure, asks 0.6" in told


def test_so_can_its_doubts(shell: Shell, flow: str) -> None:
    told = shell.succeed("explain", flow, "--text", "ouch", "--intent", "toothache 0.5 other 0.2")
    assert "toothache 0.50, other 0.20" in told
    assert "says: Did you mean: toothache? Reply yes or no." in told
    assert "out of scope" in shell.succeed("explain", flow, "--text", "bikes", "--unknown")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--state", "mnu"), '"mnu" is not there; there are: menu, slots'),
        (("--state", "foo.menu"), '"foo.menu" is not there; there are: main, found'),
        (("--at", "soon"), '"soon" is no moment'),
        (("--at", "9999-12-31 23:59"), '"9999-12-31 23:59" is no moment from 1970 to 2199'),
        (("--intent", "0.5 toothache"), '"0.5 toothache" is not written NAME 0.5 NAME 0.45'),
        (("--to", "+1"), 'no sender is called "+1"'),
        (("--state", "menu", "--set", "x"), '"x" is not written NAME=VALUE'),
    ],
)
def test_what_cannot_be_is_wrong_usage(shell: Shell, flow: str, options: tuple[str, ...], said: str) -> None:
    ended = shell.run("explain", flow, "--text", "hi", *options)
    assert ended.exit_code == 2
    assert said in ended.output
