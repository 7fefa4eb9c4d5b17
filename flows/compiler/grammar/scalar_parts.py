"""The smallest things that may be written: flags, numbers, words, texts, times."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from flows.source.document import Plain, resolve
from flows.types.duration import parse_duration

_NO_TIME: Final = "must be a time like 30s, 15m, 12h or 3d"


def resolved(value: Any) -> Any:
    """The value of a scalar by YAML 1.2's core schema."""
    return resolve(value) if isinstance(value, str) else value


def flag(value: Any) -> Any:
    """A variable is text, even if it says true."""
    return resolve(Plain(value)) if isinstance(value, str) else value


def listed(value: Any) -> Any:
    """One thing alone is a list of one."""
    return value if isinstance(value, list) else [value]


def by_language(value: Any) -> Any:
    """A text alone is that of the file's language, under the empty name."""
    return {"": value} if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class ShortForm(BeforeValidator):
    """A mapping in whose place a text may stand."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(schema)]}


def named(key: str) -> ShortForm:
    """A bare word stands for the key that is nearly always the only one written."""
    return ShortForm(lambda value: {key: value} if isinstance(value, str) else value)


def nothing_is_empty(value: Any) -> Any:
    """`key:` with nothing behind it is an empty mapping."""
    return {} if value is None else value


def duration(value: Any) -> Any:
    """`30s`, `15m`, `12h`, `3d` as a timedelta. Raises ValueError for anything else."""
    if not isinstance(value, str) or (parsed := parse_duration(value)) is None:
        raise ValueError(_NO_TIME)
    return parsed


def duration_or_off(value: Any) -> Any:
    """The same; None for `off`."""
    return None if value == "off" else _duration_unless_off(value)


def _duration_unless_off(value: Any) -> Any:
    try:
        return value if value == "off" else duration(value)
    except ValueError as error:
        raise ValueError(f"{error}, or off") from None


Flag = Annotated[bool, Field(strict=True), BeforeValidator(flag)]
Number = Annotated[int | float, BeforeValidator(resolved)]
Count = Annotated[int, Field(ge=0, le=100), BeforeValidator(resolved)]
Value = Annotated[str | bool | int | float, BeforeValidator(resolved)]
_OneOrMore = Annotated[list[str], Field(min_length=1)]
Words = Annotated[_OneOrMore, BeforeValidator(listed, json_schema_input_type=str | _OneOrMore)]
#: One text, or one by language.
TextPart = Annotated[dict[str, str], Field(min_length=1), ShortForm(by_language)]

#: How times look in an editor's eyes; `duration` is what judges them.
_Time = Annotated[
    str,
    Field(
        pattern=r"^\s*([0-9]+\s*[smhdw]\s*)+$|\$\{",
        json_schema_extra={"patternErrorMessage": f"This {_NO_TIME}."},
    ),
]
_TimeOrOff = Annotated[
    str,
    Field(
        pattern=r"^\s*([0-9]+\s*[smhdw]\s*)+$|^off$|\$\{",
        json_schema_extra={"patternErrorMessage": f"This {_NO_TIME}, or off."},
    ),
]
Duration = Annotated[timedelta, BeforeValidator(duration, json_schema_input_type=_Time)]
DurationOrOff = Annotated[timedelta | None, BeforeValidator(duration_or_off, json_schema_input_type=_TimeOrOff)]


#: Where leaving it out means something else than `off`.
DurationOrForever = Annotated[
    timedelta | Literal["off"],
    BeforeValidator(_duration_unless_off, json_schema_input_type=_TimeOrOff),
]


class Part(BaseModel):
    """A mapping of the language: only the keys named in its class can be written."""

    model_config = ConfigDict(extra="forbid", frozen=True)
