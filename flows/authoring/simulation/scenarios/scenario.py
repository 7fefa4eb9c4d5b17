"""A scenario, ready to run."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.authoring.simulation.scenarios.bot_stubs import BotStub
from flows.authoring.simulation.scenarios.call_stubs import Stub
from flows.authoring.simulation.scenarios.scenario_parts import StepPart
from flows.protocol.needs import Understood
from flows.source.document import Mark, Path
from flows.types.contact import Contact


@dataclass(frozen=True, slots=True)
class Step:
    """What happens, or what is expected then, and where that is written."""

    part: StepPart
    path: Path
    mark: Mark


@dataclass(frozen=True, slots=True)
class Scenario:
    """One conversation."""

    name: str
    mark: Mark
    #: As it is written; which moment it is depends on the service's timezone.
    at: str | None
    customer: str | None
    line: str | None
    steps: tuple[Step, ...]
    contact: Contact = field(default_factory=Contact)
    stubs: tuple[Stub | BotStub, ...] = ()
    meanings: Mapping[str, Understood] = field(default_factory=dict)
