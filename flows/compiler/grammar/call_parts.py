"""What a state has done elsewhere: calls of business systems, and other flows."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field

from flows.compiler.grammar.scalar_parts import Duration, Part, ShortForm, Value, named
from flows.compiler.grammar.transition_parts import TransitionPart


class CallPart(Part):
    """A call of a business system, by one of get, post, put, patch and delete; or of an action of the bot."""

    get: str | None = Field(default=None, description="An address to ask; asking changes nothing there.")
    post: str | None = Field(default=None, description="An address to send something to.")
    put: str | None = Field(default=None, description="An address to put something at.")
    patch: str | None = Field(default=None, description="An address of something to change.")
    delete: str | None = Field(default=None, description="An address of something to delete.")
    action: str | None = Field(default=None, description="An action of the bot to run.")
    arguments: dict[str, Value] = Field(
        default_factory=dict, alias="with", description="Slots to set before the action."
    )
    headers: dict[str, str] = Field(default_factory=dict, description="Headers to send along.")
    body: Any = Field(default=None, description="What to send, as JSON.")
    within: Duration = Field(default=timedelta(seconds=5), description="How long to wait for the answer; at most 30s.")
    save: str | None = Field(
        default=None, description="The name under which the answer is saved, or the slots that the action sets."
    )
    failed: Annotated[TransitionPart, named("go_to")] | None = Field(
        default=None, description="What to do when there is no good answer in time. Written short as a state."
    )


def _as_results(value: Any) -> Any:
    return {"": value} if isinstance(value, str) else value


class RunPart(Part):
    """Another flow to go through, and come back. Written short as its name."""

    flow: str = Field(description="The flow.")
    arguments: dict[str, Value] = Field(default_factory=dict, alias="with", description="What it is given, by name.")
    save: Annotated[dict[str, str], ShortForm(_as_results)] = Field(
        default_factory=dict,
        description="Its results to keep, and under which names. Written short where it gives one.",
    )
