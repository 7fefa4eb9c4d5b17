"""Twilio behind the provider contract."""

from datetime import datetime

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
from router.providers.twilio.twilio_client import TwilioClient
from router.providers.twilio.twilio_config import TwilioConfig


class TwilioProvider:
    """One Twilio account."""

    name = "twilio"

    def __init__(self, config: TwilioConfig) -> None:
        self._config = config
        self._verifier = SignatureVerifier(config.public_url, config.auth_tokens, config.shared_keys)
        self._client = TwilioClient(config)

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

    async def close(self) -> None:
        await self._client.close()
