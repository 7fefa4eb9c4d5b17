"""Turns pydantic's errors into complaints, and takes what is wrong out so that the rest can still be checked."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from flows.loading.document import Document, Map, Mark, Path, Sequence
from flows.loading.grammar.scalars import Part
from flows.loading.grammar.service import ServicePart
from flows.loading.near_names import did_you_mean
from flows.loading.pruning import without

# What comes in later issues has a name here, so that its author is not told it is a typing mistake.
_PLANNED = frozenset({"call", "burst", "intent", "on_event", "migrate", "reply", "enter_flow"})
# Each attempt takes out at least one part; parts are nested so deep at most.
_MOST_ATTEMPTS = 20
# Nobody reads more at once, and a file can be nothing but mistakes.
_MOST_MISTAKES = 500

_AnyPart = TypeVar("_AnyPart", bound=Part)


def read_grammar(document: Document) -> ServicePart | None:
    """The file by its grammar, without the parts that were complained of; None when too little is left of it."""
    if not isinstance(document.root, Map):
        if not document.complaints:
            document.complain((), "the file must be a mapping that starts with parley: 1", "bad-value")
        return None
    return _read(document)


def _read(document: Document) -> ServicePart | None:
    for attempt in range(_MOST_ATTEMPTS):
        try:
            return ServicePart.model_validate(document.root)
        except ValidationError as errors:
            details = errors.errors(include_url=False)
            if len(details) > _MOST_MISTAKES:
                for error in details[:_MOST_MISTAKES]:
                    _complain_of(document, error, first=attempt == 0)
                return None
            wrong = [_complain_of(document, error, first=attempt == 0) for error in details]
            document.damaged.update(document.mark(path[:-1]) for path in wrong)
            document.root = _filled(without(document.root, wrong), details, document.mark(()))
    return None


def read_as(document: Document, part: type[_AnyPart]) -> _AnyPart | None:
    """A file of another kind by its grammar; None where something in it is wrong."""
    try:
        return part.model_validate(document.root)
    except ValidationError as errors:
        for error in errors.errors(include_url=False)[:_MOST_MISTAKES]:
            _complain_of(document, error, first=True, part=part)
    return None


def _complain_of(document: Document, error: ErrorDetails, *, first: bool, part: type[Part] = ServicePart) -> Path:
    """Complains of an error and returns what to take out for it."""
    path = _written_path(document, error)
    kind = error["type"]
    # What is missing in a later attempt is missing because it was taken out for another complaint.
    if first or kind not in ("missing", "too_short"):
        rule = _RULES.get(kind, "bad-value")
        document.complain(path, _message(error, path, part), rule, at_key=kind in ("extra_forbidden", "missing"))
    return path


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


def _message(error: ErrorDetails, path: Path, part: type[Part]) -> str:
    name = f'"{path[-1]}"' if path and isinstance(path[-1], str) else "this"
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(error, part)
        case "missing":
            return f'the key "{error["loc"][-1]}" is missing{_place(path)}'
        case "value_error":
            return f"{name} {error['ctx']['error']}"
        case "enum" | "literal_error":
            return f"{name} must be {error['ctx']['expected']}{_near_value(error)}"
        case kind:
            return f"{name} {_EXPECTED.get(kind, 'is not right: ' + error['msg'])}"


_EXPECTED: Mapping[str, str] = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "list_type": "must be a list",
    "too_short": "must not be empty",
    "greater_than_equal": "must not be less than 0",
    "less_than_equal": "must not be more than 100",
}


def _place(path: Path) -> str:
    return f' in "{path[-1]}"' if path else ""


def _unknown_key(error: ErrorDetails, part: type[Part]) -> str:
    key = str(error["loc"][-1])
    keys = _keys_at(error["loc"][:-1], part)
    if key in _PLANNED and key not in keys:
        return f'the key "{key}" is not supported yet'
    return f'unknown key "{key}"{did_you_mean(key, keys)}'


def _near_value(error: ErrorDetails) -> str:
    expected = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
    return did_you_mean(str(error["input"]), expected)


def _keys_at(location: tuple[int | str, ...], root: type[Part]) -> list[str]:
    """The keys that can be written at a location of the grammar."""
    part: Any = root
    for step in location:
        part = _inside(part, step)
    return [field.alias or name for name, field in part.model_fields.items()] if _is_part(part) else []


def _inside(annotation: Any, step: int | str) -> Any:
    """What stands below a key of a part, or whatever a list or mapping holds."""
    if _is_part(annotation):
        fields = annotation.model_fields.items()
        return next((_bare(field.annotation) for name, field in fields if step in (field.alias, name)), None)
    arguments = get_args(annotation)
    return _bare(arguments[-1]) if arguments else None


def _bare(annotation: Any) -> Any:
    """An annotation without its validators and without "or nothing"."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(kind for kind in get_args(annotation) if kind is not NoneType))
    return annotation


def _is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Part)


def _filled(root: Map, errors: list[ErrorDetails], start: Mark) -> Map:
    """Puts something in the place of a missing key of the whole file, so that the rest can be checked."""
    for error in errors:
        key = str(error["loc"][-1])
        if error["type"] == "missing" and len(error["loc"]) == 1 and key in _PLACEHOLDERS:
            root.put(key, _PLACEHOLDERS[key], start, start)
    return root


_PLACEHOLDERS: Mapping[str, Any] = {"parley": 1, "brand": {"name": "?"}}
