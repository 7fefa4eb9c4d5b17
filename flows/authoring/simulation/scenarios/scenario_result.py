"""How a scenario ended."""

from dataclasses import dataclass

from flows.authoring.simulation.scenarios.scenario import Scenario
from flows.authoring.simulation.transcript import Line
from flows.source.document import Mark, Path


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a scenario and the flow disagree."""

    mark: Mark
    problem: str
    #: What was expected and what there was instead, where both can be said.
    expected: str | None = None
    got: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a step should say, by what the flow said."""

    #: Of the `out` to replace; of the step after which to add one, where there is none.
    path: Path
    texts: tuple[str, ...]
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One scenario, lived through."""

    scenario: Scenario
    failure: Failure | None
    transcript: tuple[Line, ...]
