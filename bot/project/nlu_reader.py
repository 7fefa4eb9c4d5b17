"""Reads the `nlu:` of a Rasa project: what texts mean, and what they name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.project.annotations import parse
from bot.project.example_lines import ExampleLine, lines_of
from bot.project.notes import Notes
from bot.project.project_files import ProjectFile
from bot.project.yaml_node import YamlNode
from bot.training_data import Example, TrainingData
from flows.source.document import Mark

_KINDS: Final = ("intent", "synonym", "regex", "lookup")


@dataclass(slots=True)
class NluReader:
    """Gathers the training data of any number of files."""

    notes: Notes
    examples: list[Example] = field(default_factory=list)
    #: The first place where an intent has examples.
    intents_at: dict[str, Mark] = field(default_factory=dict)
    _synonyms: dict[str, tuple[str, Mark]] = field(default_factory=dict)
    _lookups: dict[str, list[str]] = field(default_factory=dict)
    _regexes: dict[str, list[str]] = field(default_factory=dict)
    #: Every pattern of them with its place.
    patterns_at: list[tuple[str, Mark]] = field(default_factory=list)

    @property
    def data(self) -> TrainingData:
        return TrainingData(
            tuple(self.examples),
            {words: meant for words, (meant, _) in self._synonyms.items()},
            {name: tuple(words) for name, words in self._lookups.items()},
            {name: tuple(patterns) for name, patterns in self._regexes.items()},
        )

    def read(self, nlu: YamlNode, source: ProjectFile) -> None:
        """Add what the `nlu:` of a file says."""
        for block in nlu.items('"nlu"'):
            if not block.is_mapping:
                self.notes.error(block.mark, f"this must begin with one of {', '.join(_KINDS)}", "bad-value")
                continue
            self.notes.warn_unknown_keys(block.key_marks(), (*_KINDS, "examples", "metadata"), "this block")
            self._read_block(block, source)

    def _read_block(self, block: YamlNode, source: ProjectFile) -> None:
        kind = next((kind for kind in _KINDS if block.has(kind)), None)
        if kind is None:
            self.notes.warn(block.mark, f"this has none of {', '.join(_KINDS)}; it is ignored", "unknown-key")
            return
        name = block.text_at(kind, f'the name behind "{kind}"')
        if not name or not name.strip():
            self.notes.error(block.mark, f'behind "{kind}" a name is missing', "bad-value")
            return
        lines = [*self._lines(block, source, kind, name.strip())]
        self._take(kind, name.strip(), lines, block)

    def _lines(self, block: YamlNode, source: ProjectFile, kind: str, name: str) -> Iterator[ExampleLine]:
        examples = block.get("examples")
        if examples is None:
            self.notes.warn(block.key_mark(kind), f'{kind} "{name}" has no examples', "no-examples")
        elif examples.is_text:
            yield from lines_of(examples, source)
        else:
            yield from self._listed(examples)

    def _listed(self, examples: YamlNode) -> Iterator[ExampleLine]:
        """The other form: a list of mappings with `text`, and `metadata` that nothing here reads."""
        for item in examples.items('"examples"'):
            if not item.is_mapping or item.get("text") is None:
                self.notes.error(item.mark, 'write an example of a list as "- text: …"', "bad-value")
                continue
            self.notes.warn_unknown_keys(item.key_marks(), ("text", "metadata", "intent", "entities"), "an example")
            text = item.text_at("text", '"text"')
            if text is not None and text.strip():
                mark = item.value.values_at["text"]
                yield ExampleLine(text.strip(), mark)

    def _take(self, kind: str, name: str, lines: list[ExampleLine], block: YamlNode) -> None:
        match kind:
            case "intent":
                self.intents_at.setdefault(name, block.key_mark(kind))
                for line in lines:
                    self._take_example(name, line)
            case "synonym":
                for line in lines:
                    self._take_synonym(line.written, name, line.mark)
            case "lookup":
                self._lookups.setdefault(name, []).extend(line.written for line in lines)
            case _:
                self._regexes.setdefault(name, []).extend(line.written for line in lines)
                self.patterns_at += [(line.written, line.mark) for line in lines]

    def _take_example(self, intent: str, line: ExampleLine) -> None:
        parsed = parse(line.written)
        for problem in parsed.problems:
            mark = line.mark._replace(column=line.mark.column + problem.column)
            note = self.notes.error if problem.is_error else self.notes.warn
            note(mark, problem.message, "bad-annotation")
        self.examples.append(Example(parsed.text, intent, parsed.annotations, line.mark.file, line.mark.line))
        for annotation in parsed.annotations:
            if annotation.value is not None:
                self._take_synonym(parsed.text[annotation.start : annotation.end], annotation.value, line.mark)

    def _take_synonym(self, words: str, meant: str, mark: Mark) -> None:
        """The last one counts, as with Rasa."""
        before, place = self._synonyms.get(words, (meant, mark))
        if before != meant:
            message = f'"{words}" stands for "{meant}" here, and for "{before}" in {place.file}:{place.line}'
            self.notes.warn(mark, f"{message}; this one counts", "two-meanings")
        self._synonyms[words] = (meant, mark)
