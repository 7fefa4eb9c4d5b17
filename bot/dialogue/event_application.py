"""What the events that an action returns do to a conversation."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.dialogue.dialogue_state import DialogueState
from bot.project.domain import Domain


def apply_events(events: Iterable[Mapping[str, Any]], state: DialogueState, domain: Domain) -> None:
    """In their order; kinds that mean nothing here are left out, as those of reminders."""
    for event in events:
        _apply(event, state, domain)


def _apply(event: Mapping[str, Any], state: DialogueState, domain: Domain) -> None:
    name = event.get("name")
    match event.get("event"):
        case "slot" if isinstance(name, str):
            state.set_slot(name, event.get("value"))
        case "active_loop" | "form":
            leave_form(state, name if isinstance(name, str) and name in domain.forms else None)
        case "followup" if isinstance(name, str):
            state.followup = name
        case "reset_slots":
            reset_slots(state, domain)
        case "restart":
            restart(state, domain)
        case "pause":
            state.hands_over = True
        case "resume":
            state.hands_over = False
        case "bot" | "agent":
            pass  # said already, elsewhere


def leave_form(state: DialogueState, to: str | None = None) -> None:
    """A form that is open and not complete is left unfinished."""
    if state.form is not None and to != state.form:
        state.form_left = True
    state.set_form(to)


def reset_slots(state: DialogueState, domain: Domain) -> None:
    for name in list(state.slots):
        initial = domain.slots[name].initial if name in domain.slots else None
        if state.slots[name] != initial:
            state.set_slot(name, initial)


def restart(state: DialogueState, domain: Domain) -> None:
    """As at the beginning of the conversation."""
    leave_form(state)
    reset_slots(state, domain)
    state.followup = None
