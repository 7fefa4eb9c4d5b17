"""Which sender of its pool a messaging service takes for a customer."""

from zlib import crc32

from router.emulator.account.bounded_memory import Recent
from router.emulator.account.channel_addresses import Channel, bare_number, channel_of, place_of
from router.emulator.account.messaging_services import Service
from router.emulator.account.sender_types import SenderType, type_of

#: Short codes first, then alphanumeric ones, then numbers. RCS, which goes before all, is not emulated.
ORDER = (SenderType.SHORT_CODE, SenderType.ALPHANUMERIC, SenderType.TOLL_FREE, SenderType.LONG_CODE)


class SenderChoice:
    """Chooses, and keeps to its choice where the service is sticky."""

    def __init__(self, limit: int) -> None:
        self._sticky: Recent[tuple[str, str], str] = Recent(limit)

    def choose(self, service: Service, customer: str) -> str | None:
        """The sender that the customer knows, else always the same one of the best; None where none can reach them."""
        known = self._sticky.get((service.sid, customer))
        if service.sticky_sender and known in service.addresses:
            return known
        candidates = _best(service, customer)
        if not candidates:
            return None
        chosen = candidates[crc32(customer.encode()) % len(candidates)]
        self._sticky[service.sid, customer] = chosen
        return chosen

    def stick(self, service: Service, customer: str, sender: str) -> None:
        """The customer texted to this sender first, so it is the one to answer from."""
        self._sticky.setdefault((service.sid, customer), sender)

    def clear(self) -> None:
        self._sticky.clear()


def _best(service: Service, customer: str) -> list[str]:
    usable = [sender for sender in service.addresses if _can_reach(sender, customer)]
    near = [sender for sender in usable if _is_near(sender, customer, by_area=service.area_code_geomatch)]
    return _foremost(near or usable)


def _foremost(senders: list[str]) -> list[str]:
    """Of several kinds, the one that Twilio takes first."""
    if not senders or type_of(senders[0]) is SenderType.WHATSAPP:
        return senders
    first = min(ORDER.index(type_of(sender)) for sender in senders)
    return [sender for sender in senders if type_of(sender) is ORDER[first]]


def _can_reach(sender: str, customer: str) -> bool:
    if channel_of(sender) is not channel_of(customer):
        return False
    # No carrier of North America takes alphanumeric senders.
    return type_of(sender) is not SenderType.ALPHANUMERIC or not customer.startswith("+1")


def _is_near(sender: str, customer: str, *, by_area: bool) -> bool:
    if type_of(sender) in (SenderType.SHORT_CODE, SenderType.ALPHANUMERIC):
        return True
    if channel_of(sender) is Channel.WHATSAPP:
        return False
    ours, theirs = bare_number(sender), bare_number(customer)
    in_area = by_area and ours.startswith("+1") and ours[:5] == theirs[:5]
    return in_area or (not by_area and place_of(ours).country == place_of(theirs).country)
