"""Twilio's handling of opt-out words: it answers and blocks by itself, and the webhook is called too."""

from collections.abc import Callable
from enum import Enum, StrEnum

from router.emulator.account.bounded_memory import Recent

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
    """What a whole text can mean to Twilio; the names are the webhook's OptOutType."""

    STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
    START = frozenset({"START", "YES", "UNSTOP"})
    HELP = frozenset({"HELP", "INFO"})


class Handling(StrEnum):
    """How the account has it."""

    OFF = "off"  # turned off by Twilio's support: the words are texts like all others
    DEFAULT = "default"
    ADVANCED = "advanced"  # Advanced Opt-Out: the webhook says what Twilio understood


def keyword_of(body: str) -> Keyword | None:
    """What a whole text asks for, by Twilio's default words; None for any other."""
    word = body.strip().upper()
    return next((keyword for keyword in Keyword if word in keyword.value), None)


class OptOuts:
    """The pairs of customer and scope between which nothing may be sent; a scope is a sender or a whole service."""

    def __init__(self, handling: Handling, limit: int, scope_of: Callable[[str], str]) -> None:
        self._configured = handling
        self._scope_of = scope_of
        self._blocked: Recent[tuple[str, str], None] = Recent(limit)
        self.handling = handling

    def blocks(self, customer: str, line: str) -> bool:
        """Whether Twilio refuses messages from this line to this customer (error 21610)."""
        return (customer, self._scope_of(line)) in self._blocked

    def pairs(self) -> list[tuple[str, str]]:
        """Customer and line of everybody who is blocked."""
        return list(self._blocked)

    def understand(self, body: str) -> Keyword | None:
        """What a text asks for, where Twilio handles such words for the account at all."""
        return None if self.handling is Handling.OFF else keyword_of(body)

    def obey(self, customer: str, line: str, keyword: Keyword | None) -> str | None:
        """Block or lift, and return Twilio's own reply: who is blocked hears of nothing but a START."""
        pair = (customer, self._scope_of(line))
        match keyword, pair in self._blocked:
            case Keyword.STOP, False:
                self._blocked[pair] = None
                return STOP_REPLY
            case Keyword.START, True:
                del self._blocked[pair]
                return START_REPLY
            case Keyword.HELP, False:
                return HELP_REPLY
        return None

    def clear(self) -> None:
        self._blocked.clear()
        self.handling = self._configured
