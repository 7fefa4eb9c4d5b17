"""Reads a project from its folder."""

from collections.abc import Mapping
from pathlib import Path

from bot.project.nlu_reader import NluReader
from bot.project.notes import Notes
from bot.project.project import Project, ProjectInvalid
from bot.project.project_examination import examine_project
from bot.project.project_files import read_source
from bot.training_data import Example
from flows.types.errors import Severity


def read_project(folder: Path, environment: Mapping[str, str]) -> Project:
    """The project in a folder; ProjectInvalid with every complaint when it cannot be used.

    `environment` fills in the `${NAME}` of its files.
    """
    examined = examine_project(folder, environment)
    if examined.errors:
        raise ProjectInvalid(examined.complaints)
    return examined.project


def read_examples(file: Path, environment: Mapping[str, str]) -> tuple[Example, ...]:
    """The examples of one file with `nlu:`, such as texts held back to measure with. Raises ProjectInvalid."""
    notes = Notes()
    source, reader = read_source(file, environment, notes), NluReader(notes)
    nlu = None if source is None else source.written.get("nlu")
    if source is not None and nlu is not None:
        reader.read(nlu, source)
    if any(each.severity is Severity.ERROR for each in notes.complaints):
        raise ProjectInvalid(notes.sorted)
    return reader.data.examples
