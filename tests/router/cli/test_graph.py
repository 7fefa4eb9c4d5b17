"""`parley graph`."""

from pathlib import Path

import pytest

from tests.journeys.conftest import CLINIC
from tests.router.cli.commands import Shell


def test_it_prints_a_picture_of_every_flow(shell: Shell) -> None:
    drawn = shell.succeed("graph", str(CLINIC))
    assert drawn.startswith("<svg ")
    assert drawn.endswith("</svg>\n")
    assert all(f'id="flow.{name}"' in drawn for name in ("front_desk", "billing"))


def test_it_draws_one_flow_when_it_is_named(shell: Shell) -> None:
    drawn = shell.succeed("graph", str(CLINIC), "--flow", "billing")
    assert 'id="flow.front_desk"' not in drawn


@pytest.mark.parametrize(
    ("name", "arguments", "start"),
    [
        pytest.param("flow.svg", [], "<svg ", id="SVG by its ending"),
        pytest.param("flow.mmd", [], "flowchart TD\n", id="Mermaid by its ending"),
        pytest.param("flow.txt", ["--format", "mermaid"], "flowchart TD\n", id="Mermaid by its name"),
        pytest.param("flow", [], "<svg ", id="SVG unless told"),
    ],
)
def test_it_writes_a_file(shell: Shell, tmp_path: Path, name: str, arguments: list[str], start: str) -> None:
    assert shell.succeed("graph", str(CLINIC), "-o", str(tmp_path / name), *arguments) == ""
    assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_complaints_about_a_bad_file_are_printed_beside_the_picture(shell: Shell, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(CLINIC.read_text().replace("go_to: day", "go_to: dya"))
    ended = shell.run("graph", str(bad))
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert 'state "dya" does not exist' in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        pytest.param([str(CLINIC), "--flow", "biling"], 2, "front_desk, billing", id="a flow that is not there"),
        pytest.param(["nothing.yaml"], 2, "does not exist", id="a file that is not there"),
        pytest.param([str(CLINIC), "--format", "png"], 2, "mermaid", id="a format that is none"),
        pytest.param([str(CLINIC), "-o", "nowhere/at/all.svg"], 1, "nowhere/at/all.svg", id="a place that is none"),
    ],
)
def test_what_it_cannot_do_it_says(shell: Shell, arguments: list[str], exit_code: int, words: str) -> None:
    ended = shell.run("graph", *arguments)
    assert (ended.exit_code, words in ended.output) == (exit_code, True)
