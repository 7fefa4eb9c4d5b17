"""When a conversation's session on a Rasa server has ended.

The server begins another with the next text, and closes an open form by that: the text is then heard as if nothing had
been asked. People answer a text when they like, so a session that has ended is begun anew from what Parley remembers.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.rasa_server.rasa_messages import ServedDomain, ServerTracker

#: A session that would end during the turn has ended.
EXPIRY_MARGIN: Final = timedelta(seconds=30)


def has_ended(tracker: ServerTracker, domain: ServedDomain, now: datetime) -> bool:
    """Whether the next text would begin a session, by the latest text of this one."""
    heard = _latest_text(tracker)
    lasting = timedelta(minutes=domain.session_config.session_expiration_time)
    if heard is None or not lasting:
        return False
    return timedelta(seconds=now.timestamp() - heard) + min(EXPIRY_MARGIN, lasting / 2) >= lasting


def _latest_text(tracker: ServerTracker) -> float | None:
    """When the latest text of the latest session was heard; None: it has none, and does not end."""
    for event in reversed(tracker.events or ()):
        if event.event == "session_started":
            return None
        if event.event == "user":
            return event.timestamp
    return None
