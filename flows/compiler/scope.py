"""The names that one part of a file may refer to, and the way to complain when it refers to another."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from flows.compiler.grammar.state_parts import FlowPart
from flows.source.document import Document, Map, Path, Sequence

#: Names that texts read besides the saved ones.
GIVEN_NAMES = frozenset({"contact", "brand", "conversation", "hours"})
#: What is known of every conversation.
CONVERSATION_NAMES = frozenset({"channel", "language", "sender"})
#: Names kept elsewhere than with the flow.
_ELSEWHERE = ("contact.", "conversation.")
_GROUP_NAME = re.compile(r"\(\?P?<(\w+)>")


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
    #: The service's own as it is written, which may name a country: en-GB.
    language: str = "en"
    flows: Mapping[str, FlowPart] = field(default_factory=dict)
    #: How long answers are accepted where a state does not say.
    reply: timedelta | None = None
    #: What is saved as `conversation.*` anywhere.
    shared: Collection[str] = ()
    #: What texts read besides the saved values.
    given: Collection[str] = GIVEN_NAMES

    def within(self, place: str, states: Collection[str], values: Collection[str]) -> "Scope":
        """The same file, seen from one of its flows or from the keywords."""
        return replace(self, place=place, states=states, values=values)

    def complain(self, path: Path, message: str, rule: str) -> None:
        """Complain of what stands at a path."""
        self.document.complain(path, message, rule)

    def is_damaged(self, path: Path) -> bool:
        """True where something wrong was taken out: what is missing there now is no news."""
        return self.document.mark(path) in self.document.damaged

    def check_state(self, path: Path, name: str) -> None:
        """Complain of a state that this flow has not, with the name that may have been meant."""
        if name not in self.states:
            hint = self.document.did_you_mean(name, self.states)
            self.complain(path, f'state "{name}" does not exist in {self.place}{hint}', "unknown-state")

    def check_team(self, path: Path, name: str) -> None:
        """Complain of a team that the file does not name."""
        if name not in self.teams:
            hint = self.document.did_you_mean(name, self.teams)
            self.complain(path, f'team "{name}" does not exist{hint}', "unknown-team")

    def check_hours(self, path: Path, name: str) -> None:
        """Complain of hours that the file does not name."""
        if name not in self.hours:
            hint = self.document.did_you_mean(name, self.hours)
            self.complain(path, f'hours "{name}" do not exist{hint}', "unknown-hours")

    def check_value(self, path: Path, name: str, *, at_key: bool = True) -> None:
        """A name that is looked at: a saved one, something within it, or an attribute of the contact."""
        known = {*self.values, *(f"conversation.{shared}" for shared in (*self.shared, *CONVERSATION_NAMES))}
        is_known = name in known or name.partition(".")[0] in self.values
        if not is_known and not name.startswith("contact."):
            hint = self.document.did_you_mean(name, known)
            problem = f'nothing is saved as "{name}" in {self.place}{hint}'
            self.document.complain(path, problem, "unknown-name", at_key=at_key)


def shared_names(value: Any) -> set[str]:
    """Every name that is saved as `conversation.*` anywhere below."""
    return {name.partition(".")[2] for name in _saved(value) if name.startswith("conversation.")}


def saved_names(value: Any) -> set[str]:
    """Every name that is saved anywhere below and kept with the flow."""
    return {name for name in _saved(value) if not name.startswith(_ELSEWHERE)}


def _saved(value: Any) -> Iterator[str]:
    if isinstance(value, Map):
        yield from _saved_here(value)
    children = value.values() if isinstance(value, Map) else value if isinstance(value, Sequence) else ()
    for child in children:
        yield from _saved(child)


def _saved_here(value: Map) -> Iterator[str]:
    save, settings = value.get("save"), value.get("set")
    if isinstance(save, str):
        yield save
    if isinstance(save, Map):
        yield from (name for name in save.values() if isinstance(name, str))
    if isinstance(settings, Map):
        yield from settings
    if isinstance(pattern := value.get("pattern"), str):
        yield from _GROUP_NAME.findall(pattern)
