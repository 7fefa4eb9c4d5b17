"""Answers that are the customer's own words."""

from dataclasses import dataclass

from flows.matching.pattern import Pattern
from flows.matching.utterance import Heard
from flows.model.situation import Situation
from flows.text.template import LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """Any text that says something."""

    retry: str = "retry"

    def read(self, heard: Heard, _situation: Situation) -> str | None:
        return heard.text.strip()[:LONGEST_TEXT] or None


@dataclass(frozen=True, slots=True)
class PatternAnswer:
    """The part of a text that a pattern describes."""

    pattern: Pattern
    retry: str = "retry"

    def read(self, heard: Heard, _situation: Situation) -> str | None:
        return self.pattern.find(heard) or None
