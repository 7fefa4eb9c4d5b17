"""The bot that a Rasa server is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from bot.contract import BotUnavailable, TurnIdentity
from bot.rasa_server.domain_lookup import DomainLookup
from bot.rasa_server.parse_result import understood, without_command
from bot.rasa_server.rasa_client import Deadline, RasaCall, RasaClient
from bot.rasa_server.rasa_messages import ParseResult, ServedDomain, ServerTracker
from bot.rasa_server.served_conversation import ServedConversation
from bot.rasa_server.server_health import ServerHealth, Status, Version, health_of
from bot.rasa_server.tracker_sync import PostedEvent, has_ended, new_session_events, sync_events
from bot.rasa_server.turn_events import noted, opening_of, turn_events
from bot.rasa_server.turn_result import turn_of
from flows.protocol.bot_turns import BeginForm, BotDeed, BotMemory, BotTurn, BotTurnNeeded, Converse
from flows.protocol.needs import UnderstandingNeeded, Understood

HEALTH_WITHIN = timedelta(seconds=5)


def utc_now() -> datetime:
    return datetime.now(UTC)


def no_token() -> str:
    return ""


class RasaServerBot:
    """Understands by POST /model/parse; takes turns on the conversation's tracker. Speaks with Rasa 3.6.

    `token` is asked for with every call.
    """

    def __init__(
        self,
        url: str,
        *,
        token: Callable[[], str] = no_token,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._client = RasaClient(url, token, clock)
        self._domain = DomainLookup(self._client, clock)
        self._clock = clock

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        """What a text means. Raises BotUnavailable."""
        text = without_command(need.text)
        if not text.strip():
            return Understood(out_of_scope=True)
        call = RasaCall("POST", "model/parse", {"text": text})
        with _undone():
            parsed = await self._client.call(call, ParseResult, Deadline(need.within))
        return understood(parsed, left_out=len(need.text) - len(text))

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        """Take a turn, once however often it is asked for under the same key. Raises BotUnavailable."""
        if _says_nothing(need):
            return BotTurn(memory=need.memory, knew=False)
        conversation = ServedConversation(self._client, turn.conversation, Deadline(need.within))
        opening = opening_of(turn, need.language)
        with _undone():
            domain = await self._domain.get(conversation.deadline)
            tracker = await conversation.append([opening])
        if not turn_events(tracker, turn.key).is_taken(need.deed):
            with _undone():
                await self._keep_in_step(conversation, _remembered(need), tracker, domain, opening)
            await _take(conversation, turn, need)
            tracker = await _look_after(conversation, turn, need.deed, opening)
        return turn_of(need, turn_events(tracker, turn.key), tracker, domain, left_out=_left_out(need))

    async def _keep_in_step(
        self,
        conversation: ServedConversation,
        memory: BotMemory,
        tracker: ServerTracker,
        domain: ServedDomain,
        opening: PostedEvent,
    ) -> None:
        is_new = has_ended(tracker, domain, self._clock())
        events = new_session_events(memory, tracker, opening) if is_new else sync_events(memory, tracker)
        if events:
            await conversation.append(events)

    async def health(self) -> ServerHealth:
        """The server's version and model, and what to mend. Raises BotUnavailable, which says what is wrong."""
        deadline = Deadline(HEALTH_WITHIN)
        with _undone():
            return health_of(
                await self._client.call(RasaCall("GET", "version"), Version, deadline),
                await self._client.call(RasaCall("GET", "status"), Status, deadline),
            )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()


def _remembered(need: BotTurnNeeded) -> BotMemory:
    """A form that is begun is begun anew; were it open, the server would take it for an answer that does not fit."""
    return replace(need.memory, form=None, asked=None) if isinstance(need.deed, BeginForm) else need.memory


async def _take(conversation: ServedConversation, turn: TurnIdentity, need: BotTurnNeeded) -> None:
    deed = need.deed
    if isinstance(deed, Converse):
        message = without_command(deed.text) if deed.payload is None else deed.payload
        await conversation.hear(message, noted(turn, need.language))
    else:
        await conversation.execute(deed.name)


async def _look_after(
    conversation: ServedConversation, turn: TurnIdentity, deed: BotDeed, closing: PostedEvent
) -> ServerTracker:
    try:
        tracker = await conversation.append([closing])
        is_here = turn_events(tracker, turn.key).is_taken(deed)
        # A turn that restarts the conversation ended the session that it began in.
        return tracker if is_here else await conversation.look()
    except BotUnavailable as error:
        raise BotUnavailable(error.problem, done=True) from None


def _says_nothing(need: BotTurnNeeded) -> bool:
    """A picture without words, say: a server would guess at its meaning."""
    deed = need.deed
    return isinstance(deed, Converse) and deed.payload is None and not without_command(deed.text).strip()


def _left_out(need: BotTurnNeeded) -> int:
    deed = need.deed
    return (
        len(deed.text) - len(without_command(deed.text)) if isinstance(deed, Converse) and deed.payload is None else 0
    )


@contextmanager
def _undone() -> Iterator[None]:
    """Marks failures of a read-only call as safe to retry."""
    try:
        yield
    except BotUnavailable as error:
        raise BotUnavailable(error.problem, done=False) from None
