"""Checks of when a message is to be sent."""

from datetime import UTC, datetime, timedelta

from router.emulator.account.api_errors import ApiError
from router.emulator.account.create_parameters import Draft
from router.emulator.carrier.account_rules import Rules

VALIDITY_LIMIT_SECONDS = 36_000
EARLIEST = timedelta(minutes=15)
LATEST = timedelta(days=35)


def validity_is_in_range(draft: Draft, _rules: Rules) -> ApiError | None:
    text = draft.validity
    if not text or (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= VALIDITY_LIMIT_SECONDS):
        return None
    return ApiError(21624, f"Invalid validity period value: {text}")


def schedule_is_possible(draft: Draft, rules: Rules) -> ApiError | None:
    # Without a messaging service Twilio drops both parameters and sends at once (support article 4412165297947).
    if not draft.service_sid or not (draft.schedule_type or draft.send_at):
        return None
    send_at = read_send_at(draft.send_at)
    if draft.schedule_type == "fixed" and send_at and EARLIEST <= send_at - rules.clock() <= LATEST:
        return None
    return ApiError(35114, "Scheduling does not support this timestamp")


def read_send_at(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
