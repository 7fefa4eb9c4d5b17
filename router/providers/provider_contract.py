"""The contract with a provider. An adapter translates its words into these and decides nothing (DESIGN.md, 9)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from flows.matching.opt_out_words import OptOutWord
from flows.protocol.effects import MessageTemplate
from flows.protocol.events import TextReceived
from flows.types.media import Media
from router.message_status import ErrorClass, MessageStatus


class WebhookRequest(Struct, frozen=True):
    """An HTTP request as it arrived; `path` is raw (percent-encoded) with its query, headers have lower-case names."""

    path: str
    headers: dict[str, str]
    body: bytes


class InboundText(Struct, frozen=True):
    """A customer's text, understood."""

    provider_id: str
    customer: str
    text: TextReceived
    segments: int = 1


class Fragment(Struct, frozen=True):
    """What can be read of a text in a form that makes no sense as a whole."""

    customer: str
    text: str
    #: What the provider takes the text for, where it says so.
    opt_out: OptOutWord | None = None


class DeliveryReport(Struct, frozen=True):
    """What became of a message that we sent."""

    provider_id: str
    status: MessageStatus
    #: The provider's own code for why not, and its class.
    error_code: int | None = None
    error_class: ErrorClass | None = None


class OutboundText(Struct, frozen=True):
    """A message ready for the provider; addresses in our form (`+1…` or `whatsapp:+1…`)."""

    message_id: str
    sender: str
    recipient: str
    text: str
    media: tuple[Media, ...] = ()
    #: A message that the provider has on file, to be sent in place of text and media.
    template: MessageTemplate | None = None
    #: Where the provider reports what became of it; carries our message id, so a report proves that it was accepted.
    status_url: str = ""
    #: The provider drops the message when it could not send it within this time.
    valid_for: timedelta | None = None


class Accepted(Struct, frozen=True):
    """The provider has the message."""

    provider_id: str
    status: MessageStatus = MessageStatus.ACCEPTED
    segments: int | None = None


class ListedMessage(Struct, frozen=True):
    """A message as the provider's own listing shows it."""

    provider_id: str
    text: str
    created_at: datetime
    report: DeliveryReport


class ProviderError(Exception):
    """Root of what can go wrong with a provider; `retryable` says whether the same call may be made again."""

    retryable = False


class SignatureInvalid(ProviderError):
    """The request was not signed by the provider with a key of ours; answer 403 and store nothing."""


class AccountUnknown(SignatureInvalid):
    """Signed with a key of ours, but it speaks of another account, or of none."""


class WebhookMalformed(ProviderError):
    """Signed, but not to be understood (NULs, lone surrogates, no sender …): keep it raw, in quarantine."""


class NotSent(ProviderError):
    """Provably not sent: name not resolved, connection refused, or refused for load (429)."""

    retryable = True

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class SubmissionRefused(ProviderError):
    """The provider said no, and will say it again."""

    def __init__(self, reason: str, code: int | None, error_class: ErrorClass) -> None:
        super().__init__(reason)
        self.code = code
        self.error_class = error_class


class OutcomeUnknown(ProviderError):
    """Time-out, reset, 5xx, unreadable answer: it may have been sent. Never send it again blindly."""


class LookupFailed(ProviderError):
    """The provider's listing could not be read; nothing is proven either way."""

    retryable = True


class Provider(Protocol):
    """One provider's adapter."""

    name: str

    def verify(self, request: WebhookRequest) -> None:
        """Raise SignatureInvalid unless the provider signed exactly this request, for our account."""

    def read_text(self, body: bytes) -> InboundText:
        """Read an inbound webhook's form; raise WebhookMalformed when it makes no sense."""

    def read_fragment(self, body: bytes) -> Fragment | None:
        """What can be read of a form that `read_text` refused; None where it is not told who texted."""

    def provider_id(self, body: bytes) -> str | None:
        """The provider's id of the message that a form speaks of, also of a malformed one; None if it names none."""

    def read_report(self, body: bytes) -> DeliveryReport:
        """Read a status callback's form; raise WebhookMalformed when it makes no sense."""

    def open(self) -> None:
        """Make ready to send, in whatever thread; texts and reports can be read before."""

    async def submit(self, message: OutboundText) -> Accepted:
        """Send once, never retrying; raise NotSent, SubmissionRefused or OutcomeUnknown.

        Cancelling the call leaves its outcome unknown too, and the cancellation is passed on.
        """

    async def sent_to(self, recipient: str, sender: str, since: datetime) -> Sequence[ListedMessage]:
        """All messages that the provider has from `sender` to `recipient` since then; raise LookupFailed.

        It may include some that are a little older: a clock that differs must not hide a message.
        """

    async def report_on(self, provider_id: str) -> DeliveryReport:
        """What the provider now says of a message that it has; raise LookupFailed."""

    async def close(self) -> None:
        """Let go of connections."""
