"""A provider that says what a test tells it to."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from router.message_status import MessageStatus
from router.providers.provider_contract import (
    Accepted,
    DeliveryReport,
    Fragment,
    InboundText,
    ListedMessage,
    LookupFailed,
    OutboundText,
    SignatureInvalid,
    WebhookMalformed,
    WebhookRequest,
)


def sid(number: int) -> str:
    return f"SM{number:032}"


@dataclass
class ScriptedProvider:
    """Answers each submission with the next of `answers`, and accepts when there are no more."""

    name: str = "scripted"
    answers: deque[Accepted | Exception] = field(default_factory=deque)
    submitted: list[OutboundText] = field(default_factory=list)
    #: Called while a submission is under way.
    during: Callable[[OutboundText], None] = lambda message: None
    #: What the listing shows; None when it cannot be read.
    listing: Sequence[ListedMessage] | None = ()
    #: What is said of a message that the provider has; nothing for one that is not there.
    reports: dict[str, DeliveryReport] = field(default_factory=dict)
    #: How often it was asked.
    lookups: int = 0

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.submitted]

    def will(self, *answers: Accepted | Exception) -> None:
        self.answers.extend(answers)

    async def submit(self, message: OutboundText) -> Accepted:
        self.submitted.append(message)
        await asyncio.to_thread(self.during, message)
        answer = self.answers.popleft() if self.answers else Accepted(sid(len(self.submitted)))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def sent_to(self, recipient: str, sender: str, since: datetime) -> Sequence[ListedMessage]:
        self.lookups += 1
        if self.listing is None:
            raise LookupFailed("the listing could not be read")
        return self.listing

    async def report_on(self, provider_id: str) -> DeliveryReport:
        self.lookups += 1
        if provider_id not in self.reports:
            raise LookupFailed("it could not be read")
        return self.reports[provider_id]

    def verify(self, request: WebhookRequest) -> None:
        raise SignatureInvalid("it never calls")

    def read_text(self, body: bytes) -> InboundText:
        raise WebhookMalformed("it never calls")

    def read_fragment(self, body: bytes) -> Fragment | None:
        return None

    def provider_id(self, body: bytes) -> str | None:
        return None

    def read_report(self, body: bytes) -> DeliveryReport:
        raise WebhookMalformed("it never calls")

    def open(self) -> None:
        pass

    async def close(self) -> None:
        return None


def listed(text: str, at: datetime, number: int = 1, status: MessageStatus = MessageStatus.SENT) -> ListedMessage:
    return ListedMessage(sid(number), text, at, DeliveryReport(sid(number), status))
