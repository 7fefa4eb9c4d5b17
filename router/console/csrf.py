"""Telling our own pages' forms from other sites' (OWASP ASVS 5.0, 3.5.1): where a post came from, and a token."""

import hmac
from typing import Literal
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request

from router.client_address import client_of
from router.environment import Secret

log = structlog.get_logger(__name__)


class ForgeryCheck:
    """A form must come from our own origin and carry the token of the browser's cookie."""

    def __init__(self, secret_key: Secret, public_url: str) -> None:
        self._key = secret_key.reveal().encode()
        self._origin = _origin(public_url)

    def token(self, cookie: str) -> str:
        """Bound to the session: worthless with any other cookie, and it tells nothing of this one."""
        return hmac.digest(self._key, b"form token\n" + cookie.encode(), "sha256").hex()

    def passes(self, request: Request, cookie: str, token: str) -> bool:
        """Whether the form is ours; one that is not is logged."""
        if not self._is_from_us(request):
            return _refused(request, "sent from another site")
        if not hmac.compare_digest(token.encode(), self.token(cookie).encode()):
            return _refused(request, "the token is not the session's")
        return True

    def _is_from_us(self, request: Request) -> bool:
        """The browser's own word where it gives one (https and localhost), else the Origin that every POST carries."""
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        host = request.headers.get("host", "")
        return request.headers.get("origin") in {self._origin, f"http://{host}", f"https://{host}"}


def _refused(request: Request, reason: str) -> Literal[False]:
    log.warning("form_refused", path=request.url.path, client=client_of(request), reason=reason)
    return False


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
