"""What is asked of an explanation, and its answer as plain values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flows.authoring.explanation.explain import Explained, waiting_in
from flows.model.service import Service
from flows.protocol.conversation import Conversation
from flows.types.errors import FlowsError


class UnknownState(FlowsError):
    """The service has no such state; names those that there are."""


def conversation_in(service: Service, state: str, line: str, values: Mapping[str, Any], now: datetime) -> Conversation:
    """A conversation that waits in STATE of the line's flow, or in FLOW.STATE. Raises UnknownState."""
    name, dot, inside = state.partition(".")
    flow = service.flows.get(name) if dot else service.flow_for(line)
    wanted = inside if dot else state
    if flow is None or wanted not in flow.states:
        there = ", ".join(flow.states if flow is not None else service.flows)
        raise UnknownState(f'"{state}" is not there; there are: {there}')
    return waiting_in(flow.name, wanted, line, values, now)


def as_json(explained: Explained) -> dict[str, Any]:
    """Every rung and rule that was tried for a text, and what came of it."""
    first, last = explained.happened[0].outcome, explained.happened[-1].outcome.conversation
    return {
        "rung": first.rung,
        "tried": [
            {"rung": tried.rung, "what": tried.what, "took": tried.took, "why": tried.why}
            for tried in explained.told[0].tried
        ],
        "path": list(explained.told[0].path),
        "says": [message.text for each in explained.happened for message in each.messages],
        "flow": last.flow,
        "state": last.state,
        "status": last.status,
    }
