"""Answers that are the customer's own words."""

from dataclasses import dataclass

from flows.matching.pattern import Pattern
from flows.matching.utterance import Utterance
from flows.model.situation import Situation
from flows.text.template import MAX_TEXT_LENGTH


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """Any text that says something."""

    retry: str = "retry"
    accepts: tuple[str, ...] = ("any text",)

    def read(self, utterance: Utterance, _situation: Situation) -> str | None:
        return utterance.text.strip()[:MAX_TEXT_LENGTH] or None


@dataclass(frozen=True, slots=True)
class PatternAnswer:
    """The part of a text that a pattern describes."""

    pattern: Pattern
    retry: str = "retry"
    accepts: tuple[str, ...] = ("pattern",)

    def read(self, utterance: Utterance, _situation: Situation) -> str | None:
        return self.pattern.find(utterance) or None
