"""Finds a project's actions and runs them by rasa-sdk's own ActionExecutor. Only for processes that may be ended."""

import asyncio
import importlib
import inspect
import pkgutil
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from msgspec import Struct
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from rasa_sdk.utils import call_potential_coroutine

from bot.acting.frames import Answer, Answered, Failed, Failure, Run

MOST_NAME = 100


class Found(Struct, frozen=True):
    """A project's actions, and what could not be imported."""

    actions: tuple[Any, ...]
    broken: tuple[str, ...]


class Nonsense(Exception):
    """An action returned something other than a list of events."""


def find_actions(folder: Path, package: str) -> Found:
    """The actions of all modules of the package. One module that is broken leaves the others alone."""
    sys.path.insert(0, str(folder))
    modules, broken = _import_all(folder, package)
    actions: list[Any] = []
    for made in dict.fromkeys(kind for module in modules for kind in _action_classes(module, package)):
        try:
            actions.append(_named(made()))
        except Exception as error:  # noqa: BLE001 — an author's code may raise anything
            broken.append(_told(error, folder, made.__name__))
    return Found(tuple(actions), tuple(broken))


def _import_all(folder: Path, package: str) -> tuple[list[ModuleType], list[str]]:
    modules: list[ModuleType] = []
    broken: list[str] = []
    names = [package]
    while names:
        name = names.pop(0)
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:  # noqa: BLE001
            broken.append(_told(error, folder, name))
        else:
            modules.append(module)
            names += _submodules(module)
    return modules, broken


def _submodules(module: ModuleType) -> Iterator[str]:
    for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
        yield f"{module.__name__}.{found.name}"


def _action_classes(module: ModuleType, package: str) -> Iterator[type[Any]]:
    """The module's own, and those that the package's first module takes from elsewhere."""
    for value in vars(module).values():
        if inspect.isclass(value) and issubclass(value, Action) and not inspect.isabstract(value):
            is_own = value.__module__ == module.__name__ or module.__name__ == package
            if is_own and not value.__module__.startswith("rasa_sdk."):
                yield value


def _named(action: Any) -> Any:
    """Raises what its `name` raises: a base class has none and is no action."""
    action.name()
    return action


class Runner:
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

    def run(self, run: Run) -> Answer:
        """What came of it, whatever the action did short of ending the process."""
        if run.domain is not None:
            self._domain = run.domain
        try:
            return self._loop.run_until_complete(self._run(run))
        except ActionNotFoundException:
            return Failed(Failure.UNKNOWN, "is not known")
        except ActionExecutionRejection:
            return Failed(Failure.REJECTED, "declined to run")
        except Nonsense as nonsense:
            return Failed(Failure.BROKEN, str(nonsense))
        except (SystemExit, KeyboardInterrupt):
            return Failed(Failure.BROKEN, "ended its process", ends=True)
        except MemoryError:
            return Failed(Failure.BROKEN, "took too much memory", ends=True)
        except BaseException as error:  # noqa: BLE001 — an author's code may raise anything
            return Failed(Failure.BROKEN, f"raised {_kind(error)}{_where(error, self._folder)}")

    async def _run(self, run: Run) -> Answered:
        result = await self._executor.run(
            {
                "next_action": run.name,
                "sender_id": run.tracker.get("sender_id"),
                "tracker": run.tracker,
                "domain": self._domain or {"actions": []},
            }
        )
        return Answered(tuple(result.events), tuple(result.responses))


def _checked(run: Callable[..., Any]) -> Callable[..., Awaitable[list[dict[str, Any]]]]:
    """The executor drops what is no event without a word; an author had better hear of it."""

    async def checked(
        dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        events = await call_potential_coroutine(run(dispatcher, tracker, domain))
        if events is None:
            return []
        if not isinstance(events, list | tuple) or not all(isinstance(event, dict) for event in events):
            raise Nonsense("returned something other than a list of events")
        if not all(isinstance(event.get("event"), str) for event in events):
            raise Nonsense("returned an event without its kind")
        return list(events)

    return checked


def _told(error: BaseException, folder: Path, what: str) -> str:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{Path(error.filename).name}, line {error.lineno}: {_kind(error)}"
    return f"{what}: {_kind(error)}{_where(error, folder)}"


def _kind(error: BaseException) -> str:
    """Never its message, which may hold what the customer wrote."""
    return type(error).__name__[:MOST_NAME]


def _where(error: BaseException, folder: Path) -> str:
    """The author's own line that it came from."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).is_relative_to(folder):
            return f" ({Path(frame.filename).name}, line {frame.lineno})"
    return ""
