"""What a rule hears: the items of a `hear:`."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from flows.compiler.grammar.scalar_parts import Part, listed, named


class HearPart(Part):
    """One thing to hear. Written short as a word or a phrase."""

    word: str | None = Field(default=None, description="A word or a phrase that must be in the text.")
    prefix: str | None = Field(default=None, description="How a word in the text must begin.")
    fuzzy: str | None = Field(default=None, description="A word of five letters or more; one mistake is overlooked.")
    number: str | None = Field(default=None, description="A number, a range like 1-10, or any.")
    pattern: str | None = Field(default=None, description="A pattern in RE2's syntax; its named groups are saved.")


_Item = Annotated[HearPart, named("word")]
Hearing = Annotated[
    list[_Item], BeforeValidator(listed, json_schema_input_type=_Item | list[_Item]), Field(min_length=1)
]
