"""Says of an existing Rasa project what runs embedded, and what only a Rasa server can do."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, Literal

from bot.project.action_classes import ActionClass, ActionFiles, find_actions
from bot.project.bot_config import Component, Runs
from bot.project.config_reader import is_custom
from bot.project.consistency import DEFAULT_ACTIONS
from bot.project.project import Project
from bot.project.project_examination import Examined, examine_project
from flows.types.errors import Complaint, Severity

#: Rasa 1 kept its training data in them.
_OLD_ENDINGS: Final = (".md", ".json")

PartKind = Literal[
    "intent", "entity", "lookup", "regex", "synonym", "slot", "form", "response", "rule", "action",
    "component", "policy", "story", "channel", "file",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that the project has."""

    kind: PartKind
    name: str
    runs: Runs
    #: More in a few words: "12 examples".
    note: str = ""
    #: False: it is named, but it is not there.
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class ImportReport:
    """All that can be said."""

    folder: str
    parts: tuple[Part, ...]
    complaints: tuple[Complaint, ...]

    @property
    def is_good(self) -> bool:
        """Nothing stands in the way of running it embedded, as far as it does."""
        return all(each.severity is not Severity.ERROR for each in self.complaints)

    def of(self, kind: PartKind) -> tuple[Part, ...]:
        """The parts of a kind."""
        return tuple(each for each in self.parts if each.kind == kind)


def examine(folder: Path, environment: Mapping[str, str]) -> ImportReport:
    """Read a project; nothing of it is run."""
    examined = examine_project(folder, environment)
    actions = find_actions(folder)
    parts = chain(
        _understanding(examined.project),
        _doing(examined.project),
        _actions(examined.project, actions),
        _learning(examined),
        _around(examined),
    )
    return ImportReport(folder.as_posix(), tuple(parts), _complaints(examined, actions))


def _understanding(project: Project) -> Iterator[Part]:
    examples = Counter(example.intent for example in project.data.examples)
    subs = {intent.partition("/")[0] for intent in examples if "/" in intent}
    listed = dict.fromkeys((*(each for each in project.domain.intents if each not in subs), *examples))
    for intent in listed:
        yield Part("intent", intent, Runs.EMBEDDED, _counted(examples[intent], "example"))
    marked = Counter(each.entity for example in project.data.examples for each in example.annotations)
    for name, entity in project.domain.entities.items():
        parts = (*(f"role {role}" for role in entity.roles), *(f"group {group}" for group in entity.groups))
        note = ", ".join((_counted(marked[name], "annotation"), *parts))
        yield Part("entity", name, Runs.EMBEDDED, note)
    for name, words in project.data.lookups.items():
        yield Part("lookup", name, Runs.EMBEDDED, _counted(len(words), "word"))
    for name, patterns in project.data.regexes.items():
        yield Part("regex", name, Runs.EMBEDDED, _counted(len(patterns), "pattern"))
    for meant, count in Counter(project.data.synonyms.values()).items():
        yield Part("synonym", meant, Runs.EMBEDDED, _counted(count, "spelling"))


def _doing(project: Project) -> Iterator[Part]:
    for name, slot in project.domain.slots.items():
        runs = Runs.SERVER if "." in slot.type else Runs.EMBEDDED
        filled = ", ".join(dict.fromkeys(str(mapping.type) for mapping in slot.mappings)) or "filled by actions only"
        yield Part("slot", name, runs, f"{slot.type}, {filled}")
    for name, form in project.domain.forms.items():
        yield Part("form", name, Runs.EMBEDDED, ", ".join(form.required_slots))
    for name, variants in project.domain.responses.items():
        yield Part("response", name, Runs.EMBEDDED, _counted(len(variants), "variant"))
    for rule in project.rules:
        yield Part("rule", rule.name, Runs.EMBEDDED, f"{rule.file}:{rule.line}")


def _actions(project: Project, files: ActionFiles) -> Iterator[Part]:
    found = {each.action: each for each in files.classes}
    for name in project.domain.actions:
        yield _action(name, found.get(name), project)
    for name, each in found.items():
        if name not in project.domain.actions:
            yield Part("action", name, Runs.EMBEDDED, f"{_place(each)}, but not in the domain: nothing runs it")


def _action(name: str, found: ActionClass | None, project: Project) -> Part:
    if found is not None:
        return Part("action", name, Runs.EMBEDDED, _place(found))
    if name in DEFAULT_ACTIONS:
        return Part("action", name, Runs.EMBEDDED, "one that every bot has")
    if project.endpoints.action_url is not None:
        return Part("action", name, Runs.EMBEDDED, f"on the action server {project.endpoints.action_url}, or nowhere")
    return Part("action", name, Runs.EMBEDDED, "not found in actions/", is_there=False)


def _place(action: ActionClass) -> str:
    return f"{action.class_name} in {action.file}:{action.line}"


def _learning(examined: Examined) -> Iterator[Part]:
    for story in examined.stories:
        note = f"{story.file}:{story.line}"
        yield Part("story", story.name, Runs.SERVER, f"{note}, end-to-end" if story.is_end_to_end else note)
    for each in examined.project.config.pipeline:
        yield Part("component", each.name, each.runs, _note_of(each))
    for each in examined.project.config.policies:
        yield Part("policy", each.name, each.runs, _note_of(each))


def _note_of(component: Component) -> str:
    if is_custom(component):
        return "custom"
    return "the embedded engine has its own" if component.runs is Runs.REPLACED else ""


def _around(examined: Examined) -> Iterator[Part]:
    for channel in examined.channels:
        yield Part("channel", channel, Runs.REPLACED, "Parley's own senders take its place")
    folder = examined.project.folder
    for path in sorted((folder / "data").rglob("*")):
        if path.suffix in _OLD_ENDINGS and path.is_file():
            note = "a format of Rasa 1: convert it with rasa data convert"
            yield Part("file", path.relative_to(folder).as_posix(), Runs.SERVER, note)


def _complaints(examined: Examined, actions: ActionFiles) -> tuple[Complaint, ...]:
    broken = (Complaint(file, line, 1, f"no Python: {why}", "bad-action") for file, line, why in actions.unreadable)
    return tuple(sorted((*examined.complaints, *broken, *_missing_actions(examined, actions))))


def _missing_actions(examined: Examined, actions: ActionFiles) -> Iterator[Complaint]:
    there = {each.action for each in actions.classes} | DEFAULT_ACTIONS
    if examined.project.endpoints.action_url is not None:
        return
    for name in examined.project.domain.actions:
        if name not in there:
            message = f'action "{name}" is in no file below actions/: no class has it as its name()'
            yield Complaint(*examined.actions_at[name], message, "no-action", Severity.WARNING)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
