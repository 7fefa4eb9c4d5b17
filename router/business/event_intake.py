"""What happens in a business system, on its way to a customer: checked before it is written."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from msgspec import Struct

from flows import Service
from flows.model.service import WHATSAPP
from flows.protocol.events import BusinessEventReceived
from flows.types.phone_numbers import dialled
from router.business.event_fields import read_fields


class PostedEvent(Struct, frozen=True):
    """Something that happened, and the customer it matters to."""

    name: str
    to: str
    #: Our sender; None: one of the flow that the event starts.
    line: str | None = None
    fields: Mapping[str, Any] = {}
    #: The fields' values are words of a command line.
    written: bool = False


class EventRefused(Exception):
    """No flow can make anything of it; what is wrong, by the name of the part."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.problems = problems


def event_of(service: Service, happening: PostedEvent) -> tuple[str, BusinessEventReceived]:
    """The customer's address and the event to write. Raises HappeningRefused with everything that is wrong."""
    declared = service.business_event(happening.name)
    if declared is None:
        raise EventRefused({"name": _not_known(service)})
    values, problems = read_fields(declared.fields, happening.fields, written=happening.written)
    customer, problem = _customer(happening.to)
    line = None if problem else _line(service, happening, customer)
    if problem:
        problems["to"] = problem
    elif line is None:
        problems["from"] = _no_line(service, customer)
    if problems or line is None:
        raise EventRefused(problems)
    return customer, BusinessEventReceived(line, happening.name, values)


def _not_known(service: Service) -> str:
    names = ", ".join(dict.fromkeys(event.name for event in service.business_events()))
    return f"no flow knows this event; they know {names}" if names else "no flow knows any event"


def _customer(to: str) -> tuple[str, str]:
    """The address in our form, or what is wrong with it."""
    channel = WHATSAPP if to.startswith(WHATSAPP) else ""
    number = dialled(to.removeprefix(WHATSAPP))
    if number is None:
        return "", "must be a phone number with its country, such as +12125550123"
    return channel + number, ""


def _line(service: Service, happening: PostedEvent, customer: str) -> str | None:
    """The sender that was asked for, or else one whose flow the event starts, or else the first of the channel."""
    fitting = _lines(service, customer)
    if happening.line is not None:
        return happening.line if happening.line in fitting else None
    flow = service.flow_of_event(happening.name)
    own = (line for line in fitting if flow is not None and service.senders[line].flow == flow.name)
    return next(chain(own, fitting), None)


def _lines(service: Service, customer: str) -> list[str]:
    on_whatsapp = customer.startswith(WHATSAPP)
    return [line for line in service.senders if line.startswith(WHATSAPP) == on_whatsapp]


def _no_line(service: Service, customer: str) -> str:
    fitting = ", ".join(_lines(service, customer))
    return (
        f"must be one of our senders for this channel: {fitting}" if fitting else "we have no sender for this channel"
    )
