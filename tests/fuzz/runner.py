"""Gives one target many inputs: no exception, none slower than a tenth of a second, memory flat."""

import gc
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from secrets import randbelow
from time import perf_counter, process_time
from traceback import extract_tb
from typing import Any, Final

import psutil

from tests.fuzz.target import Target

SLOWEST: Final = 0.1  # seconds of this process's work
#: Seconds that an input may wait for a disk or a busy machine.
_LONGEST_WAIT: Final = 2.0
#: What the process may grow between a quarter of the inputs, when caches are warm, and all of them.
#: Bodies of every size leave gaps in the allocator's memory; a few hundred bytes kept of each input would show.
FLAT: Final = 32 * 1024 * 1024
_MOST_BUGS: Final = 20
#: So few do not show a leak, and tidying up before weighing would take longest of all.
_FEW: Final = 10_000
_MEASURED_AT: Final = (0.25, 0.5, 1.0)


def fresh_seed() -> int:
    """PARLEY_FUZZ_SEED repeats a run."""
    return int(os.environ.get("PARLEY_FUZZ_SEED") or randbelow(1_000_000_000))


@dataclass
class Report:
    """What came of it."""

    target: str
    seed: int
    inputs: int = 0
    slowest: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    #: Resident bytes after a quarter, a half and all of the inputs.
    resident: list[int] = field(default_factory=list)
    #: What went wrong, by its place in the code, with the first input that did it.
    bugs: dict[str, str] = field(default_factory=dict)

    @property
    def growth(self) -> int:
        return self.resident[-1] - self.resident[0]

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in self.outcomes.most_common())
        return (
            f"{self.target}: {self.inputs:,} inputs, seed {self.seed}, slowest {self.slowest * 1000:.1f} ms, "
            f"memory {self.growth / 2**20:+.1f} MiB, {len(self.bugs)} bugs; {kinds}"
        )


def fuzz(target: Target, inputs: int, seed: int) -> Report:
    """Run it to the end, whatever goes wrong on the way."""
    report = Report(target.name, seed)
    for _ in range(3):
        _slowness()
    chance = Random(f"{seed} {target.name}")
    weighed_at = {int(inputs * part) for part in _MEASURED_AT}
    for number in range(1, inputs + 1):
        _one(target, target.make(chance), report)
        if number in weighed_at:
            report.resident.append(_resident(exactly=inputs > _FEW))
        if len(report.bugs) >= _MOST_BUGS:
            break
        _tell(report, inputs)
    report.resident.append(_resident(exactly=inputs > _FEW))
    return report


def check(report: Report) -> None:
    """Fail with everything that was found."""
    print(report, flush=True)
    found = "\n\n".join(f"{place}\n{given}" for place, given in report.bugs.items())
    assert not report.bugs, f"{report}\n{found}"
    assert report.growth < FLAT, f"{report}\nmemory is not flat: {report.resident}"


def _one(target: Target, given: Any, report: Report) -> None:
    report.inputs += 1
    try:
        outcome, took = _timed(target, given)
        if took > SLOWEST:
            # A machine that is busy with something else is slow once or twice; an input each time.
            took = min(_timed(target, given)[1] for _ in range(3)) / _slowness()
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        report.bugs.setdefault(_place_of(error), _shown(given))
        report.outcomes["bug"] += 1
        return
    if took > SLOWEST:
        report.bugs.setdefault(f"{took * 1000:.0f} ms: {outcome}", _shown(given))
    report.slowest = max(report.slowest, took)
    report.outcomes[outcome] += 1


def _timed(target: Target, given: Any) -> tuple[str, float]:
    """The outcome, and the seconds it took: processor time of all threads, or all time where that is a hang."""
    began, began_work = perf_counter(), process_time()
    outcome = target.run(given)
    worked, took = process_time() - began_work, perf_counter() - began
    return outcome, took if took > _LONGEST_WAIT else worked


_FASTEST: Final = [float("inf")]


def _slowness() -> float:
    """How much longer the same work takes just now than at the best moment so far: others use this processor too."""
    began = process_time()
    sum(number * number for number in range(200_000))
    took = process_time() - began
    _FASTEST[0] = min(_FASTEST[0], took)
    return took / _FASTEST[0]


def _place_of(error: Exception) -> str:
    frames = extract_tb(error.__traceback__)
    own = next((frame for frame in reversed(frames) if "site-packages" not in frame.filename), frames[-1])
    return f"{type(error).__name__}: {str(error)[:200]!r} at {own.filename}:{own.lineno} ({frames[-1].name})"


def _shown(given: Any) -> str:
    written = repr(given)
    return written if len(written) <= 3000 else f"{written[:2000]} … {written[-500:]} ({len(written):,} characters)"


def _resident(*, exactly: bool) -> int:
    if exactly:
        gc.collect()
    return int(psutil.Process().memory_info().rss)


def _tell(report: Report, inputs: int) -> None:
    if report.inputs % 1000 == 0 and sys.stderr.isatty():
        end = "\r" if report.inputs < inputs else "\n"
        print(f"{report.target}: {report.inputs:,} of {inputs:,}", end=end, file=sys.stderr, flush=True)
