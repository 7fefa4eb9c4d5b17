"""A message as the service asks for it: every parameter of Twilio's create."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from router.emulator.account.request_form import Form

#: Characters of a body, and media of a message (twilio.com/docs/messaging/api/message-resource).
MAX_BODY_LENGTH: Final = 1600
MAX_MEDIA: Final = 10


class CreateParameters(Struct, frozen=True, kw_only=True):
    """What a create asks for."""

    recipient: str
    sender: str = ""
    service_sid: str = ""
    body: str = ""
    media_urls: Sequence[str] = ()
    content_sid: str = ""
    content_variables: str = ""
    status_callback: str = ""
    application_sid: str = ""
    #: Seconds; out of range is the checks' business.
    validity: str = ""
    schedule_type: str = ""
    send_at: str = ""
    smart_encoded: bool = False
    send_as_mms: bool = False
    fallback_sender: str = ""
    discards_content: bool = False
    obfuscates_address: bool = False
    persistent_actions: Sequence[str] = ()


def read_create_parameters(form: Form) -> CreateParameters:
    """The parameters of a create, as they were sent: nothing of them is checked."""
    _read_what_changes_nothing_here(form)
    return CreateParameters(
        recipient=form.text("To").strip(),
        sender=form.text("From").strip(),
        service_sid=form.text("MessagingServiceSid"),
        body=form.text("Body"),
        media_urls=form.texts("MediaUrl"),
        content_sid=form.text("ContentSid"),
        content_variables=form.text("ContentVariables"),
        status_callback=form.text("StatusCallback"),
        application_sid=form.text("ApplicationSid"),
        validity=form.text("ValidityPeriod"),
        schedule_type=form.text("ScheduleType"),
        send_at=form.text("SendAt"),
        smart_encoded=form.flag("SmartEncoded"),
        send_as_mms=form.flag("SendAsMms"),
        fallback_sender=form.text("FallbackFrom"),
        discards_content=form.choice("ContentRetention", "retain", "discard") == "discard",
        obfuscates_address=form.choice("AddressRetention", "retain", "obfuscate") == "obfuscate",
        persistent_actions=form.texts("PersistentAction"),
    )


def _read_what_changes_nothing_here(form: Form) -> None:
    """Refuse what Twilio could not read, also where the emulator has no use for it."""
    form.flag("ProvideFeedback")
    form.flag("ForceDelivery")
    form.flag("ShortenUrls")
    form.number("Attempt")
    form.decimal("MaxPrice")
    form.choice("RiskCheck", "enable", "disable")
    form.choice("TrafficType", "free")


def read_send_at(text: str) -> datetime | None:
    """The moment that a `SendAt` names, UTC unless it says otherwise; None where it names none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
