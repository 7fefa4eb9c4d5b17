"""The embedded bot's own turns: rules, responses, forms and actions of a Rasa project."""

from typing import Final

from msgspec import structs

from bot.action_runtime.action_call import ActionDomain, ActionRejected, ActionRuntime
from bot.contract import TurnIdentity
from bot.dialogue.action_dispatcher import ActionDispatcher, DialogueContext
from bot.dialogue.dialogue_state import DialogueState, dialogue_state_of, turn_result
from bot.dialogue.form_action import FormAction
from bot.dialogue.response_generator import ResponseGenerator
from bot.dialogue.rule_policy import ACTION_LISTEN, RulePolicy
from bot.dialogue.slot_filling import slot_values
from bot.dialogue.tracker import CHANNEL, user_event
from bot.dialogue.user_message import NO_MESSAGE, user_message_of
from bot.project.domain import MappingType, Slot
from bot.project.project import Project
from flows.protocol.bot_turns import BeginForm, BotMemory, BotTurn, BotTurnNeeded, Converse, RunAction
from flows.protocol.needs import Understood

#: As with Rasa: rules that ask for each other would never end.
MAX_ACTIONS: Final = 10


class Dialogue:
    """Pure but for the actions that it runs: what it must remember comes and goes with each turn."""

    def __init__(self, project: Project, actions: ActionRuntime) -> None:
        self._project = project
        self._context = DialogueContext(
            project.domain,
            RulePolicy(project.rules),
            ResponseGenerator(project.domain, CHANNEL),
            actions,
            ActionDomain.of(project.domain.as_dict),
            project.config.fallback_action,
        )

    def asked_entity(self, memory: BotMemory) -> str | None:
        """The entity that answers the question of the open form."""
        slot = self._project.domain.slots.get(memory.asked or "", Slot("any"))
        return next((mapping.entity for mapping in slot.mappings if mapping.entity), None)

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded, understood: Understood | None) -> BotTurn:
        """Run an action, go on with a form, or answer what was understood. Raises ActionFailed.

        A text that is no answer to an open form, and that no rule takes: `knew` is False, and the question is asked
        again in `messages`.
        """
        self._context.actions.warm_up()
        deed = need.deed
        user_message = (
            user_message_of(deed, understood, self._project.config) if isinstance(deed, Converse) else NO_MESSAGE
        )
        state = dialogue_state_of(need.memory, self._project.domain, user_message, need.language)
        taken = _DialogueTurn(self._context, state, ActionDispatcher(self._context, turn, need, state))
        match deed:
            case RunAction(name=name):
                await taken.run(name)
            case BeginForm(name=name):
                await taken.begin_form(name)
            case Converse():
                await taken.converse()
        is_first_look = isinstance(deed, Converse) and deed.understood is None
        return structs.replace(
            turn_result(state, self._project.domain), understood=understood if is_first_look else None
        )

    async def close(self) -> None:
        """End the processes of the actions."""
        await self._context.actions.close()


class _DialogueTurn:
    def __init__(self, context: DialogueContext, state: DialogueState, dispatcher: ActionDispatcher) -> None:
        self._context = context
        self._domain = context.domain
        self._state = state
        self._dispatcher = dispatcher
        self._before = state.moment("")
        self._left = MAX_ACTIONS
        #: The form whose question has been asked, or need not be.
        self._form_done = False

    async def run(self, name: str) -> None:
        """One action, and those that it asks for itself."""
        self._state.followup = name
        await self._follow(by_rules=False)

    async def begin_form(self, name: str) -> None:
        """A form, and what the rules say comes after it, if all is known already. One left open begins anew."""
        self._state.set_form(None)
        self._state.followup = name
        await self._follow()

    async def converse(self) -> None:
        """A text goes to the form that is open; what that does not take goes to the rules."""
        state, form = self._state, self._state.form
        state.events.append(user_event(state.user_message))
        # Written for this form and what the text means, a rule knows better than a slot that takes any text.
        is_taken = form is not None and self._context.rules.takes_in_form(form, state.user_message)
        said = slot_values(self._domain, state.user_message, form, state.asked, takes_text=not is_taken)
        for name, value in said.items():
            state.set_slot(name, value)
        await self._run_mapped_actions()
        state.note(state.user_message)
        if form is not None and not self._is_ignored(form):
            self._form_done = await self._form(form).take(said)
            if self._form_done:
                state.did(form)
        if not await self._follow() and not self._form_done:
            await self._fall_back()
        if state.form is not None and state.form == form and not self._form_done and not state.hands_over:
            await self._form(form).ask()

    async def _run_mapped_actions(self) -> None:
        """Slots that a project fills and checks by code of its own."""
        mappings = [mapping for slot in self._domain.slots.values() for mapping in slot.mappings]
        custom = [each.action for each in mappings if each.type is MappingType.CUSTOM and each.action]
        for name in dict.fromkeys([*custom, "action_validate_slot_mappings"]):
            if name in self._domain.actions:
                await self._dispatcher.run(name)

    def _is_ignored(self, form: str) -> bool:
        ignored = self._domain.forms[form].ignored_intents
        return self._state.user_message.intent in ignored or self._state.user_message.kind in ignored

    async def _follow(self, *, by_rules: bool = True) -> bool:
        """Whether anything said what to do."""
        is_taken = False
        while self._left and not self._state.hands_over:
            name = self._state.followup or (self._next() if by_rules else None)
            self._state.followup = None
            is_taken = is_taken or name is not None
            if name is None or name == ACTION_LISTEN:
                break
            self._left -= 1
            try:
                await self._perform(name)
            except ActionRejected:
                if by_rules:
                    return False
                raise
        return is_taken

    def _next(self) -> str | None:
        state = self._state
        return self._context.rules.next_action(self._before, state.dialogue_events, is_new=state.is_new)

    async def _perform(self, name: str) -> None:
        if name not in self._domain.forms:
            await self._dispatcher.perform(name)
        elif self._state.form == name:
            await self._form(name).ask()
            self._form_done = True
        else:
            await self._form(name).begin()
            self._form_done = True
        self._state.did(name)

    async def _fall_back(self) -> None:
        """The project's own action for what no rule takes, if it names one; else the flow says what it says."""
        action = self._context.fallback
        if action in self._domain.actions:
            try:
                await self._dispatcher.run(action)
            except ActionRejected:
                self._state.knew = False
        else:
            self._state.knew = False

    def _form(self, name: str) -> FormAction:
        return FormAction(name, self._domain, self._state, self._dispatcher)
