"""Runs `parley …` in this process, with an environment of its own."""

import os
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner, Result

from router.cli import main
from tests.journeys.conftest import CLINIC


@dataclass
class Shell:
    """Where an operator types."""

    database_url: str

    def run(self, *arguments: str, **environment: Any) -> Result:
        variables = {"PARLEY_DATABASE_URL": self.database_url, "PARLEY_FLOWS": str(CLINIC), **environment}
        before = dict(os.environ)
        try:
            return CliRunner().invoke(main, list(arguments), env=variables)
        finally:  # what a command sets for itself, as `parley dev` does, would last
            os.environ.clear()
            os.environ.update(before)

    def succeed(self, *arguments: str) -> str:
        ended = self.run(*arguments)
        assert ended.exit_code == 0, ended.output
        return ended.stdout
