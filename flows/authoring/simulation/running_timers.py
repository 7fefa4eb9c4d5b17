"""Which timers a step leaves running: as the service stops them, so that none of an earlier wait ever fires."""

from flows.authoring.simulation.snapshot import Due
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.events import BurstElapsed, Event, SilenceElapsed
from flows.protocol.outcome import Outcome


def still_due(due: tuple[Due, ...], before: Conversation | None, outcome: Outcome) -> tuple[Due, ...]:
    """A wait that is over takes its silence with it, a burst that was heard its timer, a conversation both."""
    over = _over(before, outcome)
    return tuple(each for each in due if not isinstance(each.event, over))


def _over(before: Conversation | None, outcome: Outcome) -> tuple[type[Event], ...]:
    after = outcome.conversation
    if before is None or outcome.opened or after.status is not ConversationStatus.AUTOMATED:
        return (SilenceElapsed, BurstElapsed)
    silence = (SilenceElapsed,) if before.wait != after.wait else ()
    return (*silence, BurstElapsed) if before.pending and not after.pending else silence


def without_burst(due: tuple[Due, ...]) -> tuple[Due, ...]:
    """A burst has one timer: that of its last text."""
    return tuple(each for each in due if not isinstance(each.event, BurstElapsed))
