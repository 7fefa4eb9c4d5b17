"""Twilio behind the provider contract."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from router.providers.provider_contract import (
    Accepted,
    AccountUnknown,
    DeliveryReport,
    Fragment,
    InboundText,
    ListedMessage,
    OutboundText,
    WebhookMalformed,
    WebhookRequest,
)
from router.providers.twilio.delivery_reports import read_report
from router.providers.twilio.form_parser import Form
from router.providers.twilio.inbound_message import message_sid, read_fragment, read_text
from router.providers.twilio.signature_verifier import SignatureVerifier
from router.providers.twilio.twilio_config import TwilioConfig

if TYPE_CHECKING:
    from router.providers.twilio.twilio_client import TwilioClient


class TwilioProvider:
    """One Twilio account."""

    name = "twilio"

    def __init__(self, config: TwilioConfig) -> None:
        self._config = config
        self._verifier = SignatureVerifier(config.public_url, config.auth_tokens, config.shared_keys)

    def verify(self, request: WebhookRequest) -> None:
        self._verifier.verify(request)
        self._require_own_account(request.body)

    def _require_own_account(self, body: bytes) -> None:
        try:
            account = Form.of(body).text(b"AccountSid")
        except WebhookMalformed as reason:
            raise AccountUnknown(str(reason)) from None
        if account != self._config.account_sid:
            raise AccountUnknown("signed for another account, or for none")

    def read_text(self, body: bytes) -> InboundText:
        return read_text(body, self._config.keyword_replies_disabled)

    def read_fragment(self, body: bytes) -> Fragment | None:
        return read_fragment(body)

    def provider_id(self, body: bytes) -> str | None:
        try:
            return message_sid(Form.of(body))
        except WebhookMalformed:
            return None

    def read_report(self, body: bytes) -> DeliveryReport:
        return read_report(body)

    async def submit(self, message: OutboundText) -> Accepted:
        return await self._client.submit(message)

    async def sent_to(self, recipient: str, sender: str, since: datetime) -> list[ListedMessage]:
        return await self._client.sent_to(recipient, sender, since)

    async def report_on(self, provider_id: str) -> DeliveryReport:
        return await self._client.report_on(provider_id)

    def open(self) -> None:
        self._client  # noqa: B018 - made now, not when the first message waits for it

    @cached_property
    def _client(self) -> "TwilioClient":
        # Texts are taken in without it, and the SDK takes a good part of a start to import.
        from router.providers.twilio.twilio_client import TwilioClient

        return TwilioClient(self._config)

    async def close(self) -> None:
        if "_client" in vars(self):
            await self._client.close()
