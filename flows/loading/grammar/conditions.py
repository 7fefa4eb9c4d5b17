"""Conditions: the keys of an `if:`."""

from pydantic import Field

from flows.events import Channel
from flows.loading.grammar.scalars import Number, Part, Value, Words


class ConditionPart(Part):
    """A condition; several keys must all hold."""

    open: str | None = Field(default=None, description="Hours that must be open now.")
    closed: str | None = Field(default=None, description="Hours that must be closed now.")
    equals: dict[str, Value] | None = Field(default=None, description="Names and the values they must have.")
    less: dict[str, Number] | None = Field(default=None, description="Names and the numbers they must be less than.")
    contains: dict[str, Words] | None = Field(default=None, description="Names and words that must be in them.")
    known: Words | None = Field(default=None, description="Names that must have a value.")
    channel: Channel | None = Field(default=None, description="How the customer texts: sms or whatsapp.")
    language: str | None = Field(default=None, description="The customer's language.")
    every: list["ConditionPart"] | None = Field(default=None, alias="all", description="Conditions that must all hold.")
    some: list["ConditionPart"] | None = Field(default=None, alias="any", description="Of these, one must hold.")
    negated: "ConditionPart | None" = Field(default=None, alias="not", description="A condition that must not hold.")
