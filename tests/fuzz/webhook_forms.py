"""What may come in the body of a webhook, signed and not."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import quote_from_bytes

from tests.fuzz import nasty
from tests.fuzz.app_under_test import FORM, PUBLIC_URL, Webhook
from tests.journeys.installation import ACCOUNT_SID, LINE
from tests.router.webhooks.wire import sign

INBOUND: Final = "/webhooks/twilio/inbound"
STATUS: Final = "/webhooks/twilio/status"
ANSWERS: Final = frozenset({204, 403, 413, 415})
_LARGEST: Final = 64 * 1024
_TYPES: Final = (
    b"text/plain",
    b"",
    b"application/json",
    b"multipart/form-data; boundary=x",
    FORM + b"; charset=UTF-16",
    b"\xff\xfe",
    FORM * 9,
)

_FIELDS: Final = (
    *(
        "MessageSid",
        "From",
        "To",
        "Body",
        "NumMedia",
        "NumSegments",
        "SmsStatus",
        "MessageStatus",
        "AccountSid",
        "ErrorCode",
    ),
    *(
        "OptOutType",
        "ButtonText",
        "ProfileName",
        "MediaUrl0",
        "MediaContentType0",
        "EventType",
        "ApiVersion",
        "",
        "=",
        "\0",
        "Unheard",
    ),
)
_STOPS: Final = ("STOP", "stop", " Stop! ", "UNSUBSCRIBE", "arrêt", "opt out")
_WHOLE: Final = frozenset({"", "From", "Body", "AccountSid", "SmsStatus", "MessageStatus"})
_DAMAGED: Final = tuple(name for name in (*_FIELDS, "To", "SmsSid", "Latitude", "MediaUrl1") if name not in _WHOLE)
_DAMAGES: Final = ("\0", "\ud800", "", "-1", "1", "999999999", "many", "STOP", "START", "HELP", "x" * 5000)
_VALUES: Final = (
    "",
    "0",
    "1",
    "-1",
    "999999999",
    "1e3",
    "٣",
    "SM" + "0" * 32,
    "MM" + "f" * 32,
    "SM",
    ACCOUNT_SID,
    LINE,
    "+12125550123",
    *(
        "whatsapp:+12125550123",
        "whatsapp:",
        "STOP",
        "stop",
        "START",
        "HELP",
        "READ",
        "received",
        "delivered",
        "sent",
        "failed",
    ),
    *("queued", "30003", "21610", "https://x.example/a.jpg", "image/jpeg", "2010-04-01", "yes", "unstop"),
)


@dataclass(frozen=True)
class Post:
    """One request."""

    path: str
    query: bytes
    content_type: bytes
    body: bytes
    signed: bool
    #: Who says STOP in it, with nothing wrong with that part.
    opts_out: str | None = None


class WebhookForms:
    name = "webhook forms"

    def __init__(self, database: Path) -> None:
        self._webhook = Webhook(database)

    def make(self, chance: Random) -> Post:
        if chance.random() < 0.2:
            return _damaged_stop(chance)
        path = chance.choice((INBOUND, INBOUND, STATUS))
        odd_type = chance.random() < 0.03
        return Post(
            path=path,
            query=_query(chance),
            content_type=chance.choice(_TYPES) if odd_type else FORM,
            body=_body(chance, path),
            signed=chance.random() < 0.8,
        )

    def run(self, given: Post) -> str:
        url = PUBLIC_URL + given.path + (f"?{given.query.decode('latin-1')}" if given.query else "")
        signature = sign(url, given.body).encode() if given.signed else b"no signature"
        headers = [(b"content-type", given.content_type), (b"x-twilio-signature", signature)]
        status = self._webhook.post(given.path, given.query, headers, given.body)
        assert status in ANSWERS, status
        assert given.signed or status != 204, "taken from a stranger"
        if given.signed and given.opts_out is not None:
            assert status == 204, status
            assert self._webhook.is_suppressed(given.opts_out), "STOP does not count"
        return str(status)

    def close(self) -> None:
        self._webhook.close()


def _damaged_stop(chance: Random) -> Post:
    """Anything may be wrong with a STOP, but for what says that it is a customer's, whose, and from our account."""
    fields = dict(_good(chance, INBOUND)) | {"Body": chance.choice(_STOPS)}
    for _ in range(chance.randint(1, 4)):
        fields[chance.choice(_DAMAGED)] = chance.choice((*_DAMAGES, nasty.text(chance)))
    body = _encoded(list(fields.items()), chance, bare=False)
    return Post(INBOUND, _query(chance), FORM, body, signed=chance.random() < 0.95, opts_out=fields["From"])


def _query(chance: Random) -> bytes:
    kind = chance.random()
    if kind < 0.6:
        return b""
    if kind < 0.9:
        return b"message=" + quote_from_bytes(nasty.text(chance).encode("utf-8", "surrogatepass")).encode()
    return bytes(byte for byte in chance.randbytes(chance.randint(0, 40)) if 0x20 < byte < 0x7F)


def _body(chance: Random, path: str) -> bytes:
    kind = chance.random()
    body = _encoded(_good(chance, path), chance)
    if kind < 0.15:
        return body
    if kind < 0.55:
        return _encoded(_spoiled(_good(chance, path), chance), chance)
    if kind < 0.75:
        return nasty.spoiled_bytes(body, chance)
    if kind < 0.85:
        return bytes(chance.choices(b"&=+%0aAzZ\0\xff;", k=chance.randint(0, 300)))
    if kind < 0.95:
        return chance.randbytes(chance.randint(0, 400))
    if kind < 0.97:
        return body + chance.choice((b"&", b"=", b"&a", b"&a=b", b"%", b"+", b"&Body=x")) * chance.choice(
            (10, 900, 1100, 15_000)
        )
    return body.replace(
        b"Body=",
        b"Body=" + nasty.text(chance, longest=60).encode("utf-8", "surrogatepass") * chance.choice((10, 100, 2000)),
    )[: _LARGEST + chance.choice((0, 0, 0, 1))]


def _good(chance: Random, path: str) -> list[tuple[str, str]]:
    sid = f"SM{chance.getrandbits(128):032x}"
    word = "received" if path == INBOUND else chance.choice(("sent", "delivered", "failed", "undelivered", "read"))
    text = nasty.text(chance, longest=chance.choice((60, 1700)))
    customer = f"+1212{chance.randrange(10**7):07}"
    ours = {"MessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT_SID, "From": customer, "To": LINE}
    theirs = {"Body": text, "NumMedia": "0", "NumSegments": "1", "SmsStatus": word, "MessageStatus": word}
    return [*ours.items(), *theirs.items()]


def _spoiled(fields: list[tuple[str, str]], chance: Random) -> list[tuple[str, str]]:
    fresh = [(chance.choice(_FIELDS), chance.choice((*_VALUES, nasty.text(chance)))) for _ in range(4)]
    spoiled = nasty.spoiled(fields, chance, fresh)
    if spoiled and chance.random() < 0.7:
        at = chance.randrange(len(spoiled))
        spoiled[at] = (spoiled[at][0], chance.choice((*_VALUES, nasty.text(chance), "x" * 5000)))
    return spoiled


def _encoded(fields: list[tuple[str, str]], chance: Random, *, bare: bool = True) -> bytes:
    """Percent-encoded as usual, or bare, which a form may also be."""
    safe = chance.choice((b"", b"", b"", bytes(range(256)))) if bare else b""
    pairs = (
        quote_from_bytes(name.encode("utf-8", "surrogatepass"), safe="" if not safe else "/:;,?@!$'()*~ ")
        + "="
        + quote_from_bytes(value.encode("utf-8", "surrogatepass"), safe="" if not safe else "/:;,?@!$'()*~ ")
        for name, value in fields
    )
    return "&".join(pairs).encode()
