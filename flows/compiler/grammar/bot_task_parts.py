"""What the bot does in a state: forms, and answers of its own."""

from datetime import timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from flows.compiler.grammar.scalar_parts import Duration, Flag, Part, Value, named
from flows.compiler.grammar.transition_parts import TransitionPart

#: As long as a call may take, unless written.
DEFAULT_TIME: Final = timedelta(seconds=5)


class FormPart(Part):
    """A form of the bot, which asks and takes each text until it is filled in. Written short as its name."""

    name: str = Field(description="The form.")
    arguments: dict[str, Value] = Field(default_factory=dict, alias="with", description="Slots to set before.")
    save: dict[str, str] = Field(default_factory=dict, description="Its slots to keep, and under which names.")
    within: Duration = Field(default=DEFAULT_TIME, description="How long each of its turns may take; at most 30s.")
    left: Annotated[TransitionPart, named("go_to")] | None = Field(
        default=None, description="What to do when the bot leaves it unfinished. Written short as a state."
    )
    failed: Annotated[TransitionPart, named("go_to")] | None = Field(
        default=None, description="What to do when the bot fails. Written short as a state."
    )


def _as_answering(value: Any) -> Any:
    if isinstance(value, str) and value != "answers":
        raise ValueError('must be "answers", or have keys below it')
    return {"answers": True} if value == "answers" else value


class BotPart(Part):
    """The bot answers what nothing else in the state takes. Written short as `answers`."""

    answers: Flag = Field(default=True, description="Whether it does.")
    save: dict[str, str] = Field(default_factory=dict, description="Slots to keep, and under which names.")
    within: Duration = Field(default=DEFAULT_TIME, description="How long its answer may take; at most 30s.")
    failed: Annotated[TransitionPart, named("go_to")] | None = Field(
        default=None, description="What to do when it fails. Written short as a state."
    )


Answering = Annotated[BotPart, BeforeValidator(_as_answering, json_schema_input_type=BotPart | Literal["answers"])]
