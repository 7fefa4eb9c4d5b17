"""Checks of whom a message goes to."""

from router.emulator.account.api_errors import ApiError
from router.emulator.account.channel_addresses import bare_number, is_phone_number
from router.emulator.account.create_parameters import CreateParameters
from router.emulator.account.sender_types import SHORT_CODE
from router.emulator.api import magic_numbers
from router.emulator.carrier.account_rules import Rules
from router.emulator.carrier.luck import CARRIER_CODES_FROM


def is_given(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    return None if parameters.recipient else ApiError(21604, "A 'To' phone number is required.")


def is_not_magic(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    return magic_numbers.error_for(parameters.recipient, magic_numbers.RECIPIENTS)


def is_a_number(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    if is_phone_number(bare_number(parameters.recipient)):
        return None
    if SHORT_CODE.fullmatch(parameters.recipient):
        return ApiError(21265, f"'To' number cannot be a Short Code: {parameters.recipient}")
    return ApiError(21211, f"Invalid 'To' Phone Number: {parameters.recipient}")


def is_not_opted_out(parameters: CreateParameters, rules: Rules) -> ApiError | None:
    if not rules.opt_outs.blocks(parameters.recipient, parameters.service_sid or parameters.sender):
        return None
    return ApiError(21610, "Attempt to send to unsubscribed recipient")


def is_not_rejected(parameters: CreateParameters, rules: Rules) -> ApiError | None:
    code = rules.luck.reject_code(bare_number(parameters.recipient))
    return ApiError(code, "Rejected, as the dials ask") if code and code < CARRIER_CODES_FROM else None
