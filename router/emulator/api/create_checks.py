"""What Twilio checks before it takes a message, in its order."""

from router.emulator.account.create_parameters import CreateParameters
from router.emulator.api import content_checks, recipient_checks, sender_checks, timing_checks
from router.emulator.carrier.account_rules import Check, Rules

CHECKS: tuple[Check, ...] = (
    recipient_checks.is_given,
    sender_checks.is_given,
    content_checks.is_given,
    content_checks.is_short_enough,
    recipient_checks.is_not_magic,
    recipient_checks.is_a_number,
    sender_checks.is_not_magic,
    sender_checks.service_exists,
    sender_checks.is_on_the_recipients_channel,
    sender_checks.is_ours,
    sender_checks.is_not_the_recipient,
    sender_checks.is_in_the_service,
    sender_checks.service_has_senders,
    content_checks.media_is_usable,
    content_checks.template_is_usable,
    content_checks.actions_are_usable,
    content_checks.callbacks_are_usable,
    timing_checks.validity_is_in_range,
    timing_checks.schedule_is_possible,
    recipient_checks.is_not_opted_out,
    recipient_checks.is_not_rejected,
    sender_checks.queue_has_room,
)


def check_create(parameters: CreateParameters, rules: Rules) -> None:
    """Raise the ApiError that Twilio answers with."""
    for check in CHECKS:
        if (error := check(parameters, rules)) is not None:
            raise error
