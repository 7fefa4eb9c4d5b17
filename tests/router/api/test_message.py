"""`GET /api/v1/messages/{id}`: what became of a message."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text
from structlog.testing import capture_logs

from flows.protocol.effects import Purpose
from flows.types.media import Media
from router.message_status import Direction, ErrorClass, MessageStatus
from router.store import message_rows, threads
from router.store.database import Database
from router.store.message_rows import NewMessage, Report
from tests.router.api.conftest import TOKENS, api_client
from tests.router.asgi_client import AsgiClient

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
CUSTOMER, LINE = "+12125550123", "+12125550101"
SHOP = {"authorization": f"Bearer {TOKENS['shop']}"}


def write(connection: Connection, status: MessageStatus = MessageStatus.QUEUED, rule: str | None = None) -> None:
    message = NewMessage(
        public_id="m1",
        thread_id=threads.ensure(connection, CUSTOMER, LINE),
        direction=Direction.OUTBOUND,
        status=status,
        sender=LINE,
        recipient=CUSTOMER,
        text="Your table is ready 🍽",
        created_at=NOW,
        media=(Media("https://media.example/1.jpg", "image/jpeg"),),
        purpose=Purpose.TRANSACTIONAL,
        encoding="ucs2",
        segments=1,
        rule=rule,
        not_before=NOW + timedelta(hours=8) if status is MessageStatus.HELD else None,
    )
    message_rows.add(connection, message)


def test_a_message_is_shown_with_its_whole_way(database: Database, client: AsgiClient) -> None:
    def delivered_badly(connection: Connection) -> None:
        write(connection)
        for seconds, status in ((1, MessageStatus.SENT), (2, MessageStatus.UNDELIVERED)):
            failed = status is MessageStatus.UNDELIVERED
            report = Report(
                source="callback",
                at=NOW + timedelta(seconds=seconds),
                status=status,
                provider_id="SM1",
                public_id="m1",
                error_code=30006 if failed else None,
                error_class=ErrorClass.BAD_NUMBER if failed else None,
                raw=b"AccountSid=AC-secret&MessageStatus=undelivered",
            )
            message_rows.record_report(connection, report)

    database.write_now(delivered_badly)
    answer = client.get("/api/v1/messages/m1", SHOP)
    assert answer.status == 200
    assert answer.json == {
        "id": "m1",
        "direction": "outbound",
        "status": "undelivered",
        "from": LINE,
        "to": CUSTOMER,
        "purpose": "transactional",
        "text": "Your table is ready 🍽",
        "media": [{"url": "https://media.example/1.jpg", "content_type": "image/jpeg"}],
        "template": None,
        "segments": 1,
        "encoding": "ucs2",
        "created_at": "2026-03-02T10:00:00.000000Z",
        "attempts": 0,
        "gate": None,
        "error": {"code": 30006, "class": "bad_number", "detail": None},
        "provider_id": "SM1",
        "conversation_id": None,
        "deliveries": [
            {
                "status": "sent",
                "at": "2026-03-02T10:00:01.000000Z",
                "source": "callback",
                "provider_id": "SM1",
                "error_code": None,
                "error_class": None,
            },
            {
                "status": "undelivered",
                "at": "2026-03-02T10:00:02.000000Z",
                "source": "callback",
                "provider_id": "SM1",
                "error_code": 30006,
                "error_class": "bad_number",
            },
        ],
    }


@pytest.mark.parametrize(
    ("status", "rule", "gate"),
    [
        (MessageStatus.QUEUED, None, None),
        (MessageStatus.REFUSED, "suppressed", {"rule": "suppressed", "not_before": None}),
        (MessageStatus.HELD, "quiet_hours", {"rule": "quiet_hours", "not_before": "2026-03-02T18:00:00.000000Z"}),
    ],
)
def test_the_gates_word_is_shown(
    database: Database, client: AsgiClient, status: MessageStatus, rule: str | None, gate: Mapping[str, str] | None
) -> None:
    database.write_now(lambda connection: write(connection, status, rule))
    assert client.get("/api/v1/messages/m1", SHOP).json["gate"] == gate


def test_what_the_provider_sent_word_for_word_stays_inside(database: Database, client: AsgiClient) -> None:
    def reported(connection: Connection) -> None:
        write(connection)
        message_rows.record_report(connection, Report("callback", NOW, public_id="m1", raw=b"AccountSid=AC-secret"))

    database.write_now(reported)
    answer = client.get("/api/v1/messages/m1", SHOP)
    assert "AC-secret" not in answer.text
    assert "raw" not in answer.text


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Basic {TOKENS['shop']}",
        TOKENS["shop"],
        f"Bearer {TOKENS['shop']}x",
        f"Bearer {TOKENS['shop']}, Bearer wrong",
        "Bearer é",
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/messages/m1", "/api/v1/messages/none", "/api/nothing", "/api"])
def test_a_stranger_learns_nothing(database: Database, client: AsgiClient, authorization: str, path: str) -> None:
    database.write_now(write)
    answer = client.get(path, {"authorization": authorization})
    assert answer.status == 401
    assert answer.header("www-authenticate") == 'Bearer realm="parley"'
    assert answer.header("content-type") == "application/problem+json"
    assert answer.json["status"] == 401


@pytest.mark.parametrize(
    ("authorization", "reason"),
    [("", "no token"), ("Bearer swordfish", "unknown token"), ("swordfish", "unknown token")],
)
def test_a_refused_token_is_logged_and_not_shown(client: AsgiClient, authorization: str, reason: str) -> None:
    with capture_logs() as logs:
        client.get("/api/v1/messages/m1", {"authorization": authorization})
    assert logs == [
        {"event": "api_token_refused", "log_level": "warning", "client": "203.0.113.7", "reason": reason},
    ]


@pytest.mark.parametrize("authorization", [f"Bearer {TOKENS['clinic']}", f"bearer  {TOKENS['shop']}"])
def test_every_token_opens(database: Database, client: AsgiClient, authorization: str) -> None:
    database.write_now(write)
    assert client.get("/api/v1/messages/m1", {"authorization": authorization}).status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/messages/none", 404),
        ("GET", "/api/v1/messages/m1/x", 404),
        ("GET", "/api", 404),
        ("DELETE", "/api/v1/messages/m1", 405),
    ],
)
def test_an_error_is_a_problem(client: AsgiClient, method: str, path: str, status: int) -> None:
    answer = client.call(method, path, b"", SHOP)
    assert answer.status == status
    assert answer.header("content-type") == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["title"]


@pytest.mark.parametrize("public_id", ["%00", "m1%00", "%0a", "%ff", "x" * 5000, "'--", "%F0%9F%98%80"])
def test_an_id_that_nobody_gave_is_404_on_every_database(database_url: str, public_id: str) -> None:
    database = Database.open(database_url)
    client = api_client(database)
    assert client.get(f"/api/v1/messages/{public_id}", SHOP).status == 404
    client.close()
    database.close()


def test_a_database_that_does_not_answer_is_503(database: Database, client: AsgiClient) -> None:
    database.write_now(lambda connection: connection.execute(text("DROP TABLE deliveries")))
    database.write_now(lambda connection: connection.execute(text("DROP TABLE timers")))
    database.write_now(lambda connection: connection.execute(text("DROP TABLE messages")))
    answer = client.get("/api/v1/messages/m1", SHOP)
    assert (answer.status, answer.header("retry-after")) == (503, "5")
    assert answer.header("content-type") == "application/problem+json"
    assert "DROP" not in answer.text
    assert "messages" not in answer.text
