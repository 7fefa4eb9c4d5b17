"""Adds a text to the examples of an intent, in the project's own files, which keep their comments and their order."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unicodedata import category

from bot.atomic_file import atomic_replacement
from bot.project.annotations import written_as_example
from bot.project.nlu_insertion import Insertion, as_new_block, block_lines, inserted, into_block
from bot.project.nlu_reader import NluReader
from bot.project.notes import Notes
from bot.project.project import ProjectInvalid
from bot.project.project_files import ProjectFile, read_sources, source_of
from bot.training_data import Annotation, Example
from flows.types.errors import Severity

_INTENT: Final = re.compile(r"[^\W\d][\w.-]*(?:/[\w.-]+)?")


class ExampleRefused(Exception):
    """The example is not added; says why."""


@dataclass(frozen=True, slots=True)
class AddedExample:
    """Where an example stands now."""

    file: str
    line: int
    #: False: it stood there already.
    is_new: bool


def add_example(
    folder: Path, environment: Mapping[str, str], intent: str, text: str, annotations: Sequence[Annotation] = ()
) -> AddedExample:
    """Add a text to an intent, which gets a block of its own where it has none.

    Raises ExampleRefused where another intent has the text, or it cannot be written; ProjectInvalid where the
    project's files have errors; OSError where they cannot be written.
    """
    example = _checked(intent, text, annotations)
    sources = _nlu_sources(folder, environment)
    there = _already_there(sources, example)
    if there is not None:
        return there
    if not sources:
        return _begin_file(folder / "data" / "nlu.yml", example, environment)
    for source, insertion in _places(sources, example):
        learnt = _put(source, insertion, example, environment)
        if learnt is not None:
            return learnt
    raise ExampleRefused(f"it cannot be written into {sources[0].name} without changing more: add it there by hand")


def _checked(intent: str, text: str, annotations: Sequence[Annotation]) -> Example:
    if not _INTENT.fullmatch(intent):
        raise ExampleRefused(f'"{intent}" is no name of an intent: letters, digits, _ and -, as in faq/parking')
    if not annotations:
        text = "".join(each for each in " ".join(text.split()) if category(each) != "Cc")
    if not text:
        raise ExampleRefused("an empty text is no example")
    return Example(text, intent, tuple(annotations))


def _nlu_sources(folder: Path, environment: Mapping[str, str]) -> list[ProjectFile]:
    """The files with training data, in which nothing is wrong."""
    notes = Notes()
    sources = [each for each in read_sources(folder, environment, notes).data if each.written.get("nlu") is not None]
    _read(sources, notes)
    data = (folder / "data").as_posix()
    errors = [each for each in notes.sorted if each.severity is Severity.ERROR and each.file.startswith(f"{data}/")]
    if errors:
        raise ProjectInvalid(tuple(errors))
    return sources


def _read(sources: Sequence[ProjectFile], notes: Notes) -> NluReader:
    reader = NluReader(notes)
    for source in sources:
        nlu = source.written.get("nlu")
        if nlu is not None:
            reader.read(nlu, source)
    return reader


def _already_there(sources: Sequence[ProjectFile], example: Example) -> AddedExample | None:
    for each in _read(sources, Notes()).examples:
        if each.text.casefold() != example.text.casefold():
            continue
        if each.intent == example.intent:
            return AddedExample(each.file, each.line, is_new=False)
        raise ExampleRefused(f'it is an example of "{each.intent}" already, in {each.file}:{each.line}')
    return None


def _places(sources: Sequence[ProjectFile], example: Example) -> Iterator[tuple[ProjectFile, Insertion]]:
    """Where it may go: into a block of the intent, else into one of its own in the file with the most blocks."""
    written = _written(example)
    for source in sources:
        nlu = source.written.get("nlu")
        for block in () if nlu is None else nlu.items('"nlu"'):
            if block.is_mapping and str(block.value.get("intent", "")).strip() == example.intent:
                insertion = into_block(block, written, source.lines)
                if insertion is not None:
                    yield source, insertion
    for source in sorted(sources, key=_blocks, reverse=True):
        insertion = as_new_block(source.written.get("nlu"), example.intent, written, source.lines)
        if insertion is not None:
            yield source, insertion


def _written(example: Example) -> str:
    """As it stands in the file, where ${…} would be an environment variable."""
    return written_as_example(example.text, example.annotations).replace("${", "$${")


def _blocks(source: ProjectFile) -> int:
    nlu = source.written.get("nlu")
    return len(nlu.value) if nlu is not None and nlu.is_list else 0


def _put(
    source: ProjectFile, insertion: Insertion, example: Example, environment: Mapping[str, str]
) -> AddedExample | None:
    """Write it, once the new text has been read and says the same as the old, and the example; None where not."""
    path = Path(source.name)
    before = path.read_bytes().decode("utf-8")
    after = inserted(before, insertion)
    line = _line_of_it(before, after, example, source.name, environment)
    if line is None:
        return None
    _replace(path, after)
    return AddedExample(source.name, line, is_new=True)


def _replace(path: Path, text: str) -> None:
    """What a link points to is replaced, not the link."""
    with atomic_replacement(path.resolve()) as partial:
        partial.write_text(text, encoding="utf-8", newline="")


def _line_of_it(before: str, after: str, example: Example, name: str, environment: Mapping[str, str]) -> int | None:
    old, new = _reread(before, name, environment), _reread(after, name, environment)
    added = Counter(map(_meaning, new.examples)) - Counter(map(_meaning, old.examples))
    same_words = (old.data.lookups, old.data.regexes) == (new.data.lookups, new.data.regexes)
    only_it = added == Counter([_meaning(example)]) and len(new.examples) == len(old.examples) + 1
    if not only_it or not same_words or _errors(new) != _errors(old):
        return None
    return next(each.line for each in new.examples if _meaning(each) == _meaning(example))


def _reread(text: str, name: str, environment: Mapping[str, str]) -> NluReader:
    notes = Notes()
    return _read([source_of(text.removeprefix("\ufeff"), name, environment, notes)], notes)


def _errors(read: NluReader) -> int:
    return sum(each.severity is Severity.ERROR for each in read.notes.complaints)


def _meaning(example: Example) -> tuple[str, str, tuple[Annotation, ...]]:
    return example.intent, example.text, example.annotations


def _begin_file(path: Path, example: Example, environment: Mapping[str, str]) -> AddedExample:
    block = block_lines(example.intent, _written(example))
    text = "\n".join(('version: "3.1"', "", "nlu:", *block, ""))
    line = _line_of_it("", text, example, path.as_posix(), environment)
    if path.exists() or line is None:
        raise ExampleRefused(f"it cannot be written into {path}: add it there by hand")
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, text)
    return AddedExample(path.as_posix(), line, is_new=True)
