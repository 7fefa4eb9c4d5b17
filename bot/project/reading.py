"""Reads a project from its folder."""

from collections.abc import Mapping
from pathlib import Path

from bot.project.project import Project


def read_project(folder: Path, environment: Mapping[str, str]) -> Project:
    """The project in a folder; ProjectInvalid with every complaint when it cannot be used.

    `environment` fills in the `${NAME}` of its files.
    """
    raise NotImplementedError
