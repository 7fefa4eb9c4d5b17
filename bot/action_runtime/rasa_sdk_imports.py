"""What is used of rasa-sdk. Only for processes that run actions, since it is large.

Its `plugin` is for its own web server and imports all of that: 40 % of the time of a start, and 10 MiB. It is loaded
when something of it is asked for.
"""

import importlib
import sys
from types import ModuleType
from typing import Any, Final

_PLUGIN: Final = "rasa_sdk.plugin"


class _LoadedLater(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(_PLUGIN) is self:
            del sys.modules[_PLUGIN]
        return getattr(importlib.import_module(_PLUGIN), name)


sys.modules.setdefault(_PLUGIN, _LoadedLater(_PLUGIN))

from rasa_sdk import Action, Tracker  # noqa: E402
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher  # noqa: E402
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException  # noqa: E402
from rasa_sdk.utils import call_potential_coroutine  # noqa: E402

__all__ = [
    "Action",
    "ActionExecutionRejection",
    "ActionExecutor",
    "ActionNotFoundException",
    "CollectingDispatcher",
    "Tracker",
    "call_potential_coroutine",
]
