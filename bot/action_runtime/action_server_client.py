"""Runs actions on an action server: the one of rasa-sdk, or `parley bot actions` (rasa-sdk's HTTP contract)."""

from typing import Any, Final

import aiohttp
import msgspec
from msgspec import Struct

from bot.action_runtime.action_call import ActionCall, ActionFailed, ActionRejected, ActionResult, ActionUnknown
from bot.action_runtime.process_protocol import MAX_ANSWER_BYTES
from bot.http_session import HttpSession

_GOOD: Final = range(200, 300)
_REJECTED: Final = 400
_UNKNOWN: Final = 404


class _WebhookAnswer(Struct, frozen=True):
    events: tuple[dict[str, Any], ...] = ()
    responses: tuple[dict[str, Any], ...] = ()


class _Refused(Struct, frozen=True):
    """What tells an action server's refusal from that of something else at its address."""

    action_name: str


class ActionServerClient:
    """Implements ActionRuntime. Each call has a connection of its own: a kept one may just have been given up."""

    def __init__(self, url: str) -> None:
        """`url` is that of `action_endpoint`, up to and including `/webhook`."""
        self._url = url
        self._session = HttpSession(force_close=True)

    def warm_up(self) -> None:
        """A server is ready, or not."""

    async def run(self, call: ActionCall) -> ActionResult:
        """Run one action, once. Raises ActionFailed."""
        try:
            async with self._session.open().post(
                self._url,
                data=_asked(call),
                headers={"Content-Type": "application/json"},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=call.within.total_seconds()),
            ) as answer:
                return await _result(call, answer)
        except aiohttp.ClientConnectorError:
            raise ActionFailed(f"{call.name}: the action server does not take connections") from None
        except TimeoutError:
            problem = f"{call.name} did not end within {round(call.within.total_seconds(), 1):g} s"
            raise ActionFailed(problem, done=True) from None
        except (aiohttp.ClientError, ValueError) as error:
            raise ActionFailed(f"{call.name}: the call broke off ({type(error).__name__})", done=True) from None

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()


def _asked(call: ActionCall) -> bytes:
    """With the whole domain each time: an older server does not ask for it, and validates forms against nothing."""
    return msgspec.json.encode(
        {
            "next_action": call.name,
            "sender_id": call.tracker.get("sender_id"),
            "tracker": call.tracker,
            "domain": call.domain.contents,
            "domain_digest": call.domain.digest,
        }
    )


async def _result(call: ActionCall, answer: aiohttp.ClientResponse) -> ActionResult:
    body = await _body(call, answer)
    if answer.status in {_REJECTED, _UNKNOWN} and _is_refusal(body):
        if answer.status == _UNKNOWN:
            raise ActionUnknown(f"{call.name} is not known to the action server")
        raise ActionRejected(f"{call.name} declined to run")
    if answer.status not in _GOOD:
        # Nothing of the body: with 500 it holds all that was sent.
        raise ActionFailed(f"{call.name}: the action server answered {answer.status}", done=True)
    try:
        served = msgspec.json.decode(body, type=_WebhookAnswer | None)
    except msgspec.DecodeError:
        raise ActionFailed(f"{call.name}: the action server answered nonsense", done=True) from None
    return ActionResult() if served is None else ActionResult(served.events, served.responses)


async def _body(call: ActionCall, answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in answer.content.iter_chunked(2**16):
        body += piece
        if len(body) > MAX_ANSWER_BYTES:
            raise ActionFailed(f"{call.name}: the action server answered more than 1 MiB", done=True)
    return bytes(body)


def _is_refusal(body: bytes) -> bool:
    try:
        msgspec.json.decode(body, type=_Refused)
    except msgspec.DecodeError:
        return False
    return True
