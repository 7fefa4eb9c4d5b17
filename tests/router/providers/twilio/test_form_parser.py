"""A form is decoded to the bytes that were signed."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from router.providers.provider_contract import WebhookMalformed
from router.providers.twilio.form_parser import MAX_FIELDS, parse

PIECES = st.sampled_from([b"a", b"b", b"=", b"&", b"+", b"%", b"%20", b"%26", b"%3d", b"%00", b"%01", b"\0", b"\1"])


@given(st.lists(PIECES | st.binary(max_size=3)).map(b"".join))
@example(b"a%01b")
@example(b"a%00b=1")
@example(b"a=b=c&d")
@example(b"a=1&&b=2&")
def test_a_form_is_decoded_as_the_standard_library_does(body: bytes) -> None:
    expected = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    assert [(name.decode("latin-1"), value.decode("latin-1")) for name, value in parse(body)] == expected


def test_a_thousand_fields_are_read_and_one_more_is_not() -> None:
    body = b"&".join(b"%d=" % index for index in range(MAX_FIELDS))
    assert len(parse(body)) == MAX_FIELDS
    with pytest.raises(WebhookMalformed, match="fields"):
        parse(body + b"&a=1")
