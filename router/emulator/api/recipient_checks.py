"""Checks of whom a message goes to."""

from router.emulator.account.api_errors import ApiError
from router.emulator.account.channel_addresses import bare_number, is_phone_number
from router.emulator.account.create_parameters import Draft
from router.emulator.account.sender_types import SHORT_CODE
from router.emulator.api import magic_numbers
from router.emulator.carrier.account_rules import Rules
from router.emulator.carrier.luck import CARRIER_CODES_FROM


def is_given(draft: Draft, _rules: Rules) -> ApiError | None:
    return None if draft.recipient else ApiError(21604, "A 'To' phone number is required.")


def is_not_magic(draft: Draft, _rules: Rules) -> ApiError | None:
    return magic_numbers.error_for(draft.recipient, magic_numbers.RECIPIENTS)


def is_a_number(draft: Draft, _rules: Rules) -> ApiError | None:
    if is_phone_number(bare_number(draft.recipient)):
        return None
    if SHORT_CODE.fullmatch(draft.recipient):
        return ApiError(21265, f"'To' number cannot be a Short Code: {draft.recipient}")
    return ApiError(21211, f"Invalid 'To' Phone Number: {draft.recipient}")


def is_not_opted_out(draft: Draft, rules: Rules) -> ApiError | None:
    if not rules.opt_outs.blocks(draft.recipient, draft.service_sid or draft.sender):
        return None
    return ApiError(21610, "Attempt to send to unsubscribed recipient")


def is_not_rejected(draft: Draft, rules: Rules) -> ApiError | None:
    code = rules.luck.reject_code(bare_number(draft.recipient))
    return ApiError(code, "Rejected, as the dials ask") if code and code < CARRIER_CODES_FROM else None
