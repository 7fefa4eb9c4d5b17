"""Signatures by hand, against the official SDK's validator and Twilio's published vectors."""

from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from router.emulator.webhooks.request_signature import sign

URLS = st.sampled_from(
    ["https://a.example/sms", "http://127.0.0.1:8000/in?x=1%2F2&y=%C3%A9", "https://b.example:8443/"]
)


@given(url=URLS, fields=st.dictionaries(st.text(min_size=1), st.text()), token=st.text(min_size=1))
def test_the_sdk_agrees(url: str, fields: dict[str, str], token: str) -> None:
    assert sign(token, url, fields) == RequestValidator(token).compute_signature(url, fields)


def test_the_published_example() -> None:
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "Caller": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign("12345", url, fields) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
