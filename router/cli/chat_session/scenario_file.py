"""Keeps a conversation as a scenario, once it is known to pass."""

import os
from pathlib import Path

from flows.authoring.simulation.scenarios.scenario_reader import read_scenarios
from flows.authoring.simulation.scenarios.scenario_runner import Runner
from flows.authoring.simulation.scenarios.scenario_writer import Recording, scenario_text
from flows.model.service import Service
from router.providers.twilio.vocabulary import is_keyword


class NotSaved(Exception):
    """Nothing was written; the text says why."""


def save(recording: Recording, file: Path, name: str, service: Service) -> str:
    """Add a scenario to a test file, new or old; says where. Raises NotSaved."""
    try:
        before = file.read_text("utf-8") if file.exists() else "scenarios:\n"
    except (OSError, UnicodeDecodeError) as error:
        raise NotSaved(f"{file} cannot be read: {error}") from error
    text = before.rstrip("\n") + ("\n\n" if file.exists() else "\n") + scenario_text(name, recording)
    _require_passing(text, file, name, service)
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise NotSaved(f"{file} cannot be written: {error.strerror}") from error
    return f'saved in {file} as "{name}"'


def _require_passing(text: str, file: Path, name: str, service: Service) -> None:
    scenarios, complaints = read_scenarios(text, file.as_posix(), os.environ)
    if complaints:
        raise NotSaved(f"the file would not be right: {complaints[0]}")
    saved = next(each for each in scenarios if each.name == name)
    failure = Runner(service, provider_answers=is_keyword).run(saved).failure
    if failure is not None:
        raise NotSaved(f"it would not pass: {failure.problem}")
