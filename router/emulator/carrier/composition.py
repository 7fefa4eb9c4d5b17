"""From what the service asked for to the message that Twilio makes of it."""

from datetime import timedelta

from router.emulator.account.api_errors import Failure
from router.emulator.account.channel_addresses import Channel, channel_of
from router.emulator.account.content_templates import fill, is_filled, read_variables
from router.emulator.account.create_parameters import CreateParameters, read_send_at
from router.emulator.account.emulated_message import Direction, Message, Picture
from router.emulator.account.emulator_config import EmulatorConfig
from router.emulator.account.messaging_services import Service
from router.emulator.account.segment_count import count_segments
from router.emulator.account.sids import new_sid
from router.emulator.account.smart_encoding import smart_encode
from router.emulator.carrier.account_rules import Rules


class Composition:
    """Makes messages of drafts that passed the checks."""

    def __init__(self, config: EmulatorConfig, rules: Rules) -> None:
        self._applications = config.applications
        self._rules = rules

    def compose(self, parameters: CreateParameters, direction: Direction) -> Message:
        """The message with its sender, segments and price."""
        now = self._rules.clock()
        service = self._rules.service_of(parameters)
        is_mms = bool(parameters.media_urls) or parameters.send_as_mms
        body = self._body(parameters, service)
        send_at = read_send_at(parameters.send_at) if service and parameters.schedule_type else None
        return Message(
            sid=new_sid("MM" if is_mms else "SM"),
            direction=direction,
            # A pinned sender too is shown once the service has picked it.
            sender="" if service else parameters.sender,
            recipient=parameters.recipient,
            body=body,
            segments=1 if is_mms or channel_of(parameters.recipient) is Channel.WHATSAPP else count_segments(body),
            status=_first_status(service, scheduled=send_at is not None),
            created_at=now,
            updated_at=now,
            service_sid=service.sid if service else None,
            pinned_sender=parameters.sender if service else "",
            fallback_sender=parameters.fallback_sender,
            valid_for=_validity(parameters, service),
            send_at=send_at,
            pictures=[Picture(new_sid("ME"), url) for url in parameters.media_urls],
            flaw=_flaw(parameters, body),
            is_template=bool(parameters.content_sid) and self._rules.templates.get(parameters.content_sid).approved,
            status_callback=self._callback(parameters, service),
            redacted=parameters.discards_content,
            obfuscated=parameters.obfuscates_address,
        )

    def _body(self, parameters: CreateParameters, service: Service | None) -> str:
        body = parameters.body
        if parameters.content_sid:
            body = fill(
                self._rules.templates.get(parameters.content_sid).body, read_variables(parameters.content_variables)
            )
        return smart_encode(body) if parameters.smart_encoded or (service and service.smart_encoding) else body

    def _callback(self, parameters: CreateParameters, service: Service | None) -> str:
        return (
            parameters.status_callback
            or self._applications.get(parameters.application_sid, "")
            or (service and service.status_callback)
            or ""
        )


def _first_status(service: Service | None, *, scheduled: bool) -> str:
    return "scheduled" if scheduled else "accepted" if service else "queued"


def _validity(parameters: CreateParameters, service: Service | None) -> timedelta | None:
    if parameters.validity:
        return timedelta(seconds=int(parameters.validity))
    return timedelta(seconds=service.validity_period) if service else None


def _flaw(parameters: CreateParameters, body: str) -> Failure | None:
    if not parameters.content_sid or is_filled(body) or channel_of(parameters.recipient) is not Channel.WHATSAPP:
        return None
    return Failure(63028, "Number of parameters provided does not match the expected number of parameters")
