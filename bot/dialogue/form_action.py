"""Fills in a form: takes what a text says, has it validated, asks for what is missing."""

from collections.abc import Mapping
from typing import Any

from bot.action_runtime.action_call import ActionRejected
from bot.dialogue.action_dispatcher import ActionDispatcher
from bot.dialogue.dialogue_state import REQUESTED_SLOT, DialogueState
from bot.dialogue.slot_filling import initial_slot_values, slots_of_form
from bot.project.domain import Domain


class FormAction:
    """One form in one turn."""

    def __init__(self, name: str, domain: Domain, state: DialogueState, dispatcher: ActionDispatcher) -> None:
        self._name = name
        self._domain = domain
        self._state = state
        self._dispatcher = dispatcher
        self._required = domain.forms[name].required_slots

    async def begin(self) -> None:
        """Open it; what is known already is validated, and not asked for."""
        self._state.set_form(self._name)
        known = {name: self._state.slots.get(name) for name in self._required}
        said = initial_slot_values(self._domain, self._state.user_message, self._name)
        values = {name: value for name, value in (known | said).items() if value is not None}
        for name, value in values.items():
            self._state.set_slot(name, value)
        await self._go_on(await self._validated())

    async def take(self, said: Mapping[str, Any]) -> bool:
        """Validate the extracted values and ask for the next slot.

        False: the message filled no slot of this form, and nothing changed. `said`: slot → value.
        """
        events = await self._validated()
        is_answer = not said.keys().isdisjoint(slots_of_form(self._domain, self._name))
        if not is_answer and not any(_sets_slot(event) for event in events):
            return False
        await self._go_on(events)
        return True

    async def ask(self) -> None:
        """The question that is open, once more."""
        slot = self._state.asked
        for name in (f"ask_{self._name}_{slot}", f"ask_{slot}"):
            if f"action_{name}" in self._domain.actions:
                await self._dispatcher.run(f"action_{name}")
                return
            if f"utter_{name}" in self._domain.responses:
                self._dispatcher.say(f"utter_{name}")
                return

    async def _validated(self) -> tuple[dict[str, Any], ...]:
        """What the project's own validation makes of the slots that were just set, the last of the events."""
        if f"validate_{self._name}" not in self._domain.actions:
            return ()
        try:
            return await self._dispatcher.run(f"validate_{self._name}")
        except ActionRejected:
            return ()

    async def _go_on(self, validation: tuple[dict[str, Any], ...]) -> None:
        if self._state.form != self._name or self._state.hands_over:
            return
        wanted = [event.get("value") for event in validation if event.get("name") == REQUESTED_SLOT]
        missing = (name for name in self._required if self._state.slots.get(name) is None)
        slot = wanted[-1] if wanted else next(missing, None)
        self._state.set_slot(REQUESTED_SLOT, slot)
        if self._state.asked is None:
            self._state.set_form(None)
        else:
            await self.ask()


def _sets_slot(event: Mapping[str, Any]) -> bool:
    return event.get("event") == "slot" and event.get("name") != REQUESTED_SLOT
