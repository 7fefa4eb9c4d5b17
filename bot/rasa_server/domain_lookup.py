"""What must be known of the domain that a Rasa server serves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.rasa_server.rasa_client import Deadline, RasaCall, RasaClient
from bot.rasa_server.rasa_messages import ServedDomain

#: A model may be replaced while the server runs.
MAX_DOMAIN_AGE: Final = timedelta(minutes=10)


class DomainLookup:
    """Asks for it now and then."""

    def __init__(self, client: RasaClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._known: ServedDomain | None = None
        self._asked: datetime | None = None

    async def get(self, deadline: Deadline) -> ServedDomain:
        """Raises BotUnavailable."""
        now = self._clock()
        if self._known is None or self._asked is None or abs(now - self._asked) > MAX_DOMAIN_AGE:
            self._known = await self._client.call(RasaCall("GET", "domain"), ServedDomain, deadline)
            self._asked = now
        return self._known
