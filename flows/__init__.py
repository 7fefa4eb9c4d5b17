"""The flow language: `load` a file into a `Service`, `step` a conversation through it. Pure but for the reading."""

from flows.contact import Contact
from flows.conversation import Conversation, ConversationStatus
from flows.errors import Complaint, FlowsError, FlowsInvalid
from flows.loading.load import load, load_text
from flows.outcome import Outcome, Rung
from flows.service import Sender, Service, Team
from flows.stepping.step import step

__all__ = [
    "Complaint",
    "Contact",
    "Conversation",
    "ConversationStatus",
    "FlowsError",
    "FlowsInvalid",
    "Outcome",
    "Rung",
    "Sender",
    "Service",
    "Team",
    "load",
    "load_text",
    "step",
]
