"""Taking a message to a phone: from the REST API, from TwiML, or Twilio's own reply to an opt-out word."""

from collections.abc import Sequence

from router.providers.emulator.addresses import Channel, channel_of
from router.providers.emulator.creation import Draft
from router.providers.emulator.deliveries import Deliveries
from router.providers.emulator.messages import Clock, Direction, Message, MessageLog, Picture, new_sid
from router.providers.emulator.picture_fetch import PictureFetch
from router.providers.emulator.segments import count_segments


class Outbox:
    """Writes messages to phones into the log and starts them on their way."""

    def __init__(self, log: MessageLog, deliveries: Deliveries, pictures: PictureFetch, clock: Clock) -> None:
        self._log = log
        self._deliveries = deliveries
        self._pictures = pictures
        self._clock = clock

    def accept(self, draft: Draft) -> Message:
        return self._start(self._write(draft, Direction.OUTBOUND_API))

    def reply(self, line: str, customer: str, body: str, media_urls: Sequence[str] = ()) -> Message:
        draft = Draft(customer, line, body, media_urls, status_callback="")
        return self._start(self._write(draft, Direction.OUTBOUND_REPLY))

    def refuse_reply(self, line: str, customer: str, body: str) -> Message:
        """Keep a TwiML reply that Twilio does not send, because the customer opted out."""
        draft = Draft(customer, line, body, (), status_callback="")
        message = self._write(draft, Direction.OUTBOUND_REPLY)
        message.error_code, message.error_message = 21610, "Attempt to send to unsubscribed recipient"
        self._log.change_status(message, "failed")
        return message

    def _write(self, draft: Draft, direction: Direction) -> Message:
        now = self._clock()
        message = Message(
            sid=new_sid("MM" if draft.media_urls else "SM"),
            direction=direction,
            sender=draft.sender,
            recipient=draft.recipient,
            body=draft.body,
            segments=_segments(draft),
            status="queued",
            created_at=now,
            updated_at=now,
            pictures=[Picture(url) for url in draft.media_urls],
            status_callback=draft.status_callback,
        )
        self._log.add(message)
        return message

    def _start(self, message: Message) -> Message:
        self._deliveries.start(message)
        if message.pictures:
            self._pictures.start(message)
        return message


def _segments(draft: Draft) -> int:
    if draft.media_urls or channel_of(draft.sender) is Channel.WHATSAPP:
        return 1
    return count_segments(draft.body)
