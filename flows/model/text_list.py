"""What a state says, and where it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from flows.model.flow import Attached, State
from flows.source.document import Path
from flows.text.localized_text import Text


class Stage(IntEnum):
    """How far a state has come when it says something or is left; each stage knows what those before it have saved."""

    ENTERED = 0  # nothing is saved yet
    CALLING = 1  # its settings are
    WAITING = 2  # the result of its call is, or of the flow that it runs
    ANSWERED = 3  # its answer is, or what its form has found


class TextKind(StrEnum):
    """Who reads a text."""

    SAID = "said"  # the customer does
    ATTACHED = "attached"  # the provider does: an address of media, or what fills a gap of a message on file
    TOLD = "told"  # a language model does


@dataclass(frozen=True, slots=True)
class ListedText:
    """A text, and where it is written."""

    path: Path
    text: Text
    stage: Stage = Stage.WAITING
    kind: TextKind = TextKind.SAID


def own_texts_of_state(state: State, path: Path = ()) -> Iterator[ListedText]:
    """What a state says on none of its transitions: on being entered, and to a text that is no answer."""
    yield from listed_text(state.say, (*path, "say"), Stage.ENTERED)
    yield from listed_attached(state.attached, path, Stage.ENTERED)
    if state.answer is not None:
        for number, label in enumerate(state.answer.listed):
            yield ListedText((*path, "answer", "choices", number, "label"), label)
        yield from listed_text(state.answer.retry, (*path, "answer", "retry"))


def listed_text(text: Text | None, path: Path, stage: Stage = Stage.WAITING) -> Iterator[ListedText]:
    if text is not None:
        yield ListedText(path, text, stage)


def listed_attached(attached: Attached, path: Path, stage: Stage) -> Iterator[ListedText]:
    """One for each address and each gap, the same in every language."""
    for number, address in enumerate(attached.media):
        yield ListedText((*path, "media", number), Text({"": address}), stage, TextKind.ATTACHED)
    on_file = {} if attached.template is None else attached.template.values
    for gap, value in on_file.items():
        yield ListedText((*path, "template", "values", gap), Text({"": value}), stage, TextKind.ATTACHED)
