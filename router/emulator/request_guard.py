"""Keeps other web pages out: whatever page is open in the browser beside it can send requests here.

The control and the demo ask nobody who they are, so that whoever develops can try everything. What a page could send is
told apart by what only browsers add: the name it was found by (DNS rebinding), and the page's origin (forged requests).
"""

from collections.abc import Collection
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from router.emulator.account.representation import is_api_path

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: What a form of another page cannot have without asking first (a preflight), which nobody here answers.
_JSON: Final = "application/json"


class RequestGuard:
    """ASGI middleware. `hosts` are the names by which the emulator is reached; those of this computer always are."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and (refusal := self._refusal(scope)) is not None:
            app = refusal
        await app(scope, receive, send)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers, path, changes = Headers(scope=scope), scope["path"], scope["method"] not in _SAFE_METHODS
        if changes and not _is_same_origin(headers):
            return _refused(403, "a page of another origin can change nothing here")
        if is_api_path(path):  # as Twilio's, it asks for credentials that no page has, and takes forms
            return None
        if not self._is_ours(headers.get("host", "")):
            return _refused(403, "that is no name of this emulator; name it: parley emulator --allowed-host NAME")
        if changes and scope["method"] != "DELETE" and not _is_json(headers):
            return _refused(415, f"{_JSON}, please")
        return None

    def _is_ours(self, host: str) -> bool:
        name = host_name(f"//{host}")
        return name in self._hosts or _is_loopback(name)


def host_name(url: str) -> str:
    """The host of an address without its port, in lower case; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    """`localhost` and all below it (RFC 6761), 127.0.0.0/8 and ::1: no name server can give these to anybody else."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def _is_same_origin(headers: Headers) -> bool:
    """Programs send no Origin, and browsers always do with what may change something."""
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == _JSON


def _refused(status: int, reason: str) -> JSONResponse:
    return JSONResponse({"error": reason}, status)
