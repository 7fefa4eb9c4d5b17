"""Why a condition holds, or does not."""

from collections.abc import Iterator
from typing import Any

from flows.authoring.diagram.labels import condition_words
from flows.model.conditions import All, AnyOf, Condition, Consented, InLanguage, Not, OnChannel, Open, OpenThen
from flows.model.situation import Situation, written_opening
from flows.types.values import plain


def why(condition: Condition, situation: Situation) -> str:
    """A condition, read aloud, with what there really is: "day = Saturday: it is Tuesday"."""
    return "; ".join(dict.fromkeys(_facts(condition, situation, wanted=condition.holds(situation))))


def _facts(condition: Condition, situation: Situation, *, wanted: bool) -> Iterator[str]:
    """Of the parts of a condition, those that make it hold, or not hold."""
    match condition:
        case All(parts) if not wanted:
            yield from _facts(next(part for part in parts if not part.holds(situation)), situation, wanted=False)
        case AnyOf(parts) if wanted:
            yield from _facts(next(part for part in parts if part.holds(situation)), situation, wanted=True)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _facts(part, situation, wanted=wanted)
        case Not(part):
            yield f"{condition_words(condition)}: {_fact(part, situation)}"
        case _:
            yield f"{condition_words(condition)}: {_fact(condition, situation)}"


def _fact(condition: Condition, situation: Situation) -> str:
    match condition:
        case Open(name):
            return _hours(name, situation)
        case OpenThen(_, day, moment):
            return ", ".join(f"{name}: {_value(name, situation)}" for name in (day, moment) if name is not None)
        case Consented():
            return f"they agreed to {', '.join(situation.contact.consents) or 'nothing'}"
        case OnChannel():
            return f"it is {situation.channel}"
        case InLanguage():
            return f"it is {situation.language}"
        case All() | AnyOf() | Not():
            return "that holds" if condition.holds(situation) else "that does not hold"
        case _:
            return _value(getattr(condition, "name", None), situation)


def _hours(name: str, situation: Situation) -> str:
    hours = situation.hours[name]
    if hours.is_open(situation.now):
        return "it is open"
    opening = written_opening(hours, situation.calendar, situation.now)
    return f"it is closed, and opens again {opening}" if opening else "it is closed"


def _value(name: str | None, situation: Situation) -> str:
    if name is None:
        return "so it is"
    value: Any = plain(situation.value(name))
    return "there is no value" if value is None else f"it is {shown(value)}"


def shown(value: Any) -> str:
    """A value as an author writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, str) else str(value)
