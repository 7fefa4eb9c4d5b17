"""Says of an existing Rasa project what runs embedded, and what only a Rasa server can do."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, Literal

from bot.project.action_classes import ActionClass, ActionFiles, find_action_classes
from bot.project.bot_config import Component, ComponentSupport
from bot.project.config_reader import is_custom
from bot.project.consistency import DEFAULT_ACTIONS
from bot.project.project import Project
from bot.project.project_examination import ProjectExamination, examine_project
from flows.types.errors import Complaint, Severity

#: Rasa 1 kept its training data in them.
_RASA_1_SUFFIXES: Final = (".md", ".json")

ProjectPartKind = Literal[
    "intent", "entity", "lookup", "regex", "synonym", "slot", "form", "response", "rule", "action",
    "component", "policy", "story", "channel", "file",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProjectPart:
    """One thing that the project has."""

    kind: ProjectPartKind
    name: str
    runs: ComponentSupport
    #: More in a few words: "12 examples".
    note: str = ""
    #: False: it is named, but it is not there.
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class ImportReport:
    """All that can be said."""

    folder: str
    parts: tuple[ProjectPart, ...]
    complaints: tuple[Complaint, ...]

    @property
    def is_good(self) -> bool:
        """Nothing stands in the way of running it embedded, as far as it does."""
        return all(each.severity is not Severity.ERROR for each in self.complaints)

    def of(self, kind: ProjectPartKind) -> tuple[ProjectPart, ...]:
        """The parts of a kind."""
        return tuple(each for each in self.parts if each.kind == kind)


def import_report(folder: Path, environment: Mapping[str, str]) -> ImportReport:
    """Read a project; nothing of it is run."""
    examined = examine_project(folder, environment)
    actions = find_action_classes(folder)
    parts = chain(
        _understanding(examined.project),
        _doing(examined.project),
        _actions(examined.project, actions),
        _learning(examined),
        _around(examined),
    )
    return ImportReport(folder.as_posix(), tuple(parts), _complaints(examined, actions))


def _understanding(project: Project) -> Iterator[ProjectPart]:
    examples = Counter(example.intent for example in project.data.examples)
    subs = {intent.partition("/")[0] for intent in examples if "/" in intent}
    listed = dict.fromkeys((*(each for each in project.domain.intents if each not in subs), *examples))
    for intent in listed:
        yield ProjectPart("intent", intent, ComponentSupport.EMBEDDED, _counted(examples[intent], "example"))
    marked = Counter(each.entity for example in project.data.examples for each in example.annotations)
    for name, entity in project.domain.entities.items():
        parts = (*(f"role {role}" for role in entity.roles), *(f"group {group}" for group in entity.groups))
        note = ", ".join((_counted(marked[name], "annotation"), *parts))
        yield ProjectPart("entity", name, ComponentSupport.EMBEDDED, note)
    for name, words in project.data.lookups.items():
        yield ProjectPart("lookup", name, ComponentSupport.EMBEDDED, _counted(len(words), "word"))
    for name, patterns in project.data.regexes.items():
        yield ProjectPart("regex", name, ComponentSupport.EMBEDDED, _counted(len(patterns), "pattern"))
    for meant, count in Counter(project.data.synonyms.values()).items():
        yield ProjectPart("synonym", meant, ComponentSupport.EMBEDDED, _counted(count, "spelling"))


def _doing(project: Project) -> Iterator[ProjectPart]:
    for name, slot in project.domain.slots.items():
        runs = ComponentSupport.SERVER if "." in slot.type else ComponentSupport.EMBEDDED
        filled = ", ".join(dict.fromkeys(str(mapping.type) for mapping in slot.mappings)) or "filled by actions only"
        yield ProjectPart("slot", name, runs, f"{slot.type}, {filled}")
    for name, form in project.domain.forms.items():
        yield ProjectPart("form", name, ComponentSupport.EMBEDDED, ", ".join(form.required_slots))
    for name, variants in project.domain.responses.items():
        yield ProjectPart("response", name, ComponentSupport.EMBEDDED, _counted(len(variants), "variant"))
    for rule in project.rules:
        yield ProjectPart("rule", rule.name, ComponentSupport.EMBEDDED, f"{rule.file}:{rule.line}")


def _actions(project: Project, files: ActionFiles) -> Iterator[ProjectPart]:
    found = {each.action: each for each in files.classes}
    for name in project.domain.actions:
        yield _action(name, found.get(name), project)
    for name, each in found.items():
        if name not in project.domain.actions:
            yield ProjectPart(
                "action", name, ComponentSupport.EMBEDDED, f"{_place(each)}, but not in the domain: nothing runs it"
            )


def _action(name: str, found: ActionClass | None, project: Project) -> ProjectPart:
    if found is not None:
        return ProjectPart("action", name, ComponentSupport.EMBEDDED, _place(found))
    if name in DEFAULT_ACTIONS:
        return ProjectPart("action", name, ComponentSupport.EMBEDDED, "one that every bot has")
    if project.endpoints.action_url is not None:
        return ProjectPart(
            "action",
            name,
            ComponentSupport.EMBEDDED,
            f"on the action server {project.endpoints.action_url}, or nowhere",
        )
    return ProjectPart("action", name, ComponentSupport.EMBEDDED, "not found in actions/", is_there=False)


def _place(action: ActionClass) -> str:
    return f"{action.class_name} in {action.file}:{action.line}"


def _learning(examined: ProjectExamination) -> Iterator[ProjectPart]:
    for story in examined.stories:
        note = f"{story.file}:{story.line}"
        yield ProjectPart(
            "story", story.name, ComponentSupport.SERVER, f"{note}, end-to-end" if story.is_end_to_end else note
        )
    for each in examined.project.config.pipeline:
        yield ProjectPart("component", each.name, each.runs, _note_of(each))
    for each in examined.project.config.policies:
        yield ProjectPart("policy", each.name, each.runs, _note_of(each))


def _note_of(component: Component) -> str:
    if is_custom(component):
        return "custom"
    return "the embedded engine has its own" if component.runs is ComponentSupport.REPLACED else ""


def _around(examined: ProjectExamination) -> Iterator[ProjectPart]:
    for channel in examined.channels:
        yield ProjectPart("channel", channel, ComponentSupport.REPLACED, "Parley's own senders take its place")
    folder = examined.project.folder
    for path in sorted((folder / "data").rglob("*")):
        if path.suffix in _RASA_1_SUFFIXES and path.is_file():
            note = "a format of Rasa 1: convert it with rasa data convert"
            yield ProjectPart("file", path.relative_to(folder).as_posix(), ComponentSupport.SERVER, note)


def _complaints(examined: ProjectExamination, actions: ActionFiles) -> tuple[Complaint, ...]:
    broken = (Complaint(file, line, 1, f"no Python: {why}", "bad-action") for file, line, why in actions.unreadable)
    return tuple(sorted((*examined.complaints, *broken, *_missing_actions(examined, actions))))


def _missing_actions(examined: ProjectExamination, actions: ActionFiles) -> Iterator[Complaint]:
    there = {each.action for each in actions.classes} | DEFAULT_ACTIONS
    if examined.project.endpoints.action_url is not None:
        return
    for name in examined.project.domain.actions:
        if name not in there:
            message = f'action "{name}" is in no file below actions/: no class has it as its name()'
            yield Complaint(*examined.actions_at[name], message, "no-action", Severity.WARNING)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
