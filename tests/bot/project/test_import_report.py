"""What of an existing Rasa project runs here, and what needs a Rasa server."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.project.action_classes import find_action_classes
from bot.project.bot_config import ComponentSupport
from bot.project.import_report import ImportReport, ProjectPartKind, import_report
from router.cli import main
from tests.bot.project.small_projects import DOMAIN, FERRY, NLU, write_project

STORIED = {
    "config.yml": """\
pipeline:
- name: WhitespaceTokenizer
- name: custom.Sentiment
- name: DIETClassifier
- name: FallbackClassifier
policies:
- name: TEDPolicy
- name: RulePolicy
""",
    "data/stories.yml": """\
stories:
- story: Book
  steps:
  - intent: book
  - action: action_book
- story: Say hi
  steps:
  - user: hi there
  - bot: Hello!
""",
    "data/nlu.yml": NLU + "- lookup: day\n  examples: |\n    - today\n    - tomorrow\n",
    "data/old.md": "## intent:greet\n- hi\n",
    "credentials.yml": "rest:\nfacebook:\n  secret: ${SECRET}\n",
    "actions/__init__.py": "",
    "actions/other.py": "class Other:\n    def name(self):\n        return 'action_other'\n",
    "actions/broken.py": "def (:\n",
}


@pytest.fixture
def storied(tmp_path: Path) -> ImportReport:
    return import_report(write_project(tmp_path, STORIED), {})


RUNS: list[tuple[ProjectPartKind, str, ComponentSupport, str]] = [
    ("intent", "greet", ComponentSupport.EMBEDDED, "1 example"),
    ("entity", "day", ComponentSupport.EMBEDDED, "1 annotation"),
    ("lookup", "day", ComponentSupport.EMBEDDED, "2 words"),
    ("slot", "day", ComponentSupport.EMBEDDED, "text, from_entity"),
    ("form", "day_form", ComponentSupport.EMBEDDED, "day"),
    ("response", "utter_greet", ComponentSupport.EMBEDDED, "1 variant"),
    ("component", "WhitespaceTokenizer", ComponentSupport.REPLACED, "the embedded engine has its own"),
    ("component", "custom.Sentiment", ComponentSupport.SERVER, "custom"),
    ("component", "DIETClassifier", ComponentSupport.SERVER, ""),
    ("component", "FallbackClassifier", ComponentSupport.EMBEDDED, ""),
    ("policy", "TEDPolicy", ComponentSupport.SERVER, ""),
    ("policy", "RulePolicy", ComponentSupport.EMBEDDED, ""),
    ("story", "Book", ComponentSupport.SERVER, "{}/data/stories.yml:2"),
    ("story", "Say hi", ComponentSupport.SERVER, "{}/data/stories.yml:6, end-to-end"),
    ("channel", "facebook", ComponentSupport.REPLACED, "Parley's own senders take its place"),
    ("file", "data/old.md", ComponentSupport.SERVER, "a format of Rasa 1: convert it with rasa data convert"),
]


@pytest.mark.parametrize(("kind", "name", "runs", "note"), RUNS, ids=[f"{each[0]} {each[1]}" for each in RUNS])
def test_each_part_is_told_of(
    storied: ImportReport, kind: ProjectPartKind, name: str, runs: ComponentSupport, note: str
) -> None:
    (part,) = (part for part in storied.of(kind) if part.name == name)
    assert (part.runs, part.note) == (runs, note.format(storied.folder))


def test_an_action_that_is_nowhere_is_missing(storied: ImportReport) -> None:
    missing, other = storied.of("action")
    assert (missing.name, missing.is_there, missing.note) == ("action_book", False, "not found in actions/")
    assert (other.name, other.is_there) == ("action_other", True)
    assert other.note == f"Other in {storied.folder}/actions/other.py:1, but not in the domain: nothing runs it"


def test_an_action_of_an_action_server_may_be_there(tmp_path: Path) -> None:
    files = {"endpoints.yml": "action_endpoint: {url: http://actions:5055/webhook}\n"}
    report = import_report(write_project(tmp_path, files), {})
    (action,) = report.of("action")
    assert (action.is_there, action.note) == (True, "on the action server http://actions:5055/webhook, or nowhere")
    assert report.complaints == ()


def test_what_is_no_python_is_an_error(storied: ImportReport) -> None:
    (error,) = (each for each in storied.complaints if each.rule == "bad-action")
    assert str(error) == f"{storied.folder}/actions/broken.py:1:1: no Python: invalid syntax"
    assert not storied.is_good


def test_actions_are_found_by_their_names_without_being_run() -> None:
    found = [(each.action, each.class_name, each.line) for each in find_action_classes(FERRY).classes]
    assert found == [
        ("action_price", "ActionPrice", 8),
        ("action_book", "ActionBook", 13),
        ("validate_ferry_form", "ValidateFerryForm", 18),
    ]


def test_a_project_without_stories_runs_as_it_is() -> None:
    report = import_report(FERRY, {})
    assert report.complaints == ()
    assert all(part.runs is not ComponentSupport.SERVER and part.is_there for part in report.parts)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["bot", "import-rasa", *map(str, arguments)])


def test_the_command_tells_it_and_is_content_with_warnings(tmp_path: Path) -> None:
    files = {**STORIED, "actions/broken.py": ""}
    told = run(write_project(tmp_path, files))
    assert told.exit_code == 0
    assert "stories (2)" in told.output
    assert "  server    TEDPolicy" in told.output
    assert "  missing   action_book" in told.output
    assert told.output.splitlines()[-1].endswith("0 errors, 5 warnings")


def test_the_command_ends_with_1_on_errors(tmp_path: Path) -> None:
    told = run(write_project(tmp_path, {"domain.yml": DOMAIN.replace("type: text", "type: txet")}))
    assert told.exit_code == 1
    assert '"txet" is no type of slot (did you mean "text"?)' in told.output


def test_the_command_writes_json() -> None:
    told = json.loads(run(FERRY, "--json").output)
    assert told["good"] is True
    assert ("form", "ferry_form", "embedded") in [(part["kind"], part["name"], part["runs"]) for part in told["parts"]]


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert run(tmp_path / "none").exit_code == 2
