"""The dialogue's state during one turn: slots, open form, events so far (Rasa's tracker, for a turn)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue.response_generator import is_empty
from bot.dialogue.rule_policy import DialogueEvent
from bot.dialogue.user_message import UserMessage
from bot.project.domain import Domain
from flows.protocol.bot_turns import BotMemory, BotMessage, BotTurn

#: The slot in which Rasa keeps what a form asks for.
REQUESTED_SLOT = "requested_slot"


@dataclass(slots=True)
class DialogueState:
    """Changes as the turn goes on; nothing of it outlives the turn but its `result`."""

    slots: dict[str, Any]
    form: str | None
    asked: str | None
    user_message: UserMessage
    #: Nothing is remembered: the conversation begins.
    is_new: bool = False
    #: As /tracker/events shows them.
    events: list[dict[str, Any]] = field(default_factory=list)
    dialogue_events: list[DialogueEvent] = field(default_factory=list)
    messages: list[BotMessage] = field(default_factory=list)
    #: The slots that were set in this turn.
    touched: set[str] = field(default_factory=set)
    #: The action that another one asked for.
    followup: str | None = None
    knew: bool = True
    hands_over: bool = False
    form_left: bool = False

    def say(self, message: BotMessage | None) -> None:
        if message is not None and not is_empty(message):
            self.messages.append(message)
            self.events.append({"event": "bot", "text": message.text, "timestamp": None})

    def set_slot(self, name: str, value: Any) -> None:
        self.events.append({"event": "slot", "name": name, "value": value, "timestamp": None})
        if name == REQUESTED_SLOT:
            self.asked = value if isinstance(value, str) else None
        else:
            self.slots[name] = value
            self.touched.add(name)

    def set_form(self, name: str | None) -> None:
        if name != self.form:
            self.events.append({"event": "active_loop", "name": name, "timestamp": None})
            self.form = name
        if name is None:
            self.asked = None

    def did(self, action: str) -> None:
        self.events.append({"event": "action", "name": action, "timestamp": None})
        self.note(action)

    def note(self, what: UserMessage | str) -> None:
        self.dialogue_events.append(self.moment(what))

    def moment(self, what: UserMessage | str) -> DialogueEvent:
        return DialogueEvent(what, self.form, {**self.slots, REQUESTED_SLOT: self.asked})


def dialogue_state_of(memory: BotMemory, domain: Domain, user_message: UserMessage, language: str) -> DialogueState:
    """Where the conversation was left."""
    slots = {**_initial(domain), **memory.slots}
    if "language" in domain.slots:
        slots["language"] = language
    is_open = memory.form in domain.forms  # its author may have taken it away
    state = DialogueState(
        slots, memory.form if is_open else None, memory.asked if is_open else None, user_message, memory == BotMemory()
    )
    state.events.append({"event": "action", "name": "action_listen", "timestamp": None})
    return state


def turn_result(state: DialogueState, domain: Domain) -> BotTurn:
    """What the turn came to."""
    initial = _initial(domain)
    kept = {name: value for name, value in state.slots.items() if value != initial.get(name)}
    buttons = next((message.buttons for message in reversed(state.messages) if message.buttons), ())
    return BotTurn(
        messages=tuple(state.messages),
        memory=BotMemory(kept, state.form, state.asked, buttons),
        slots={name: state.slots.get(name) for name in sorted(state.touched)},
        knew=state.knew,
        hands_over=state.hands_over,
        form_left=state.form_left,
    )


def _initial(domain: Domain) -> Mapping[str, Any]:
    return {name: slot.initial for name, slot in domain.slots.items()}
