"""A business's own system over real HTTP, which answers as a test tells it to and remembers what it was asked."""

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tests.served import address_of, free_socket, served


@dataclass(frozen=True)
class Received:
    """What it was asked."""

    method: str
    #: With its query.
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Answer:
    """What it answers, once `when` is set."""

    body: Any = None
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    when: Event | None = None

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else msgspec.json.encode(self.body)


@dataclass
class BusinessSystem:
    """Answers each request by its path if that is told, or with the next of `answers`, or 200 and nothing."""

    url: str
    received: list[Received] = field(default_factory=list)
    answers: deque[Answer] = field(default_factory=deque)
    answer_by_path: Mapping[str, Answer] = field(default_factory=dict)
    closing: Event = field(default_factory=Event)

    def will(self, *answers: Answer) -> None:
        self.answers.extend(answers)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.received]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            response = await self._answer(Request(scope, receive))
            await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        raw = await request.body()
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        body = msgspec.json.decode(raw) if raw else None
        answer = self.answer_by_path.get(request.url.path) or self._next_answer()
        self.received.append(Received(request.method, path, dict(request.headers), body))
        if answer.when is not None:
            await asyncio.to_thread(self._wait, answer.when)
        return Response(answer.content(), answer.status, answer.headers, answer.content_type)

    def _next_answer(self) -> Answer:
        return self.answers.popleft() if self.answers else Answer(b"")

    def _wait(self, when: Event) -> None:
        while not when.wait(0.02) and not self.closing.is_set():
            pass


@contextmanager
def business_system() -> Iterator[BusinessSystem]:
    """Serve until the block ends; whoever still waits for an answer gets it then."""
    listening = free_socket()
    system = BusinessSystem(address_of(listening))
    with served(system, listening):
        try:
            yield system
        finally:
            system.closing.set()
