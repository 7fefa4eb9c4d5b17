"""Finds out all that can be said about a project: what is in it, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.project.config_reader import read_config, read_endpoints
from bot.project.consistency import ConsistencyCheck
from bot.project.domain_reader import DomainReader
from bot.project.nlu_reader import NluReader
from bot.project.notes import Notes
from bot.project.project import Project, project_hash
from bot.project.project_files import ProjectFile, ProjectFiles, read_sources
from bot.project.regex_checks import check_patterns
from bot.project.rule_contradictions import check_rules
from bot.project.rules import Rule
from bot.project.rules_reader import read_rules
from flows.source.document import Mark
from flows.types.errors import Complaint, Severity

_DATA_KEYS: Final = ("version", "nlu", "rules", "stories", "responses", "flows")


@dataclass(frozen=True, slots=True)
class Story:
    """A story, which only a Rasa server learns from."""

    name: str
    file: str
    line: int
    #: It has texts in place of intents or actions.
    is_end_to_end: bool


@dataclass(frozen=True, slots=True)
class ProjectExamination:
    """A project, as far as it could be read."""

    project: Project
    stories: tuple[Story, ...]
    #: The keys of credentials.yml: where people write to the bot.
    channels: tuple[str, ...]
    #: Where the domain lists each action.
    actions_at: Mapping[str, Mark]
    complaints: tuple[Complaint, ...]

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """What stands in the way of using it."""
        return tuple(each for each in self.complaints if each.severity is Severity.ERROR)


def examine_project(folder: Path, environment: Mapping[str, str]) -> ProjectExamination:
    """All that can be said about the project in a folder."""
    notes = Notes()
    sources = read_sources(folder, environment, notes)
    return _Examiner(sources, notes).examined()


class _Examiner:
    def __init__(self, sources: ProjectFiles, notes: Notes) -> None:
        self._sources = sources
        self._notes = notes
        self._domain = DomainReader(notes)
        self._nlu = NluReader(notes)
        self._rules: list[Rule] = []
        self._stories: list[Story] = []

    def examined(self) -> ProjectExamination:
        for source in self._sources.domain:
            self._domain.read(source)
        for source in self._sources.data:
            self._read_data(source)
        config = read_config(self._sources.config, self._notes)
        endpoints = read_endpoints(self._sources.endpoints, self._notes)
        self._check()
        project = Project(
            self._sources.folder,
            self._domain.domain,
            self._nlu.data,
            tuple(self._rules),
            config,
            endpoints,
            project_hash(self._nlu.data, config.language),
            tuple(each for each in self._notes.sorted if each.severity is Severity.WARNING),
        )
        return ProjectExamination(
            project, tuple(self._stories), self._channels(), self._domain.actions, self._notes.sorted
        )

    def _read_data(self, source: ProjectFile) -> None:
        root = source.written
        self._notes.warn_unknown_keys(root.key_marks(), _DATA_KEYS, "a data file")
        for key, mark, section in root.entries("a data file"):
            match key:
                case "nlu":
                    self._nlu.read(section, source)
                case "rules":
                    self._rules += read_rules(section)
                case "responses":
                    self._domain.read_responses(section)
                    self._domain.as_dict["responses"].update(section.plain if section.is_mapping else {})
                case "flows":
                    message = "flows of Rasa Pro are ignored embedded, they need its server"
                    self._notes.warn(mark, message, "needs-server")
                case "stories":
                    message = "stories are ignored embedded, they need a Rasa server"
                    self._notes.warn(mark, message, "needs-server")
                    self._stories += (_story(item.value, item.mark) for item in section.items('"stories"'))

    def _check(self) -> None:
        check_patterns(self._nlu.patterns_at, self._notes)
        check_rules(self._rules, self._notes)
        if self._sources.incomplete:
            return
        if not self._nlu.examples:
            place = Mark(self._sources.folder.as_posix(), 1, 1)
            self._notes.warn(place, "there is nothing to train from: data/nlu.yml has no examples", "no-examples")
        ConsistencyCheck(self._domain, self._nlu, tuple(self._rules), self._notes).check()

    def _channels(self) -> tuple[str, ...]:
        credentials = self._sources.credentials
        return () if credentials is None else tuple(key for key, _ in credentials.written.key_marks())


def _story(value: object, mark: Mark) -> Story:
    written = value if isinstance(value, dict) else {}
    steps = written.get("steps")
    texts = [step for step in steps if isinstance(step, dict) and step.keys() & {"user", "bot"}] if steps else []
    return Story(str(written.get("story")), mark.file, mark.line, is_end_to_end=bool(texts))
