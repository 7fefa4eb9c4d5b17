"""The bot that is a language model: understands among given intents, drafts from given texts, does nothing else."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from bot.contract import BotUnavailable, TurnIdentity
from bot.language_model import draft_prompt, intent_prompt
from bot.language_model.endpoint import ChatEndpoint
from bot.language_model.example_intents import entities_of, intents_of
from bot.language_model.language_model_settings import LanguageModelSettings
from bot.language_model.masking import Masking
from bot.language_model.token_budget import TokenBudget
from bot.training_data import TrainingData
from flows.protocol.bot_turns import BotMessage, BotTurn, BotTurnNeeded, Converse
from flows.protocol.needs import UnderstandingNeeded, Understood


class LanguageModelBot:
    """A `Bot` behind an OpenAI-compatible endpoint. It is asked only, so that no turn of it was ever half done."""

    def __init__(
        self,
        settings: LanguageModelSettings,
        training_data: TrainingData | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`training_data`: of the project beside it, whose intents are chosen among too, each with a few examples."""
        self._budget = TokenBudget(settings.limits, clock)
        self._endpoint = ChatEndpoint(settings, clock, self._budget)
        self._intents = intents_of(training_data or TrainingData())
        self._entities = entities_of(training_data or TrainingData())

    async def understand(self, need: UnderstandingNeeded) -> Understood:
        """Nothing is asked where nothing is said, or there is nothing to choose among. Raises BotUnavailable."""
        intents = self._choices(need)
        if not intents or not need.text.strip():
            return Understood(out_of_scope=True)
        entities = list(dict.fromkeys([*need.entities, *self._entities]))
        masking = Masking([need.text, *need.sees.values()])
        prompt = intent_prompt.prompt(need, masking, intents, entities)
        completion = await self._endpoint.ask(prompt, need.within)
        return intent_prompt.parse_answer(completion, need, masking, list(intents), entities)

    def _choices(self, need: UnderstandingNeeded) -> Mapping[str, Sequence[str]]:
        """Those that the flow waits for first."""
        return {**{name: self._intents.get(name, ()) for name in need.expected}, **self._intents}

    async def take_turn(self, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        """Draft an answer, where the author gives texts to answer from. Raises BotUnavailable."""
        match need.deed:
            case Converse(text=text, payload=None) if text.strip() and need.texts:
                return await self._draft(text, turn, need)
            case Converse():
                return BotTurn(memory=need.memory, knew=False)
            case _:
                raise BotUnavailable("a language model runs no actions")

    async def _draft(self, text: str, turn: TurnIdentity, need: BotTurnNeeded) -> BotTurn:
        self._budget.take_draft(turn.conversation)
        masking = Masking([text, *need.sees.values()])
        completion = await self._endpoint.ask(draft_prompt.prompt(text, need, masking), need.within)
        draft = draft_prompt.grounded_draft(completion, need, masking)
        if draft is None:
            return BotTurn(memory=need.memory, knew=False)
        return BotTurn((BotMessage(draft),), memory=need.memory, draft=True)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._endpoint.close()
