"""Whole exchanges: a text in, a step, a reply handed to the provider, and its two status callbacks taken in.

The tutorial stack asks for no callbacks: its replies are counted when the provider has them. Both stacks get a burst
of texts over 32 connections; the clock stops when the last reply is done.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

from tests.bench import stacks
from tests.bench.load_generator import Posted, post, post_paced
from tests.bench.percentiles import median_ratio, milliseconds, percentile
from tests.bench.progress import tell
from tests.bench.server import Server
from tests.bench.signed_texts import customer
from tests.bench.stacks import Tutorial
from tests.bench.stub_provider_client import Provider, Seen

ROUNDS = 3
CONNECTIONS = 32
#: A burst ends after so many texts or so many seconds.
TEXTS, TUTORIAL_TEXTS, SECONDS = 2000, 500, 6.0
#: Customers text again and again, so that most exchanges belong to a thread that is there already.
CUSTOMERS = 2500
#: The memory is taken after so many exchanges, or after the bursts that fit into this many seconds.
ENOUGH_EXCHANGES, FILLING_SECONDS = 10_000, 60.0
PACE, PACED_TEXTS = 100, 1000

Figures = dict[str, float]


@dataclass
class Sample:
    """One burst."""

    per_second: float
    processor_us: float
    stub_processor_us: float
    webhooks_per_second: float = 0.0
    webhook_p99_ms: float = 0.0


@dataclass
class Bench:
    """Both stacks running, with one provider between them."""

    load: ProcessPoolExecutor
    provider: Provider
    parley: Server
    tutorial: Tutorial
    exchanges: int = 0
    ours: list[Sample] = field(default_factory=list)
    theirs: list[Sample] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def customers(self, texts: int) -> list[int]:
        return [next(self._numbers) % CUSTOMERS for _ in range(texts)]

    def burst(self) -> Sample:
        before = self.parley.processor_seconds()
        posted = self._post(self.parley.port, TEXTS)
        seen = self.provider.wait_for(submitted=posted.count, finished=posted.count)
        if seen.refused:
            raise RuntimeError(f"{seen.refused} status callbacks were refused")
        self.exchanges += posted.count
        return _sample(posted, seen, self.parley.processor_seconds() - before)

    def tutorial_burst(self) -> Sample:
        before = self.tutorial.processor_seconds()
        posted = self._post(self.tutorial.port, TUTORIAL_TEXTS)
        seen = self.provider.wait_for(submitted=posted.count)
        return _sample(posted, seen, self.tutorial.processor_seconds() - before)

    def _post(self, port: int, texts: int) -> Posted:
        self.provider.take()
        posted = self.load.submit(post, port, self.customers(texts), CONNECTIONS, SECONDS).result()
        posted.require_accepted()
        return posted


def measure(load: ProcessPoolExecutor, folder: Path, provider: int) -> Figures:
    with stacks.parley(folder, provider) as parley, stacks.tutorial(folder, provider) as tutorial:
        bench = Bench(load, Provider(provider), parley, tutorial)
        _burst_in_turn(bench)
        waits = _waits_for_submission(bench)
        _fill(bench)
        return {**_figures(bench), **waits}


def _burst_in_turn(bench: Bench) -> None:
    for number in range(ROUNDS):
        bench.ours.append(bench.burst())
        bench.theirs.append(bench.tutorial_burst())
        rates = f"parley {bench.ours[-1].per_second:,.0f}/s, tutorial {bench.theirs[-1].per_second:,.0f}/s"
        tell(f"whole exchanges, round {number + 1} of {ROUNDS}: {rates}")


def _waits_for_submission(bench: Bench) -> Figures:
    """From the webhook's posting to the provider's having the reply, of customers who come one after the other."""
    tell(f"{PACED_TEXTS} texts at {PACE} a second")
    bench.provider.take()
    first = CUSTOMERS  # new ones, so that one customer is one text
    customers = range(first, first + PACED_TEXTS)
    posted = bench.load.submit(post_paced, bench.parley.port, customers, PACE, CONNECTIONS).result()
    posted.require_accepted()
    seen = bench.provider.wait_for(submitted=posted.count, finished=posted.count)
    bench.exchanges += posted.count
    waits = [seen.submitted_at[customer(n)] - at for n, at in zip(customers, posted.posted_at, strict=True)]
    return {
        "webhook_to_submission_p50_ms": milliseconds(percentile(waits, 0.50)),
        "webhook_to_submission_p99_ms": milliseconds(percentile(waits, 0.99)),
    }


def _fill(bench: Bench) -> None:
    seconds = 0.0
    while bench.exchanges < ENOUGH_EXCHANGES and seconds < FILLING_SECONDS:
        tell(f"{bench.exchanges:,} exchanges so far; memory is taken after {ENOUGH_EXCHANGES:,}")
        seconds += TEXTS / bench.burst().per_second


def _sample(posted: Posted, seen: Seen, processor_seconds: float) -> Sample:
    return Sample(
        per_second=posted.count / (seen.last_at - posted.started),
        processor_us=processor_seconds / posted.count * 1e6,
        stub_processor_us=seen.processor / posted.count * 1e6,
        webhooks_per_second=posted.per_second,
        webhook_p99_ms=milliseconds(percentile(posted.latencies, 0.99)),
    )


def _figures(bench: Bench) -> Figures:
    ours, theirs = bench.ours, bench.theirs
    rates, their_rates = [sample.per_second for sample in ours], [sample.per_second for sample in theirs]
    return {
        "exchange_vs_tutorial": median_ratio(rates, their_rates),
        "exchanges_per_second": median(rates),
        "tutorial_replies_per_second": median(their_rates),
        "exchange_processor_us": median(sample.processor_us for sample in ours),
        "tutorial_reply_processor_us": median(sample.processor_us for sample in theirs),
        "stub_processor_us": median(sample.stub_processor_us for sample in ours),
        "webhook_while_answering_per_second": median(sample.webhooks_per_second for sample in ours),
        "webhook_while_answering_p99_ms": median(sample.webhook_p99_ms for sample in ours),
        "resident_after_exchanges": bench.exchanges,
        **_memory(bench.parley, bench.tutorial),
    }


def _memory(parley: Server, tutorial: Tutorial) -> Figures:
    """Of each by itself. `parley serve` is one process: it has no bot here, and so no process for actions."""
    if parley.children_resident_mib():
        raise RuntimeError("parley serve has started another process: what is measured is not what the table says")
    return {
        "resident_mib": parley.own_resident_mib(),
        "tutorial_resident_mib": tutorial.resident_mib(),
        "tutorial_gunicorn_resident_mib": tutorial.web.resident_mib(),
        "tutorial_celery_resident_mib": tutorial.worker.resident_mib(),
        "tutorial_redis_resident_mib": tutorial.redis.resident_mib(),
    }
