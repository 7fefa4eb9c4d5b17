"""Checks of whom a message comes from: a number of ours, or a messaging service that picks one."""

from router.emulator.account.api_errors import ApiError
from router.emulator.account.channel_addresses import Channel, channel_of
from router.emulator.account.create_parameters import CreateParameters
from router.emulator.account.sids import is_sid
from router.emulator.api import magic_numbers
from router.emulator.carrier.account_rules import Rules


def is_given(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    if parameters.sender or parameters.service_sid:
        return None
    return ApiError(21603, "A 'From' or 'MessagingServiceSid' parameter is required to send a message.")


def is_not_magic(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    return magic_numbers.error_for(parameters.sender, magic_numbers.SENDERS)


def service_exists(parameters: CreateParameters, rules: Rules) -> ApiError | None:
    if not parameters.service_sid or rules.service_of(parameters):
        return None
    if is_sid("MG", parameters.service_sid):
        return ApiError(21701, f"The Messaging Service does not exist: {parameters.service_sid}")
    return ApiError(21705, f"The Messaging Service is invalid: {parameters.service_sid}")


def is_on_the_recipients_channel(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    if not parameters.sender or channel_of(parameters.recipient) is channel_of(parameters.sender):
        return None
    return ApiError(21910, "Invalid From and To pair. From and To should be of the same channel")


def is_ours(parameters: CreateParameters, rules: Rules) -> ApiError | None:
    if not parameters.sender or parameters.sender in rules.numbers or _in_a_pool(parameters.sender, rules):
        return None
    if channel_of(parameters.sender) is Channel.WHATSAPP:
        return ApiError(63007, "Twilio could not find a Channel with the specified From address")
    return ApiError(
        21606,
        f"The 'From' phone number {parameters.sender} is not a valid, SMS-capable inbound phone number "
        "or short code for your account.",
    )


def is_not_the_recipient(parameters: CreateParameters, _rules: Rules) -> ApiError | None:
    if parameters.sender != parameters.recipient:
        return None
    if channel_of(parameters.sender) is Channel.WHATSAPP:
        return ApiError(63031, "Channels message cannot have same 'From' and 'To'")
    return ApiError(21266, "'To' and 'From' numbers cannot be the same")


def _in_a_pool(sender: str, rules: Rules) -> bool:
    # An alphanumeric sender is owned by nobody; it is written into a pool.
    return rules.services.of(sender) is not None


def is_in_the_service(parameters: CreateParameters, rules: Rules) -> ApiError | None:
    service = rules.service_of(parameters)
    if service is None or not parameters.sender or parameters.sender in service.addresses:
        return None
    return ApiError(
        21711, f"The 'From' number {parameters.sender} is not associated to the Messaging Service {service.sid}"
    )


def service_has_senders(parameters: CreateParameters, rules: Rules) -> ApiError | None:
    service = rules.service_of(parameters)
    if service is None or parameters.sender or parameters.fallback_sender:
        return None
    if not service.pool:
        return ApiError(21704, "The Messaging Service contains no phone numbers.")
    if rules.sender_choice.choose(service, parameters.recipient) is None:
        return ApiError(21703, "The Messaging Service does not have a phone number available to send a message.")
    return None


def queue_has_room(parameters: CreateParameters, rules: Rules) -> ApiError | None:
    # A messaging service takes the message and fails it afterwards: 30001.
    if parameters.service_sid or rules.queues.has_room(parameters.sender):
        return None
    return ApiError(
        21611, f"This 'From' number {parameters.sender} has exceeded the maximum number of queued messages."
    )
