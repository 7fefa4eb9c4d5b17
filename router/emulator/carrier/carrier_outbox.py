"""Taking a message to a phone: from the REST API, from TwiML, or Twilio's own reply to an opt-out word."""

from collections.abc import Sequence

from router.emulator.account.api_errors import Failure
from router.emulator.account.create_parameters import CreateParameters
from router.emulator.account.emulated_message import Direction, Message
from router.emulator.account.message_log import MessageLog
from router.emulator.carrier.composition import Composition
from router.emulator.carrier.deliveries import Deliveries
from router.emulator.carrier.picture_fetch import PictureFetch
from router.emulator.carrier.schedule import Schedule


class Outbox:
    """Writes messages to phones into the log and starts them on their way."""

    def __init__(
        self,
        composition: Composition,
        log: MessageLog,
        deliveries: Deliveries,
        schedule: Schedule,
        pictures: PictureFetch,
    ) -> None:
        self._composition = composition
        self._log = log
        self._deliveries = deliveries
        self._schedule = schedule
        self._pictures = pictures

    def accept(self, parameters: CreateParameters) -> Message:
        """Take a message and let the carrier have it; it is queued, or scheduled."""
        return self._start(self._write(parameters, Direction.OUTBOUND_API))

    def reply(self, line: str, customer: str, body: str, media_urls: Sequence[str] = ()) -> Message:
        """Send what TwiML, or Twilio itself, answers to a text."""
        parameters = CreateParameters(recipient=customer, sender=line, body=body, media_urls=media_urls)
        return self._start(self._write(parameters, Direction.OUTBOUND_REPLY))

    def refuse_reply(self, line: str, customer: str, body: str) -> Message:
        """Keep a TwiML reply that Twilio does not send, because the customer opted out."""
        message = self._write(CreateParameters(recipient=customer, sender=line, body=body), Direction.OUTBOUND_REPLY)
        self._log.fail(message, "failed", Failure(21610, "Attempt to send to unsubscribed recipient"))
        return message

    def _write(self, parameters: CreateParameters, direction: Direction) -> Message:
        message = self._composition.compose(parameters, direction)
        self._log.add(message)
        return message

    def _start(self, message: Message) -> Message:
        if message.send_at is None:
            self._deliveries.start(message)
        else:
            self._schedule.put(message, message.send_at)
        if message.pictures:
            self._pictures.start(message)
        return message

    def cancel(self, message: Message) -> bool:
        """Stop a message that is not sent yet."""
        self._schedule.drop(message)
        return self._deliveries.cancel(message)
