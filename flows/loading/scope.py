"""The names that one part of a file may refer to, and the way to complain when it refers to another."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from flows.loading.document import Document, Map, Path, Sequence
from flows.loading.near_names import did_you_mean

#: Names that texts read besides the saved ones.
GIVEN_NAMES = frozenset({"contact", "brand", "hours"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What can be named from within one flow, or from the keywords, which belong to all of them."""

    document: Document
    #: As it appears in a complaint: 'flow "front_desk"'.
    place: str
    states: Collection[str]
    values: Collection[str]
    hours: Collection[str]
    teams: Collection[str]
    default_team: str
    languages: tuple[str, ...]
    #: What texts read besides the saved values.
    given: Collection[str] = GIVEN_NAMES

    def within(self, place: str, states: Collection[str], values: Collection[str]) -> "Scope":
        """The same file, seen from one of its flows or from the keywords."""
        return replace(self, place=place, states=states, values=values)

    def complain(self, path: Path, message: str, rule: str) -> None:
        self.document.complain(path, message, rule)

    def check_state(self, path: Path, name: str) -> None:
        if name not in self.states:
            hint = did_you_mean(name, self.states)
            self.complain(path, f'state "{name}" does not exist in {self.place}{hint}', "unknown-state")

    def check_team(self, path: Path, name: str) -> None:
        if name not in self.teams:
            self.complain(path, f'team "{name}" does not exist{did_you_mean(name, self.teams)}', "unknown-team")

    def check_hours(self, path: Path, name: str) -> None:
        if name not in self.hours:
            self.complain(path, f'hours "{name}" do not exist{did_you_mean(name, self.hours)}', "unknown-hours")

    def check_value(self, path: Path, name: str) -> None:
        """A name a condition looks at: a saved one, or an attribute of the contact."""
        if name not in self.values and not name.startswith("contact."):
            hint = did_you_mean(name, self.values)
            problem = f'nothing is saved as "{name}" in {self.place}{hint}'
            self.document.complain(path, problem, "unknown-name", at_key=True)


def saved_names(value: Any) -> Iterator[str]:
    """Every name that an `answer` or a `set` anywhere below saves."""
    if isinstance(value, Map):
        yield from _saved_here(value)
    children = value.values() if isinstance(value, Map) else value if isinstance(value, Sequence) else ()
    for child in children:
        yield from saved_names(child)


def _saved_here(value: Map) -> Iterator[str]:
    if isinstance(value.get("save"), str):
        yield str(value["save"])
    if isinstance(value.get("set"), Map):
        yield from (name for name in value["set"] if not name.startswith("contact."))
