"""From what the service asked for to the message that Twilio makes of it."""

from datetime import timedelta

from router.emulator.account.api_errors import Failure
from router.emulator.account.channel_addresses import Channel, channel_of
from router.emulator.account.content_templates import fill, is_filled, read_variables
from router.emulator.account.create_parameters import Draft
from router.emulator.account.emulated_message import Direction, Message, Picture
from router.emulator.account.emulator_config import EmulatorConfig
from router.emulator.account.messaging_services import Service
from router.emulator.account.segment_count import count_segments
from router.emulator.account.sids import new_sid
from router.emulator.account.smart_encoding import smart_encode
from router.emulator.api.timing_checks import read_send_at
from router.emulator.carrier.account_rules import Rules


class Composition:
    """Makes messages of drafts that passed the checks."""

    def __init__(self, config: EmulatorConfig, rules: Rules) -> None:
        self._applications = config.applications
        self._rules = rules

    def compose(self, draft: Draft, direction: Direction) -> Message:
        now = self._rules.clock()
        service = self._rules.service_of(draft)
        is_mms = bool(draft.media_urls) or draft.send_as_mms
        body = self._body(draft, service)
        send_at = read_send_at(draft.send_at) if service and draft.schedule_type else None
        return Message(
            sid=new_sid("MM" if is_mms else "SM"),
            direction=direction,
            # A pinned sender too is shown once the service has picked it.
            sender="" if service else draft.sender,
            recipient=draft.recipient,
            body=body,
            segments=1 if is_mms or channel_of(draft.recipient) is Channel.WHATSAPP else count_segments(body),
            status=_first_status(service, scheduled=send_at is not None),
            created_at=now,
            updated_at=now,
            service_sid=service.sid if service else None,
            pinned_sender=draft.sender if service else "",
            fallback_sender=draft.fallback_sender,
            valid_for=_validity(draft, service),
            send_at=send_at,
            pictures=[Picture(new_sid("ME"), url) for url in draft.media_urls],
            flaw=_flaw(draft, body),
            is_template=bool(draft.content_sid) and self._rules.templates.get(draft.content_sid).approved,
            status_callback=self._callback(draft, service),
            redacted=draft.discards_content,
            obfuscated=draft.obfuscates_address,
        )

    def _body(self, draft: Draft, service: Service | None) -> str:
        body = draft.body
        if draft.content_sid:
            body = fill(self._rules.templates.get(draft.content_sid).body, read_variables(draft.content_variables))
        return smart_encode(body) if draft.smart_encoded or (service and service.smart_encoding) else body

    def _callback(self, draft: Draft, service: Service | None) -> str:
        return (
            draft.status_callback
            or self._applications.get(draft.application_sid, "")
            or (service and service.status_callback)
            or ""
        )


def _first_status(service: Service | None, *, scheduled: bool) -> str:
    return "scheduled" if scheduled else "accepted" if service else "queued"


def _validity(draft: Draft, service: Service | None) -> timedelta | None:
    if draft.validity:
        return timedelta(seconds=int(draft.validity))
    return timedelta(seconds=service.validity_period) if service else None


def _flaw(draft: Draft, body: str) -> Failure | None:
    if not draft.content_sid or is_filled(body) or channel_of(draft.recipient) is not Channel.WHATSAPP:
        return None
    return Failure(63028, "Number of parameters provided does not match the expected number of parameters")
