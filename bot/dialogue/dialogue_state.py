"""How a conversation stands in the middle of a bot's turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue.response_generator import is_empty
from bot.dialogue.rule_policy import Moment
from bot.dialogue.user_message import Heard
from bot.project.domain import Domain
from flows.protocol.bot_turns import BotMemory, BotMessage, BotTurn

#: The slot in which Rasa keeps what a form asks for.
ASKED = "requested_slot"


@dataclass(slots=True)
class Course:
    """Changes as the turn goes on; nothing of it outlives the turn but its `result`."""

    slots: dict[str, Any]
    form: str | None
    asked: str | None
    heard: Heard
    #: Nothing is remembered: the conversation begins.
    is_new: bool = False
    #: As /tracker/events shows them.
    events: list[dict[str, Any]] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
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
        if name == ASKED:
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

    def note(self, what: Heard | str) -> None:
        self.moments.append(self.moment(what))

    def moment(self, what: Heard | str) -> Moment:
        return Moment(what, self.form, {**self.slots, ASKED: self.asked})


def begin(memory: BotMemory, domain: Domain, heard: Heard, language: str) -> Course:
    """Where the conversation was left."""
    slots = {**_initial(domain), **memory.slots}
    if "language" in domain.slots:
        slots["language"] = language
    is_open = memory.form in domain.forms  # its author may have taken it away
    course = Course(
        slots, memory.form if is_open else None, memory.asked if is_open else None, heard, memory == BotMemory()
    )
    course.events.append({"event": "action", "name": "action_listen", "timestamp": None})
    return course


def result(course: Course, domain: Domain) -> BotTurn:
    """What the turn came to."""
    initial = _initial(domain)
    kept = {name: value for name, value in course.slots.items() if value != initial.get(name)}
    buttons = next((message.buttons for message in reversed(course.messages) if message.buttons), ())
    return BotTurn(
        messages=tuple(course.messages),
        memory=BotMemory(kept, course.form, course.asked, buttons),
        slots={name: course.slots.get(name) for name in sorted(course.touched)},
        knew=course.knew,
        hands_over=course.hands_over,
        form_left=course.form_left,
    )


def _initial(domain: Domain) -> Mapping[str, Any]:
    return {name: slot.initial for name, slot in domain.slots.items()}
