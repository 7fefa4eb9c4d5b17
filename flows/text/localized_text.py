"""One thing to say, in one or several languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flows.text.template import Template


@dataclass(frozen=True, slots=True)
class Text:
    """Templates by language; "" is the one for every language."""

    #: The languages are in lower case.
    by_language: Mapping[str, Template]

    def render(self, language: str, fallback: str, values: Mapping[str, Any]) -> str:
        """The text in the customer's language, or in the fallback's, or in the first there is."""
        return self.in_language(language, fallback).render(values)

    def in_language(self, language: str, fallback: str) -> Template:
        """The template in a language (`es-MX`, else `es`), else in the fallback, else in the first that there is."""
        templates = self.by_language
        if "" in templates:
            return templates[""]
        for wanted in (language.lower(), primary(language), fallback.lower(), primary(fallback)):
            if wanted in templates:
                return templates[wanted]
        return next(iter(templates.values()))

    @property
    def names(self) -> frozenset[str]:
        """The names read in any language."""
        return frozenset().union(*(template.names for template in self.by_language.values()))


@lru_cache(maxsize=256)
def primary(language: str) -> str:
    """ "es" of "es-MX" (RFC 5646)."""
    return language.replace("_", "-").partition("-")[0].lower()
