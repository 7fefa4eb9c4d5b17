"""X-Twilio-Signature, as the SDK's RequestValidator computes it; the tests hold the two against each other."""

from base64 import b64encode
from collections.abc import Mapping
from hmac import digest


def sign(auth_token: str, url: str, fields: Mapping[str, str]) -> str:
    """Sign a URL without its fragment and the fields of a form, no name of which is repeated."""
    signed = url + "".join([name + fields[name] for name in sorted(fields)])
    return b64encode(digest(auth_token.encode(), signed.encode(), "sha1")).decode()
