"""The smallest things that may be written: flags, numbers, words, texts, times."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from flows.duration import parse_duration
from flows.loading.document import resolve


def resolved(value: Any) -> Any:
    return resolve(value) if isinstance(value, str) else value


def listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def by_language(value: Any) -> Any:
    return {"": value} if isinstance(value, str) else value


def named(key: str) -> BeforeValidator:
    """A bare word stands for the key that is nearly always the only one written."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def duration(value: Any) -> Any:
    if not isinstance(value, str) or (parsed := parse_duration(value)) is None:
        raise ValueError("must be a time like 30s, 15m, 12h or 3d")
    return parsed


def duration_or_off(value: Any) -> Any:
    return None if value == "off" else duration(value)


Flag = Annotated[bool, BeforeValidator(resolved)]
Number = Annotated[int | float, BeforeValidator(resolved)]
Count = Annotated[int, BeforeValidator(resolved), Field(ge=0, le=100)]
Value = Annotated[str | bool | int | float, BeforeValidator(resolved)]
Words = Annotated[list[str], BeforeValidator(listed), Field(min_length=1)]
#: One text, or one by language.
TextPart = Annotated[dict[str, str], BeforeValidator(by_language), Field(min_length=1)]
Duration = Annotated[timedelta, BeforeValidator(duration)]
DurationOrOff = Annotated[timedelta | None, BeforeValidator(duration_or_off)]


#: Where leaving it out means something else than `off`.
DurationOrForever = Annotated[
    timedelta | Literal["off"], BeforeValidator(lambda value: value if value == "off" else duration(value))
]


class Part(BaseModel):
    """A mapping of the language: only the keys named in its class can be written."""

    model_config = ConfigDict(extra="forbid", frozen=True)
