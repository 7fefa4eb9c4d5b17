"""What a failure at Twilio means: refused, provably not sent, or unknown (DESIGN.md, 6)."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from twilio.base.exceptions import TwilioException

from router.message_status import ErrorClass
from router.providers.provider_contract import NotSent, OutcomeUnknown, ProviderError, SubmissionRefused

_CLASSES: Final[dict[str, dict[str, str]]] = json.loads(
    (Path(__file__).parent / "error_classes.json").read_text("utf-8")
)
ERROR_CLASSES: Final = {int(code): ErrorClass(name) for name, codes in _CLASSES.items() for code in codes}


def class_of(code: int) -> ErrorClass:
    """The class of Twilio's error code."""
    return ERROR_CLASSES.get(code, ErrorClass.UNCLASSIFIED)


def require_processed(status: int, headers: Mapping[str, str]) -> None:
    """Pass the answers that Twilio's body explains, 2xx and most of 4xx; raise for those the status alone decides."""
    if status == 429:
        # Over the account's concurrency: not processed (twilio.com/docs/errors/20429).
        raise NotSent("too many requests at once (429)", _retry_after(headers))
    if status == 408 or not (200 <= status < 300 or 400 <= status < 500):
        raise OutcomeUnknown(f"HTTP {status}")


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    seconds = headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() and len(seconds) <= 6 else None


def translate(fault: Exception) -> ProviderError:
    """What an exception from a call that sends a message says about that message."""
    import aiohttp  # whoever called has it; who only reads reports needs it not

    match fault:
        case ProviderError():
            return fault
        case TwilioException():
            return _refused(fault)
        case UnicodeEncodeError():
            return SubmissionRefused("not valid Unicode", None, ErrorClass.CONTENT)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            # Name not resolved, connection refused, TLS failed, or no connection in time: nothing was written.
            return NotSent(f"no connection: {type(fault).__name__}")
        case _:
            return OutcomeUnknown(type(fault).__name__)


def _refused(refusal: TwilioException) -> ProviderError:
    status, code = getattr(refusal, "status", None), _code(refusal)
    if status is None:
        return OutcomeUnknown(type(refusal).__name__)
    if status == 401:
        # Our credentials, not this message: mended by an operator, and until then nothing was sent.
        return NotSent(f"credentials refused (HTTP 401, code {code})")
    return SubmissionRefused(f"HTTP {status}, code {code}", code, _class_of_refusal(status, code))


def _code(refusal: TwilioException) -> int | None:
    code = getattr(refusal, "code", None)
    # The SDK puts the HTTP status where the answer has no code.
    return code if isinstance(code, int) and code >= 1000 else None


def _class_of_refusal(status: int, code: int | None) -> ErrorClass:
    if code is not None and code in ERROR_CLASSES:
        return ERROR_CLASSES[code]
    return ErrorClass.ACCOUNT if status == 403 else ErrorClass.UNCLASSIFIED
