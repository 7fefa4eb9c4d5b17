"""What one endpoint understands of the chat-completions protocol: they differ, and say so only when asked."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace


class ResponseFormat(StrEnum):
    """How an answer is held to its form; the reader trusts none of them."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    ASKED_FOR = "text"


class EndpointDialect(Struct, frozen=True):
    """What may stand in a request. The first is the most that there is."""

    form: ResponseFormat = ResponseFormat.SCHEMA
    #: Models that think first have another name for it.
    length: str = "max_tokens"
    temperature: bool = True
    logprobs: bool = True

    def options(self, schema: Mapping[str, Any], answer_tokens: int) -> dict[str, Any]:
        """The part of a request's body that endpoints differ in."""
        options: dict[str, Any] = {self.length: answer_tokens}
        if self.temperature:
            options["temperature"] = 0
        if self.logprobs:
            options["logprobs"] = True
        match self.form:
            case ResponseFormat.SCHEMA:
                named = {"name": "answer", "strict": True, "schema": schema}
                options["response_format"] = {"type": "json_schema", "json_schema": named}
            case ResponseFormat.OBJECT:
                options["response_format"] = {"type": "json_object"}
        return options

    def simpler(self, complaint: str) -> "EndpointDialect | None":
        """Without what an endpoint complains about by its name; None when it names nothing that can be left out."""
        return next(self._simpler(complaint.lower()), None)

    def _simpler(self, complaint: str) -> "Iterator[EndpointDialect]":
        if self.logprobs and "logprobs" in complaint:
            yield replace(self, logprobs=False)
        if self.length == "max_tokens" and "max_tokens" in complaint:
            yield replace(self, length="max_completion_tokens")
        if self.temperature and "temperature" in complaint:
            yield replace(self, temperature=False)
        if self.form is not ResponseFormat.ASKED_FOR and ("response_format" in complaint or "schema" in complaint):
            yield replace(
                self, form=ResponseFormat.OBJECT if self.form is ResponseFormat.SCHEMA else ResponseFormat.ASKED_FOR
            )
