"""Telling our own pages' forms from other sites' (OWASP ASVS 5.0, 3.5.1): where a post came from, and a token."""

import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

from router.environment import Secret


class ForgeryCheck:
    """A form must come from our own origin and carry the token of the browser's cookie."""

    def __init__(self, secret_key: Secret, public_url: str) -> None:
        self._key = secret_key.reveal().encode()
        self._origin = _origin(public_url)

    def token(self, cookie: str) -> str:
        """Bound to the session: worthless with any other cookie, and it tells nothing of this one."""
        return hmac.digest(self._key, b"form token\n" + cookie.encode(), "sha256").hex()

    def passes(self, request: Request, cookie: str, token: str) -> bool:
        return self._is_from_us(request) and hmac.compare_digest(token.encode(), self.token(cookie).encode())

    def _is_from_us(self, request: Request) -> bool:
        """The browser's own word where it gives one (https and localhost), else the Origin that every POST carries."""
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        host = request.headers.get("host", "")
        return request.headers.get("origin") in {self._origin, f"http://{host}", f"https://{host}"}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
