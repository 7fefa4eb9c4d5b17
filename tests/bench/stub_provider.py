"""A provider that costs next to nothing: takes a message, answers as Twilio does, reports it sent and delivered.

`python -m tests.bench.stub_provider PORT`. Status callbacks go where the message asks for them. `GET /_bench/take`
tells what happened since it was last asked.
"""

import asyncio
import json
import re
import sys
from collections import deque
from time import monotonic, process_time
from typing import cast
from urllib.parse import unquote_plus, urlsplit
from uuid import uuid4

import uvloop

from tests.bench.account import ACCOUNT_SID, LINE, signed_post
from tests.bench.kept_alive_posts import PostingConnection

CALLBACK_CONNECTIONS = 16
LENGTH = re.compile(rb"(?i)content-length: *(\d+)")


class Tally:
    """What happened since it was last taken."""

    def __init__(self) -> None:
        self.submitted_at: dict[str, float] = {}
        self.submitted = self.finished = self.refused = 0
        self.last_at = 0.0
        self._began = process_time()

    def taken(self) -> bytes:
        state = {**vars(self), "processor": process_time() - self._began}
        return json.dumps({name: value for name, value in state.items() if not name.startswith("_")}).encode()


class Reports:
    """Two status callbacks for each message: delivered is told after sent was answered, as on a good day."""

    def __init__(self, port: int, tally: Tally) -> None:
        self._tally = tally
        self._waiting: deque[tuple[str, str, str]] = deque()
        self._connections = [self._connection(port) for _ in range(CALLBACK_CONNECTIONS)]

    def report(self, url: str, sid: str, customer: str) -> None:
        self._waiting.append((url, sid, customer))
        if idle := next((connection for connection in self._connections if connection.idle), None):
            idle.post_next()

    def tell(self, tally: Tally) -> None:
        self._tally = tally

    def _connection(self, port: int) -> PostingConnection:
        under_way: list[tuple[str, str, str]] = []

        def next_request() -> bytes | None:
            if under_way:
                return _callback(*under_way.pop(), "delivered")
            if not self._waiting:
                return None
            under_way.append(self._waiting.popleft())
            return _callback(*under_way[0], "sent")

        def on_answer(status: int, sent_at: float, at: float) -> None:
            self._tally.refused += status != 204
            self._tally.finished += not under_way
            self._tally.last_at = at

        return PostingConnection(port, next_request, on_answer)


def _callback(url: str, sid: str, customer: str, status: str) -> bytes:
    parts = urlsplit(url)
    form = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "From": LINE,
        "MessageSid": sid,
        "MessageStatus": status,
        "SmsSid": sid,
        "SmsStatus": status,
        "To": customer,
    }
    return signed_post(parts.netloc, f"{parts.path}?{parts.query}", form)


class Stub:
    """The provider's state; one reporter for each service that asked to be told."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._reports: dict[int, Reports] = {}

    def answer(self, head: bytes, body: bytes) -> bytes:
        if head.startswith(b"GET /_bench/take"):
            return self._taken()
        form = dict(field.partition("=")[::2] for field in body.decode().split("&"))
        return self._created(unquote_plus(form["To"]), unquote_plus(form.get("StatusCallback", "")))

    def _taken(self) -> bytes:
        answer, self.tally = self.tally.taken(), Tally()
        for reports in self._reports.values():
            reports.tell(self.tally)
        return _http("200 OK", answer)

    def _created(self, customer: str, callback_url: str) -> bytes:
        sid = f"SM{uuid4().hex}"
        self.tally.submitted += 1
        self.tally.last_at = self.tally.submitted_at[customer] = monotonic()
        if callback_url:
            # Not before the answer is written: a callback that overtakes it is another day's test.
            asyncio.get_running_loop().call_soon(self._report, callback_url, sid, customer)
        return _http("201 CREATED", _MESSAGE.replace(b"<sid>", sid.encode()).replace(b"<to>", customer.encode()))

    def _report(self, url: str, sid: str, customer: str) -> None:
        port = urlsplit(url).port or 80
        if port not in self._reports:
            self._reports[port] = Reports(port, self.tally)
        self._reports[port].report(url, sid, customer)


_MESSAGE = json.dumps(
    {
        "account_sid": ACCOUNT_SID,
        "api_version": "2010-04-01",
        "body": "",
        "date_created": "Mon, 02 Mar 2026 15:00:00 +0000",
        "date_sent": None,
        "date_updated": "Mon, 02 Mar 2026 15:00:00 +0000",
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": LINE,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": "<sid>",
        "status": "queued",
        "subresource_uris": {},
        "to": "<to>",
        "uri": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/<sid>.json",
    }
).encode()


def _http(status: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class StubConnection(asyncio.Protocol):
    """One client's connection; its requests come one after the other."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class is not asyncio's

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if end and len(body) >= (int(length[1]) if length else 0) and self._transport is not None:
            self._received = b""
            self._transport.write(self._stub.answer(head, body))


async def serve(port: int) -> None:
    stub = Stub()
    server = await asyncio.get_running_loop().create_server(lambda: StubConnection(stub), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
