"""Reads the texts, calendars and words that Parley brings along (the data files of `flows/text/wording/`)."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from flows.matching.calendar_vocabulary import CalendarWords, words_of_language
from flows.matching.money_parser import Currencies
from flows.source.document import resolve
from flows.source.yaml_reader import read_document
from flows.text.localized_text import Text
from flows.text.template import compile_template
from flows.text.wording.calendar_format import Calendar

#: What a wording may read.
WORDING_NAMES: Final = frozenset({"brand", "opening", "meant"})


@cache
def wordings() -> Mapping[str, Text]:
    """Every built-in text by its key."""
    return {
        key: Text({language: compile_template(text) for language, text in texts.items()})
        for key, texts in _read("wordings.yaml").items()
    }


@cache
def calendars() -> Mapping[str, Calendar]:
    """How each language writes a time to come."""
    return {language: _calendar(entry) for language, entry in _read("calendar.yaml").items()}


def _calendar(entry: Mapping[str, Any]) -> Calendar:
    lists = {name: tuple(entry[name]) for name in ("weekdays", "months", "signs_first")}
    return Calendar(**{**entry, **lists, "clock": resolve(entry["clock"])})


@cache
def calendar_words() -> Mapping[str, CalendarWords]:
    """What each language calls days and times."""
    return {
        language: words_of_language(entry, calendars()[language].weekdays, calendars()[language].months)
        for language, entry in _read("spoken.yaml").items()
    }


@cache
def currencies() -> Currencies:
    """The currencies that customers name."""
    entries = _read("currencies.yaml")
    names = {currency: tuple(entry["names"]) for currency, entry in entries.items()}
    countries = {country: currency for currency, entry in entries.items() for country in entry["countries"]}
    return Currencies.of(names, countries)


@cache
def yes_no_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The words for yes and no, by language."""
    return {
        language: {meaning: tuple(words) for meaning, words in meanings.items()}
        for language, meanings in _read("yes_no.yaml").items()
    }


@cache
def neither_words() -> Mapping[str, tuple[str, ...]]:
    """The words for none of several things, by language."""
    return {language: tuple(words) for language, words in _read("neither.yaml").items()}


def _read(name: str) -> Mapping[str, Any]:
    document = read_document((files("flows.text.wording") / name).read_text("utf-8"), name, {})
    root: Mapping[str, Any] = document.root
    return root
