"""Performs what a rule, a form or a flow asks for: responses, actions of the project, actions that Rasa has itself."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from bot.action_runtime.action_call import ActionCall, ActionDomain, ActionFailed, Actions
from bot.contract import TurnTaken
from bot.dialogue.dialogue_state import Course
from bot.dialogue.event_application import apply, leave_form, restart
from bot.dialogue.response_generator import Speaker, said_by_action, together
from bot.dialogue.rule_policy import RuleBook
from bot.dialogue.tracker import tracker
from bot.project.domain import Domain
from flows.protocol.bot_turns import BotMessage, BotTurnNeeded

#: Each is a text message that somebody pays for.
MOST_SAID: Final = 20
#: A fallback of Rasa's own: the flow has its own words for that.
_DO_NOT_KNOW: Final = {
    "action_default_fallback",
    "action_two_stage_fallback",
    "action_default_ask_affirmation",
    "action_default_ask_rephrase",
    "action_unlikely_intent",
}
#: They keep Rasa's own log in order; here there is none.
_WITHOUT_EFFECT: Final = {
    "action_listen",
    "action_session_start",
    "action_revert_fallback_events",
    "action_back",
    "action_extract_slots",
    "action_send_text",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """What every turn of a project has in common."""

    domain: Domain
    rules: RuleBook
    speaker: Speaker
    actions: Actions
    #: The domain as actions see it.
    told: ActionDomain
    #: The action for what no rule takes.
    fallback: str


class Performer:
    """Performs by name, within the time of one turn."""

    def __init__(self, stage: Stage, turn: TurnTaken, need: BotTurnNeeded, course: Course) -> None:
        self._stage = stage
        self._turn = turn
        self._need = need
        self._course = course
        self._until = asyncio.get_running_loop().time() + need.within.total_seconds()
        self._runs: Counter[str] = Counter()

    async def perform(self, name: str) -> None:
        """Anything but a form. Raises ActionFailed."""
        if name in self._stage.domain.actions or not self._is_known_here(name):
            await self.run(name)
        elif name in _DO_NOT_KNOW:
            self._course.knew = False
        elif name == "action_deactivate_loop":
            leave_form(self._course)
        elif name == "action_restart":
            restart(self._course, self._stage.domain)
        elif name not in _WITHOUT_EFFECT:
            self.say(name)

    def _is_known_here(self, name: str) -> bool:
        built_in = {*_DO_NOT_KNOW, *_WITHOUT_EFFECT, "action_deactivate_loop", "action_restart"}
        return name in built_in or self._stage.speaker.knows(name, self._course.heard.intent)

    def say(self, name: str) -> None:
        """A response of the domain."""
        self._course.say(self._worded(name, {}))

    def _worded(self, name: str, more: Mapping[str, Any]) -> BotMessage | None:
        """`more` fills blanks that no slot fills."""
        slots = {**self._course.slots, **more}
        return self._stage.speaker.say(name, slots, self._turn.key, self._course.heard.intent)

    async def run(self, name: str) -> tuple[dict[str, Any], ...]:
        """An action of the project. Its effects are in the course; gives its events too. Raises ActionFailed."""
        self._runs[name] += 1
        left = self._until - asyncio.get_running_loop().time()
        key = f"{self._turn.key}:{name}:{self._runs[name]}"
        seen = tracker(self._course, self._turn.conversation, key, self._need.language)
        try:
            result = await self._stage.actions.run(ActionCall(name, seen, self._stage.told, timedelta(seconds=left)))
        except ActionFailed as failed:
            if failed.done or self._runs.total() == 1:
                raise
            # What ran before it has been done.
            raise type(failed)(failed.problem, done=True) from None
        if len(result.responses) > MOST_SAID:
            raise ActionFailed(f"{name} said more than {MOST_SAID} things", done=True)
        for response in result.responses:
            self._respond(response)
        apply(result.events, self._course, self._stage.domain)
        return result.events

    def _respond(self, response: Mapping[str, Any]) -> None:
        """An action says something itself, or names a response, to which it may add."""
        own, name = said_by_action(response), response.get("response") or response.get("template")
        worded = self._worded(name, response) if isinstance(name, str) else None
        self._course.say(own if worded is None else together(worded, own))
