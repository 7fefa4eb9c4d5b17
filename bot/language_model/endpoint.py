"""Asks an OpenAI-compatible endpoint in the words it knows, within the time, the budget and the endpoint's pauses."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct

from bot.bot_breaker import BotBreaker, BotDown
from bot.language_model.chat_completions import ChatCompletions, EndpointNotReached, NotUnderstood
from bot.language_model.completion import Completion, read
from bot.language_model.endpoint_dialect import EndpointDialect
from bot.language_model.language_model_settings import LanguageModelSettings
from bot.language_model.token_budget import TokenBudget

#: Before a refused connection is tried once more.
RETRY_PAUSE_SECONDS: Final = 0.2
#: Of English; fewer in other scripts, which the endpoint's own count puts right.
_BYTES_PER_TOKEN: Final = 3


class Prompt(Struct, frozen=True):
    """What is asked: the instruction is ours and the author's, the message holds what a customer wrote."""

    instruction: str
    message: str
    #: JSON Schema of the answer.
    schema: Mapping[str, Any]


class ChatEndpoint:
    """`ask` changes nothing anywhere, so the same may be asked again at any time, at its price."""

    def __init__(self, settings: LanguageModelSettings, clock: Callable[[], datetime], budget: TokenBudget) -> None:
        self._settings = settings
        self._budget = budget
        self._breaker = BotBreaker(clock)
        self._chat_completions = ChatCompletions(settings.url, settings.key, clock)
        self._dialect = EndpointDialect()

    async def ask(self, prompt: Prompt, within: timedelta) -> Completion:
        """What the model writes. Raises BotUnavailable."""
        with self._breaker.call():
            try:
                async with asyncio.timeout(within.total_seconds()):
                    return await self._in_its_dialect(prompt)
            except TimeoutError:
                raise BotDown(f"no answer within {within.total_seconds():.2g} s") from None

    async def _in_its_dialect(self, prompt: Prompt) -> Completion:
        dialect = self._dialect
        while True:
            try:
                completion = await self._twice_if_refused(prompt, dialect)
            except NotUnderstood as not_understood:
                simpler = dialect.simpler(not_understood.complaint)
                if simpler is None:
                    raise not_understood.otherwise from None
                dialect = simpler
            else:
                self._dialect = dialect
                return completion

    async def _twice_if_refused(self, prompt: Prompt, dialect: EndpointDialect) -> Completion:
        try:
            return await self._request(prompt, dialect)
        except EndpointNotReached:
            await asyncio.sleep(RETRY_PAUSE_SECONDS)
        try:
            return await self._request(prompt, dialect)
        except EndpointNotReached:
            raise BotDown("the language model cannot be reached: check PARLEY_LLM_URL") from None

    async def _request(self, prompt: Prompt, dialect: EndpointDialect) -> Completion:
        body = self._body(prompt, dialect)
        reservation = self._budget.take(len(body) // _BYTES_PER_TOKEN + self._settings.answer_tokens)
        try:
            answered = read(await self._chat_completions.post(body))
        except (EndpointNotReached, NotUnderstood):
            self._budget.correct(reservation, 0)  # nobody thought about it
            raise
        if answered.used is not None:
            self._budget.correct(reservation, answered.used)
        return answered.only()

    def _body(self, prompt: Prompt, dialect: EndpointDialect) -> bytes:
        messages = [
            {"role": "system", "content": prompt.instruction},
            {"role": "user", "content": prompt.message},
        ]
        options = dialect.options(prompt.schema, self._settings.answer_tokens)
        return msgspec.json.encode({"model": self._settings.model, "messages": messages, **options})

    async def close(self) -> None:
        """Let go of the connections."""
        await self._chat_completions.close()
