"""What a chat-completions endpoint answers, as far as it is used here."""

from typing import Final

import msgspec
from msgspec import Struct

from bot.breaker import BotDown
from bot.language_model.errors import AnswerUnusable


class Token(Struct, frozen=True):
    """A part of the answer, and how likely it was: the natural logarithm of a probability."""

    token: str
    logprob: float


class _Logprobs(Struct, frozen=True):
    content: list[Token] | None = None


class _Message(Struct, frozen=True):
    content: str | None = None


class _Choice(Struct, frozen=True):
    message: _Message
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Usage(Struct, frozen=True):
    total_tokens: int


class _Wire(Struct, frozen=True):
    choices: list[_Choice]
    usage: _Usage | None = None


class Completion(Struct, frozen=True):
    """What the model wrote, unread."""

    text: str
    #: Together the text; nothing where the endpoint does not tell.
    tokens: tuple[Token, ...] = ()


_DECODER: Final = msgspec.json.Decoder(_Wire)


class Answered(Struct, frozen=True):
    """A request's whole answer; `used` is in tokens, None where the endpoint does not tell."""

    completions: tuple[Completion, ...]
    is_whole: bool
    used: int | None

    def only(self) -> Completion:
        """The one completion that was asked for. Raises AnswerUnusable."""
        if len(self.completions) != 1:
            raise AnswerUnusable("the language model gave no answer, or several")
        if not self.is_whole:
            raise AnswerUnusable("the language model's answer broke off")
        return self.completions[0]


def read(raw: bytes) -> Answered:
    """Raises BotDown for what is no chat completion."""
    try:
        wire = _DECODER.decode(raw)
    except (ValueError, RecursionError):
        raise BotDown("what answers is no language model: check PARLEY_LLM_URL") from None
    completions = tuple(_completion(choice) for choice in wire.choices if choice.message.content)
    is_whole = all(choice.finish_reason in {None, "stop"} for choice in wire.choices)
    used = None if wire.usage is None else max(0, wire.usage.total_tokens)
    return Answered(completions, is_whole, used)


def _completion(choice: _Choice) -> Completion:
    text = choice.message.content or ""
    tokens = (choice.logprobs.content if choice.logprobs else None) or []
    # Some endpoints tell of other tokens than those of the answer: of what was thought before it.
    return Completion(text, tuple(tokens) if "".join(token.token for token in tokens) == text else ())
