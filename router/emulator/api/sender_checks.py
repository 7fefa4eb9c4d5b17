"""Checks of whom a message comes from: a number of ours, or a messaging service that picks one."""

from router.emulator.account.api_errors import ApiError
from router.emulator.account.channel_addresses import Channel, channel_of
from router.emulator.account.create_parameters import Draft
from router.emulator.account.sids import is_sid
from router.emulator.api import magic_numbers
from router.emulator.carrier.account_rules import Rules


def is_given(draft: Draft, _rules: Rules) -> ApiError | None:
    if draft.sender or draft.service_sid:
        return None
    return ApiError(21603, "A 'From' or 'MessagingServiceSid' parameter is required to send a message.")


def is_not_magic(draft: Draft, _rules: Rules) -> ApiError | None:
    return magic_numbers.error_for(draft.sender, magic_numbers.SENDERS)


def service_exists(draft: Draft, rules: Rules) -> ApiError | None:
    if not draft.service_sid or rules.service_of(draft):
        return None
    if is_sid("MG", draft.service_sid):
        return ApiError(21701, f"The Messaging Service does not exist: {draft.service_sid}")
    return ApiError(21705, f"The Messaging Service is invalid: {draft.service_sid}")


def is_on_the_recipients_channel(draft: Draft, _rules: Rules) -> ApiError | None:
    if not draft.sender or channel_of(draft.recipient) is channel_of(draft.sender):
        return None
    return ApiError(21910, "Invalid From and To pair. From and To should be of the same channel")


def is_ours(draft: Draft, rules: Rules) -> ApiError | None:
    if not draft.sender or draft.sender in rules.numbers or _in_a_pool(draft.sender, rules):
        return None
    if channel_of(draft.sender) is Channel.WHATSAPP:
        return ApiError(63007, "Twilio could not find a Channel with the specified From address")
    return ApiError(
        21606,
        f"The 'From' phone number {draft.sender} is not a valid, SMS-capable inbound phone number "
        "or short code for your account.",
    )


def _in_a_pool(sender: str, rules: Rules) -> bool:
    # An alphanumeric sender is owned by nobody; it is written into a pool.
    return rules.services.of(sender) is not None


def is_in_the_service(draft: Draft, rules: Rules) -> ApiError | None:
    service = rules.service_of(draft)
    if service is None or not draft.sender or draft.sender in service.addresses:
        return None
    return ApiError(21711, f"The 'From' number {draft.sender} is not associated to the Messaging Service {service.sid}")


def service_has_senders(draft: Draft, rules: Rules) -> ApiError | None:
    service = rules.service_of(draft)
    if service is None or draft.sender or draft.fallback_sender:
        return None
    if not service.pool:
        return ApiError(21704, "The Messaging Service contains no phone numbers.")
    if rules.sender_choice.choose(service, draft.recipient) is None:
        return ApiError(21703, "The Messaging Service does not have a phone number available to send a message.")
    return None


def queue_has_room(draft: Draft, rules: Rules) -> ApiError | None:
    # A messaging service takes the message and fails it afterwards: 30001.
    if draft.service_sid or rules.queues.has_room(draft.sender):
        return None
    return ApiError(21611, f"This 'From' number {draft.sender} has exceeded the maximum number of queued messages.")
