"""Compiles the holidays of opening hours: `US-NY`, a list of such, or `{calendar: US-NY, hours: 10:00-12:00}`."""

from typing import Any, Final

from flows.compiler.span_compiler import compile_spans
from flows.model.opening_hours import Span
from flows.model.public_holidays import PublicHolidays, calendar_meant, calendar_names, is_calendar
from flows.source.did_you_mean import did_you_mean
from flows.source.document import Document, Path

_KEYS: Final = ("calendar", "hours")


def compile_holidays(written: Any, path: Path, document: Document) -> tuple[PublicHolidays, tuple[Span, ...]]:
    """The days, and the hours on them: closed, unless hours are written."""
    if not isinstance(written, dict):
        return PublicHolidays(_calendars(written, path, document)), ()
    for key in written:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            document.complain((*path, key), f'unknown key "{key}"{hint}', "unknown-key", at_key=True)
    if "calendar" not in written:
        document.complain(path, 'the key "calendar" is missing in "holidays"', "missing-key", at_key=True)
        return PublicHolidays(()), ()
    spans = compile_spans(written["hours"], (*path, "hours"), document) if "hours" in written else ()
    return PublicHolidays(_calendars(written["calendar"], (*path, "calendar"), document)), spans


def _calendars(written: Any, path: Path, document: Document) -> tuple[str, ...]:
    if not isinstance(written, list):
        return _known([written], [path], document)
    return _known(written, [(*path, number) for number in range(len(written))], document)


def _known(names: list[Any], paths: list[Path], document: Document) -> tuple[str, ...]:
    known = []
    for name, path in zip(names, paths, strict=True):
        if isinstance(name, str) and is_calendar(name):
            known.append(name)
        else:
            hint = did_you_mean(calendar_meant(str(name)), calendar_names())
            problem = f'"{name}" is not a calendar of public holidays, like US or US-NY{hint}'
            document.complain(path, problem, "unknown-calendar")
    return tuple(known)
