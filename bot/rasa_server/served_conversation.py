"""One conversation on a Rasa server, for the time of one turn."""

from collections.abc import Sequence
from typing import Any

from msgspec import Raw

from bot.contract import BotUnavailable
from bot.rasa_server.rasa_client import Deadline, RasaCall, RasaCallRefused, RasaClient
from bot.rasa_server.rasa_messages import ServerTracker

#: Events of before a restart too: a turn that restarts the conversation must still be found.
ALL_EVENTS = {"include_events": "ALL"}


class ServedConversation:
    """What can be done with it. Everything raises BotUnavailable."""

    def __init__(self, client: RasaClient, name: str, deadline: Deadline) -> None:
        self._client = client
        self._name = name
        self.deadline = deadline

    async def append(self, events: Sequence[dict[str, Any]]) -> ServerTracker:
        """Its state then, with the events of its latest session: all of them may be years.

        Waits for a turn that is still going on.
        """
        call = RasaCall("POST", f"conversations/{self._name}/tracker/events", events, ALL_EVENTS)
        return await self._client.call(call, ServerTracker, self.deadline)

    async def look(self) -> ServerTracker:
        """Its state, with all its events."""
        call = RasaCall("GET", f"conversations/{self._name}/tracker", query=ALL_EVENTS)
        return await self._client.call(call, ServerTracker, self.deadline)

    async def hear(self, message: str, metadata: dict[str, str]) -> None:
        """Take a text. Its answer is read from the tracker."""
        # Without a sender, everybody shares one conversation.
        body = {"sender": self._name, "message": message, "metadata": metadata}
        await self._client.call(RasaCall("POST", "webhooks/rest/webhook", body), Raw, self.deadline)

    async def execute(self, action: str) -> None:
        """Run an action, or begin a form. What it says is read from the tracker."""
        call = RasaCall("POST", f"conversations/{self._name}/execute", {"name": action})
        try:
            await self._client.call(call, Raw, self.deadline)
        except RasaCallRefused as refused:
            if "not a registered action" in refused.message:
                raise BotUnavailable(f"its domain has no {action}") from None
            raise
