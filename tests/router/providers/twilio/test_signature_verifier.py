"""Only what Twilio signed, for exactly this address, is believed."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from router.providers.provider_contract import AccountUnknown, SignatureInvalid, WebhookRequest
from router.providers.twilio import TwilioProvider
from router.providers.twilio.form_parser import MAX_FIELDS
from router.providers.twilio.signature_verifier import SETTINGS_HEADER, SIGNATURE_HEADER, SignatureVerifier
from tests.router.providers.twilio.forms import CONFIG, PUBLIC_URL, SMS, TOKEN, form, signed

#: Gathered from the tests of seven of Twilio's SDKs; `meta` in the file names the commits.
VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[3] / "data" / "twilio_vectors.json").read_text("utf-8"))
FORM_POSTS = [
    vector for group in ("signature", "signature_derived") for vector in VECTORS[group] if vector["kind"] == "form"
]

PATH = "/webhooks/twilio/inbound"
KEY = "webhooks_sharedkey_1"
VERIFIER = SignatureVerifier(PUBLIC_URL, [TOKEN, "secondary"], {KEY: "secret"})


@pytest.mark.parametrize("vector", FORM_POSTS, ids=lambda vector: vector["id"])
def test_the_sdks_vectors_are_judged_as_the_sdks_say(vector: dict[str, Any]) -> None:
    origin, path = _split(vector["url"])
    body = urlencode([*map(tuple, vector["items"])] if "items" in vector else vector["params"], doseq=True).encode()
    verifier = SignatureVerifier(origin, [vector["token"]], {KEY: vector["token"]})
    headers = {SIGNATURE_HEADER: vector["signature"]}
    if vector.get("algorithm") == "HMAC_SHA256":
        headers[SETTINGS_HEADER] = f"key={KEY},algorithm=HMAC_SHA256"
    assert _is_valid(verifier, WebhookRequest(path, headers, body)) is vector["expect_valid"]


NAMES = st.sampled_from(["Body", "From", "MediaUrl0", "É", ""]) | st.text(st.characters(codec="utf-8"), max_size=5)
FIELDS = st.lists(st.tuples(NAMES, st.text(st.characters(codec="utf-8"), max_size=12)), max_size=12)


@given(FIELDS, st.sampled_from(["HMAC_SHA1", "HMAC_SHA256"]))
def test_what_the_sdk_signs_is_valid(fields: list[tuple[str, str]], algorithm: str) -> None:
    assert _is_valid(VERIFIER, _signed_by_the_sdk(fields, algorithm))


@given(FIELDS, FIELDS)
def test_what_the_sdk_signs_is_valid_only_for_the_same_fields(
    fields: list[tuple[str, str]], others: list[tuple[str, str]]
) -> None:
    request = _signed_by_the_sdk(fields, "HMAC_SHA1")
    changed = WebhookRequest(request.path, request.headers, urlencode(others).encode())
    validator = RequestValidator(TOKEN)
    expected = validator.validate(PUBLIC_URL + PATH, MultiDict(others), request.headers[SIGNATURE_HEADER])
    assert _is_valid(VERIFIER, changed) is expected


@given(
    st.text(st.characters()),
    st.dictionaries(st.sampled_from([SIGNATURE_HEADER, SETTINGS_HEADER]), st.text(st.characters(), max_size=60)),
    st.binary(),
)
def test_whatever_arrives_is_invalid_and_nothing_else(path: str, headers: dict[str, str], body: bytes) -> None:
    assert not _is_valid(VERIFIER, WebhookRequest(path, headers, body))


def test_either_token_verifies_while_they_are_rotated() -> None:
    request = _signed_by_the_sdk([("Body", "hi")], "HMAC_SHA1", secret="secondary")
    assert _is_valid(VERIFIER, request)
    assert not _is_valid(SignatureVerifier(PUBLIC_URL, [TOKEN], {}), request)


@pytest.mark.parametrize(
    ("why", "settings"),
    [
        ("an unknown key", "key=webhooks_sharedkey_2,algorithm=HMAC_SHA256"),
        ("no key", "algorithm=HMAC_SHA256"),
        ("an unknown algorithm", f"key={KEY},algorithm=HMAC_MD5"),
        ("no algorithm", f"key={KEY}"),
        ("the other algorithm", f"key={KEY},algorithm=HMAC_SHA1"),
        ("nonsense", "=,=;"),
    ],
)
def test_a_shared_key_must_be_known_with_its_algorithm(why: str, settings: str) -> None:
    request = _signed_by_the_sdk([("Body", "hi")], "HMAC_SHA256")
    headers = request.headers | {SETTINGS_HEADER: settings}
    assert not _is_valid(VERIFIER, WebhookRequest(request.path, headers, request.body))


def test_a_shared_key_signs_only_when_the_header_says_so() -> None:
    request = _signed_by_the_sdk([("Body", "hi")], "HMAC_SHA256")
    headers = {SIGNATURE_HEADER: request.headers[SIGNATURE_HEADER]}
    assert not _is_valid(VERIFIER, WebhookRequest(request.path, headers, request.body))


def test_an_empty_token_verifies_nothing() -> None:
    request = _signed_by_the_sdk([("Body", "hi")], "HMAC_SHA1", secret="")
    assert not _is_valid(SignatureVerifier(PUBLIC_URL, [""], {"": ""}), request)


def test_the_host_header_is_not_believed() -> None:
    request = _signed_by_the_sdk([("Body", "hi")], "HMAC_SHA1", origin="https://elsewhere.example.com")
    headers = request.headers | {"host": "elsewhere.example.com", "x-forwarded-host": "elsewhere.example.com"}
    assert not _is_valid(VERIFIER, WebhookRequest(request.path, headers, request.body))


@pytest.mark.parametrize(
    ("why", "public_url", "signed_origin"),
    [
        ("a trailing slash", "https://bot.example.com/", "https://bot.example.com"),
        ("a prefix that a proxy takes away", "https://example.com/bot/", "https://example.com/bot"),
        ("an explicit port", "https://bot.example.com:8443", "https://bot.example.com:8443"),
        ("a port that was left out", "https://bot.example.com:8443", "https://bot.example.com"),
        ("credentials, dropped", "https://me:secret@bot.example.com:8443", "https://bot.example.com:8443"),
        ("an IPv6 address", "https://[2001:db8::1]", "https://[2001:db8::1]:443"),
        ("an IPv6 address with a port", "https://[2001:db8::1]:8443", "https://[2001:db8::1]"),
    ],
)
def test_the_address_is_the_configured_one(why: str, public_url: str, signed_origin: str) -> None:
    request = _signed_by_the_sdk([("Body", "hi")], "HMAC_SHA1", origin=signed_origin)
    assert _is_valid(SignatureVerifier(public_url, [TOKEN], {}), request)


def test_bytes_that_are_not_utf_8_can_be_verified() -> None:
    VERIFIER.verify(signed(b"Body=%FF", b"Body\xff"))


def test_a_form_of_too_many_fields_is_not_even_sorted() -> None:
    request = WebhookRequest(PATH, {SIGNATURE_HEADER: "x"}, b"a=1&" * MAX_FIELDS)
    with pytest.raises(SignatureInvalid, match="fields"):
        VERIFIER.verify(request)


def test_a_webhook_for_another_account_is_refused_although_signed() -> None:
    provider = TwilioProvider(CONFIG)
    body = form(SMS, AccountSid="AC" + "9" * 32)
    with pytest.raises(AccountUnknown):
        provider.verify(_sign_form(body))
    provider.verify(_sign_form(form(SMS)))


def test_a_webhook_that_names_no_account_is_refused_although_signed() -> None:
    with pytest.raises(AccountUnknown):
        TwilioProvider(CONFIG).verify(signed(b"Body=hi", b"Bodyhi"))


def _split(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority}", slash + path


def _is_valid(verifier: SignatureVerifier, request: WebhookRequest) -> bool:
    try:
        verifier.verify(request)
    except SignatureInvalid:
        return False
    return True


def _signed_by_the_sdk(
    fields: list[tuple[str, str]], algorithm: str, *, secret: str | None = None, origin: str = PUBLIC_URL
) -> WebhookRequest:
    uses_shared_key = algorithm == "HMAC_SHA256"
    validator = RequestValidator(secret if secret is not None else "secret" if uses_shared_key else TOKEN)
    headers = {SIGNATURE_HEADER: validator.compute_signature(origin + PATH, MultiDict(fields), algorithm)}
    if uses_shared_key:
        headers[SETTINGS_HEADER] = f"key={KEY},algorithm={algorithm}"
    return WebhookRequest(PATH, headers, urlencode(fields).encode())


def _sign_form(body: bytes) -> WebhookRequest:
    return _signed_by_the_sdk(parse_qsl(body.decode(), keep_blank_values=True), "HMAC_SHA1")
