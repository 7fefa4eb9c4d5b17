"""How well the embedded bot understands, tier by tier, on CLINC150; beside it, what it is to be better than.

python -m tests.bench.clinc --data PATH [--tier plain] [--tier static] [--shots 10] [--noise 0.1] [--seeds 3]
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Protocol

from bot.training_data import Example
from bot.vectors.vector_tiers import TIERS, VectorsError
from tests.bench.clinc import references
from tests.bench.clinc.data import Clinc, few, mistyped, read
from tests.bench.clinc.learners import Tier
from tests.bench.clinc.measures import Classify, accuracy, score
from tests.bench.progress import tell

HEADINGS = ("in scope", "out", "accuracy", "AUROC", "ECE", "noise", "few", "few out", "few noise", "train s")


class Learner(Protocol):
    name: str

    def learn(self, examples: Sequence[Example]) -> Classify: ...


def main() -> None:
    options = _options()
    data = read(options.data)
    print(f"{'':34}" + "".join(f"{heading:>10}" for heading in HEADINGS), flush=True)
    for learner in _learners(options.tier or TIERS, with_references=not options.alone):
        _show(learner, data, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.clinc", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="clinc150.json")
    parser.add_argument("--tier", action="append", choices=TIERS, help="all that are installed, unless told")
    parser.add_argument("--shots", type=int, default=10, help="examples of each intent where there are few")
    parser.add_argument("--noise", type=float, default=0.1, help="the share of characters that are mistyped")
    parser.add_argument("--seeds", type=int, default=3, help="how often few are drawn")
    parser.add_argument("--alone", action="store_true", help="without the references")
    return parser.parse_args()


def _learners(tiers: Sequence[str], *, with_references: bool) -> list[Learner]:
    learners: list[Learner] = []
    installed = []
    for tier in tiers:
        try:
            learners.append(Tier(tier))
            installed.append(tier)
        except VectorsError as problem:
            tell(str(problem))
    if with_references and references.are_installed():
        learners += references.references(installed)
    return learners


def _show(learner: Learner, data: Clinc, options: argparse.Namespace) -> None:
    noisy = mistyped(data.held_back.in_scope, options.noise, seed=0)
    began = time.monotonic()
    classify = learner.learn(data.train)
    took = time.monotonic() - began
    full = score(classify, data.tuning, data.held_back)
    shown = [full.in_scope, full.out_of_scope, full.accuracy, full.separation, full.calibration_error]
    shown += [accuracy(classify, noisy), *_with_few(learner, data, noisy, options)]
    print(f"{learner.name:34}" + "".join(f"{100 * each:10.1f}" for each in shown) + f"{took:10.1f}", flush=True)


def _with_few(learner: Learner, data: Clinc, noisy: Sequence[Example], options: argparse.Namespace) -> list[float]:
    """Accuracy without a threshold, what of the texts out of scope is refused with one, and accuracy under noise."""
    rows = []
    for seed in range(options.seeds):
        classify = learner.learn(few(data.train, options.shots, seed))
        scores = score(classify, data.tuning, data.held_back)
        rows.append((scores.accuracy, scores.out_of_scope, accuracy(classify, noisy)))
    return [mean(column) for column in zip(*rows, strict=True)]


if __name__ == "__main__":
    main()
