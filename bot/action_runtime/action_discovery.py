"""Finds a project's actions. Imports them: only for processes that may be ended."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from msgspec import Struct

from bot.action_runtime.error_location import error_kind, error_location
from bot.action_runtime.rasa_sdk_imports import Action


class DiscoveredActions(Struct, frozen=True):
    """A project's actions, and what could not be imported."""

    actions: tuple[Any, ...]
    broken: tuple[str, ...]


def discover_actions(folder: Path, package: str) -> DiscoveredActions:
    """The actions of all modules of the package. One module that is broken leaves the others alone."""
    sys.path.insert(0, str(folder))
    modules, broken = _import_all(folder, package)
    actions: list[Any] = []
    for made in dict.fromkeys(kind for module in modules for kind in _action_classes(module, package)):
        try:
            actions.append(_named(made()))
        except Exception as error:  # noqa: BLE001 — an author's code may raise anything
            broken.append(_told(error, folder, made.__name__))
    return DiscoveredActions(tuple(actions), tuple(broken))


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


def _told(error: BaseException, folder: Path, what: str) -> str:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{Path(error.filename).name}, line {error.lineno}: {error_kind(error)}"
    return f"{what}: {error_kind(error)}{error_location(error, folder)}"
