"""The load: a process of its own that posts signed texts and measures how long each answer took."""

import asyncio
import gc
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from time import monotonic, process_time

import uvloop

from tests.bench import cores
from tests.bench.kept_alive_posts import PostingConnection
from tests.bench.signed_texts import signed_texts

#: Longest that one load may take; a server that is slower than that has failed.
DEADLINE = 60.0


@dataclass
class Posted:
    """What became of one load; times are of the system's monotonic clock, the same in all processes."""

    started: float = 0.0
    ended: float = 0.0
    #: Processor seconds that posting took here.
    processor: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    #: When each text was posted, in their order; only for a paced load.
    posted_at: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.latencies)

    @property
    def per_second(self) -> float:
        return self.count / (self.ended - self.started)

    def require_accepted(self) -> None:
        """Figures of a server that refuses are worth nothing."""
        if set(self.statuses) != {204}:
            raise RuntimeError(f"not every text was accepted: {dict(self.statuses)}")

    def answered(self, status: int, sent_at: float, at: float) -> None:
        self.latencies.append(at - sent_at)
        self.statuses[status] += 1


@contextmanager
def load_process() -> Iterator[ProcessPoolExecutor]:
    """One worker process, not forked: it must not share this one's threads."""
    with cores.children_on("load"), ProcessPoolExecutor(1, get_context("spawn")) as pool:
        pool.submit(monotonic).result()  # starts the process while the core is chosen
        yield pool


def post(port: int, customers: Sequence[int], connections: int, seconds: float) -> Posted:
    """Post a text of each customer, as fast as the answers come, but begin none after so many seconds."""
    return _undisturbed(_post(port, signed_texts(port, customers), connections, seconds))


def post_paced(port: int, customers: Sequence[int], per_second: float, connections: int) -> Posted:
    """Post a text of each customer at regular times, whether or not the ones before were answered."""
    return _undisturbed(_post_paced(port, signed_texts(port, customers), 1 / per_second, connections))


def _undisturbed(load: Coroutine[None, None, Posted]) -> Posted:
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(asyncio.wait_for(load, DEADLINE))
    finally:
        gc.enable()
        gc.unfreeze()


async def _post(port: int, texts: list[bytes], connections: int, seconds: float) -> Posted:
    posted, done, waiting = Posted(), asyncio.Event(), iter(texts)
    posted.started, began = monotonic(), process_time()
    until = posted.started + seconds

    def next_text() -> bytes | None:
        return next(waiting, None) if monotonic() < until else None

    def on_answer(status: int, sent_at: float, at: float) -> None:
        posted.answered(status, sent_at, at)
        if posted.count == len(texts) or at >= until:
            done.set()

    group = [PostingConnection(port, next_text, on_answer) for _ in range(connections)]
    for connection in group:
        connection.post_next()
    await done.wait()
    await _all_idle(group)
    posted.ended, posted.processor = monotonic(), process_time() - began
    _close(group)
    return posted


async def _post_paced(port: int, texts: list[bytes], pause: float, connections: int) -> Posted:
    posted, due = Posted(), asyncio.Queue[bytes]()
    group = [PostingConnection(port, lambda: _next(due), posted.answered) for _ in range(connections)]
    posted.started = monotonic()
    for number, text in enumerate(texts):
        await asyncio.sleep(posted.started + number * pause - monotonic())
        due.put_nowait(text)
        posted.posted_at.append(monotonic())
        if idle := next((connection for connection in group if connection.idle), None):
            idle.post_next()
    await _all_idle(group)
    posted.ended = monotonic()
    _close(group)
    return posted


async def _all_idle(group: Sequence[PostingConnection]) -> None:
    while not all(connection.idle for connection in group):  # noqa: ASYNC110 - an event in each would cost the load more
        await asyncio.sleep(0.001)


def _close(group: Sequence[PostingConnection]) -> None:
    for connection in group:
        connection.close()


def _next(due: "asyncio.Queue[bytes]") -> bytes | None:
    return None if due.empty() else due.get_nowait()
