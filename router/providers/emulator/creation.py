"""What Twilio checks before it takes a message, in its order."""

from collections.abc import Callable, Container, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from router.providers.emulator.addresses import bare_number, channel_of, is_phone_number
from router.providers.emulator.errors import ApiError
from router.providers.emulator.luck import CARRIER_CODES_FROM, Luck

BODY_LIMIT = 1600
MEDIA_LIMIT = 10

#: Numbers that fail on purpose (twilio.com/docs/iam/test-credentials).
MAGIC_RECIPIENTS: Mapping[str, tuple[int, str]] = {
    "+15005550001": (21211, "Invalid 'To' Phone Number: {to}"),
    "+15005550002": (21612, "The 'To' phone number: {to}, is not currently reachable using the 'From' phone number"),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region indicated by {to}"),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number is not a valid mobile number: {to}"),
}


class Draft(Struct, frozen=True):
    """A message as the service asked for it."""

    recipient: str
    sender: str
    body: str
    media_urls: Sequence[str]
    status_callback: str


class Rules(Struct, frozen=True):
    """What the account allows."""

    numbers: Container[str]
    opt_outs: Container[tuple[str, str]]
    luck: Luck


def read_draft(body: bytes) -> Draft:
    form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return Draft(
        recipient=_first(form, "To").strip(),
        sender=_first(form, "From").strip(),
        body=_first(form, "Body"),
        media_urls=form.get("MediaUrl", []),
        status_callback=_first(form, "StatusCallback"),
    )


def _first(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def check_draft(draft: Draft, rules: Rules) -> None:
    """Raise the ApiError that Twilio answers with."""
    for check in CHECKS:
        if (error := check(draft, rules)) is not None:
            raise error


def _recipient_given(draft: Draft, _rules: Rules) -> ApiError | None:
    return None if draft.recipient else ApiError(21604, "A 'To' phone number is required.")


def _sender_given(draft: Draft, _rules: Rules) -> ApiError | None:
    return None if draft.sender else ApiError(21603, "A 'From' phone number is required.")


def _something_to_send(draft: Draft, _rules: Rules) -> ApiError | None:
    return None if draft.body or draft.media_urls else ApiError(21602, "Message body is required.")


def _body_short_enough(draft: Draft, _rules: Rules) -> ApiError | None:
    if len(draft.body) <= BODY_LIMIT:
        return None
    return ApiError(21617, f"The concatenated message body exceeds the {BODY_LIMIT} character limit")


def _recipient_not_magic(draft: Draft, _rules: Rules) -> ApiError | None:
    if (magic := MAGIC_RECIPIENTS.get(draft.recipient)) is None:
        return None
    code, message = magic
    return ApiError(code, message.format(to=draft.recipient))


def _recipient_is_a_number(draft: Draft, _rules: Rules) -> ApiError | None:
    if is_phone_number(bare_number(draft.recipient)):
        return None
    return ApiError(21211, f"Invalid 'To' Phone Number: {draft.recipient}")


def _one_channel(draft: Draft, _rules: Rules) -> ApiError | None:
    if channel_of(draft.recipient) is channel_of(draft.sender):
        return None
    return ApiError(21910, "Invalid From and To pair. From and To should be of the same channel")


def _sender_is_ours(draft: Draft, rules: Rules) -> ApiError | None:
    if draft.sender in rules.numbers:
        return None
    if draft.sender != bare_number(draft.sender):
        return ApiError(63007, "Twilio could not find a Channel with the specified From address")
    return ApiError(
        21606,
        f"The 'From' phone number {draft.sender} is not a valid, SMS-capable inbound phone number "
        "or short code for your account.",
    )


def _not_rejected(draft: Draft, rules: Rules) -> ApiError | None:
    code = rules.luck.reject_code(bare_number(draft.recipient))
    return ApiError(code, "Rejected, as the dials ask") if code and code < CARRIER_CODES_FROM else None


def _media_usable(draft: Draft, _rules: Rules) -> ApiError | None:
    if len(draft.media_urls) > MEDIA_LIMIT:
        return ApiError(21623, "Number of media files exceeds allowed limit")
    if any(not _is_web_address(url) for url in draft.media_urls):
        return ApiError(21620, "Invalid media URL(s)")
    return None


def _status_callback_usable(draft: Draft, _rules: Rules) -> ApiError | None:
    if not draft.status_callback or _is_web_address(draft.status_callback):
        return None
    return ApiError(21609, f"The 'StatusCallback' URL {draft.status_callback} is not a valid URL.")


def _is_web_address(url: str) -> bool:
    # Twilio refuses hosts without a dot such as localhost; an emulator of it lives there.
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _not_opted_out(draft: Draft, rules: Rules) -> ApiError | None:
    if (draft.recipient, draft.sender) not in rules.opt_outs:
        return None
    return ApiError(21610, "Attempt to send to unsubscribed recipient")


CHECKS: tuple[Callable[[Draft, Rules], ApiError | None], ...] = (
    _recipient_given,
    _sender_given,
    _something_to_send,
    _body_short_enough,
    _recipient_not_magic,
    _recipient_is_a_number,
    _one_channel,
    _sender_is_ours,
    _media_usable,
    _status_callback_usable,
    _not_opted_out,
    _not_rejected,
)
