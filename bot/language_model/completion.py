"""What a chat-completions endpoint answers, as far as it is used here."""

import json
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from bot.bot_breaker import BotDown
from bot.contract import BotUnavailable

Schema = TypeVar("Schema", bound=Struct)


class AnswerUnusable(BotUnavailable):
    """The endpoint works, but this answer is worth nothing. A text may have been written to bring that about."""


class Token(Struct, frozen=True):
    """A part of the answer, and how likely it was: the natural logarithm of a probability."""

    token: str
    logprob: float


class _Message(Struct, frozen=True):
    content: str | None = None


class _Choice(Struct, frozen=True):
    message: _Message
    finish_reason: str | None = None
    #: Endpoints differ in these, and an answer is not worth less for it.
    logprobs: Any = None


class _Wire(Struct, frozen=True):
    choices: list[_Choice]
    usage: Any = None


class Completion(Struct, frozen=True):
    """What the model wrote, unread."""

    text: str
    #: Together the text; nothing where the endpoint does not tell.
    tokens: tuple[Token, ...] = ()


_DECODER: Final = msgspec.json.Decoder(_Wire)
#: Why an answer ends before its end.
_CUT: Final = {"length", "content_filter"}


class CompletionResponse(Struct, frozen=True):
    """A request's whole answer; `used` is in tokens, None where the endpoint does not tell."""

    completions: tuple[Completion, ...]
    is_whole: bool
    used: int | None

    def only(self) -> Completion:
        """The one completion that was asked for. Raises AnswerUnusable."""
        if not self.is_whole:
            raise AnswerUnusable("the language model's answer broke off")
        if len(self.completions) != 1:
            raise AnswerUnusable("the language model gave no answer, or several")
        return self.completions[0]


def read(raw: bytes) -> CompletionResponse:
    """Raises BotDown for what is no chat completion."""
    try:
        wire = _DECODER.decode(raw)
    except (ValueError, RecursionError):
        raise BotDown("what answers is no language model: check PARLEY_LLM_URL") from None
    completions = tuple(_completion(choice) for choice in wire.choices if choice.message.content)
    is_whole = not any(choice.finish_reason in _CUT for choice in wire.choices)
    used = wire.usage.get("total_tokens") if isinstance(wire.usage, dict) else None
    return CompletionResponse(completions, is_whole, used if isinstance(used, int) and used >= 0 else None)


def _completion(choice: _Choice) -> Completion:
    text = choice.message.content or ""
    tokens = _tokens(choice.logprobs)
    # Some endpoints tell of other tokens than those of the answer: of what was thought before it.
    return Completion(text, tokens if "".join(token.token for token in tokens) == text else ())


def _tokens(logprobs: Any) -> tuple[Token, ...]:
    try:
        return msgspec.convert(logprobs["content"], tuple[Token, ...])
    except (TypeError, KeyError, ValueError):
        return ()


def strict_json(text: str, form: type[Schema]) -> Schema:
    """One JSON object of the form that was asked for, or nothing.

    Raises AnswerUnusable for prose, anything around the object, a second one, a name given twice, another form.
    """
    try:
        return msgspec.convert(json.loads(text, object_pairs_hook=_without_doubles), form)
    except (ValueError, RecursionError):
        raise AnswerUnusable("the language model did not answer in the form that it was asked for") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError
    return values
