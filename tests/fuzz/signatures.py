"""What may stand in the two headers of a signature: nothing but the right one opens the door."""

from base64 import b64encode
from dataclasses import dataclass
from hmac import digest
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import parse_qsl, urlencode

from tests.fuzz import nasty
from tests.fuzz.app_under_test import FORM, PUBLIC_URL, SHARED_KEY, Webhook
from tests.journeys.installation import ACCOUNT_SID, LINE
from tests.router.webhooks.wire import sign

INBOUND: Final = "/webhooks/twilio/inbound"
_SETTINGS: Final = b"algorithm=HMAC_SHA256,key=" + SHARED_KEY[0].encode()
_SETTING_PIECES: Final = (
    b"algorithm=", b"key=", b"HMAC_SHA1", b"HMAC_SHA256", b"HMAC_MD5", b"webhooks_sharedkey_1", b"webhooks_sharedkey_2",
    b",", b"=",
    b" ", b";", b"\xff", b"\xc3\xa9", b"", b"ALGORITHM=", b"hmac_sha256",
)  # fmt: skip


@dataclass(frozen=True)
class Signed:
    """A text, and how it is signed."""

    body: bytes
    signatures: tuple[bytes, ...]
    settings: tuple[bytes, ...]


class Signatures:
    name = "signature headers"

    def __init__(self, database: Path) -> None:
        self._webhook = Webhook(database)

    def make(self, chance: Random) -> Signed:
        fields = {
            "MessageSid": f"SM{chance.getrandbits(128):032x}",
            "From": "+12125550123",
            "To": LINE,
            "AccountSid": ACCOUNT_SID,
        }
        body = urlencode({**fields, "Body": nasty.encodable(nasty.text(chance))}).encode()
        settings = (_settings(chance),) if chance.random() < 0.4 else ()
        right = _right(body) if settings and chance.random() < 0.8 else sign(PUBLIC_URL + INBOUND, body).encode()
        signatures = (
            (right,)
            if chance.random() < 0.3
            else tuple(_wrong(right, chance) for _ in range(chance.choice((0, 1, 1, 1, 2))))
        )
        return Signed(body, signatures, settings)

    def run(self, given: Signed) -> str:
        headers = [(b"content-type", FORM)]
        headers += [(b"x-twilio-signature", value) for value in given.signatures]
        headers += [(b"x-twilio-webhooks-signature-settings", value) for value in given.settings]
        status = self._webhook.post(INBOUND, b"", headers, given.body)
        assert status in (204, 403), status
        right = {
            sign(PUBLIC_URL + INBOUND, given.body).encode(),
            *(_right(given.body, name) for name in ("sha1", "sha256")),
        }
        assert status == 403 or right & set(given.signatures), "taken though nobody we know signed it"
        return str(status)

    def close(self) -> None:
        self._webhook.close()


def _right(body: bytes, algorithm: str = "sha256") -> bytes:
    """As Twilio signs with a shared key."""
    fields = "".join(sorted(name + value for name, value in parse_qsl(body.decode(), keep_blank_values=True)))
    return b64encode(digest(SHARED_KEY[1].encode(), (PUBLIC_URL + INBOUND + fields).encode(), algorithm))


def _settings(chance: Random) -> bytes:
    if chance.random() < 0.5:
        return _SETTINGS
    if chance.random() < 0.5:
        return nasty.spoiled_bytes(_SETTINGS, chance)
    return b"".join(chance.choices(_SETTING_PIECES, k=chance.randint(0, 8))) * chance.choice((1, 1, 1, 500))


def _wrong(right: bytes, chance: Random) -> bytes:
    kind = chance.random()
    if kind < 0.5:
        return nasty.spoiled_bytes(right, chance)
    if kind < 0.8:
        return chance.randbytes(chance.randint(0, 60))
    if kind < 0.9:
        return nasty.text(chance).encode("utf-8", "surrogatepass")
    return chance.choice(
        (b"", b" " + right, right + b"=", right.lower(), right[:-1], right * 400, b"\0" * 9, right + b"," + right)
    )
