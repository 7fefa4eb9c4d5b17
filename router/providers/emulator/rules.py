"""What the account has, which decides what it may send."""

from collections.abc import Callable, Container

from msgspec import Struct

from router.providers.emulator.clock import Clock
from router.providers.emulator.drafts import Draft
from router.providers.emulator.errors import ApiError
from router.providers.emulator.luck import Luck
from router.providers.emulator.opt_out import OptOuts
from router.providers.emulator.queues import Queues
from router.providers.emulator.sender_choice import SenderChoice
from router.providers.emulator.services import Service, Services
from router.providers.emulator.templates import Templates


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

    def service_of(self, draft: Draft) -> Service | None:
        return self.services.get(draft.service_sid) if draft.service_sid else None


Check = Callable[[Draft, Rules], ApiError | None]
