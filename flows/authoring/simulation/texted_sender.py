"""Which of our senders a customer texts."""

from flows.model.service import WHATSAPP, Service
from flows.source.did_you_mean import did_you_mean
from flows.types.errors import FlowsError


class UnknownSender(FlowsError):
    """The service has no such sender."""


def sender_texted(service: Service, named: str | None, customer: str | None = None) -> str:
    """The sender that is texted: as named, or the first of the customer's channel. Raises UnknownSender."""
    if named is not None:
        if named not in service.senders:
            raise UnknownSender(f'no sender is called "{named}"{did_you_mean(named, service.senders)}')
        return named
    is_whatsapp = (customer or "").startswith(WHATSAPP)
    alike = (line for line in service.senders if line.startswith(WHATSAPP) is is_whatsapp)
    return next(alike, next(iter(service.senders), ""))
