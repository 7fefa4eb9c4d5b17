"""`parley check`: for an author at a terminal, a program and GitHub Actions."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from flows import Complaint, Severity
from router.cli import complaint_formats
from tests.router.cli.commands import Shell

MESSAGE = 'state "wlcome" does not exist in flow "café" (did you mean "welcome"?)'


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.yaml"
    file.write_text(
        "parley: 1\nbrand: {name: Test, hlp: x}\nflows:\n  café:\n    start: wlcome\n    states: {welcome: {say: Hi}}\n"
    )
    return file


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good" / "flows.yaml"
    file.parent.mkdir()
    file.write_text(
        "parley: 1\nbrand: {name: Test}\nflows:\n  f:\n    start: a\n    states:\n      a: {say: Hi, end: true}\n"
    )
    return file


def test_a_good_file_is_good(shell: Shell, good: Path) -> None:
    assert shell.succeed("check", str(good)) == f"{good}: good\n"


def test_warnings_are_named_and_stand_in_the_way_of_nothing(shell: Shell, good: Path) -> None:
    good.write_text(good.read_text() + "      b: {say: Hi, end: true}\n")
    told = f'{good}:8:7: warning: no way leads to state "b" of flow "f" [unreachable-state]'
    assert shell.succeed("check", str(good)).splitlines() == [told, f"{good}: good, with 1 warning"]


#: Warned of by three rules, one of them for what a text costs.
LOOSE = f"      b: {{say: '{'x' * 90} ‚', set: {{never_read: 1}}, go_to: a}}\n"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        pytest.param(("--format", "text"), r"\[([\w-]+)\]$", id="text"),
        pytest.param(("--format", "github"), r"^::warning .*,title=([\w-]+)::", id="github"),
        pytest.param(("--json",), r'"rule": "([\w-]+)"', id="json"),
    ],
)
def test_every_warning_names_the_rule_that_a_comment_switches_off(
    shell: Shell, good: Path, options: tuple[str, ...], named: str
) -> None:
    written = good.read_text()
    good.write_text(written + LOOSE)
    rules = re.findall(named, shell.succeed("check", str(good), *options), re.MULTILINE)
    assert sorted(rules) == ["one-character", "unreachable-state", "unused-value"]
    good.write_text(f"{written}      # parley: allow {', '.join(rules)}\n{LOOSE}")
    assert shell.succeed("check", str(good)) == f"{good}: good\n"


def test_what_is_found_only_once_an_error_is_mended_is_announced(shell: Shell, bad: Path) -> None:
    bad.write_text("parley: [\n")
    assert shell.run("check", str(bad)).stdout.endswith("1 error; there may be more once this is mended\n")
    assert shell.run("chat", str(bad)).stdout.endswith("\nthere may be more once this is mended\n")


def test_every_complaint_has_its_place_and_the_next_file_is_checked_too(shell: Shell, bad: Path, good: Path) -> None:
    ended = shell.run("check", str(bad), str(good))
    assert ended.exit_code == 1
    assert ended.stdout.splitlines() == [
        f'{bad}:2:21: unknown key "hlp" (did you mean "help"?)',
        f"{bad}:5:12: {MESSAGE}",
        f"{bad}: 2 errors; there may be more once this is mended",
        f"{good}: good",
    ]


def test_a_folder_is_checked_and_its_included_files_are_named(shell: Shell, bad: Path) -> None:
    (bad.parent / "more.yaml").write_text("teams: {desk: {hours: clinic}}\n")
    ended = shell.run("check", str(bad.parent))
    assert ended.exit_code == 1
    assert f'{bad.parent / "more.yaml"}:1:23: hours "clinic" do not exist' in ended.stdout.splitlines()
    assert ended.stdout.endswith(f"{bad.parent}: 3 errors; there may be more once this is mended\n")


def test_a_program_gets_json(shell: Shell, bad: Path, good: Path) -> None:
    ended = shell.run("check", "--json", str(bad), str(good))
    assert ended.exit_code == 1
    assert json.loads(ended.stdout)[1] == {
        "file": str(bad),
        "line": 5,
        "column": 12,
        "message": MESSAGE,
        "rule": "unknown-state",
        "severity": "error",
    }
    assert json.loads(shell.succeed("check", "--json", str(good))) == []


def test_github_gets_annotations_when_it_asks_or_runs_it(shell: Shell, bad: Path) -> None:
    annotation = f"::error file={bad},line=5,col=12,title=unknown-state::{MESSAGE}"
    assert annotation in shell.run("check", str(bad), "--format", "github").stdout.splitlines()
    assert annotation in shell.run("check", str(bad), GITHUB_ACTIONS="true").stdout.splitlines()
    assert annotation not in shell.run("check", str(bad), "--format", "text", GITHUB_ACTIONS="true").stdout


def test_a_terminal_sees_the_rule_of_a_warning() -> None:
    shown = complaint_formats.in_its_line(Complaint("none.yaml", 1, 2, "too long", "long-text", Severity.WARNING))
    assert click.unstyle(shown) == "none.yaml:1:2: warning: too long [long-text]"


def test_an_annotation_keeps_to_its_line() -> None:
    odd = Complaint("a,b:c.yaml", 1, 2, "100%\nsure", "rule", Severity.WARNING)
    assert (
        complaint_formats.as_annotation(odd) == "::warning file=a%2Cb%3Ac.yaml,line=1,col=2,title=rule::100%25%0Asure"
    )


@pytest.mark.parametrize("arguments", [[], ["nothing.yaml"], ["--format", "xml", "."]])
def test_wrong_usage(shell: Shell, arguments: list[str]) -> None:
    assert shell.run("check", *arguments).exit_code == 2


@pytest.mark.parametrize(
    ("line", "column", "shown", "caret"),
    [
        pytest.param("say: Hi", 6, "  say: Hi", "       ^", id="an ordinary line"),
        pytest.param("\tsay: Hi", 7, "  \tsay: Hi", "  \t     ^", id="a tab"),
        pytest.param("ü: {予約: x}", 9, "  ü: {予約: x}", "            ^", id="wide characters"),
        pytest.param("e\u0301: x", 5, "  e\u0301: x", "     ^", id="a combining accent"),
        pytest.param(
            "x" * 60 + "!" + "y" * 60, 61, f"  …{'x' * 19}!{'y' * 17}", "  " + " " * 20 + "^", id="a long line"
        ),
    ],
)
def test_the_caret_stands_under_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, column: int, shown: str, caret: str
) -> None:
    monkeypatch.setenv("COLUMNS", "41")
    file = tmp_path / "flows.yaml"
    file.write_text(line)
    written = complaint_formats.in_its_line(Complaint(str(file), 1, column, "?", "rule"))
    assert written.replace("\x1b[31m\x1b[1m^\x1b[0m", "^").splitlines()[1:] == [shown, caret]


@pytest.mark.parametrize(("environment", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_sees_the_line_and_colours_unless_it_wants_none(
    bad: Path, environment: dict[str, str], colored: bool
) -> None:
    shown = _on_a_terminal("check", str(bad), **environment)
    assert "\n      start: wlcome\n" in shown.replace("\x1b[0m", "")
    assert ("\x1b[" in shown) is colored


def _on_a_terminal(*arguments: str, **environment: str) -> str:
    ours, theirs = pty.openpty()
    variables = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | environment
    command = [sys.executable, "-m", "router", *arguments]
    ended = subprocess.run(command, stdout=theirs, env=variables, check=False)
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert ended.returncode == 1
    return shown.replace("\r\n", "\n")
