"""Runs actions of the projects beside this file, on one loop for a whole test file."""

import asyncio
import os
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.action_runtime.action_call import ActionCall, ActionDomain, ActionFailed, ActionRuntime
from bot.action_runtime.action_pool import ActionPool, PoolSize
from bot.action_runtime.action_process import ActionPackage, action_environment

PROJECTS = Path(__file__).parent / "projects"
DOMAIN = ActionDomain({"from": "the domain", "forms": {"visit_form": {"required_slots": ["day"]}}}, "1")

Result = TypeVar("Result")


class PoolRunner:
    """A pool and the loop that it lives on."""

    def __init__(self, loop: asyncio.AbstractEventLoop, pool: ActionPool) -> None:
        self.pool = pool
        self._loop = loop

    def until(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._loop.run_until_complete(work)

    def run(self, name: str, within: float = 10.0) -> dict[str, Any]:
        """The slots that the action sets."""
        return self.until(slots_of(self.pool, name, within))

    def failure(self, name: str, within: float = 10.0) -> ActionFailed:
        """Why it did not end well."""
        try:
            self.run(name, within)
        except ActionFailed as failed:
            return failed
        raise AssertionError(f"{name} ended well")


async def slots_of(actions: ActionRuntime, name: str, within: float = 10.0) -> dict[str, Any]:
    result = await actions.run(call(name, within))
    return {event["name"]: event["value"] for event in result.events}


def call(name: str, within: float = 10.0, events: tuple[Mapping[str, Any], ...] = ()) -> ActionCall:
    message = {"text": "my secret is 1234", "metadata": {"idempotency_key": "key-1"}}
    tracker = {"sender_id": "c0ffee", "slots": {"name": "Ann"}, "latest_message": message, "events": list(events)}
    return ActionCall(name, tracker, DOMAIN, timedelta(seconds=within))


def project(folder: Path = PROJECTS / "troublesome", **changes: Any) -> ActionPackage:
    return ActionPackage(folder, action_environment(os.environ), **changes)


@contextmanager
def running(actions: ActionPackage, size: PoolSize | None = None) -> Iterator[PoolRunner]:
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        asyncio.set_event_loop(None)
        made = PoolRunner(loop, ActionPool(actions, size))
        try:
            yield made
        finally:
            made.until(made.pool.close())
