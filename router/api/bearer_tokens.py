"""Who may call the API: whoever shows a token whose SHA-256 is among the settings'."""

import hmac
from collections.abc import Mapping
from hashlib import sha256

import structlog
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from router.api.problem import ProblemResponse
from router.client_address import client_of

log = structlog.get_logger(__name__)

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="parley"'}

#: Where an endpoint finds the name of whoever calls, in the request's scope.
CLIENT = "parley.client"


class BearerTokens:
    """ASGI middleware: 401 for a stranger, whatever the path, so that nothing shows which paths there are."""

    def __init__(self, app: ASGIApp, tokens: Mapping[str, str]) -> None:
        self._app = app
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        authorizations = Headers(scope=scope).getlist("authorization")
        client = self._client(authorizations)
        if client is None:
            reason = "unknown token" if authorizations else "no token"
            log.warning("api_token_refused", client=client_of(HTTPConnection(scope)), reason=reason)
            refusal = ProblemResponse(401, "Send a token of PARLEY_API_TOKENS: Authorization: Bearer …", _CHALLENGE)
            return await refusal(scope, receive, send)
        return await self._app({**scope, CLIENT: client}, receive, send)

    def _client(self, authorizations: list[str]) -> str | None:
        """The client's name. Every token is compared in full, so that time tells nothing of any."""
        if len(authorizations) != 1:
            return None
        scheme, _, token = authorizations[0].partition(" ")
        digest = sha256(token.strip().encode()).hexdigest()
        fitting = [name for name, expected in self._tokens.items() if hmac.compare_digest(digest, expected)]
        return fitting[0] if fitting and scheme.lower() == "bearer" else None
