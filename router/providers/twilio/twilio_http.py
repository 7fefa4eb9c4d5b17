"""HTTP for the SDK: one kept-alive session, each request made once.

The SDK's own AsyncTwilioHttpClient ignores its time-out (twilio-python#925), leaks sessions (#966), repeats POSTs when
told to retry, logs phone numbers, and hides the headers of errors.
"""

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

import aiohttp
from twilio.http.response import Response

from bot.http_session import HttpSession
from router.providers.twilio.twilio_errors import require_processed


class TwilioHttp:
    """What `twilio.rest.Client` asks of an asynchronous HTTP client; no error's body is read before its status."""

    is_async = True

    def __init__(self, timeout: float, connect_timeout: float, connections: int) -> None:
        self._session = HttpSession(
            limit=connections, timeout=aiohttp.ClientTimeout(total=timeout, connect=connect_timeout)
        )

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        **_ignored: object,
    ) -> Response:
        """Make one request; its own arguments for time-out and redirects do not count."""
        async with self._session.open().request(
            method,
            url,
            params=params,
            data=urlencode(data, doseq=True).encode() if data else None,
            headers={**(headers or {}), **_authorization(auth)},
            allow_redirects=False,
        ) as answer:
            require_processed(answer.status, answer.headers)
            return Response(answer.status, (await answer.read()).decode(errors="replace"), answer.headers)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()


def _authorization(auth: tuple[str, str] | None) -> dict[str, str]:
    # By hand: aiohttp 3.14 deprecates BasicAuth for a function that 3.10 lacks.
    return {"Authorization": "Basic " + b64encode(":".join(auth).encode()).decode()} if auth else {}
