"""Calls an ASGI application in this process, as a browser would: cookies kept, redirects looked at."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from msgspec import Struct
from starlette.types import ASGIApp, Message


class Answer(Struct, frozen=True):
    """One response."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name.lower()), None)


class AsgiClient:
    """One browser, or one program, at an address."""

    def __init__(self, app: ASGIApp, client: str = "203.0.113.7") -> None:
        self.cookies: dict[str, str] = {}
        self._app = app
        self._client = client
        self._runner = asyncio.Runner()

    def close(self) -> None:
        self._runner.close()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.call("GET", path, b"", dict(headers or {}))

    def post(self, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        sent = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", **(headers or {})}
        return self.call("POST", path, urlencode(form).encode(), sent)

    def call(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        answer = self._runner.run(self._exchange(method, path, body, headers))
        for cookie in (value for name, value in answer.headers if name == "set-cookie"):
            self._keep(cookie)
        return answer

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            self.cookies.pop(name, None)
            if morsel["max-age"] != "0":
                self.cookies[name] = morsel.value

    async def _exchange(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent: list[Message] = []

        parts: Iterator[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Message:
            """The body once; after it a client that stays says nothing more."""
            for part in parts:
                return part
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(self._scope(method, path, headers), receive, send)
        start = sent[0]
        names = [(name.decode(), value.decode()) for name, value in start["headers"]]
        return Answer(start["status"], names, b"".join(message.get("body", b"") for message in sent[1:]))

    def _scope(self, method: str, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
        parts = urlsplit(path)
        sent = {"host": "127.0.0.1:8000", **{name: value for name, value in headers.items() if value}}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(parts.path, errors="replace"),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "client": (self._client, 50000),
            "server": ("127.0.0.1", 8000),
        }
