"""Runs an action by name: a response, one of the project's, or one of Rasa's default actions."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from bot.action_runtime.action_call import ActionCall, ActionDomain, ActionFailed, ActionRuntime
from bot.contract import TurnIdentity
from bot.dialogue.dialogue_state import DialogueState
from bot.dialogue.event_application import apply_events, leave_form, restart
from bot.dialogue.response_generator import ResponseGenerator, action_message, merged_message
from bot.dialogue.rule_policy import RulePolicy
from bot.dialogue.tracker import tracker
from bot.project.domain import Domain
from flows.protocol.bot_turns import BotMessage, BotTurnNeeded

#: Each is a text message that somebody pays for.
MAX_RESPONSES: Final = 20
#: A fallback of Rasa's own: the flow has its own words for that.
_FALLBACK_ACTIONS: Final = {
    "action_default_fallback",
    "action_two_stage_fallback",
    "action_default_ask_affirmation",
    "action_default_ask_rephrase",
    "action_unlikely_intent",
}
#: They keep Rasa's own log in order; here there is none.
_NO_EFFECT_ACTIONS: Final = {
    "action_listen",
    "action_session_start",
    "action_revert_fallback_events",
    "action_back",
    "action_extract_slots",
    "action_send_text",
}


@dataclass(frozen=True, slots=True)
class DialogueContext:
    """What every turn of a project has in common."""

    domain: Domain
    rules: RulePolicy
    responses: ResponseGenerator
    actions: ActionRuntime
    #: The domain as actions see it.
    told: ActionDomain
    #: The action for what no rule takes.
    fallback: str


class ActionDispatcher:
    """Runs actions by name, within the time of one turn."""

    def __init__(self, context: DialogueContext, turn: TurnIdentity, need: BotTurnNeeded, state: DialogueState) -> None:
        self._context = context
        self._turn = turn
        self._need = need
        self._state = state
        self._until = asyncio.get_running_loop().time() + need.within.total_seconds()
        self._runs: Counter[str] = Counter()

    async def perform(self, name: str) -> None:
        """Anything but a form. Raises ActionFailed."""
        if name in self._context.domain.actions or not self._is_known_here(name):
            await self.run(name)
        elif name in _FALLBACK_ACTIONS:
            self._state.knew = False
        elif name == "action_deactivate_loop":
            leave_form(self._state)
        elif name == "action_restart":
            restart(self._state, self._context.domain)
        elif name not in _NO_EFFECT_ACTIONS:
            self.say(name)

    def _is_known_here(self, name: str) -> bool:
        built_in = {*_FALLBACK_ACTIONS, *_NO_EFFECT_ACTIONS, "action_deactivate_loop", "action_restart"}
        return name in built_in or self._context.responses.knows(name, self._state.user_message.intent)

    def say(self, name: str) -> None:
        """A response of the domain."""
        self._state.say(self._worded(name, {}))

    def _worded(self, name: str, more: Mapping[str, Any]) -> BotMessage | None:
        """`more` fills blanks that no slot fills."""
        slots = {**self._state.slots, **more}
        return self._context.responses.say(name, slots, self._turn.key, self._state.user_message.intent)

    async def run(self, name: str) -> tuple[dict[str, Any], ...]:
        """An action of the project. Its effects are applied to the state; gives its events too. Raises ActionFailed."""
        self._runs[name] += 1
        left = self._until - asyncio.get_running_loop().time()
        key = f"{self._turn.key}:{name}:{self._runs[name]}"
        seen = tracker(self._state, self._turn.conversation, key, self._need.language)
        try:
            result = await self._context.actions.run(
                ActionCall(name, seen, self._context.told, timedelta(seconds=left))
            )
        except ActionFailed as failed:
            if failed.done or self._runs.total() == 1:
                raise
            # What ran before it has been done.
            raise type(failed)(failed.problem, done=True) from None
        if len(result.responses) > MAX_RESPONSES:
            raise ActionFailed(f"{name} said more than {MAX_RESPONSES} things", done=True)
        for response in result.responses:
            self._respond(response)
        apply_events(result.events, self._state, self._context.domain)
        return result.events

    def _respond(self, response: Mapping[str, Any]) -> None:
        """An action says something itself, or names a response, to which it may add."""
        own, name = action_message(response), response.get("response") or response.get("template")
        worded = self._worded(name, response) if isinstance(name, str) else None
        self._state.say(own if worded is None else merged_message(worded, own))
