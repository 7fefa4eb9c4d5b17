"""The bot of docs/bot.md is a whole one, and does what the page says."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.project.project_reader import read_project
from flows import Service, load_text
from router.cli import main
from tests.flows.test_flow_guide import whole

GUIDE = (Path(__file__).parents[2] / "docs" / "bot.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
#: Those that begin with the name of their file.
FILES = {named[1]: example for example in EXAMPLES if (named := re.match(r"# (\S+)\n", example))}


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_bot_from_nothing_is_whole_and_there_is_nothing_to_complain_of(practice: Path) -> None:
    project = read_project(practice / "bot", os.environ)
    assert project.warnings == ()
    assert {example.intent for example in project.data.examples} == set(project.domain.intents)


@pytest.mark.parametrize(
    ("text", "comes"),
    [
        ("what time are you open", "We are open Monday to Friday, 8:30 to 5:30."),
        ("can u book me an appointment", "queued for everyone (normal): wants an appointment"),
        ("tell me another joke", "the bot takes it for nothing that it knows"),
        ("do you sell cars", "the bot takes it for nothing that it knows"),
    ],
)
def test_it_does_what_the_page_says(practice: Path, text: str, comes: str) -> None:
    ended = CliRunner().invoke(main, ["chat", str(practice / "flows.yaml")], input=f"hi\n{text}\n")
    assert ended.exit_code == 0, ended.output
    assert comes in ended.stdout


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each not in FILES.values()])
def test_every_other_example_is_part_of_a_flow_file(example: str) -> None:
    assert isinstance(load_text(whole(example), "docs/bot.md", {}), Service)
