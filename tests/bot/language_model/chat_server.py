"""A real chat-completions endpoint that answers by a script, and remembers what reached it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tests.served import address_of, free_socket, served


@dataclass(frozen=True)
class Reply:
    """What it answers, once `when` is set."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    when: Event | None = None
    #: Breaks off in the midst of the body.
    breaks_off: bool = False


def says(content: Any, when: Event | None = None, **more: Any) -> Reply:
    """A whole completion: text as it is, anything else as JSON; `more` goes into the choice."""
    text = content if isinstance(content, str) else msgspec.json.encode(content).decode()
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop",
        "logprobs": None,
        **more,
    }
    return completion(choice, when=when)


def completion(*choices: Any, tokens: int | None = 40, when: Event | None = None) -> Reply:
    usage = {"prompt_tokens": 0, "completion_tokens": tokens, "total_tokens": tokens}
    whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1_795_433_400, "model": "small-1"}
    answer = {**whole, "choices": choices, **({} if tokens is None else {"usage": usage})}
    return Reply(msgspec.json.encode(answer), when=when)


def complains(about: str, status: int = 400) -> Reply:
    error = {"message": f"Unsupported parameter: '{about}' is not supported with this model.", "param": about}
    return Reply(msgspec.json.encode({"error": error}), status)


@dataclass
class ChatServer:
    """Answers each request with the next of `replies`, or else with `usual`."""

    url: str
    usual: Reply
    replies: deque[Reply] = field(default_factory=deque)
    #: What reached it: bodies as they were sent, and the headers of each.
    bodies: list[bytes] = field(default_factory=list, repr=False)
    headers: list[Mapping[str, str]] = field(default_factory=list, repr=False)
    paths: list[str] = field(default_factory=list, repr=False)
    closing: Event = field(default_factory=Event)

    def will(self, *replies: Reply) -> None:
        self.replies.extend(replies)

    def forget(self) -> None:
        """What it was told and what reached it."""
        for kept in (self.replies, self.bodies, self.headers, self.paths):
            kept.clear()

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(body) for body in self.bodies]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What stood in place of the customer's message in each request, as the JSON that it is."""
        return [msgspec.json.decode(request["messages"][1]["content"]) for request in self.requests]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            response = await self._answer(Request(scope, receive))
            await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        self.headers.append(dict(request.headers))
        self.paths.append(request.url.path)
        reply = self.replies.popleft() if self.replies else self.usual
        if reply.when is not None:
            await asyncio.to_thread(self._wait, reply.when)
        if reply.breaks_off:
            return StreamingResponse(_broken(reply.body), reply.status, {"Content-Length": "1000", **reply.headers})
        return Response(reply.body, reply.status, reply.headers, "application/json")

    def _wait(self, when: Event) -> None:
        while not when.wait(0.02) and not self.closing.is_set():
            pass


async def _broken(body: bytes) -> AsyncIterator[bytes]:
    yield body


@contextmanager
def chat_server(usual: Reply) -> Iterator[ChatServer]:
    """Serve until the block ends; whoever still waits for an answer gets it then."""
    listening = free_socket()
    server = ChatServer(f"{address_of(listening)}/v1", usual)
    with served(server, listening):
        try:
            yield server
        finally:
            server.closing.set()
