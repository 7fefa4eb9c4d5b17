"""The flow language: `load` a file into a `Service`, `step` a conversation through it.

Names are fetched when they are first asked for: whoever only needs an event (`flows.protocol.events`) does not pay for
the compiler's grammar, which is most of what there is to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.authoring.check import examine
    from flows.compiler.examination import Examined
    from flows.compiler.load import load, load_text
    from flows.engine.step import step
    from flows.model.service import Sender, Service, Team
    from flows.protocol.conversation import Conversation, ConversationStatus
    from flows.protocol.outcome import Outcome, Rung
    from flows.types.contact import Contact
    from flows.types.errors import Complaint, FlowsError, FlowsInvalid, Severity

__all__ = [
    "Complaint",
    "Contact",
    "Conversation",
    "ConversationStatus",
    "Examined",
    "FlowsError",
    "FlowsInvalid",
    "Outcome",
    "Rung",
    "Sender",
    "Service",
    "Severity",
    "Team",
    "examine",
    "load",
    "load_text",
    "step",
]

_HOMES = {
    "flows.authoring.check": ("examine",),
    "flows.types.contact": ("Contact",),
    "flows.protocol.conversation": ("Conversation", "ConversationStatus"),
    "flows.types.errors": ("Complaint", "FlowsError", "FlowsInvalid", "Severity"),
    "flows.compiler.examination": ("Examined",),
    "flows.compiler.load": ("load", "load_text"),
    "flows.protocol.outcome": ("Outcome", "Rung"),
    "flows.model.service": ("Sender", "Service", "Team"),
    "flows.engine.step": ("step",),
}


def __getattr__(name: str) -> Any:
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module 'flows' has no attribute {name!r}")
    return getattr(import_module(home), name)
