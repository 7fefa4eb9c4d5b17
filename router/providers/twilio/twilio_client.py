"""Calls to Twilio's Messages API, through the official SDK."""

import json
from datetime import datetime, timedelta
from typing import Any, Final

from twilio.base import values
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from router.message_status import MessageStatus
from router.providers.provider_contract import (
    Accepted,
    DeliveryReport,
    ListedMessage,
    LookupFailed,
    OutboundText,
    OutcomeUnknown,
)
from router.providers.twilio import vocabulary
from router.providers.twilio.delivery_reports import report
from router.providers.twilio.twilio_config import TwilioConfig
from router.providers.twilio.twilio_errors import translate
from router.providers.twilio.twilio_http import TwilioHttp

#: Twilio takes 1 to 36,000 seconds (21624 otherwise).
MAX_VALIDITY: Final = timedelta(seconds=36_000)

#: One page holds at most 1,000. Nobody has exchanged so many more with one customer that it would be worth reading on.
PAGE_SIZE: Final = 1000
MAX_LISTED: Final = 5000

#: Twilio's clock and ours may differ; a message must not be hidden, and then sent twice, because ours runs ahead.
CLOCK_SKEW: Final = timedelta(minutes=1)


class TwilioClient:
    """Sends and lists messages of one account."""

    def __init__(self, config: TwilioConfig) -> None:
        username, password = config.credentials()
        self._http = TwilioHttp(config.timeout, config.connect_timeout, config.connections)
        # The SDK otherwise takes account, region and edge from the environment, behind our settings' back.
        environment = {"TWILIO_ACCOUNT_SID": config.account_sid}
        self._client = Client(username, password, config.account_sid, http_client=self._http, environment=environment)
        if config.api_base:
            self._client.api.base_url = config.api_base
        self._messages = self._client.messages

    async def submit(self, message: OutboundText) -> Accepted:
        """Send once. A call that is cancelled ends as cancelled: whether it was sent is unknown then too."""
        try:
            created = await self._messages.create_async(
                to=message.recipient,
                from_=message.sender,
                **_content(message),
                status_callback=message.status_url or values.unset,
                validity_period=_validity(message.valid_for),
            )
            return _accepted(created)
        except Exception as fault:  # whatever it was, the message may have been sent: translate decides
            raise translate(fault) from fault

    async def sent_to(self, recipient: str, sender: str, since: datetime) -> list[ListedMessage]:
        """Messages from `sender` to `recipient`, from a minute before `since` on, in the listing's order.

        Not filtered by DateSent at Twilio: a queued message has none yet, and would look as if it had never arrived.
        """
        try:
            listed = await self._messages.list_async(to=recipient, from_=sender, page_size=PAGE_SIZE, limit=MAX_LISTED)
            found = [_listed(message) for message in listed if message.direction != "inbound"]
            recent = [message for message in found if message.created_at >= since - CLOCK_SKEW]
        except Exception as fault:  # whatever it was, the listing was not read
            raise LookupFailed(type(fault).__name__) from fault
        if len(listed) >= MAX_LISTED:
            raise LookupFailed(f"more than {MAX_LISTED} messages to read")
        return recent

    async def report_on(self, sid: str) -> DeliveryReport:
        """What became of one message."""
        try:
            return _listed(await self._messages(sid).fetch_async()).report
        except Exception as fault:  # whatever it was, the message was not read
            raise LookupFailed(type(fault).__name__) from fault

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()


def _content(message: OutboundText) -> dict[str, Any]:
    """Twilio makes the text of a template itself, and takes its gaps' values as JSON."""
    if message.template is None:
        media = [media.url for media in message.media]
        return {"body": message.text or values.unset, "media_url": media or values.unset}
    variables = json.dumps(message.template.values) if message.template.values else values.unset
    return {"content_sid": message.template.id, "content_variables": variables}


def _validity(valid_for: timedelta | None) -> object:
    if valid_for is None:
        return values.unset
    return int(min(max(valid_for, timedelta(seconds=1)), MAX_VALIDITY).total_seconds())


def _accepted(created: MessageInstance) -> Accepted:
    sid = created.sid
    if not isinstance(sid, str) or not vocabulary.MESSAGE_SID.fullmatch(sid):
        raise OutcomeUnknown("the answer names no message")
    return Accepted(sid, _status(created), _segments(created))


def _listed(message: MessageInstance) -> ListedMessage:
    code = message.error_code if isinstance(message.error_code, int) else None
    found = report(message.sid, _status(message), code)
    return ListedMessage(message.sid, message.body or "", message.date_created, found)


def _status(message: MessageInstance) -> MessageStatus:
    # A word that is new to us is still the word of someone who has the message.
    return vocabulary.STATUSES.get(message.status, MessageStatus.ACCEPTED)


def _segments(created: MessageInstance) -> int | None:
    # "0" while a messaging service has not picked the sender yet.
    return int(created.num_segments or 0) or None
