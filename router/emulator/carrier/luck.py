"""What the dials make of each create and of each callback."""

from random import Random

from msgspec import Struct

from router.emulator.carrier.fault_dials import Dials
from router.emulator.carrier.fault_script import HANGING, Fault, FaultKind

#: Codes below are refusals of the REST API, the others are a carrier's.
CARRIER_CODES_FROM = 30_000


class CallbackFate(Struct, frozen=True):
    """What happens to one callback."""

    lost: bool = False
    late_seconds: float = 0.0
    doubled: bool = False
    reordered: bool = False


GOOD_FATE = CallbackFate()


class Luck:
    """Draws from the dials; the same seed draws the same."""

    def __init__(self, seed: int | None) -> None:
        self._first_seed = seed
        self.clear()

    def clear(self) -> None:
        self.turn(Dials(seed=self._first_seed))

    def turn(self, dials: Dials) -> None:
        self.dials = dials
        self._random = Random(dials.seed)  # noqa: S311 (bad luck, not a secret)
        self._spoils_creates = any(dials.creates.values())
        self._spoils_callbacks = dials.callbacks != type(dials.callbacks)()

    def fault(self) -> Fault | None:
        kind = self._draw_kind() if self._spoils_creates else None
        return None if kind is None else Fault(kind, seconds=self._seconds(kind))

    def _draw_kind(self) -> FaultKind | None:
        drawn = self._random.random()
        for kind, share in self.dials.creates.items():
            if drawn < share:
                return kind
            drawn -= share
        return None

    def _seconds(self, kind: FaultKind) -> float:
        if kind in HANGING:
            return self.dials.hang_seconds
        return self.dials.slow_ms / 1000 if kind is FaultKind.SLOW else 0

    def callback_fate(self) -> CallbackFate:
        if not self._spoils_callbacks:
            return GOOD_FATE
        dials, draw = self.dials.callbacks, self._random.random
        return CallbackFate(
            lost=draw() < dials.lost,
            late_seconds=self.dials.late_ms / 1000 if draw() < dials.late else 0.0,
            doubled=draw() < dials.doubled,
            reordered=draw() < dials.reordered,
        )

    def reject_code(self, number: str) -> int | None:
        return self.dials.rejects.get(number)
