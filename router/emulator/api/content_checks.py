"""Checks of what a message carries, and of the addresses it names."""

from urllib.parse import urlsplit

from router.emulator.account.api_errors import ApiError
from router.emulator.account.content_templates import read_variables
from router.emulator.account.create_parameters import MAX_BODY_LENGTH, MAX_MEDIA, CreateParameters
from router.emulator.account.sids import is_sid
from router.emulator.carrier.account_rules import Rules

ACTIONS = ("geo:", "mailto:")


def is_given(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    if parameters.body or parameters.media_urls or parameters.content_sid:
        return None
    return ApiError(21602, "Message body is required.")


def is_short_enough(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    if len(parameters.body) <= MAX_BODY_LENGTH:
        return None
    return ApiError(21617, f"The concatenated message body exceeds the {MAX_BODY_LENGTH} character limit")


def media_is_usable(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    if len(parameters.media_urls) > MAX_MEDIA:
        return ApiError(21623, "Number of media files exceeds allowed limit")
    if any(not _is_web_address(url) for url in parameters.media_urls):
        return ApiError(21620, "Invalid media URL(s)")
    return None


def template_is_usable(parameters: CreateParameters, rules: Rules) -> ApiError | None:
    if parameters.content_sid:
        rules.templates.get(parameters.content_sid)
        read_variables(parameters.content_variables)
    elif parameters.content_variables:
        return ApiError(21654, "ContentSid Required")
    return None


def actions_are_usable(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    if all(action.startswith(ACTIONS) for action in parameters.persistent_actions):
        return None
    return ApiError(20001, "Invalid value for PersistentAction")


def callbacks_are_usable(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    if parameters.status_callback and not _is_callback_address(parameters.status_callback):
        return ApiError(21609, f"The 'StatusCallback' URL {parameters.status_callback} is not a valid URL.")
    if parameters.application_sid and not is_sid("AP", parameters.application_sid):
        return ApiError(20001, f"Invalid value for ApplicationSid: {parameters.application_sid}")
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
