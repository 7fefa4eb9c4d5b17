"""The bot that a Rasa server is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Raw

from bot.contract import BotUnavailable, TurnTaken
from bot.rasa_server.health import Health, health_of
from bot.rasa_server.http import Deadline, RasaCall, RasaHttp, Refused
from bot.rasa_server.neutral import neutral
from bot.rasa_server.step_keeping import PostedEvent, events_for
from bot.rasa_server.turn_events import noted, opening_of, turn_events
from bot.rasa_server.turns import turn_of
from bot.rasa_server.understanding import understood
from bot.rasa_server.wire import Parsed, ServedDomain, Status, Tracker, Version
from flows.bot_turns import BotTurn, BotTurnNeeded, Converse
from flows.needs import UnderstandingNeeded, Understood

HEALTH_WITHIN = timedelta(seconds=5)
#: Events of before a restart too: a turn that restarts the conversation must still be found.
ALL_EVENTS = {"include_events": "ALL"}


def utc_now() -> datetime:
    return datetime.now(UTC)


def no_token() -> str:
    return ""


class RasaServer:
    """Understands by POST /model/parse; takes turns on the conversation's tracker. Speaks with Rasa 3.6.

    `within` is how long a question may take; a turn brings its own time. `token` is asked for with every call.
    """

    def __init__(
        self,
        url: str,
        *,
        token: Callable[[], str] = no_token,
        within: timedelta = timedelta(seconds=2),
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._http = RasaHttp(url, token, clock)
        self._within = within

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        """What a text means. Raises BotUnavailable."""
        text = neutral(need.text)
        if not text.strip():
            return Understood(out_of_scope=True)
        call = RasaCall("POST", "model/parse", {"text": text})
        with _undone():
            parsed = await self._http.call(call, Parsed, Deadline(self._within))
        return understood(parsed, left_out=len(need.text) - len(text))

    async def take_turn(self, turn: TurnTaken, need: BotTurnNeeded) -> BotTurn:
        """Take a turn, once however often it is asked for under the same key. Raises BotUnavailable."""
        if _says_nothing(need):
            return BotTurn(memory=need.memory, knew=False)
        deadline = Deadline(need.within)
        with _undone():
            tracker = await self._append(turn, [opening_of(turn, need.language)], deadline)
        if not turn_events(tracker, turn.key).is_taken(need.deed):
            await self._keep_in_step(turn, need, tracker, deadline)
            await self._take(turn, need, deadline)
            tracker = await self._look(turn, deadline)
        return turn_of(need, turn_events(tracker, turn.key), tracker, left_out=_left_out(need))

    async def _append(self, turn: TurnTaken, events: list[PostedEvent], deadline: Deadline) -> Tracker:
        call = RasaCall("POST", f"conversations/{turn.conversation}/tracker/events", events, ALL_EVENTS)
        return await self._http.call(call, Tracker, deadline)

    async def _keep_in_step(self, turn: TurnTaken, need: BotTurnNeeded, tracker: Tracker, deadline: Deadline) -> None:
        events = events_for(need.memory, tracker)
        if events:
            with _undone():
                await self._append(turn, events, deadline)

    async def _take(self, turn: TurnTaken, need: BotTurnNeeded, deadline: Deadline) -> None:
        if isinstance(need.deed, Converse):
            # Its answer is read from the tracker.
            await self._http.call(_message(turn, need, need.deed), Raw, deadline)
            return
        try:
            await self._http.call(
                RasaCall("POST", f"conversations/{turn.conversation}/execute", {"name": need.deed.name}), Raw, deadline
            )
        except Refused as refused:
            if "not a registered action" in refused.message:
                raise BotUnavailable(f"its domain has no {need.deed.name}") from None
            raise

    async def _look(self, turn: TurnTaken, deadline: Deadline) -> Tracker:
        call = RasaCall("GET", f"conversations/{turn.conversation}/tracker", query=ALL_EVENTS)
        try:
            return await self._http.call(call, Tracker, deadline)
        except BotUnavailable as error:
            raise BotUnavailable(error.problem, done=True) from None

    async def health(self) -> Health:
        """The server's version and model, and what to mend. Raises BotUnavailable, which says what is wrong."""
        deadline = Deadline(HEALTH_WITHIN)
        with _undone():
            return health_of(
                await self._http.call(RasaCall("GET", "version"), Version, deadline),
                await self._http.call(RasaCall("GET", "status"), Status, deadline),
                await self._http.call(RasaCall("GET", "domain"), ServedDomain, deadline),
            )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()


def _message(turn: TurnTaken, need: BotTurnNeeded, deed: Converse) -> RasaCall:
    body: dict[str, Any] = {
        # Without a sender, everybody shares one conversation.
        "sender": turn.conversation,
        "message": neutral(deed.text) if deed.payload is None else deed.payload,
        "metadata": noted(turn, need.language),
    }
    return RasaCall("POST", "webhooks/rest/webhook", body)


def _says_nothing(need: BotTurnNeeded) -> bool:
    """A picture without words, say: a server would guess at its meaning."""
    deed = need.deed
    return isinstance(deed, Converse) and deed.payload is None and not neutral(deed.text).strip()


def _left_out(need: BotTurnNeeded) -> int:
    deed = need.deed
    return len(deed.text) - len(neutral(deed.text)) if isinstance(deed, Converse) and deed.payload is None else 0


@contextmanager
def _undone() -> Iterator[None]:
    """For what may be asked again at any time."""
    try:
        yield
    except BotUnavailable as error:
        raise BotUnavailable(error.problem, done=False) from None
