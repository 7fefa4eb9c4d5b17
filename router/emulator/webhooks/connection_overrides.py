"""Connection overrides in the fragment of a webhook's address: `#rc=2&rp=ct,5xx&rt=5000`."""

from functools import lru_cache
from urllib.parse import parse_qs

from msgspec import Struct

#: Twilio's bounds and defaults (usage/webhooks/webhooks-connection-overrides), in milliseconds.
CONNECT_MS = (100, 10_000, 5_000)
READ_MS = (100, 15_000, 15_000)
TOTAL_MS = (100, 15_000, 15_000)
MAX_RETRIES = 5
#: What the README tells to enter at Twilio behind the webhook's address.
ADVISED_OVERRIDES = "#rc=5&rp=all"
#: What a retry policy may name. `all` also means a connection that was closed unanswered, but never half an answer.
NAMED = frozenset({"ct", "rt", "4xx", "5xx"})
ALL = NAMED | {"closed"}


class Overrides(Struct, frozen=True):
    """How patient Twilio is with an address, and when it tries again."""

    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})
    connect_seconds: float = CONNECT_MS[2] / 1000
    read_seconds: float = READ_MS[2] / 1000
    #: All tries together.
    total_seconds: float = TOTAL_MS[2] / 1000

    @property
    def read_limit(self) -> float | None:
        """The time for one answer, unless all tries together have no more anyway."""
        return self.read_seconds if self.read_seconds < self.total_seconds else None

    def retries_after(self, failure: str) -> bool:
        return failure in self.policy


@lru_cache(maxsize=256)
def read_overrides(fragment: str) -> Overrides:
    values = {name: given[-1] for name, given in parse_qs(fragment).items()}
    count = values.get("rc", "1")
    return Overrides(
        retries=min(int(count), MAX_RETRIES) if count.isdecimal() else 1,
        policy=_policy(values.get("rp", "ct")),
        connect_seconds=_seconds(values.get("ct", ""), CONNECT_MS),
        read_seconds=_seconds(values.get("rt", ""), READ_MS),
        total_seconds=_seconds(values.get("tt", ""), TOTAL_MS),
    )


def _policy(text: str) -> frozenset[str]:
    named = frozenset(text.split(","))
    return ALL if "all" in named else named & NAMED


def _seconds(text: str, bounds: tuple[int, int, int]) -> float:
    least, most, otherwise = bounds
    return (min(max(int(text), least), most) if text.isdecimal() and len(text) < 10 else otherwise) / 1000
