"""Finds test files and the flows that they test, and runs them."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import flows
from flows import Complaint
from flows.authoring.simulation.coverage import Coverage, Reached
from flows.authoring.simulation.scenarios.scenario import Scenario
from flows.authoring.simulation.scenarios.scenario_reader import read_scenarios
from flows.authoring.simulation.scenarios.scenario_result import Result
from flows.authoring.simulation.scenarios.scenario_runner import Runner
from flows.model.service import Service
from flows.source.flow_files import Unreadable, read_files
from router.providers.twilio.vocabulary import is_keyword

_ENDINGS = (".yaml", ".yml")
_DEFAULT_FLOW = "flows.yaml"


class NothingToTest(Exception):
    """There is no test file, or no flow for one; the text says what was looked for."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A result, and how long it took to come by."""

    result: Result
    seconds: float


@dataclass(slots=True)
class Suite:
    """The test files of one flow file or folder."""

    flow: Path
    files: list[Path]
    service: Service | None = None
    scenarios: dict[Path, tuple[Scenario, ...]] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    results: dict[Path, list[Timed]] = field(default_factory=dict)
    reached: Reached = field(default_factory=Reached)

    @property
    def all_results(self) -> list[Timed]:
        """Every scenario's result with its time in seconds."""
        return [timed for those in self.results.values() for timed in those]

    @property
    def coverage(self) -> Coverage | None:
        return None if self.service is None else Coverage.of(self.service, self.reached.spots)

    def read(self) -> None:
        """The flow and its scenarios, or complaints about them."""
        try:
            self.service = flows.load(self.flow, os.environ)
        except flows.FlowsInvalid as invalid:
            self.complaints += invalid.complaints
        for file in self.files:
            self.scenarios[file] = self._scenarios(file)

    def _scenarios(self, file: Path) -> tuple[Scenario, ...]:
        try:
            text = read_files(file.as_posix())[file.as_posix()]
        except Unreadable as error:
            self.complaints.append(Complaint(error.name, 1, 1, f"cannot be read: {error}", "unreadable"))
            return ()
        scenarios, complaints = read_scenarios(text, file.as_posix(), os.environ)
        self.complaints += complaints
        return scenarios

    def choose(self, words: Sequence[str]) -> None:
        """Keep the scenarios with one of the words in their names."""
        wanted = [word.lower() for word in words]
        self.scenarios = {
            file: tuple(each for each in those if any(word in each.name.lower() for word in wanted))
            for file, those in self.scenarios.items()
        }

    def run(self, tell: Callable[[], None]) -> None:
        """Live through every scenario; `tell` is called after each."""
        if self.service is None:
            return
        runner = Runner(self.service, self.reached, is_keyword)
        for file, scenarios in self.scenarios.items():
            self.results[file] = [_timed(runner, scenario, tell) for scenario in scenarios]


def _timed(runner: Runner, scenario: Scenario, tell: Callable[[], None]) -> Timed:
    began = perf_counter()
    result = runner.run(scenario)
    tell()
    return Timed(result, perf_counter() - began)


def suites_of(named: Iterable[Path], flow: Path | None) -> list[Suite]:
    """Test files grouped by what they test. Raises NothingToTest."""
    suites: dict[Path, Suite] = {}
    for file in (file for name in named for file in _test_files(name)):
        tested = flow or _flow_of(file)
        suite = suites.setdefault(tested, Suite(tested, []))
        if file not in suite.files:
            suite.files.append(file)
    return list(suites.values())


def _test_files(name: Path) -> list[Path]:
    if name.is_dir():
        files = sorted(each for each in name.iterdir() if _is_test(each))
    elif _is_test(name):
        files = [name]
    else:
        files = [each for each in (_beside(name, ending) for ending in _ENDINGS) if each.is_file()]
    if not files:
        wanted = name / "*.test.yaml" if name.is_dir() else _beside(name, ".yaml")
        raise NothingToTest(f"there are no scenarios for {name}: they belong into {wanted}")
    return files


def _is_test(file: Path) -> bool:
    return file.suffix in _ENDINGS and Path(file.stem).suffix == ".test"


def _beside(flow: Path, ending: str) -> Path:
    return flow.with_name(f"{flow.stem}.test{ending}")


def _flow_of(file: Path) -> Path:
    """Of flows.test.yaml flows.yaml; else the usual file, or the whole folder."""
    name = Path(file.stem).stem
    beside = (file.with_name(each) for each in (*(f"{name}{ending}" for ending in _ENDINGS), _DEFAULT_FLOW))
    found = next((each for each in beside if each.is_file()), None)
    if found is not None:
        return found
    if any(each.suffix in _ENDINGS and not _is_test(each) for each in file.parent.iterdir()):
        return file.parent
    raise NothingToTest(f"there is no flow file beside {file}; name it with --flow")
