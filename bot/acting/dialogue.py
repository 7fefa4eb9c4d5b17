"""The embedded bot's own turns: rules, responses, forms and actions of a Rasa project."""

from bot.acting.actions import Actions
from bot.contract import TurnTaken
from bot.project.project import Project
from flows.bot_turns import BotTurn, BotTurnNeeded
from flows.needs import Understood


class Dialogue:
    """Pure but for the actions that it runs: what it must remember comes and goes with each turn."""

    def __init__(self, project: Project, actions: Actions) -> None:
        self._project = project
        self._actions = actions

    async def take_turn(self, turn: TurnTaken, need: BotTurnNeeded, understood: Understood | None) -> BotTurn:
        """Run an action, go on with a form, or answer what was understood. Raises ActionFailed."""
        raise NotImplementedError
