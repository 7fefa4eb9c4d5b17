"""The files of a Rasa project."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.project.notes import Notes
from bot.project.yaml_node import YamlNode
from flows.source.document import Map, Mark, Sequence
from flows.source.yaml_reader import read_document
from flows.types.errors import Severity

_ENDINGS = (".yml", ".yaml")
#: Their secrets are not there when a project is only looked at.
_MAY_LACK_VARIABLES = ("endpoints", "credentials")


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """One file: its lines as they are, and what they say."""

    name: str
    lines: tuple[str, ...]
    written: YamlNode
    #: Something in it could not be read.
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """The files of a project by what they are for."""

    folder: Path
    domain: tuple[ProjectFile, ...] = ()
    data: tuple[ProjectFile, ...] = ()
    config: ProjectFile | None = None
    endpoints: ProjectFile | None = None
    credentials: ProjectFile | None = None
    #: Something could not be read: what seems to be missing may be there.
    incomplete: bool = False


def read_sources(folder: Path, environment: Mapping[str, str], notes: Notes) -> ProjectFiles:
    """Everything that is there; what cannot be read is complained of."""
    reader = _Reader(environment, notes)
    domain = _domain(folder)
    if not domain:
        message = "there is no domain.yml, and no folder domain with YAML files in it: is this a Rasa project?"
        notes.error(Mark(folder.as_posix(), 1, 1), message, "no-domain")
    return ProjectFiles(
        folder,
        tuple(reader.read_all(domain)),
        tuple(reader.read_all(_within(folder / "data"))),
        reader.read_one(_named(folder, "config")),
        reader.read_one(_named(folder, "endpoints")),
        reader.read_one(_named(folder, "credentials")),
        incomplete=reader.incomplete,
    )


def files_of(folder: Path) -> list[Path]:
    """All that is read of the project in a folder; its actions are not."""
    single = (_named(folder, name) for name in ("config", "endpoints", "credentials"))
    return [*_domain(folder), *_within(folder / "data"), *(path for paths in single for path in paths)]


def read_source(file: Path, environment: Mapping[str, str], notes: Notes) -> ProjectFile | None:
    """One file by itself; None, and a complaint, where it cannot be read."""
    return _Reader(environment, notes).read_one([file])


def _domain(folder: Path) -> list[Path]:
    return _named(folder, "domain") or _within(folder / "domain")


def _named(folder: Path, name: str) -> list[Path]:
    return [path for ending in _ENDINGS if (path := folder / (name + ending)).is_file()][:1]


def _within(folder: Path) -> list[Path]:
    """The YAML files in a folder and those below it, by name, without hidden ones."""
    files = (path for path in folder.rglob("*") if path.suffix in _ENDINGS and path.is_file())
    return sorted(path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts))


class _Reader:
    def __init__(self, environment: Mapping[str, str], notes: Notes) -> None:
        self._environment = environment
        self._notes = notes
        self.incomplete = False

    def read_all(self, paths: list[Path]) -> Iterator[ProjectFile]:
        for path in paths:
            source = self._read(path)
            if source is not None:
                yield source

    def read_one(self, paths: list[Path]) -> ProjectFile | None:
        return next(self.read_all(paths), None)

    def _read(self, path: Path) -> ProjectFile | None:
        name = path.as_posix()
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            self._notes.error(Mark(name, 1, 1), f"cannot be read: {reason}", "unreadable")
            self.incomplete = True
            return None
        source = source_of(text, name, self._environment, self._notes)
        self.incomplete |= source.incomplete
        return source


def source_of(text: str, name: str, environment: Mapping[str, str], notes: Notes) -> ProjectFile:
    """What a file of this name says; what cannot be read is complained of."""
    # They belong to Rasa's files as they are, and Rasa would say them too.
    document = read_document(text, name, environment, typographic_quotes=Severity.WARNING)
    spared = "environment" if Path(name).stem in _MAY_LACK_VARIABLES else ""
    notes.complaints += [each for each in document.complaints if each.rule != spared]
    _merge_anchors(document.root)
    written = YamlNode(document.root, Mark(name, 1, 1), notes)
    return ProjectFile(name, tuple(text.splitlines()), written, document.incomplete)


def _merge_anchors(value: Any) -> None:
    """`<<: *usual` puts the keys of another mapping beside those that are there."""
    if isinstance(value, Sequence):
        for item in value:
            _merge_anchors(item)
    elif isinstance(value, Map):
        for each in value.values():
            _merge_anchors(each)
        merged = value.pop("<<", None)
        for other in merged if isinstance(merged, Sequence) else [merged]:
            _put_missing(value, other)


def _put_missing(value: Map, other: Any) -> None:
    for key in other if isinstance(other, Map) else ():
        if key not in value:
            value.put(key, other[key], other.keys_at[key], other.values_at[key])
