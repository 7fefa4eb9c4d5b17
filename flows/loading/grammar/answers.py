"""Typed answers: the keys of an `answer:`."""

from typing import Annotated, Literal

from pydantic import Field

from flows.loading.grammar.scalars import Flag, Number, Part, TextPart, Words, named


class ChoicePart(Part):
    """One of the choices. Written short as its label."""

    label: TextPart = Field(description="What the customer reads.")
    value: str | None = Field(default=None, description="What is saved; the label when left out.")
    hear: Words = Field(default_factory=list, description="Other words for it.")


class AnswerPart(Part):
    """What the customer must answer, and under which name it is saved."""

    type: Literal["text", "choice", "number", "yes/no"] = Field(description="The kind of answer.")
    save: str | None = Field(default=None, description="The name under which it is saved.")
    retry: TextPart | None = Field(default=None, description="What to say when the text is no such answer.")
    choices: list[Annotated[ChoicePart, named("label")]] | None = Field(
        default=None, description="The choices, for a choice."
    )
    listed: Flag = Field(default=True, alias="list", description="Whether the choices are listed below the question.")
    least: Number | None = Field(default=None, alias="from", description="The least number that is taken.")
    most: Number | None = Field(default=None, alias="to", description="The greatest number that is taken.")
