"""When a conversation's session on a Rasa server has ended.

The server begins another with the next text, and closes an open form by that: the text is then heard as if nothing had
been asked. People answer a text when they like, so a session that has ended is begun anew from what Parley remembers.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.rasa_server.http import Deadline, RasaCall, RasaHttp
from bot.rasa_server.wire import ServedDomain, Tracker

#: Within this after a text no session ends, whatever the domain says.
SHORTEST: Final = timedelta(minutes=1)
#: A session that would end during the turn has ended.
MARGIN: Final = timedelta(seconds=30)
#: A model may be replaced while the server runs.
KNOWN_FOR: Final = timedelta(minutes=10)


class Sessions:
    """Looks up how long sessions last, now and then."""

    def __init__(self, http: RasaHttp, clock: Callable[[], datetime]) -> None:
        self._http = http
        self._clock = clock
        self._lasting = timedelta(0)
        self._looked_up: datetime | None = None

    async def has_ended(self, tracker: Tracker, deadline: Deadline) -> bool:
        """Raises BotUnavailable."""
        heard = _latest_text(tracker)
        quiet = timedelta(0) if heard is None else timedelta(seconds=self._clock().timestamp() - heard)
        if quiet < SHORTEST:
            return False
        lasting = await self._look_up(deadline)
        return bool(lasting) and quiet + MARGIN >= lasting

    async def _look_up(self, deadline: Deadline) -> timedelta:
        """0: for ever."""
        now = self._clock()
        if self._looked_up is None or abs(now - self._looked_up) > KNOWN_FOR:
            domain = await self._http.call(RasaCall("GET", "domain"), ServedDomain, deadline)
            self._lasting = timedelta(minutes=domain.session_config.session_expiration_time)
            self._looked_up = now
        return self._lasting


def _latest_text(tracker: Tracker) -> float | None:
    """When the latest text of the latest session was heard; None: it has none, and does not end."""
    for event in reversed(tracker.events or ()):
        if event.event == "session_started":
            return None
        if event.event == "user":
            return event.timestamp
    return None
