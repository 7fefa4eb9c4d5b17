"""Requests that Twilio makes to the service: signed, timed, and repeated as the address's fragment asks."""

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode
from uuid import uuid4

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    TCPConnector,
)
from msgspec import Struct
from multidict import MultiDict
from twilio.request_validator import RequestValidator
from yarl import URL

#: Twilio's own limits (usage/webhooks/webhooks-connection-overrides): all tries together, and to connect.
TOTAL_SECONDS = 15
CONNECT_SECONDS = 5
RETRIES_LIMIT = 5

RETRIEVAL_FAILURE = 11200
CONNECTION_FAILURE = 11205


class Answer(Struct, frozen=True):
    """How the service answered; `reason` says why a request came to nothing."""

    http_status: int | None = None
    content_type: str = ""
    body: str = ""
    reason: str | None = None
    error_code: int | None = None
    #: Twilio's name for this kind of failure in a retry policy.
    failure: str = ""


class Overrides(Struct, frozen=True):
    """The retry policy in an address's fragment: `#rc=2&rp=ct,5xx`."""

    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    def retry(self, answer: Answer) -> bool:
        return bool(answer.failure) and not self.policy.isdisjoint((answer.failure, "all"))


def read_overrides(fragment: str) -> Overrides:
    values = parse_qs(fragment)
    count = values.get("rc", ["1"])[-1]
    policy = values.get("rp", ["ct"])[-1]
    retries = min(int(count), RETRIES_LIMIT) if count.isdecimal() else 1
    return Overrides(retries, frozenset(policy.split(",")))


class Webhooks:
    """Makes the requests; open it inside a running event loop."""

    def __init__(self, auth_token: str) -> None:
        self._validator = RequestValidator(auth_token)
        self._session: ClientSession | None = None

    def open(self) -> None:
        timeout = ClientTimeout(total=TOTAL_SECONDS, connect=None, sock_connect=CONNECT_SECONDS)
        # Idle connections are dropped before a server does it, else a request could meet a closing one.
        self._session = ClientSession(connector=TCPConnector(limit=0, keepalive_timeout=2), timeout=timeout)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(self, url: str, fields: Mapping[str, str]) -> Answer:
        address, _, fragment = url.partition("#")
        overrides = read_overrides(fragment)
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                return await self._try(address, fields, overrides)
        except TimeoutError:
            return _timed_out()

    async def _try(self, address: str, fields: Mapping[str, str], overrides: Overrides) -> Answer:
        headers = self._headers(address, fields)
        body = urlencode(fields).encode()
        answer = await self._attempt(address, headers, body)
        for _ in range(overrides.retries):
            if not overrides.retry(answer):
                break
            answer = await self._attempt(address, headers, body)
        return answer

    def _headers(self, address: str, fields: Mapping[str, str]) -> dict[str, str]:
        return {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": self._validator.compute_signature(address, MultiDict(fields)),
            "I-Twilio-Idempotency-Token": str(uuid4()),
        }

    async def _attempt(self, address: str, headers: dict[str, str], body: bytes) -> Answer:
        try:
            # The address must arrive as it was signed, so nothing may tidy its escapes.
            target = URL(address, encoded=True)
            async with self._open_session().post(target, data=body, headers=headers, allow_redirects=False) as response:
                text = (await response.read()).decode("utf-8", "replace")
                return _answered(response.status, response.content_type, text)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            return Answer(reason=f"could not connect: {error}", error_code=CONNECTION_FAILURE, failure="ct")
        except TimeoutError:
            return _timed_out()
        except (ClientError, ValueError) as error:
            return Answer(reason=f"no usable answer: {error!r}", error_code=RETRIEVAL_FAILURE, failure="broken")

    def _open_session(self) -> ClientSession:
        if self._session is None:
            raise RuntimeError("the emulator's lifespan has not started")
        return self._session


def _answered(status: int, content_type: str, text: str) -> Answer:
    if status < 300:
        return Answer(status, content_type, text)
    return Answer(status, content_type, text, f"the service answered {status}", RETRIEVAL_FAILURE, f"{status // 100}xx")


def _timed_out() -> Answer:
    return Answer(reason=f"no answer within {TOTAL_SECONDS} s", error_code=RETRIEVAL_FAILURE, failure="rt")
