"""Checks of what a message carries, and of the addresses it names."""

from urllib.parse import urlsplit

from router.emulator.account.api_errors import ApiError
from router.emulator.account.content_templates import read_variables
from router.emulator.account.create_parameters import Draft
from router.emulator.account.sids import is_sid
from router.emulator.carrier.account_rules import Rules

BODY_LIMIT = 1600
MEDIA_LIMIT = 10
ACTIONS = ("geo:", "mailto:")


def is_given(draft: Draft, _rules: Rules) -> ApiError | None:
    if draft.body or draft.media_urls or draft.content_sid:
        return None
    return ApiError(21602, "Message body is required.")


def is_short_enough(draft: Draft, _rules: Rules) -> ApiError | None:
    if len(draft.body) <= BODY_LIMIT:
        return None
    return ApiError(21617, f"The concatenated message body exceeds the {BODY_LIMIT} character limit")


def media_is_usable(draft: Draft, _rules: Rules) -> ApiError | None:
    if len(draft.media_urls) > MEDIA_LIMIT:
        return ApiError(21623, "Number of media files exceeds allowed limit")
    if any(not _is_web_address(url) for url in draft.media_urls):
        return ApiError(21620, "Invalid media URL(s)")
    return None


def template_is_usable(draft: Draft, rules: Rules) -> ApiError | None:
    if draft.content_sid:
        rules.templates.get(draft.content_sid)
        read_variables(draft.content_variables)
    elif draft.content_variables:
        return ApiError(21654, "ContentSid Required")
    return None


def actions_are_usable(draft: Draft, _rules: Rules) -> ApiError | None:
    if all(action.startswith(ACTIONS) for action in draft.persistent_actions):
        return None
    return ApiError(20001, "Invalid value for PersistentAction")


def callbacks_are_usable(draft: Draft, _rules: Rules) -> ApiError | None:
    if draft.status_callback and not _is_callback_address(draft.status_callback):
        return ApiError(21609, f"The 'StatusCallback' URL {draft.status_callback} is not a valid URL.")
    if draft.application_sid and not is_sid("AP", draft.application_sid):
        return ApiError(20001, f"Invalid value for ApplicationSid: {draft.application_sid}")
    return None


def _is_callback_address(url: str) -> bool:
    # Underscores are no part of a host's name (messaging/guides/track-outbound-message-status).
    return _is_web_address(url) and "_" not in (urlsplit(url).hostname or "")


def _is_web_address(url: str) -> bool:
    # Twilio refuses hosts without a dot such as localhost; an emulator of it lives there.
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
