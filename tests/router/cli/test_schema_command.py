"""`parley schema`."""

import json
from pathlib import Path

from flows.compiler.json_schema import schema
from tests.router.cli.commands import Shell


def test_the_schema_is_printed(shell: Shell) -> None:
    assert json.loads(shell.succeed("schema")) == schema()


def test_the_schema_is_written_beside_the_flows(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "flows.schema.json"
    assert "# yaml-language-server: $schema=./flows.schema.json" in shell.succeed("schema", "-o", str(file))
    assert json.loads(file.read_text()) == schema()


def test_a_place_where_nothing_can_be_written_is_named(shell: Shell, tmp_path: Path) -> None:
    ended = shell.run("schema", "-o", str(tmp_path / "missing" / "flows.schema.json"))
    assert (ended.exit_code, "cannot be written: No such file or directory" in ended.stderr) == (1, True)
