"""Waiting inside an event loop."""

import asyncio
from collections.abc import Callable

from tests.waiting import eventually


async def until(look: Callable[[], object], why: str) -> None:
    """Return once `look` gives something truthy; it is called in a thread, so it may read a database."""
    await asyncio.to_thread(eventually, look, why)
