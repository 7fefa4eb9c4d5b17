"""Checks of when a message is to be sent."""

from datetime import timedelta

from router.emulator.account.api_errors import ApiError
from router.emulator.account.create_parameters import CreateParameters, read_send_at
from router.emulator.carrier.account_rules import Rules

MAX_VALIDITY_SECONDS = 36_000
EARLIEST = timedelta(minutes=15)
LATEST = timedelta(days=35)


def validity_is_in_range(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    text = parameters.validity
    if not text or (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MAX_VALIDITY_SECONDS):
        return None
    return ApiError(21624, f"Invalid validity period value: {text}")


def schedule_is_possible(parameters: CreateParameters, rules: Rules) -> ApiError | None:
    # Without a messaging service Twilio drops both parameters and sends at once (support article 4412165297947).
    if not parameters.service_sid or not (parameters.schedule_type or parameters.send_at):
        return None
    send_at = read_send_at(parameters.send_at)
    if parameters.schedule_type == "fixed" and send_at and EARLIEST <= send_at - rules.clock() <= LATEST:
        return None
    return ApiError(35114, "Scheduling does not support this timestamp")
