"""Typed answers: the keys of an `answer:`."""

from typing import Annotated, Literal

from pydantic import Field

from flows.compiler.grammar.scalar_parts import Duration, Flag, Part, TextPart, Words, named

AnswerKind = Literal[
    "text", "choice", "number", "money", "date", "time", "phone", "email", "postcode", "yes/no", "media", "location"
]


class ChoicePart(Part):
    """One of the choices. Written short as its label."""

    label: TextPart = Field(description="What the customer reads.")
    value: str | None = Field(default=None, description="What is saved; the label when left out.")
    hear: Words = Field(default_factory=list, description="Other words for it.")


class AnswerPart(Part):
    """What the customer must answer, and under which name it is saved."""

    type: AnswerKind = Field(description="The kind of answer.")
    save: str | None = Field(default=None, description="The name under which it is saved.")
    retry: TextPart | None = Field(default=None, description="What to say when the text is no such answer.")
    choices: list[Annotated[ChoicePart, named("label")]] | None = Field(
        default=None, description="The choices, for a choice."
    )
    among: str | None = Field(default=None, description="The saved list that the answer must be in.")
    listed: Flag | None = Field(
        default=None, alias="list", description="Whether what can be chosen is listed below the question."
    )
    least: str | None = Field(default=None, alias="from", description="The least number, date or time that is taken.")
    most: str | None = Field(default=None, alias="to", description="The greatest number, date or time that is taken.")
    within: Duration | None = Field(default=None, description="How far ahead a date may be.")
    pattern: str | None = Field(default=None, description="The pattern of a text or a postcode, in RE2's syntax.")
    country: str | None = Field(default=None, description="The country of phone numbers and postcodes, like US.")
    currency: str | None = Field(default=None, description="The currency that is meant when none is named, like USD.")
    media: Literal["image", "video", "audio", "document"] | None = Field(
        default=None, alias="kind", description="The kind of media that is taken."
    )
