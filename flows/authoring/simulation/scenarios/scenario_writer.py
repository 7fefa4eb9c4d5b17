"""Writes what was lived through as a scenario that passes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flows.authoring.simulation.scenarios.yaml_scalars import expectation, scalar
from flows.types.contact import Contact


@dataclass(frozen=True, slots=True)
class Lived:
    """One thing that was done, as the mapping of a step, and what the flow said to it."""

    step: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """A conversation, as far as it went."""

    at: datetime
    line: str
    contact: Contact
    steps: Sequence[Lived]
    #: Stubs as mappings, in the order of the calls.
    calls: Sequence[dict[str, Any]] = ()
    #: Intents by text, as mappings.
    bot: dict[str, Any] = field(default_factory=dict)


def scenario_text(name: str, recording: Recording) -> str:
    """A scenario, indented to stand under `scenarios:`."""
    lines = [f"  {scalar(name)}:", f"    at: {recording.at:%Y-%m-%d %H:%M}"]
    if recording.line:
        lines.append(f"    to: {json.dumps(recording.line)}")
    if known := _contact(recording.contact):
        lines.append(f"    contact: {_flow(known)}")
    lines += _listed("calls", (_flow(call) for call in recording.calls))
    if recording.bot:
        lines.append(f"    bot: {_flow(recording.bot)}")
    return "\n".join([*lines, "    steps:", *_steps(recording.steps)]) + "\n"


def _contact(contact: Contact) -> dict[str, Any]:
    names = ("name", "language", "attributes", "consents")
    return {name: value for name in names if (value := getattr(contact, name))}


def _listed(key: str, items: Iterable[str]) -> list[str]:
    lines = [f"      - {item}" for item in items]
    return [f"    {key}:", *lines] if lines else []


def _steps(steps: Sequence[Lived]) -> Iterable[str]:
    for lived in steps:
        yield f"      - {lived.step}"
        yield from (f"      - out: {expectation([text])}" for text in lived.said)


def _flow(value: Any) -> str:
    """JSON is YAML; between braces nothing but JSON is safe to write."""
    return json.dumps(value, ensure_ascii=False, default=str).replace("${", "$${")
