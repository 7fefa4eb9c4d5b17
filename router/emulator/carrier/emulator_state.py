"""All that the emulator remembers; a reset forgets it."""

from typing import Protocol

from router.emulator.account.content_templates import Templates
from router.emulator.account.emulator_config import EmulatorConfig
from router.emulator.account.media_store import MediaStore
from router.emulator.account.message_log import MessageLog
from router.emulator.account.messaging_services import Services
from router.emulator.account.opt_out_handling import OptOuts
from router.emulator.account.sender_choice import SenderChoice
from router.emulator.account.wall_clock import Clock
from router.emulator.account.whatsapp_windows import WhatsAppWindows
from router.emulator.carrier.account_rules import Rules
from router.emulator.carrier.create_counts import Creates
from router.emulator.carrier.fault_script import FaultScript
from router.emulator.carrier.feed import Feed
from router.emulator.carrier.luck import Luck
from router.emulator.carrier.phones import Phones
from router.emulator.carrier.sender_queues import Queues


class Clearable(Protocol):
    """A part that a reset empties."""

    def clear(self) -> None: ...


class State:
    """One account's messages, phones, pictures, services, opt-outs, and the faults that are ordered for it."""

    def __init__(self, config: EmulatorConfig, clock: Clock) -> None:
        self.clock = clock
        self.numbers = config.numbers
        self.feed = Feed()
        self.messages = MessageLog(config.message_limit, clock, self.feed.publish)
        self.media = MediaStore(config.media_bytes_limit)
        self.creates = Creates(config.message_limit)
        self.phones = Phones(config.message_limit)
        self.services = Services(config.services, clock)
        self.sender_choice = SenderChoice(config.message_limit)
        self.templates = Templates(config.templates)
        self.opt_outs = OptOuts(config.opt_out, config.message_limit, self._opt_out_scope)
        self.windows = WhatsAppWindows(config.whatsapp_window, config.message_limit)
        self.faults = FaultScript()
        self.luck = Luck(config.seed)
        self.queues = Queues(self.luck)

    def _opt_out_scope(self, sender: str) -> str:
        """A STOP to one number of a messaging service is one to them all."""
        service = self.services.of(sender)
        return service.sid if service else sender

    def rules(self) -> Rules:
        return Rules(
            numbers=self.numbers,
            services=self.services,
            sender_choice=self.sender_choice,
            templates=self.templates,
            opt_outs=self.opt_outs,
            queues=self.queues,
            luck=self.luck,
            clock=self.clock,
        )

    def clear(self) -> None:
        for part in self._parts():
            part.clear()
        self.feed.publish_reset()

    def _parts(self) -> tuple[Clearable, ...]:
        return (
            self.messages,
            self.media,
            self.creates,
            self.phones,
            self.services,
            self.sender_choice,
            self.templates,
            self.opt_outs,
            self.windows,
            self.faults,
            self.luck,
            self.queues,
        )
