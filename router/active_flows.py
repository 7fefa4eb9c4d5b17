"""The flows as they are now.

They change while Parley runs: whoever needs the service asks here each time, and keeps nothing of it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flows import Service
from flows.model.service import OptOutReplies


@dataclass
class Current:
    """The one place that holds the service. To put another in its place is atomic: a step sees one of the two."""

    service: Service


class Senders(Collection[str]):
    """The lines of the current service."""

    def __init__(self, current: Current) -> None:
        self._current = current

    def __contains__(self, line: object) -> bool:
        return line in self._current.service.senders

    def __iter__(self) -> Iterator[str]:
        return iter(self._current.service.senders)

    def __len__(self) -> int:
        return len(self._current.service.senders)


class ParleyAnswers(Senders):
    """Those of them for which Parley itself answers STOP, START and HELP, since the provider does not."""

    def __contains__(self, line: object) -> bool:
        sender = self._current.service.senders.get(str(line))
        return sender is not None and sender.opt_out_replies is OptOutReplies.PARLEY

    def __iter__(self) -> Iterator[str]:
        return (line for line in self._current.service.senders if line in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
