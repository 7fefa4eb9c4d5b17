"""Where the processor time of one text in goes: `python -m tests.bench.parts`.

In one process and without sockets: the same requests through more and more of the server, so that each line's last
figure is what its part adds. Each is the best of many bursts: the others measure the neighbours.
"""

import asyncio
import gc
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

import flows
from router import logs
from router.active_flows import Current
from router.cli.request_deadline import DeadlineProtocol
from router.providers.provider_contract import WebhookRequest
from router.providers.twilio.twilio_config import TwilioConfig
from router.providers.twilio.twilio_provider import TwilioProvider
from router.store import schema_version
from router.store.database import Database
from router.store.prepared_statements import Prepared
from router.webhooks.provider_webhooks import Webhooks
from router.webhooks.webhook_endpoint import TAKEN, Endpoint
from tests.bench import cores
from tests.bench.account import ACCOUNT_SID, AUTH_TOKEN
from tests.bench.signed_texts import INBOUND, signed_texts
from tests.bench.stacks import SERVICE

PORT = 8000
CONNECTIONS, BURSTS, ROUNDS = 32, 40, 6
URL = f"http://127.0.0.1:{PORT}"


class Wire(asyncio.Transport):
    """One client's connection, which sends nothing anywhere and tells when all were answered."""

    def __init__(self, answered: "Answers") -> None:
        super().__init__()
        self._answered = answered

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if bytes(data).startswith(b"HTTP/1.1 204"):
            self._answered.add_one()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", PORT)}.get(name, default)

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def close(self) -> None: ...


class Answers:
    """Counts the answers to a burst."""

    def __init__(self) -> None:
        self._count = 0
        self._all = asyncio.Event()

    def add_one(self) -> None:
        self._count += 1
        if self._count == CONNECTIONS:
            self._all.set()

    async def wait(self) -> None:
        await self._all.wait()
        self._count = 0
        self._all.clear()


class Nowhere(Database):
    """Keeps nothing."""

    async def append(self, statement: Prepared, row: Mapping[str, Any]) -> None: ...


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await TAKEN(scope, receive, send)


async def forget(request: WebhookRequest) -> None: ...


def webhooks(database: Database) -> ASGIApp:
    provider = TwilioProvider(TwilioConfig(account_sid=ACCOUNT_SID, public_url=URL, auth_tokens=(AUTH_TOKEN,)))
    current = Current(flows.load(SERVICE, {}))
    return Starlette(routes=Webhooks(provider, database, current, lambda: datetime.now(UTC), _ring, _ring).routes())


def _ring() -> None: ...


def verified_only() -> ASGIApp:
    provider = TwilioProvider(TwilioConfig(account_sid=ACCOUNT_SID, public_url=URL, auth_tokens=(AUTH_TOKEN,)))
    return Starlette(routes=[Route(INBOUND, Endpoint("inbound", provider.verify, forget), methods=["POST"])])


def routed() -> ASGIApp:
    class Answer:
        __call__ = staticmethod(answer)

    return Starlette(routes=[Route(INBOUND, Answer(), methods=["POST"])])


class Part:
    """A server that does all that the parts before it do, and a little more."""

    def __init__(self, label: str, protocol: type[HttpToolsProtocol], app: ASGIApp) -> None:
        self.label = label
        self._costs: list[float] = []
        self._answers = Answers()
        config = uvicorn.Config(app, http=protocol, log_config=None, access_log=False, server_header=False)
        config.load()
        self._connections = [
            protocol(config=config, server_state=ServerState(), app_state={}) for _ in range(CONNECTIONS)
        ]
        for connection in self._connections:
            connection.connection_made(Wire(self._answers))

    async def take(self, burst: Sequence[bytes]) -> None:
        """A request on each connection; the cost is of all threads."""
        began = process_time()
        for connection, request in zip(self._connections, burst, strict=True):
            connection.data_received(request)
        await self._answers.wait()
        self._costs.append(process_time() - began)

    @property
    def microseconds(self) -> float:
        return sorted(self._costs)[len(self._costs) // 10] / CONNECTIONS * 1e6

    def close(self) -> None:
        for connection in self._connections:
            connection.connection_lost(None)


async def measure(folder: Path) -> None:
    url = f"sqlite:///{folder / 'parley.db'}"
    nowhere, database = Nowhere.open(url), Database.open(url)
    schema_version.upgrade(database)
    parts = [
        Part("uvicorn reads the request, writes the answer", HttpToolsProtocol, answer),
        Part("its deadline and its size", DeadlineProtocol, answer),
        Part("Starlette finds the route", DeadlineProtocol, routed()),
        Part("form cut, signature verified", DeadlineProtocol, verified_only()),
        Part("text read, row made", DeadlineProtocol, webhooks(nowhere)),
        Part("row written and committed, with those of the burst", DeadlineProtocol, webhooks(database)),
    ]
    for _ in range(ROUNDS):
        for part in parts:
            texts = signed_texts(PORT, range(CONNECTIONS * BURSTS))
            for start in range(0, len(texts), CONNECTIONS):
                await part.take(texts[start : start + CONNECTIONS])
    _show(parts)
    for part in parts:
        part.close()
    nowhere.close()
    database.close()


def _show(parts: Sequence[Part]) -> None:
    before = 0.0
    for part in parts:
        print(f"{part.label:52} {part.microseconds - before:7.1f} µs {part.microseconds:8.1f} µs")
        before = part.microseconds


def main() -> None:
    cores.choose(unpinned=False)
    cores.stay_on("server")
    logs.configure(for_terminal=False)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
    with TemporaryDirectory(dir="var", prefix="bench-") as folder:
        uvloop.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
