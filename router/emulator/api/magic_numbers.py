"""Numbers that fail on purpose (twilio.com/docs/iam/test-credentials)."""

from collections.abc import Mapping

from router.emulator.account.api_errors import ApiError

RECIPIENTS: Mapping[str, tuple[int, str]] = {
    "+15005550001": (21211, "Invalid 'To' Phone Number: {}"),
    "+15005550002": (21612, "The 'To' phone number: {}, is not currently reachable using the 'From' phone number"),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region indicated by {}"),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number is not a valid mobile number: {}"),
}
SENDERS: Mapping[str, tuple[int, str]] = {
    "+15005550001": (21212, "Invalid From Number (caller ID): {}"),
    "+15005550007": (21606, "The 'From' phone number {} is not a valid, SMS-capable inbound phone number"),
    "+15005550008": (21611, "This 'From' number {} has exceeded the maximum number of queued messages"),
}
VALID_SENDER = "+15005550006"


def error_for(number: str, magic: Mapping[str, tuple[int, str]]) -> ApiError | None:
    """The error that a magic number stands for."""
    if (found := magic.get(number)) is None:
        return None
    code, message = found
    return ApiError(code, message.format(number))
