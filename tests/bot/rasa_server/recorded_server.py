"""Seventy-two exchanges with a real Rasa server 3.6.21, and a server that answers as that one did."""

import asyncio
import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from tests.served import address_of, free_socket, served

RECORDED = Path(__file__).with_name("transcripts.json")


class Exchange(Struct, frozen=True):
    """What was asked of the real server, and what it answered."""

    number: int
    label: str
    method: str
    path: str
    params: dict[str, str]
    body: Any
    status: int
    content_type: str
    response: Any


class _Recording(Struct):
    exchanges: list[Exchange]


@cache
def exchanges() -> list[Exchange]:
    return msgspec.json.decode(RECORDED.read_bytes(), type=_Recording).exchanges


@cache
def _responses() -> dict[str, str]:
    """What the real server's domain says → the response that says it."""
    return {said["text"]: name for name, variants in _domain()["responses"].items() for said in variants}


def _domain() -> dict[str, Any]:
    domain: dict[str, Any] = exchanges()[50].response
    return domain


@dataclass(frozen=True)
class Received:
    """What the server was asked."""

    method: str
    path: str
    query: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Reply:
    """What it answers to a text, an action or a question, and what then stands in the tracker."""

    response: Any = ()
    status: int = 200
    content_type: str = "application/json"
    #: None: what a tracker holds after such an answer.
    events: list[dict[str, Any]] | None = None
    #: It answers when this is set.
    when: Event | None = None

    def content(self) -> bytes:
        raw: bytes = self.response if isinstance(self.response, bytes) else json.dumps(self.response).encode()
        return raw


def recorded(exchange: Exchange, *more: dict[str, Any], events: list[dict[str, Any]] | None = None) -> Reply:
    """The recorded answer; `more` are events that the recording shows elsewhere."""
    is_text = exchange.content_type.startswith("text/")
    told = events if events is not None else [*_events_of(exchange), *more, LISTENS]
    response = exchange.response.encode() if is_text else exchange.response
    return Reply(response, exchange.status, exchange.content_type, told)


#: When every text is heard.
HEARD_AT = datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()
LISTENS = {"event": "action", "name": "action_listen"}


def _events_of(exchange: Exchange) -> list[dict[str, Any]]:
    """As a tracker holds them: what was said, behind the action that said it."""
    said = exchange.response if isinstance(exchange.response, list) else []
    return [event for message in said for event in _said(message)]


def _said(message: dict[str, Any]) -> list[dict[str, Any]]:
    text = message.get("text")
    asks = text is not None and text.startswith("Did you mean")
    source = "action_default_ask_affirmation" if asks else _responses().get(text or "", "action_custom")
    action = "action_two_stage_fallback" if asks else source
    data = {name: message.get(name) for name in ("buttons", "image", "attachment", "custom", "elements")}
    return [
        {"event": "action", "name": action},
        {"event": "bot", "text": text, "data": data, "metadata": {"utter_action": source}},
    ]


@dataclass
class Conversation:
    """A tracker."""

    slots: dict[str, Any]
    events: list[dict[str, Any]] = field(default_factory=list)
    paused: bool = False
    loop: str | None = None
    latest_action: str = "action_listen"
    #: Where in the events the latest session begins.
    session: int = 0

    def apply(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            self.events.append(event)
            self._apply(event)

    def begin_session(self) -> None:
        """Slots are carried over, forms are not."""
        carried = [{"event": "slot", "name": name, "value": value} for name, value in self.slots.items()]
        self.apply(
            [{"event": "action", "name": "action_session_start"}, {"event": "session_started"}, *carried, LISTENS]
        )

    def forget_earlier_sessions(self) -> None:
        self.events, self.session = self.events[self.session :], 0

    @property
    def has_text(self) -> bool:
        """In its latest session."""
        return any(event["event"] == "user" for event in self.events[self.session :])

    def _apply(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "slot":
                self.slots[event["name"]] = event["value"]
            case "active_loop":
                self.loop = event["name"]
            case "action":
                self.latest_action = event["name"]
            case "session_started":
                self.slots, self.loop, self.session = dict(SLOTS), None, len(self.events)
            case "pause" | "resume":
                self.paused = event["event"] == "pause"

    def state(self, since: int = 0) -> dict[str, Any]:
        return {
            "slots": self.slots,
            "paused": self.paused,
            "events": self.events[since:],
            "active_loop": {"name": self.loop} if self.loop else {},
            "latest_action_name": self.latest_action,
        }


#: Of the real server's domain.
SLOTS = {"order_id": None, "service": None, "handoff": False, "requested_slot": None, "session_started_metadata": None}


@dataclass
class RecordedRasa:
    """Keeps trackers as a Rasa server does; texts, actions and questions are answered by the next of `replies`."""

    url: str
    received: list[Received] = field(default_factory=list)
    replies: deque[Reply] = field(default_factory=deque)
    #: Instead of anything else, by the end of the path.
    always: dict[str, Reply] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    #: Instead of showing a tracker in which a turn was taken.
    after_turn: Reply | None = None
    #: The next text or action begins a session.
    sessions_expire: bool = False
    #: Whether events of earlier sessions stay in a tracker; in memory they do not.
    keeps_sessions: bool = True
    closing: Event = field(default_factory=Event)

    def will(self, *replies: Reply) -> None:
        self.replies.extend(replies)

    def forget(self) -> None:
        """Start anew, as a server does that keeps its trackers in memory."""
        self.conversations.clear()

    def conversation(self, name: str) -> Conversation:
        return self.conversations.setdefault(name, Conversation(dict(SLOTS)))

    def asked(self, ending: str) -> list[Received]:
        return [received for received in self.received if received.path.endswith(ending)]

    @property
    def heard(self) -> list[str]:
        """The texts that the bot was told."""
        return [received.body["message"] for received in self.asked("/webhook")]

    @property
    def posted(self) -> list[dict[str, Any]]:
        """The events that it was told, without those that open a turn."""
        return [
            event for received in self.asked("/tracker/events") for event in received.body if event["event"] != "agent"
        ]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        raw = await request.body()
        asked = Received(request.method, request.url.path, dict(request.query_params), json.loads(raw or b"null"))
        self.received.append(asked)
        await (await self._answer(asked))(scope, receive, send)

    async def _answer(self, asked: Received) -> Response:
        for ending, reply in self.always.items():
            if asked.path.endswith(ending):
                return await self._replied(reply)
        match asked.path.split("/")[1:]:
            case ["domain"]:
                return _json(_domain())
            case ["conversations", name, "tracker"]:
                return _json(self.conversation(name).state())
            case ["conversations", name, "tracker", "events"]:
                conversation = self.conversation(name)
                if self.after_turn is not None and conversation.has_text:
                    return await self._replied(self.after_turn)
                conversation.apply(asked.body)
                return _json(conversation.state(since=conversation.session))
            case ["conversations", name, "execute"]:
                return await self._take(self._in_session(name), [])
            case ["webhooks", "rest", "webhook"]:
                return await self._take(self._in_session(asked.body["sender"]), [_heard(asked.body)])
        return await self._replied(self.replies.popleft())

    def _in_session(self, name: str) -> Conversation:
        conversation = self.conversation(name)
        if not self.keeps_sessions:
            conversation.forget_earlier_sessions()
        if self.sessions_expire and conversation.has_text:
            conversation.begin_session()
        return conversation

    async def _take(self, conversation: Conversation, heard: list[dict[str, Any]]) -> Response:
        reply = self.replies.popleft()
        # A tracker is kept when a turn has come to its end, and not before.
        if reply.status == 200:
            conversation.apply([*heard, *(reply.events or [])])
        return await self._replied(reply)

    async def _replied(self, reply: Reply) -> Response:
        if reply.when is not None:
            await asyncio.to_thread(self._wait, reply.when)
        return Response(reply.content(), reply.status, media_type=reply.content_type)

    def _wait(self, when: Event) -> None:
        while not when.wait(0.02) and not self.closing.is_set():
            pass


def _heard(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "event": "user",
        "timestamp": HEARD_AT,
        "text": body["message"],
        "metadata": body["metadata"],
        "parse_data": {"intent": {"name": "greet", "confidence": 0.9}, "entities": [], "intent_ranking": []},
    }


def _json(value: Any) -> Response:
    return Response(json.dumps(value), media_type="application/json")


@contextmanager
def recorded_rasa() -> Iterator[RecordedRasa]:
    """Serve until the block ends; whoever still waits for an answer gets it then."""
    listening = free_socket()
    rasa = RecordedRasa(address_of(listening))
    with served(rasa, listening):
        try:
            yield rasa
        finally:
            rasa.closing.set()
