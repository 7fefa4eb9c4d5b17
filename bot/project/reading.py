"""Reads a project from its folder."""

from collections.abc import Mapping
from pathlib import Path

from bot.project.examining import examine_project
from bot.project.project import Project, ProjectInvalid


def read_project(folder: Path, environment: Mapping[str, str]) -> Project:
    """The project in a folder; ProjectInvalid with every complaint when it cannot be used.

    `environment` fills in the `${NAME}` of its files.
    """
    examined = examine_project(folder, environment)
    if examined.errors:
        raise ProjectInvalid(examined.complaints)
    return examined.project
