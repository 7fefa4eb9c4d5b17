"""Waiting for what other threads and processes do."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

DEADLINE = 20.0


def eventually(look: Callable[[], Result | None], why: str = "", within: float = DEADLINE) -> Result:
    """The first truthy result of looking again and again."""
    until = time.monotonic() + within
    pause = threading.Event()
    while not (result := look()):
        assert time.monotonic() < until, f"not within {within} s: {why or look}"
        pause.wait(0.02)
    return result


def is_soon(look: Callable[[], object], within: float = 0.5) -> bool:
    """Whether it becomes true in a moment, for what may need more than waiting."""
    until = time.monotonic() + within
    pause = threading.Event()
    while not look() and time.monotonic() < until:
        pause.wait(0.02)
    return bool(look())


async def until(look: Callable[[], object], why: str) -> None:
    """Inside an event loop: `look` is called in a thread, so it may read a database."""
    await asyncio.to_thread(eventually, look, why)
