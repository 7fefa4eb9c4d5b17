"""X-Twilio-Signature: base64(HMAC(secret, URL + every field's name and value, sorted)).

twilio.com/docs/usage/security#validating-requests; the SDK's RequestValidator is the reference in the tests. It is not
called here: it takes four times as long, accepts an empty token, and raises other errors than "invalid".
"""

import hmac
import re
from binascii import b2a_base64
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import Final

from router.providers.provider_contract import SignatureInvalid, WebhookMalformed, WebhookRequest
from router.providers.twilio.form_parser import Form

SIGNATURE_HEADER: Final = "x-twilio-signature"
#: Sent only when a shared key signs, instead of the account's auth token.
SETTINGS_HEADER: Final = "x-twilio-webhooks-signature-settings"

ALGORITHMS: Final = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
DEFAULT_PORTS: Final = {"https": "443", "http": "80"}


class SignatureVerifier:
    """Knows our secrets and the address that Twilio was given; the Host header is never believed."""

    def __init__(self, public_url: str, auth_tokens: Iterable[str], shared_keys: Mapping[str, str]) -> None:
        self._origins = _origins(public_url.rstrip("/"))
        self._tokens = [token.encode() for token in auth_tokens if token]
        self._shared_keys = {key: secret.encode() for key, secret in shared_keys.items() if secret}

    def verify(self, request: WebhookRequest) -> None:
        """Raise SignatureInvalid unless one of our secrets signed exactly this request."""
        signature = request.headers.get(SIGNATURE_HEADER)
        if not signature:
            raise SignatureInvalid("no signature")
        secrets, algorithm = self._signing(request.headers.get(SETTINGS_HEADER))
        given, fields = signature.encode(errors="replace"), _signed_fields(request.body)
        for path in _paths(request.path):
            for secret in secrets:
                for origin in self._origins:
                    if hmac.compare_digest(_sign(secret, origin + path + fields, algorithm), given):
                        return
        raise SignatureInvalid("signed by nobody we know, or changed on the way")

    def _signing(self, settings: str | None) -> tuple[list[bytes], str]:
        if not settings:
            return self._tokens, "sha1"
        named = dict(_setting(part) for part in settings.split(","))
        secret = self._shared_keys.get(named.get("key", ""))
        algorithm = ALGORITHMS.get(named.get("algorithm", "").upper())
        if secret is None or algorithm is None:
            raise SignatureInvalid("signed with a key or an algorithm that we do not know")
        return [secret], algorithm


def _sign(secret: bytes, message: bytes, algorithm: str) -> bytes:
    # Not hmac.digest: it lets go of the interpreter's lock for two microseconds' work, and under load the switch to the
    # writer thread and back costs a webhook a tenth to a fifth of its time. An update below 2 KiB keeps the lock.
    keyed = _keyed(secret, algorithm).copy()
    keyed.update(message)
    return b2a_base64(keyed.digest(), newline=False)


@lru_cache
def _keyed(secret: bytes, algorithm: str) -> hmac.HMAC:
    return hmac.new(secret, digestmod=algorithm)


def _setting(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip(), value.strip()


def _signed_fields(body: bytes) -> bytes:
    # A repeated pair once: what the SDK does with a repeated field.
    try:
        return b"".join(chain.from_iterable(Form.of(body).sorted_fields()))
    except WebhookMalformed as reason:
        raise SignatureInvalid(str(reason)) from None


def _paths(path: str) -> tuple[bytes, ...]:
    raw = path.encode(errors="surrogatepass")
    if b"'" not in raw:
        return (raw,)
    # A quote in the query is signed as %27 though it may travel bare (twilio-node's "legacy query string").
    return raw, raw.replace(b"'", b"%27")


def _origins(public_url: str) -> tuple[bytes, ...]:
    """The ways in which Twilio may write our address when it signs, likeliest first.

    It drops user:password@ for messages and keeps an explicit port, but its own SDKs also accept signatures made with
    the credentials, without the port and with the scheme's default one, "since signature generation is inconsistent".
    """
    scheme, _, rest = public_url.partition("://")
    authority, slash, prefix = rest.partition("/")
    userinfo, at, address = authority.rpartition("@")
    spellings = _with_and_without_port(address, DEFAULT_PORTS.get(scheme.lower(), ""))
    hosts = [*spellings, *(userinfo + at + spelling for spelling in spellings if at)]
    return tuple(f"{scheme}://{host}{slash}{prefix}".encode() for host in hosts)


def _with_and_without_port(address: str, default: str) -> tuple[str, str]:
    host = re.sub(r":[0-9]*$", "", address)
    return (address, host) if host != address else (address, f"{address}:{default}")
