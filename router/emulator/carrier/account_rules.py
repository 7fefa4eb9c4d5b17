"""What the account has, which decides what it may send."""

from collections.abc import Callable, Container

from msgspec import Struct

from router.emulator.account.api_errors import ApiError
from router.emulator.account.content_templates import Templates
from router.emulator.account.create_parameters import CreateParameters
from router.emulator.account.messaging_services import Service, Services
from router.emulator.account.opt_out_handling import OptOuts
from router.emulator.account.sender_choice import SenderChoice
from router.emulator.account.wall_clock import Clock
from router.emulator.carrier.luck import Luck
from router.emulator.carrier.sender_queues import Queues


class Rules(Struct, frozen=True):
    """What the checks look at beside the draft."""

    numbers: Container[str]
    services: Services
    sender_choice: SenderChoice
    templates: Templates
    opt_outs: OptOuts
    queues: Queues
    luck: Luck
    clock: Clock

    def service_of(self, parameters: CreateParameters) -> Service | None:
        """The messaging service that a create names; None where there is none."""
        return self.services.get(parameters.service_sid) if parameters.service_sid else None


Check = Callable[[CreateParameters, Rules], ApiError | None]
