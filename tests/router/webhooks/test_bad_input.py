"""What must not be answered with a 500: each kind of bad input, its answer, and what is kept of it."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from click.testing import CliRunner
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, func, select

from router.cli import main
from router.store.suppressions import is_suppressed
from router.store.tables import events
from tests.journeys.installation import Installation, eventually
from tests.journeys.webhook import INBOUND, inbound_form, post_signed
from tests.router.webhooks.wire import chunked, exchange, head_of, pieces, sign

CUSTOMER = "+12125550123"
FORM = "application/x-www-form-urlencoded"
LARGE = b"Body=" + b"x" * 1024 * 1024


class Sent(Struct, frozen=True):
    """One request; what is not said is as Twilio does it."""

    body: bytes
    path: str = INBOUND
    method: str = "POST"
    #: None: signed as it should be.
    signature: str | None = None
    headers: dict[str, str] = {}
    #: How the body travels.
    travel: Callable[[bytes], Iterator[bytes]] = pieces
    hang_up: bool = False

    def to(self, installation: Installation) -> int | None:
        signature = sign(installation.url + self.path, self.body) if self.signature is None else self.signature
        length = {"Transfer-Encoding": "chunked"} if self.travel is chunked else {"Content-Length": str(len(self.body))}
        headers = {"Content-Type": FORM, "X-Twilio-Signature": signature, **length, **self.headers}
        given = {name: value for name, value in headers.items() if value}
        head = head_of(self.method, self.path, given)
        return exchange(installation.url, head, self.travel(self.body), hang_up=self.hang_up)


def form(without: str = "", **fields: str) -> bytes:
    complete = {**inbound_form(CUSTOMER, "hi"), **fields}
    complete.pop(without, None)
    return urlencode(complete).encode()


def with_bytes(name: str, value: bytes) -> bytes:
    return form(without=name) + f"&{name}={quote_from_bytes(value)}".encode()


GOOD = Sent(form())
REFUSED = [
    pytest.param(replace(GOOD, signature="AAAAAAAAAAAAAAAAAAAAAAAAAAA="), 403, id="a wrong signature"),
    pytest.param(replace(GOOD, signature="é" * 20), 403, id="a signature that is no base64"),
    pytest.param(replace(GOOD, signature=""), 403, id="no signature"),
    pytest.param(replace(GOOD, headers={"X-Twilio-Signature": "x" * 9000}), 403, id="a signature of 9,000 letters"),
    pytest.param(Sent(form(AccountSid="AC" + "1" * 32)), 403, id="another account"),
    pytest.param(Sent(form(without="AccountSid")), 403, id="no account"),
    pytest.param(Sent(b""), 403, id="an empty form"),
    pytest.param(Sent(b"&&&==&=&"), 403, id="a form of separators"),
    pytest.param(Sent(b"&".join(b"%x=" % n for n in range(10_000))), 403, id="10,000 fields"),
    pytest.param(Sent(b"&".join(b"%x=" % n for n in range(100_000))), 413, id="100,000 fields"),
    pytest.param(Sent(with_bytes("Body", b"\xff"), signature="x"), 403, id="bad UTF-8 that is not signed"),
    pytest.param(replace(GOOD, headers={"Content-Type": "text/plain"}), 415, id="plain text"),
    pytest.param(replace(GOOD, headers={"Content-Type": ""}), 415, id="no content type"),
    pytest.param(Sent(b'{"From": "+1"}', headers={"Content-Type": "application/json"}), 415, id="JSON"),
    pytest.param(
        replace(GOOD, headers={"Content-Type": "multipart/form-data; boundary=x"}), 415, id="a multipart form"
    ),
    pytest.param(replace(GOOD, headers={"Content-Encoding": "gzip"}), 415, id="said to be compressed"),
    pytest.param(Sent(LARGE), 413, id="a megabyte, declared"),
    pytest.param(Sent(LARGE, travel=chunked), 413, id="a megabyte, not declared"),
    pytest.param(replace(GOOD, headers={"Content-Length": "9" * 18}), 413, id="as good as infinitely long"),
    pytest.param(replace(GOOD, headers={"Content-Length": "9" * 30}), 400, id="longer than any number"),
    pytest.param(replace(GOOD, method="GET"), 405, id="GET"),
    pytest.param(replace(GOOD, method="PUT"), 405, id="PUT"),
    pytest.param(replace(GOOD, path="/webhooks/twilio/inbound/more"), 404, id="another path"),
    pytest.param(replace(GOOD, headers={"Content-Length": "5000"}, hang_up=True), None, id="a body cut short"),
]
QUARANTINED = [
    pytest.param(Sent(with_bytes("Body", b"caf\xe9")), id="bad UTF-8"),
    pytest.param(Sent(with_bytes("Body", b"\xed\xa0\x80")), id="a lone surrogate"),
    pytest.param(Sent(form(Body="a\0b")), id="a NUL in the text"),
    pytest.param(Sent(form(MessageSid="SM\0")), id="a NUL in the id"),
    pytest.param(Sent(form(From="")), id="an empty sender"),
    pytest.param(Sent(form(without="From")), id="no sender"),
    pytest.param(Sent(form(From="'; DROP TABLE events; --")), id="a sender that is no address"),
    pytest.param(Sent(form(without="To")), id="no recipient"),
    pytest.param(Sent(form(without="MessageSid")), id="no id"),
    pytest.param(Sent(form(MessageSid="SM" + "x" * 40_000)), id="an id of 40,000 letters"),
    pytest.param(Sent(form() + b"&Body=something+else"), id="two texts"),
    pytest.param(Sent(form(SmsStatus="delivered")), id="a status report"),
    pytest.param(Sent(form(NumMedia="999999999")), id="as good as infinitely many pictures"),
    pytest.param(Sent(form(NumMedia="-1")), id="less than no picture"),
    pytest.param(Sent(form(NumSegments="many")), id="a number that is none"),
]
TAKEN = [
    pytest.param(lambda: Sent(form()), id="an ordinary text"),
    pytest.param(lambda: Sent(form(), travel=chunked), id="an ordinary text whose length is not declared"),
    pytest.param(lambda: Sent(form(Unheard="of", Of="it")), id="fields that are new to us"),
    pytest.param(lambda: Sent(form(), path=f"{INBOUND}?a=%00&b='%ff&c=%2f&&=&;"), id="an odd query"),
    pytest.param(lambda: Sent(form(Body="")), id="no words"),
    pytest.param(lambda: Sent(form(Body="x" * 40_000)), id="40,000 letters"),
    pytest.param(lambda: Sent(form(Body="𝕳𝖎 👩‍👩‍👧‍👦 \u202eabc\u0000".rstrip("\0"))), id="characters of every plane"),
    pytest.param(lambda: Sent(form() + b"&NumMedia=0"), id="the same field twice with one value"),
    pytest.param(
        lambda: replace(Sent(form()), headers={"Content-Type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}),
        id="a content type with capitals and a character set",
    ),
]


def stored(installation: Installation, after: int) -> list[tuple[str, bytes | None]]:
    """Status and raw form of the events that came after one."""
    query = select(events.c.status, events.c.raw).where(events.c.id > after).order_by(events.c.id)
    return installation.read(lambda connection: [(row.status, row.raw) for row in connection.execute(query)])


def last_event(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(events.c.id), 0))).scalar_one())


@pytest.mark.parametrize(("sent", "status"), REFUSED)
def test_what_is_refused_leaves_nothing_behind(on_sqlite: Installation, sent: Sent, status: int | None) -> None:
    before = on_sqlite.read(last_event)
    assert sent.to(on_sqlite) == status
    assert stored(on_sqlite, before) == []


@pytest.mark.parametrize("sent", QUARANTINED)
def test_what_is_signed_and_makes_no_sense_is_kept_as_it_came(on_sqlite: Installation, sent: Sent) -> None:
    before = on_sqlite.read(last_event)
    assert sent.to(on_sqlite) == 204
    assert stored(on_sqlite, before) == [("quarantined", sent.body)]


@pytest.mark.parametrize("make", TAKEN)
def test_what_is_odd_but_makes_sense_is_taken(on_sqlite: Installation, make: Callable[[], Sent]) -> None:
    before, sent = on_sqlite.read(last_event), make()
    assert sent.to(on_sqlite) == 204
    eventually(lambda: stored(on_sqlite, before) == [("done", sent.body)], "it is handled")


def test_after_all_that_a_text_is_answered(on_sqlite: Installation) -> None:
    phone = on_sqlite.phone("+12125550144")
    phone.text("hi")
    phone.hears("Reply 1 to book")


def test_postgresql_keeps_the_same(on_postgresql: Installation) -> None:
    for case in QUARANTINED:
        (sent,) = case.values
        assert isinstance(sent, Sent)
        before = on_postgresql.read(last_event)
        assert sent.to(on_postgresql) == 204, case.id
        assert stored(on_postgresql, before) == [("quarantined", sent.body)], case.id
    phone = on_postgresql.phone("+12125550144")
    phone.text("hi")
    phone.hears("Reply 1 to book")


#: What may be wrong with a form that still says who texts STOP.
DAMAGES = [
    pytest.param(Sent(form(Body="STOP", ProfileName="a\0b")), id="a NUL in the name of the profile"),
    pytest.param(Sent(form(Body=" stop! ", NumMedia="1")), id="a picture without an address"),
    pytest.param(Sent(form(Body="Stop", NumMedia="999999999")), id="as good as infinitely many pictures"),
    pytest.param(Sent(form(Body="STOP", NumSegments="many")), id="a number that is none"),
    pytest.param(Sent(form(Body="STOP", without="To")), id="no recipient"),
    pytest.param(Sent(form(Body="STOP", To="\0")), id="a NUL in the recipient"),
    pytest.param(Sent(form(Body="STOP", without="MessageSid")), id="no id"),
    pytest.param(Sent(form(Body="STOP", SmsStatus="\0")), id="a NUL in the status"),
    pytest.param(Sent(form(Body="STOP", OptOutType="\0")), id="a NUL in what the provider takes it for"),
    pytest.param(
        Sent(form(Body="STOP", OptOutType="HELP", NumMedia="x")), id="a STOP that the provider takes for HELP"
    ),
    pytest.param(Sent(form(Body="genug", OptOutType="STOP", NumMedia="x")), id="a word that the provider knows"),
    pytest.param(Sent(form(Body="a\0b", OptOutType="STOP")), id="a NUL in the word that the provider knows"),
    pytest.param(Sent(form(Body="", ButtonText="STOP", ProfileName="\0")), id="a button"),
]
NO_STOP = [
    pytest.param(Sent(form(Body="hello", ProfileName="\0")), id="another text"),
    pytest.param(Sent(form(Body="STOP please", ProfileName="\0")), id="more than the word"),
    pytest.param(Sent(form(Body="STOP") + b"&Body=hello"), id="two texts"),
    pytest.param(Sent(form(Body="STOP") + b"&From=%2B12125550177"), id="two senders"),
    pytest.param(Sent(form(Body="STOP", SmsStatus="delivered")), id="a report on a message of ours"),
    pytest.param(Sent(form(Body="STOP", without="From")), id="nobody"),
]


def post_of(installation: Installation, customer: str, sent: Sent) -> bool:
    """Whether they may not be texted any more."""
    before = installation.read(last_event)
    sent = replace(sent, body=sent.body.replace(quote(CUSTOMER).encode(), quote(customer).encode()))
    assert sent.to(installation) == 204
    assert stored(installation, before) == [("quarantined", sent.body)]
    return installation.read(lambda connection: is_suppressed(connection, customer))


@pytest.mark.parametrize("sent", DAMAGES)
def test_stop_counts_whatever_else_is_wrong_with_its_form(on_sqlite: Installation, sent: Sent) -> None:
    assert post_of(on_sqlite, a_number(), sent)


@pytest.mark.parametrize("sent", NO_STOP)
def test_what_is_no_stop_suppresses_nobody(on_sqlite: Installation, sent: Sent) -> None:
    assert not post_of(on_sqlite, a_number(), sent)
    assert not on_sqlite.read(lambda connection: is_suppressed(connection, CUSTOMER))


def test_stop_counts_on_postgresql_too(on_postgresql: Installation) -> None:
    for case in DAMAGES:
        (sent,) = case.values
        assert isinstance(sent, Sent)
        assert post_of(on_postgresql, a_number(), sent), case.id


def test_a_damaged_stop_that_comes_again_after_start_changes_nothing(on_sqlite: Installation) -> None:
    customer = a_number()
    sent = Sent(urlencode(inbound_form(customer, "STOP", ProfileName="\0")).encode())
    assert sent.to(on_sqlite) == 204
    post_signed(on_sqlite, inbound_form(customer, "START"))
    assert sent.to(on_sqlite) == 204
    assert not on_sqlite.read(lambda connection: is_suppressed(connection, customer))


def a_number() -> str:
    """One that nobody has used yet."""
    return f"+1212{next(_NUMBERS):07}"


_NUMBERS = count(5_560_000)


def test_quarantined_forms_are_among_the_dead_letters_and_can_be_given_up(on_sqlite: Installation) -> None:
    Sent(form(without="From")).to(on_sqlite)
    letter = dead_letters(on_sqlite)[-1]
    assert (letter["what"], letter["reason"]) == ("unreadable quarantined", "From is absent")
    discarded = parley(on_sqlite, "deadletters", "discard", letter["id"])
    assert "given up" in discarded
    assert letter["id"] not in {each["id"] for each in dead_letters(on_sqlite)}


def dead_letters(installation: Installation) -> list[dict[str, Any]]:
    letters: list[dict[str, Any]] = json.loads(parley(installation, "deadletters", "list", "--json"))
    return letters


def parley(installation: Installation, *arguments: str) -> str:
    """The command line, beside the serving process."""
    environment = {"PARLEY_DATABASE_URL": installation.settings.database_url}
    ended = CliRunner().invoke(main, list(arguments), env=environment)
    assert ended.exit_code == 0, ended.output
    return ended.output
