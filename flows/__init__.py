"""The flow language: `load` a file into a `Service`, `step` a conversation through it.

Names are fetched when they are first asked for: whoever only needs an event (`flows.events`) does not pay for the
loader's grammar, which is most of what there is to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.checking import examine
    from flows.contact import Contact
    from flows.conversation import Conversation, ConversationStatus
    from flows.errors import Complaint, FlowsError, FlowsInvalid, Severity
    from flows.loading.examining import Examined
    from flows.loading.load import load, load_text
    from flows.outcome import Outcome, Rung
    from flows.service import Sender, Service, Team
    from flows.stepping.step import step

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
    "flows.checking": ("examine",),
    "flows.contact": ("Contact",),
    "flows.conversation": ("Conversation", "ConversationStatus"),
    "flows.errors": ("Complaint", "FlowsError", "FlowsInvalid", "Severity"),
    "flows.loading.examining": ("Examined",),
    "flows.loading.load": ("load", "load_text"),
    "flows.outcome": ("Outcome", "Rung"),
    "flows.service": ("Sender", "Service", "Team"),
    "flows.stepping.step": ("step",),
}


def __getattr__(name: str) -> Any:
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module 'flows' has no attribute {name!r}")
    return getattr(import_module(home), name)
