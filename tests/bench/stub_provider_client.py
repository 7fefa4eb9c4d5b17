"""Asks the stub provider what it saw."""

import time
from dataclasses import dataclass
from urllib.request import urlopen

from msgspec import Struct, json

#: Longest that messages may stay under way after the last text.
DEADLINE = 90.0


class Seen(Struct):
    """What the stub saw since it was last asked; times are of the system's monotonic clock."""

    submitted_at: dict[str, float]
    submitted: int
    #: Messages whose two status callbacks were answered.
    finished: int
    #: Status callbacks that were answered with anything but 204.
    refused: int
    last_at: float
    processor: float

    def add(self, later: "Seen") -> None:
        self.submitted_at.update(later.submitted_at)
        self.submitted += later.submitted
        self.finished += later.finished
        self.refused += later.refused
        self.last_at = max(self.last_at, later.last_at)
        self.processor += later.processor


@dataclass
class Provider:
    """The stub, seen from the benchmark."""

    port: int

    def take(self) -> Seen:
        with urlopen(f"http://127.0.0.1:{self.port}/_bench/take", timeout=DEADLINE) as answer:
            return json.decode(answer.read(), type=Seen)

    def wait_for(self, *, submitted: int = 0, finished: int = 0) -> Seen:
        """Until so many messages came and so many were reported on to the end."""
        seen, until = self.take(), time.monotonic() + DEADLINE
        while seen.submitted < submitted or seen.finished < finished:
            if time.monotonic() > until:
                raise RuntimeError(f"only {seen.submitted} submitted and {seen.finished} finished in {DEADLINE} s")
            time.sleep(0.1)
            seen.add(self.take())
        return seen
