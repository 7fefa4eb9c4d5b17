"""Running a rasa-sdk action, wherever it runs: in a process of ours, or on an action server."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from bot.contract import BotUnavailable

#: An event as rasa-sdk writes it: {"event": "slot", "name": …, "value": …}.
EventDict = Mapping[str, Any]


class ActionDomain(Struct, frozen=True):
    """The domain that actions see, and what tells it from another."""

    #: As domain.yml says it, several files merged.
    contents: Mapping[str, Any]
    digest: str

    @classmethod
    def of(cls, contents: Mapping[str, Any]) -> "ActionDomain":
        """Of a domain whose digest nobody has said."""
        return cls(contents, sha256(msgspec.json.encode(contents)).hexdigest())


class ActionCall(Struct, frozen=True):
    """One action to run. It holds texts and slots of a customer: it is never logged or shown."""

    name: str
    #: The conversation as rasa-sdk wants it: {"sender_id": …, "slots": {…}, "latest_message": {…}, "events": […], …}.
    tracker: Mapping[str, Any]
    domain: ActionDomain
    within: timedelta


class ActionResult(Struct, frozen=True):
    """What an action wants to happen."""

    events: tuple[dict[str, Any], ...] = ()
    #: As its dispatcher collected them: {"text": …, "response": …, "buttons": […], "image": …, …}.
    responses: tuple[dict[str, Any], ...] = ()


class ActionFailed(BotUnavailable):
    """It did not run, or did not end well: "action_x raised ValueError", "action_x did not end within 5 s"."""


class ActionUnknown(ActionFailed):
    """No action has that name."""


class ActionRejected(ActionFailed):
    """The action declined to run: ActionExecutionRejection, which a form takes for "this text is not for me"."""


class ActionRuntime(Protocol):
    """Runs actions by name, each within its time."""

    def warm_up(self) -> None:
        """Get ready in the background. Needs a running loop; costs nothing when it is ready."""

    async def run(self, call: ActionCall) -> ActionResult:
        """Run one action, which may change something anywhere. Raises ActionFailed."""

    async def close(self) -> None:
        """End what it holds: connections, processes."""
