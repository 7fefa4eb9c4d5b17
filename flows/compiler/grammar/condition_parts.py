"""Conditions: the keys of an `if:`."""

from typing import Literal

from pydantic import Field

from flows.compiler.grammar.scalar_parts import Part, Value, Words
from flows.protocol.events import Channel


class ConditionPart(Part):
    """A condition; several keys must all hold."""

    open: str | None = Field(default=None, description="Hours that must be open now.")
    closed: str | None = Field(default=None, description="Hours that must be closed now.")
    day: str | None = Field(default=None, alias="on", description="The saved date on which the hours are asked.")
    moment: str | None = Field(default=None, alias="at", description="The saved time at which the hours are asked.")
    equals: dict[str, Value] | None = Field(default=None, description="Names and the values they must have.")
    less: dict[str, str] | None = Field(
        default=None, description="Names, and the number, date or time that each must be less than."
    )
    greater: dict[str, str] | None = Field(
        default=None, description="Names, and the number, date or time that each must be greater than."
    )
    contains: dict[str, Words] | None = Field(default=None, description="Names and words that must be in them.")
    known: Words | None = Field(default=None, description="Names that must have a value.")
    consented: Literal["promotional", "transactional", "authentication"] | None = Field(
        default=None, description="What the customer has agreed to be texted for."
    )
    channel: Channel | None = Field(default=None, description="How the customer texts: sms or whatsapp.")
    language: str | None = Field(default=None, description="The customer's language.")
    every: list["ConditionPart"] | None = Field(default=None, alias="all", description="Conditions that must all hold.")
    some: list["ConditionPart"] | None = Field(default=None, alias="any", description="Of these, one must hold.")
    negated: "ConditionPart | None" = Field(default=None, alias="not", description="A condition that must not hold.")
