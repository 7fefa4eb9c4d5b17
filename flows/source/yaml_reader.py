"""Reads YAML into a document.

libyaml's events are turned into values here, without PyYAML's constructors: those follow YAML 1.1, where `no` is false,
`12:30` is 750 and a key written twice silently wins. A plain scalar stays the text it was written as (`Plain`); whoever
needs a number asks for one (`resolve`). Sizes are capped before anything is built from aliases.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml
from yaml.reader import ReaderError

from flows.source.allow_comments import allowances_in
from flows.source.document import Document, Map, Mark, Plain, Sequence
from flows.source.environment_variables import UnsetVariable, with_environment
from flows.source.typographic_quotes import complaint_of, unquoted
from flows.source.yaml_errors import in_words, unreadable_character
from flows.types.errors import Complaint, Severity

MAX_FILE_SIZE: Final = 4_000_000
_MAX_VALUES: Final = 500_000  # aliases counted as often as they are used
_DEEPEST: Final = 60

_NULL: Final = re.compile(r"~|null|Null|NULL|")


def read_document(
    text: str, file: str, environ: Mapping[str, str], *, typographic_quotes: Severity = Severity.ERROR
) -> Document:
    """The values of a file; what cannot be read is in its complaints.

    `typographic_quotes`: how bad those around a text are. Where they are an error it is read on without them.
    """
    document = Document(file)
    _read_into(document, text, _Reader(document, environ, typographic_quotes))
    document.incomplete |= document.root is None and bool(document.complaints)
    document.allowances.update(allowances_in(text, file))
    return document


def _read_into(document: Document, text: str, reader: "_Reader") -> None:
    if len(text) > MAX_FILE_SIZE:
        document.complain((), f"the file is larger than {MAX_FILE_SIZE:,} characters", "too-large")
        return
    try:
        document.root = reader.read(text)
    except yaml.MarkedYAMLError as error:
        _complain_of_syntax(document, *in_words(error, text, reader.last))
    except ReaderError as error:
        line, column, message = unreadable_character(error, text)
        document.complain_at(Mark(document.file, line, column), message, "yaml")
    except UnicodeEncodeError:
        document.complain((), "not YAML: half a surrogate pair is no character", "yaml")
    except _Unreadable as refusal:
        document.complain_at(refusal.mark, refusal.message, "too-large")


def _complain_of_syntax(document: Document, place: Any, message: str) -> None:
    mark = _mark(document.file, place)
    # A text that begins with {{ and goes on after }} is both a key that is none and no YAML.
    if not any(complaint.line == mark.line for complaint in document.complaints):
        document.complain_at(mark, message, "yaml")


class _Unreadable(Exception):
    def __init__(self, mark: Mark, message: str) -> None:
        super().__init__(message)
        self.mark = mark
        self.message = message


def _mark(file: str, mark: Any) -> Mark:
    return Mark(file, 1, 1) if mark is None else Mark(file, mark.line + 1, mark.column + 1)


class _Reader:
    """Builds values from events, depth first."""

    def __init__(self, document: Document, environ: Mapping[str, str], typographic_quotes: Severity) -> None:
        self._document = document
        self._file = document.file
        self._environ = environ
        self._typographic_quotes = typographic_quotes
        self._anchors: dict[str, Any] = {}
        self._events: Iterator[Any] = iter(())
        #: The event that was read last.
        self.last: Any = None

    def read(self, text: str) -> Any:
        self._events = self._remembered(yaml.parse(text, Loader=yaml.CSafeLoader))
        root: Any = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._complain(event, "a file is one document: take this --- away", "yaml")
                    break
                root = self._value(next(self._events), depth=0)
        return root

    def _remembered(self, events: Iterator[Any]) -> Iterator[Any]:
        for self.last in events:
            yield self.last

    def _value(self, event: Any, depth: int) -> Any:
        if depth > _DEEPEST:
            raise _Unreadable(_mark(self._file, event.start_mark), f"nested deeper than {_DEEPEST} levels")
        if isinstance(event, yaml.AliasEvent):
            return self._aliased(event)
        self._refuse_tag(event)
        value = self._built(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _built(self, event: Any, depth: int) -> Any:
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(depth)
        return self._scalar(event)

    def _aliased(self, event: Any) -> Any:
        if event.anchor not in self._anchors:
            self._complain(event, f"there is no anchor &{event.anchor} above", "yaml")
            self._document.incomplete = True
        return self._anchors.get(event.anchor)

    def _refuse_tag(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._complain(event, f'the tag {tag} cannot be used; a text that starts with "!" needs quotes', "yaml")

    def _scalar(self, event: Any) -> str | None:
        return None if event.implicit[0] and _NULL.fullmatch(event.value) else self._text(event)

    def _text(self, event: Any) -> str:
        is_plain, value = event.implicit[0], self._substituted(event)
        problem = complaint_of(event.value) if is_plain else None
        if problem is not None:
            mark, severity = _mark(self._file, event.start_mark), self._typographic_quotes
            self._document.complaints.append(Complaint(*mark, problem, "typographic-quotes", severity))
            if severity is Severity.ERROR:
                return unquoted(value) or value
        return Plain(value) if is_plain else value

    def _substituted(self, event: Any) -> str:
        try:
            return with_environment(event.value, self._environ)
        except UnsetVariable as unset:
            self._complain(event, str(unset), "environment")
            return str(event.value)

    def _mapping(self, start: Any, depth: int) -> Map:
        built = Map()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, built, depth)
            first = next(self._events)
            value = self._value(first, depth + 1)
            if key is None:
                self._document.damaged.add(_mark(self._file, start.start_mark))
            else:
                built.put(key, value, _mark(self._file, event.start_mark), _mark(self._file, first.start_mark))
                built.size = self._grown(built.size, value, first)
        return built

    def _key(self, event: Any, built: Map, depth: int) -> str | None:
        """The key, or None where the pair is left out."""
        if not isinstance(event, yaml.ScalarEvent):
            self._value(event, depth + 1)
            self._complain(event, "a key must be a text; a text that starts with {{ needs quotes around it", "yaml")
            return None
        key = str(self._text(event))
        if key in built:
            self._complain(event, f'the key "{key}" is already in line {built.keys_at[key].line}', "duplicate-key")
            return None
        return key

    def _sequence(self, depth: int) -> Sequence:
        built = Sequence()
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            value = self._value(event, depth + 1)
            built.put(value, _mark(self._file, event.start_mark))
            built.size = self._grown(built.size, value, event)
        return built

    def _grown(self, size: int, value: Any, event: Any) -> int:
        size += value.size if isinstance(value, Map | Sequence) else 1
        if size > _MAX_VALUES:
            raise _Unreadable(_mark(self._file, event.start_mark), f"more than {_MAX_VALUES:,} values, aliases counted")
        return size

    def _complain(self, event: Any, message: str, rule: str) -> None:
        self._document.complain_at(_mark(self._file, event.start_mark), message, rule)
