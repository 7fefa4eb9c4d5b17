"""Faults by dial: how often each kind of bad luck strikes, until somebody turns it back."""

from typing import Annotated

from msgspec import Meta, Struct, field

from router.emulator.account.sender_types import SenderType
from router.emulator.carrier.fault_script import FaultKind

Share = Annotated[float, Meta(ge=0, le=1)]
Amount = Annotated[float, Meta(ge=0)]
Rate = Annotated[float, Meta(gt=0)]

#: Segments a second. Twilio publishes none for alphanumeric senders.
RATES = {
    SenderType.LONG_CODE: 1.0,
    SenderType.TOLL_FREE: 3.0,
    SenderType.SHORT_CODE: 100.0,
    SenderType.ALPHANUMERIC: 10.0,
    SenderType.WHATSAPP: 80.0,
}


class CallbackDials(Struct, frozen=True, forbid_unknown_fields=True):
    """What share of the status callbacks meets which fate."""

    lost: Share = 0.0
    late: Share = 0.0
    doubled: Share = 0.0
    #: Comes after the message's next one.
    reordered: Share = 0.0


class Dials(Struct, forbid_unknown_fields=True):
    """All dials; what a PUT leaves out goes back to its rest."""

    #: What share of the creates meets which fault; together at most 1.
    creates: dict[FaultKind, Share] = field(default_factory=dict)
    callbacks: CallbackDials = CallbackDials()
    #: Error codes by the customer's number: 2xxxx refuses the create, others come back as undelivered.
    rejects: dict[str, int] = field(default_factory=dict)
    hang_seconds: Amount = 20.0
    slow_ms: Amount = 1000.0
    late_ms: Amount = 2000.0
    #: Whether senders are as slow as in life: segments a second by type, and how long a queue may get.
    paced: bool = False
    rates: dict[SenderType, Rate] = field(default_factory=dict)
    queue_hours: Amount = 10.0
    #: Makes the dials' luck repeatable from here on.
    seed: int | None = None

    def __post_init__(self) -> None:
        self.creates = {kind: self.creates.get(kind, 0.0) for kind in FaultKind}
        self.rates = RATES | self.rates
        # A hair more than 1 is what shares such as ten times 0.1 add up to.
        if sum(self.creates.values()) > 1.000001:
            raise ValueError("the shares of `creates` add up to more than 1")
