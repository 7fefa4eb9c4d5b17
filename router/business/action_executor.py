"""Does one deed: calls a business system, or lets the bot take its turn."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from bot.contract import TurnIdentity
from flows.model.flow import Call
from flows.protocol.bot_turns import BotTurn, BotTurnNeeded
from flows.protocol.needs import Fetched
from router.active_flows import Current
from router.business.bot_turn_executor import BotTurns, taken
from router.business.business_http import BusinessCall, BusinessHttp
from router.store import call_queue
from router.store.call_queue import DueCall
from router.store.database import Database

Result = Fetched | BotTurn


def failure(call: DueCall, problem: str) -> Result:
    """Nothing came of it."""
    return BotTurn(problem=problem) if call.is_of_bot else Fetched(problem=problem)


class ActionExecutor:
    """Each is done as the flows say it now."""

    def __init__(self, database: Database, current: Current, http: BusinessHttp, bot: BotTurns) -> None:
        self._database = database
        self._current = current
        self._http = http
        self._bot = bot

    async def do(self, call: DueCall, within: timedelta) -> Result:
        """What came of it. Raises NotReached, StorageUnavailable."""
        if call.is_of_bot:
            return await self._take_turn(call, within)
        headers = self._headers(call)
        if headers is None:
            return failure(call, "the flow no longer makes this call")
        return await self._http.call(BusinessCall(call.method, call.url, within, headers, call.body))

    async def _take_turn(self, call: DueCall, within: timedelta) -> BotTurn:
        need = msgspec.convert(call.body, BotTurnNeeded)
        conversation = await self._database.read(lambda connection: call_queue.name_for_bot(connection, call))
        return await taken(self._bot, TurnIdentity(conversation, call.idempotency_key), need, within)

    def _headers(self, call: DueCall) -> Mapping[str, str] | None:
        """None when its state makes no such call any more."""
        flow = self._current.service.flows.get(call.flow)
        state = None if flow is None else flow.states.get(call.state)
        if state is None or not isinstance(state.call, Call):
            return None
        return {**state.call.headers, "Idempotency-Key": call.idempotency_key}
