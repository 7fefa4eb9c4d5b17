"""The syntax of examples: `book for [tomorrow](day)`, `[NYC]{"entity": "city", "role": "to", "value": "New York"}`."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from bot.training_data import Annotation

_ESCAPES: Final = {
    "\\": "\\", "[": "[", "]": "]", "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f",
}  # fmt: skip
_ESCAPED: Final = re.compile(r"\\([\\\[\]ntrbf])")
_TO_ESCAPE: Final = str.maketrans({written: f"\\{letter}" for letter, written in _ESCAPES.items()})
#: The next bracket that opens, closes, or is escaped.
_BRACKET: Final = re.compile(r"\\.|[\[\]]", re.DOTALL)
_NAME: Final = re.compile(r"\(([^:()]+)(?::([^)]*))?\)")
_KEYS: Final = ("entity", "role", "group", "value")


@dataclass(frozen=True, slots=True)
class AnnotationProblem:
    """Something wrong with an example."""

    #: Where it is, from the start of what was written, from 0.
    column: int
    message: str
    #: Rasa refuses it too.
    is_error: bool = False


@dataclass(slots=True)
class ParsedExample:
    """An example as it reads, and what is marked in it."""

    text: str = ""
    annotations: tuple[Annotation, ...] = ()
    problems: list[AnnotationProblem] = field(default_factory=list)


def parse(written: str) -> ParsedExample:
    """The text and the entities of one example; what cannot be read as an annotation stays as text."""
    parsed = ParsedExample()
    pieces: list[str] = []
    length, position = 0, 0
    annotations: list[Annotation] = []
    for start, end, marked in _marked(written, parsed.problems):
        before, words = _unescaped(written[position:start]), _unescaped(marked.words)
        pieces += [before, words]
        begins = length + len(before)
        length = begins + len(words)
        annotations += (_annotation(entity, words, begins) for entity in marked.entities)
        position = end
    pieces.append(_unescaped(written[position:]))
    parsed.text, parsed.annotations = "".join(pieces), tuple(annotations)
    return parsed


@dataclass(frozen=True, slots=True)
class _Marked:
    words: str
    entities: tuple[dict[str, str], ...]


def _marked(written: str, problems: list[AnnotationProblem]) -> Iterator[tuple[int, int, _Marked]]:
    """Each annotation: where it begins and ends, and what it says."""
    opened: int | None = None
    position = 0
    while (bracket := _BRACKET.search(written, position)) is not None:
        position = bracket.end()
        if bracket[0] == "[":
            _note_unclosed(opened, problems)
            opened = bracket.start()
        elif bracket[0] == "]" and opened is not None:
            entities, end = _entities(written, bracket.end(), problems)
            words = written[opened + 1 : bracket.start()]
            if entities and words:
                yield opened, end, _Marked(words, entities)
                position = end
            opened = None
    _note_unclosed(opened, problems)


def _note_unclosed(opened: int | None, problems: list[AnnotationProblem]) -> None:
    if opened is not None:
        problems.append(AnnotationProblem(opened, r"this [ is not closed; write \[ where a bracket is meant"))


def _entities(written: str, position: int, problems: list[AnnotationProblem]) -> tuple[tuple[dict[str, str], ...], int]:
    """What stands behind the words, and where it ends; nothing where it is no annotation."""
    match written[position : position + 1]:
        case "(":
            return _by_name(written, position, problems)
        case "{":
            return _by_keys(written, position, problems)
        case "[" if written.startswith("[{", position):
            return _by_keys(written, position, problems)
        case _:
            message = r"behind the brackets (entity) is missing; write \[ where a bracket is meant"
            problems.append(AnnotationProblem(position - 1, message))
            return (), position


def _by_name(written: str, position: int, problems: list[AnnotationProblem]) -> tuple[tuple[dict[str, str], ...], int]:
    match = _NAME.match(written, position)
    if match is None:
        problems.append(AnnotationProblem(position, "this ( is not closed, or names no entity: write [words](entity)"))
        return (), position
    value = {} if match[2] is None else {"value": match[2].strip()}
    return ({"entity": match[1].strip(), **value},), match.end()


def _by_keys(written: str, position: int, problems: list[AnnotationProblem]) -> tuple[tuple[dict[str, str], ...], int]:
    try:
        found, end = json.JSONDecoder().raw_decode(written, position)
    except (json.JSONDecodeError, RecursionError):
        problems.append(
            AnnotationProblem(position, 'this is no JSON: write {"entity": "city", "role": "to"}', is_error=True)
        )
        return (), position
    entities = found if isinstance(found, list) else [found]
    for entity in entities:
        _check_keys(entity, position, problems)
    good = (entity for entity in entities if isinstance(entity, dict) and isinstance(entity.get("entity"), str))
    return tuple({key: str(entity[key]) for key in _KEYS if entity.get(key) is not None} for entity in good), end


def _check_keys(entity: Any, position: int, problems: list[AnnotationProblem]) -> None:
    if not isinstance(entity, dict) or not isinstance(entity.get("entity"), str):
        problems.append(AnnotationProblem(position, 'the key "entity" is missing: {"entity": "city"}', is_error=True))
        return
    for key in entity:
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            problems.append(AnnotationProblem(position, f'an annotation has no key "{key}", only {known}'))


def _annotation(entity: dict[str, str], words: str, start: int) -> Annotation:
    value = entity.get("value")
    return Annotation(
        entity["entity"],
        start,
        start + len(words),
        None if value == words else value,
        entity.get("role"),
        entity.get("group"),
    )


def _unescaped(written: str) -> str:
    if "\\" not in written:
        return written
    return _ESCAPED.sub(lambda match: _ESCAPES[match[1]], written)


def written_as_example(text: str, annotations: Iterable[Annotation] = ()) -> str:
    """The text on one line, with its entities marked, which must not cross each other; `parse` reads it back."""
    pieces: list[str] = []
    position = 0
    in_order = sorted(annotations, key=attrgetter("start", "end"))
    for (start, end), together in groupby(in_order, key=attrgetter("start", "end")):
        pieces += [_escaped(text[position:start]), f"[{_escaped(text[start:end])}]{_behind([*together])}"]
        position = end
    return "".join((*pieces, _escaped(text[position:])))


def _escaped(text: str) -> str:
    return text.translate(_TO_ESCAPE)


def _behind(annotations: list[Annotation]) -> str:
    entities = [
        {key: value for key in _KEYS if (value := getattr(annotation, key)) is not None} for annotation in annotations
    ]
    if len(entities) > 1:
        return json.dumps(entities, ensure_ascii=False)
    (entity,) = entities
    is_simple = entity.keys() == {"entity"} and not re.search(r"[:()\s]", entity["entity"])
    return f"({entity['entity']})" if is_simple else json.dumps(entity, ensure_ascii=False)
