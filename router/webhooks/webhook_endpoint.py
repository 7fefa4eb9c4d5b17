"""One webhook as an ASGI application: reads the form, verifies it, has it received, and answers.

Not a function of Starlette's Request: to make one and look into it took longer than to verify and read the text.
"""

from collections.abc import Awaitable, Callable
from functools import cache

import structlog
from prometheus_client import Counter
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from router.insight.metrics import WEBHOOKS
from router.providers.provider_contract import SignatureInvalid, WebhookRequest
from router.store.store_errors import StorageUnavailable
from router.webhooks.webhook_form import RequestRefused, read_form

log = structlog.get_logger(__name__)

TAKEN = Response(status_code=204)


class Endpoint:
    """`verify` raises SignatureInvalid, `keep` StorageUnavailable; 204 is answered only after `keep` returned."""

    def __init__(
        self,
        kind: str,
        verify: Callable[[WebhookRequest], None],
        keep: Callable[[WebhookRequest], Awaitable[None]],
    ) -> None:
        self._kind = kind
        self._verify = verify
        self._keep = keep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(scope, receive)
        _answered(self._kind, response.status_code).inc()
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        try:
            request = await _read(scope, receive)
            self._verify(request)
            await self._keep(request)
        except RequestRefused as refusal:
            return refusal.response()
        except SignatureInvalid as reason:
            log.warning("webhook_not_verified", kind=self._kind, reason=str(reason))
            return PlainTextResponse("the signature does not fit this request\n", 403)
        except StorageUnavailable as error:
            log.error("webhook_not_stored", kind=self._kind, error=str(error))
            return PlainTextResponse("it could not be stored; send it again\n", 503, {"Retry-After": "5"})
        return TAKEN


async def _read(scope: Scope, receive: Receive) -> WebhookRequest:
    # Backwards, so that the first of two headers with one name counts.
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    body = await read_form(headers, receive)
    return WebhookRequest(path=f"{path}?{query}" if query else path, headers=headers, body=body)


@cache
def _answered(kind: str, status: int) -> Counter:
    return WEBHOOKS.labels(kind, status)
