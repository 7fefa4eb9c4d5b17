"""A Rasa server over real HTTP that is well, or fails in one way or another."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event
from typing import Any

from tests.served import address_of, free_socket, served

_UNDERSTOOD = {
    "text": "",
    "intent": {"name": "opening_hours", "confidence": 0.97},
    "entities": [],
    "intent_ranking": [{"name": "opening_hours", "confidence": 0.97}, {"name": "greet", "confidence": 0.03}],
}


class Health(StrEnum):
    """How it is."""

    WELL = "well"
    HANGS = "hangs"  # takes the question and never answers
    ANSWERS_503 = "answers 503"
    RESETS = "resets"  # closes the connection without an answer
    TALKS_NONSENSE = "talks nonsense"  # answers 200 with something else


@dataclass
class FailingRasa:
    """Understands every text for a question about opening hours, while it is well."""

    url: str
    health: Health = Health.WELL
    asked: int = 0
    closing: Event = field(default_factory=Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        self.asked += 1
        match self.health:
            case Health.WELL:
                await _answer(send, 200, json.dumps(_UNDERSTOOD))
            case Health.HANGS:
                await asyncio.to_thread(self._hang)
                await _answer(send, 503, "")
            case Health.ANSWERS_503:
                await _answer(send, 503, "")
            case Health.RESETS:
                await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
            case Health.TALKS_NONSENSE:
                await _answer(send, 200, "<html>It works!</html>")

    def _hang(self) -> None:
        while self.health is Health.HANGS and not self.closing.wait(0.02):
            pass


async def _answer(send: Any, status: int, body: str) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})


@contextmanager
def failing_rasa() -> Iterator[FailingRasa]:
    listening = free_socket()
    rasa = FailingRasa(address_of(listening))
    with served(rasa, listening):
        try:
            yield rasa
        finally:
            rasa.closing.set()
