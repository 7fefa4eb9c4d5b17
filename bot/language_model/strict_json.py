"""Reads what a model wrote as one JSON object of the form that was asked for, or not at all."""

import json
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from bot.language_model.language_model_errors import AnswerUnusable

Schema = TypeVar("Schema", bound=Struct)


def read(text: str, form: type[Schema]) -> Schema:
    """Raises AnswerUnusable for prose, anything around the object, a second one, a name given twice, another form."""
    try:
        return msgspec.convert(json.loads(text, object_pairs_hook=_without_doubles), form)
    except (ValueError, RecursionError):
        raise AnswerUnusable("the language model did not answer in the form that it was asked for") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError
    return values
