"""Twilio's default handling of opt-out words: it answers and blocks by itself, and the webhook is called too."""

from enum import Enum

STOP_REPLY = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
START_REPLY = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELP_REPLY = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


class Keyword(Enum):
    """What a whole text can mean to Twilio."""

    STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
    START = frozenset({"START", "YES", "UNSTOP"})
    HELP = frozenset({"HELP", "INFO"})


def keyword_of(body: str) -> Keyword | None:
    word = body.strip().upper()
    return next((keyword for keyword in Keyword if word in keyword.value), None)


class OptOuts:
    """The pairs of customer and number of ours between which nothing may be sent."""

    def __init__(self) -> None:
        self._blocked: set[tuple[str, str]] = set()

    def __contains__(self, pair: object) -> bool:
        return pair in self._blocked

    def hear(self, customer: str, line: str, body: str) -> str | None:
        """Block or lift, and return Twilio's own reply: who is blocked hears of nothing but a START."""
        match keyword_of(body), (customer, line) in self._blocked:
            case Keyword.STOP, False:
                self._blocked.add((customer, line))
                return STOP_REPLY
            case Keyword.START, True:
                self._blocked.discard((customer, line))
                return START_REPLY
            case Keyword.HELP, False:
                return HELP_REPLY
        return None

    def clear(self) -> None:
        self._blocked.clear()
