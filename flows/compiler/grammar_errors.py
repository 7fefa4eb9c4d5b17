"""Turns pydantic's errors into complaints, and takes what is wrong out so that the rest can still be checked."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from flows.compiler.document_pruning import without
from flows.compiler.grammar.scalar_parts import Part
from flows.compiler.grammar.service_parts import ServicePart
from flows.compiler.grammar_messages import message_of
from flows.source.document import Document, Map, Mark, Path, Sequence

# Each attempt takes out at least one part; parts are nested so deep at most.
_MAX_ATTEMPTS = 20
# Nobody reads more at once, and a file can be nothing but mistakes.
_MAX_MISTAKES = 500

_AnyPart = TypeVar("_AnyPart", bound=Part)


def read_grammar(document: Document) -> ServicePart | None:
    """The file by its grammar, without the parts that were complained of; None when too little is left of it."""
    if not isinstance(document.root, Map):
        if not document.complaints:
            problem = "the file is empty" if document.root is None else "this is no flow file"
            document.complain((), f"{problem}: one begins with parley: 1", "bad-value")
        return None
    return _read(document)


def _read(document: Document) -> ServicePart | None:
    for _ in range(_MAX_ATTEMPTS):
        try:
            return ServicePart.model_validate(document.root)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False)
            wrong = _complain_of(document, errors)
            if len(errors) > _MAX_MISTAKES:
                return None
            document.damaged.update(document.mark(path[:-1]) for path in wrong)
            document.root = _filled(without(document.root, wrong), errors, document.mark(()))
    return None


def read_as(document: Document, part: type[_AnyPart]) -> _AnyPart | None:
    """A file of another kind by its grammar; None where something in it is wrong."""
    try:
        return part.model_validate(document.root)
    except ValidationError as invalid:
        _complain_of(document, invalid.errors(include_url=False), part)
    return None


def _complain_of(document: Document, errors: list[ErrorDetails], part: type[Part] = ServicePart) -> list[Path]:
    """Complains of errors, at each place once, and returns what to take out for them."""
    by_place: dict[tuple[Path, str], list[ErrorDetails]] = {}
    for error in errors[:_MAX_MISTAKES]:
        key = str(error["loc"][-1]) if error["type"] == "missing" else ""
        by_place.setdefault((_written_path(document, error), key), []).append(error)
    for (path, _), those in by_place.items():
        kind = those[0]["type"]
        # What is missing where something was taken out is missing for that reason.
        if kind not in ("missing", "too_short") or document.mark(path) not in document.damaged:
            at_key = kind in ("extra_forbidden", "missing")
            document.complain(path, message_of(those, path, part), _RULES.get(kind, "bad-value"), at_key=at_key)
    return [path for path, _ in by_place]


_RULES: Mapping[str, str] = {"extra_forbidden": "unknown-key", "missing": "missing-key"}


def _written_path(document: Document, error: ErrorDetails) -> Path:
    """The part of an error's location that stands in the file: union branches and missing keys do not."""
    value: Any = document.root
    path: list[str | int] = []
    for step in error["loc"]:
        if isinstance(value, Map | Sequence) and _has(value, step):
            value = value[step]  # type: ignore[index]
            path.append(step)
    return tuple(path)


def _has(value: Map | Sequence, step: str | int) -> bool:
    if isinstance(value, Map):
        return step in value
    return isinstance(step, int) and step < len(value)


def _filled(root: Map, errors: list[ErrorDetails], start: Mark) -> Map:
    """Puts something in the place of a missing key of the whole file, so that the rest can be checked."""
    for error in errors:
        key = str(error["loc"][-1])
        if error["type"] == "missing" and len(error["loc"]) == 1 and key in _PLACEHOLDERS:
            root.put(key, _PLACEHOLDERS[key], start, start)
    return root


_PLACEHOLDERS: Mapping[str, Any] = {"parley": 1, "brand": {"name": "?"}}
