"""Runs actions by rasa-sdk's own ActionExecutor. Only for processes that may be ended."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.action_runtime.error_location import error_kind, error_location
from bot.action_runtime.process_protocol import FailureKind, RunFailed, RunOutcome, RunRequest, RunSucceeded
from bot.action_runtime.rasa_sdk_imports import (
    ActionExecutionRejection,
    ActionExecutor,
    ActionNotFoundException,
    CollectingDispatcher,
    Tracker,
    call_potential_coroutine,
)


class InvalidActionResult(Exception):
    """An action returned something other than a list of events."""


class SdkRunner:
    """Runs actions by name, one at a time."""

    def __init__(self, actions: Iterable[Any], folder: Path) -> None:
        self._folder = folder
        self._executor = ActionExecutor()
        self._domain: Mapping[str, Any] = {}
        # One for good: an author may keep a session that belongs to it.
        self._loop = asyncio.new_event_loop()
        for action in actions:
            self._executor.register_function(action.name(), _checked(action.run))

    @property
    def names(self) -> list[str]:
        return list(self._executor.actions)

    def run(self, run: RunRequest) -> RunOutcome:
        """What came of it, whatever the action did short of ending the process."""
        if run.domain is not None:
            self._domain = run.domain
        try:
            return self._loop.run_until_complete(self._run(run))
        except ActionNotFoundException:
            return RunFailed(FailureKind.UNKNOWN, "is not known")
        except ActionExecutionRejection:
            return RunFailed(FailureKind.REJECTED, "declined to run")
        except InvalidActionResult as nonsense:
            return RunFailed(FailureKind.BROKEN, str(nonsense))
        except (SystemExit, KeyboardInterrupt):
            return RunFailed(FailureKind.BROKEN, "ended its process", ends=True)
        except MemoryError:
            return RunFailed(FailureKind.BROKEN, "took too much memory", ends=True)
        except BaseException as error:  # noqa: BLE001 — an author's code may raise anything
            return RunFailed(FailureKind.BROKEN, f"raised {error_kind(error)}{error_location(error, self._folder)}")

    async def _run(self, run: RunRequest) -> RunSucceeded:
        result = await self._executor.run(
            {
                "next_action": run.name,
                "sender_id": run.tracker.get("sender_id"),
                "tracker": run.tracker,
                "domain": self._domain or {"actions": []},
            }
        )
        return RunSucceeded(tuple(result.events), tuple(result.responses))


def _checked(run: Callable[..., Any]) -> Callable[..., Awaitable[list[dict[str, Any]]]]:
    """The executor drops what is no event without a word; an author had better hear of it."""

    async def checked(
        dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        events = await call_potential_coroutine(run(dispatcher, tracker, domain))
        if events is None:
            return []
        if not isinstance(events, list | tuple) or not all(isinstance(event, dict) for event in events):
            raise InvalidActionResult("returned something other than a list of events")
        if not all(isinstance(event.get("event"), str) for event in events):
            raise InvalidActionResult("returned an event without its kind")
        return list(events)

    return checked
