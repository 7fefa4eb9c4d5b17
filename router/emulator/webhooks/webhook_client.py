"""Requests that Twilio makes to the service: signed, timed, and repeated as the address's fragment asks."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import uuid4

from msgspec import Struct

from router.emulator.webhooks.connection_overrides import Overrides, read_overrides
from router.emulator.webhooks.form_encoding import encode_form
from router.emulator.webhooks.http_client import CannotConnect, ConnectionClosed, HttpClient
from router.emulator.webhooks.request_signature import sign

RETRIEVAL_FAILURE = 11200
CONNECTION_FAILURE = 11205

HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    "Accept": "*/*",
    "User-Agent": "TwilioProxy/1.1",
}


class Answer(Struct, frozen=True):
    """How the service answered; `reason` says why a request came to nothing."""

    http_status: int | None = None
    content_type: str = ""
    body: str = ""
    reason: str | None = None
    error_code: int | None = None
    #: Twilio's name for this kind of failure in a retry policy.
    failure: str = ""


class Webhooks:
    """Makes the requests, over connections of one event loop; `pauses` are the seconds before each further try."""

    def __init__(self, auth_token: str, pauses: Sequence[float]) -> None:
        self._auth_token = auth_token
        self._pauses = pauses
        self._client = HttpClient()
        self._is_over = asyncio.Event()

    def end(self) -> None:
        """Try nothing again."""
        self._is_over.set()

    async def close(self) -> None:
        await self._client.close()

    async def post(self, url: str, fields: Mapping[str, str]) -> Answer:
        address, _, fragment = url.partition("#")
        overrides = read_overrides(fragment)
        until = asyncio.get_running_loop().time() + overrides.total_seconds
        try:
            async with asyncio.timeout_at(until):
                return await self._try(address, fields, overrides, until)
        except TimeoutError:
            return _timed_out(overrides.total_seconds)

    async def _try(self, address: str, fields: Mapping[str, str], overrides: Overrides, until: float) -> Answer:
        signed = {"X-Twilio-Signature": sign(self._auth_token, address, fields)}
        headers = {**HEADERS, **signed, "I-Twilio-Idempotency-Token": str(uuid4())}
        body = encode_form(fields)
        answer = await self._attempt(address, headers, body, overrides)
        for pause in self._pauses[: overrides.retries]:
            if not overrides.retries_after(answer.failure) or not await self._passes(pause, until):
                break
            answer = await self._attempt(address, headers, body, overrides)
        return answer

    async def _passes(self, seconds: float, until: float) -> bool:
        """Wait; False, and at once, when that would take longer than until then, or nothing is to be tried again."""
        if asyncio.get_running_loop().time() + seconds >= until:
            return False
        try:
            await asyncio.wait_for(self._is_over.wait(), seconds)
        except TimeoutError:
            return True
        return False

    async def _attempt(self, address: str, headers: dict[str, str], body: bytes, overrides: Overrides) -> Answer:
        connect, read = overrides.connect_seconds, overrides.read_limit
        try:
            answer = await self._client.post(address, headers, body, connect, read)
        except CannotConnect as error:
            return _failed(f"could not connect: {error}", "ct", CONNECTION_FAILURE)
        except ConnectionClosed as error:
            return _failed(f"no usable answer: {error}", "partial" if error.partly_answered else "closed")
        except TimeoutError:
            return _timed_out(overrides.read_seconds)
        except (OSError, ValueError) as error:
            return _failed(f"no usable answer: {error!r}", "closed")
        return _answered(answer.status, answer.content_type, answer.body.decode("utf-8", "replace"))


def _answered(status: int, content_type: str, text: str) -> Answer:
    if status < 300:
        return Answer(status, content_type, text)
    return Answer(status, content_type, text, f"the service answered {status}", RETRIEVAL_FAILURE, f"{status // 100}xx")


def _failed(reason: str, failure: str, code: int = RETRIEVAL_FAILURE) -> Answer:
    return Answer(reason=reason, error_code=code, failure=failure)


def _timed_out(seconds: float) -> Answer:
    return _failed(f"no answer within {seconds:g} s", "rt")
