"""How fast each stack takes texts in, and how long a text waits for its answer."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Protocol

from tests.bench import stacks
from tests.bench.load_generator import post
from tests.bench.percentiles import median_ratio, milliseconds, percentile
from tests.bench.progress import tell

ROUNDS = 5
CONNECTIONS = 32
#: A round of one stack ends after so many texts or so many seconds.
TEXTS, SECONDS = 10_000, 2.0

Figures = dict[str, float]


class Measured(Protocol):
    """A stack that takes texts in."""

    @property
    def port(self) -> int: ...

    def processor_seconds(self) -> float: ...


@dataclass
class Sample:
    """One round of one stack."""

    per_second: float
    p50_ms: float
    p99_ms: float
    processor_us: float


def measure(load: ProcessPoolExecutor, folder: Path, provider: int) -> Figures:
    """One round of each in turn; the tutorial's worker and Parley's stand still, so that this is the way in alone."""
    rounds: dict[str, list[Sample]] = {"starlette": [], "webhook": [], "tutorial": []}
    with (
        stacks.bare_starlette(folder) as starlette,
        stacks.parley_webhook(folder) as webhook,
        stacks.tutorial(folder, provider) as tutorial,
    ):
        tutorial.worker.pause()
        for number in range(ROUNDS):
            rounds["starlette"].append(_sample(load, starlette))
            rounds["webhook"].append(_sample(load, webhook))
            rounds["tutorial"].append(_sample(load, tutorial))
            tutorial.forget()
            _tell_round(number, rounds)
    return _figures(rounds)


def _sample(load: ProcessPoolExecutor, stack: Measured) -> Sample:
    before = stack.processor_seconds()
    posted = load.submit(post, stack.port, range(TEXTS), CONNECTIONS, SECONDS).result()
    posted.require_accepted()
    return Sample(
        per_second=posted.per_second,
        p50_ms=milliseconds(percentile(posted.latencies, 0.50)),
        p99_ms=milliseconds(percentile(posted.latencies, 0.99)),
        processor_us=(stack.processor_seconds() - before) / posted.count * 1e6,
    )


def _tell_round(number: int, rounds: dict[str, list[Sample]]) -> None:
    rates = ", ".join(f"{name} {samples[-1].per_second:,.0f}/s" for name, samples in rounds.items())
    tell(f"webhook, round {number + 1} of {ROUNDS}: {rates}")


def _figures(rounds: dict[str, list[Sample]]) -> Figures:
    def middle(name: str, value: Callable[[Sample], float]) -> float:
        return median(value(sample) for sample in rounds[name])

    rates = {name: [sample.per_second for sample in samples] for name, samples in rounds.items()}
    figures = {
        "webhook_vs_starlette": median_ratio(rates["webhook"], rates["starlette"]),
        "webhook_vs_tutorial": median_ratio(rates["webhook"], rates["tutorial"]),
    }
    for name in rounds:
        prefix = {"starlette": "starlette", "webhook": "webhook", "tutorial": "tutorial_webhook"}[name]
        figures[f"{prefix}_per_second"] = median(rates[name])
        figures[f"{prefix}_p50_ms"] = middle(name, lambda sample: sample.p50_ms)
        figures[f"{prefix}_p99_ms"] = middle(name, lambda sample: sample.p99_ms)
        figures[f"{prefix}_processor_us"] = middle(name, lambda sample: sample.processor_us)
    return figures
