"""All that the emulator remembers; a reset forgets it."""

from typing import Protocol

from router.providers.emulator.config import EmulatorConfig
from router.providers.emulator.creates import Creates
from router.providers.emulator.faults import FaultScript
from router.providers.emulator.feed import Feed
from router.providers.emulator.luck import Luck
from router.providers.emulator.media import MediaStore
from router.providers.emulator.messages import Clock, MessageLog
from router.providers.emulator.opt_out import OptOuts
from router.providers.emulator.phones import Phones


class Clearable(Protocol):
    """A part that a reset empties."""

    def clear(self) -> None: ...


class State:
    """One account's messages, phones, pictures, opt-outs and ordered faults."""

    def __init__(self, config: EmulatorConfig, clock: Clock) -> None:
        self.feed = Feed()
        self.messages = MessageLog(config.message_limit, clock, self.feed.publish)
        self.media = MediaStore(config.media_bytes_limit)
        self.creates = Creates(config.message_limit)
        self.phones = Phones()
        self.opt_outs = OptOuts()
        self.faults = FaultScript()
        self.luck = Luck(config.seed)

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
            self.opt_outs,
            self.faults,
            self.luck,
        )
