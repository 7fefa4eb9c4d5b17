"""`parley test`: for an author, for continuous integration, for a program."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.flows.authoring.simulation.lives import FLOWS
from tests.router.cli.commands import Shell

GOOD = "  good:\n    steps: [{in: hi, out: /cat/}]\n"
BAD = "  bad:\n    at: 2026-03-02 10:00\n    steps:\n      - in: hi\n      - out: Hello\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flows.yaml").write_text(FLOWS)
    return tmp_path


def scenarios(folder: Path, text: str, name: str = "flows.test.yaml") -> Path:
    file = folder / name
    file.write_text(f"scenarios:\n{text}")
    return file


def test_the_example_passes_and_reaches_everything(shell: Shell) -> None:
    example = Path(__file__).parents[3] / "flows.yaml"
    told = shell.succeed("test", str(example), "--fail-under", "100")
    assert "all passed" in told
    assert "coverage 100 %" in told


def test_a_failure_is_shown_with_its_place_and_the_conversation(shell: Shell, folder: Path) -> None:
    file = scenarios(folder, GOOD + BAD)
    ended = shell.run("test", str(folder / "flows.yaml"), "--coverage", "off")
    assert ended.exit_code == 1
    assert ended.stdout.splitlines()[:-1] == [
        "FAILED  bad",
        f"  {file}:8:9: expected another text",
        "    expected  Hello",
        "    got       1 cat, 2 slots, 3 order",
        "    what was said:",
        "      Mon 10:00 customer hi",
        "                flow     1 cat, 2 slots, 3 order",
        "",
    ]
    assert ended.stdout.splitlines()[-1].startswith("2 scenarios, 1 failed (")


def test_a_text_that_differs_only_later_is_marked_where_it_does(shell: Shell, folder: Path) -> None:
    steps = '[{in: hi, out: "1 cat, 2 slits, 3 order"}]'
    file = scenarios(folder, f"  bad: {{steps: {steps}}}\n")
    assert shell.run("test", str(file)).stdout.splitlines()[2:5] == [
        "    expected  1 cat, 2 slits, 3 order",
        "    got       1 cat, 2 slots, 3 order",
        "                         ^",
    ]


@pytest.mark.parametrize("named", [["flows.yaml"], ["flows.test.yaml"], ["."], []])
def test_a_flow_its_tests_or_their_folder_can_be_named(
    shell: Shell, folder: Path, named: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios(folder, GOOD)
    monkeypatch.chdir(folder)
    assert "1 scenario, all passed" in shell.run("test", *named, PARLEY_FLOWS="flows.yaml").output


def test_a_recorded_file_tests_the_flow_beside_it_and_any_file_the_flow_that_is_named(
    shell: Shell, folder: Path
) -> None:
    recorded = scenarios(folder, GOOD, "recorded.test.yaml")
    assert "all passed" in shell.succeed("test", str(recorded))
    elsewhere = scenarios(folder.parent, GOOD, "elsewhere.test.yaml")
    assert "all passed" in shell.succeed("test", str(elsewhere), "--flow", str(folder / "flows.yaml"))


def test_without_scenarios_it_says_where_they_belong(shell: Shell, folder: Path) -> None:
    ended = shell.run("test", str(folder / "flows.yaml"))
    assert ended.exit_code == 2
    assert "they belong into" in ended.output


def test_a_word_chooses_scenarios_and_one_that_is_in_none_is_wrong_usage(shell: Shell, folder: Path) -> None:
    file = scenarios(folder, GOOD + BAD)
    assert "1 scenario, all passed" in shell.succeed("test", str(file), "-k", "GOO")
    assert shell.run("test", str(file), "-k", "neither").exit_code == 2


def test_a_file_that_is_wrong_is_complained_of(shell: Shell, folder: Path) -> None:
    file = scenarios(folder, "  a: {steps: [{inn: hi}]}\n")
    ended = shell.run("test", str(file))
    assert ended.exit_code == 1
    assert f'{file}:2:16: unknown key "inn" (did you mean "in"?)' in ended.stdout
    assert "0 scenarios, 1 mistake in the files" in ended.stdout


def test_a_flow_that_is_wrong_is_complained_of(shell: Shell, folder: Path) -> None:
    (folder / "flows.yaml").write_text(FLOWS.replace("start: menu", "start: mnu"))
    ended = shell.run("test", str(scenarios(folder, GOOD)))
    assert ended.exit_code == 1
    assert 'state "mnu" does not exist' in ended.stdout


def test_coverage_in_short_in_full_and_too_little_of_it(shell: Shell, folder: Path) -> None:
    file = str(scenarios(folder, GOOD))
    assert "more (--coverage=full)" in shell.succeed("test", file)
    assert "  main.menu: rule 4 (intent toothache)\n" in shell.succeed("test", file, "--coverage")
    ended = shell.run("test", file, "--fail-under", "50")
    assert ended.exit_code == 1
    assert "less than 50 % is covered" in ended.output


def test_junit_has_every_scenario_and_only_what_xml_can_hold(shell: Shell, folder: Path) -> None:
    nasty = '  "it <is> \\x01 & so": {steps: [{in: "\\x02 <b>"}]}\n'
    file, junit = scenarios(folder, GOOD + nasty), folder / "junit.xml"
    assert shell.run("test", str(file), "--junit", str(junit)).exit_code == 1
    root = ElementTree.parse(junit).getroot()  # noqa: S314 - our own
    assert (root.tag, root.get("tests"), root.get("failures"), root.get("errors")) == ("testsuites", "2", "1", "0")
    good, bad = root.findall("testsuite/testcase")
    assert (good.get("name"), good.get("file"), good.get("line"), len(good)) == ("good", str(file), "2", 0)
    assert bad.get("name") == "it <is> \ufffd & so"
    failure = bad.find("failure")
    assert failure is not None
    assert failure.get("message") == "the flow said something that no out step expects"
    assert "customer" in (failure.text or "")


def test_junit_tells_of_a_file_that_cannot_be_read(shell: Shell, folder: Path) -> None:
    file, junit = scenarios(folder, "  a: {}\n"), folder / "junit.xml"
    shell.run("test", str(file), "--junit", str(junit))
    error = ElementTree.parse(junit).getroot().find("testsuite/testcase/error")  # noqa: S314 - our own
    assert error is not None
    assert 'the key "steps" is missing' in (error.text or "")


def test_update_writes_what_is_said_into_the_file_and_the_next_run_passes(shell: Shell, folder: Path) -> None:
    file = scenarios(folder, BAD + "  # a comment\n" + GOOD)
    told = shell.succeed("test", str(file), "--update")
    assert "2 scenarios, all passed" in told
    text = file.read_text()
    assert '      - out: "1 cat, 2 slots, 3 order"\n  # a comment\n' in text
    assert GOOD in text


def test_a_program_gets_json(shell: Shell, folder: Path) -> None:
    file = scenarios(folder, BAD)
    ended = shell.run("test", "--json", str(file))
    assert ended.exit_code == 1
    told = json.loads(ended.stdout)
    assert (told["passed"], told["failed"], told["complaints"]) == (0, 1, [])
    (scenario,) = told["scenarios"]
    assert (scenario["file"], scenario["line"], scenario["got"]) == (str(file), 6, "1 cat, 2 slots, 3 order")
    assert [line["who"] for line in scenario["transcript"]] == ["customer", "flow"]
    assert {"kind": "state", "flow": "main", "state": "slots", "what": ""} in told["coverage"][0]["not_reached"]
