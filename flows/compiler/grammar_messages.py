"""Says in an author's words what pydantic finds wrong."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic_core import ErrorDetails

from flows.compiler.grammar.scalar_parts import Part
from flows.source.did_you_mean import did_you_mean
from flows.source.document import Path

# What comes later has a name here, so that its author is not told it is a typing mistake.
_PLANNED: Final = frozenset({"migrate"})
_BY_HAND: Final = frozenset({"dates", "holidays"})  # the keys of hours, which are no Part
_MAX_LISTED: Final = 8
_NUMBERS: Final = frozenset({"int_type", "int_parsing", "int_from_float", "float_type", "float_parsing", "bool_type"})


def message_of(errors: Sequence[ErrorDetails], path: Path, root: type[Part]) -> str:
    """One sentence for all that is wrong at a place: a union complains once for each of its kinds."""
    kinds = {error["type"] for error in errors}
    name = f'"{path[-1]}"' if path and isinstance(path[-1], str) else "this"
    if len(errors) > 1 and "string_type" in kinds:
        return f"{name} must be one text, one number, or true or false"
    if len(errors) > 1 and kinds <= _NUMBERS:
        return f"{name} must be a number"
    return _message(errors[0], name, path, root)


def _message(error: ErrorDetails, name: str, path: Path, root: type[Part]) -> str:
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(error, root)
        case "missing":
            return f'the key "{error["loc"][-1]}" is missing{_place(path)}'
        case "value_error":
            return f"{name} {error['ctx']['error']}"
        case "enum" | "literal_error":
            return f"{name} must be {_expected(error)}{_near_value(error)}"
        case "model_type" | "dict_type":
            return f"{name} must {_below(error, root)}"
        case "string_type":
            return f"{name} must be {'one text, not a list' if isinstance(error['input'], list) else 'a text'}"
        case "greater_than_equal":
            return f"{name} must not be less than {error['ctx']['ge']}"
        case "less_than_equal":
            return f"{name} must not be more than {error['ctx']['le']}"
        case kind:
            return f"{name} {_EXPECTED.get(kind, 'is not right: ' + error['msg'])}"


_EXPECTED: Mapping[str, str] = {
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list: begin each of its lines with a dash",
    "too_short": "must not be empty",
}


def _place(path: Path) -> str:
    return f' in "{path[-1]}"' if path and isinstance(path[-1], str) else ""


def _below(error: ErrorDetails, root: type[Part]) -> str:
    """What to write in place of something that has nothing below it."""
    part = _part_at(error["loc"], root)
    if is_part(part):
        fields = part.model_fields.items()
        first = next((pair for pair in fields if pair[1].is_required()), next(iter(fields)))
        return f'have keys below it, like "{first[1].alias or first[0]}"'
    if part == dict[str, str]:
        return "be a text, or texts by language"
    if part == dict[str, Any]:
        return "have days below it, like mon-fri"
    return "have names below it, each with what belongs to it"


def _unknown_key(error: ErrorDetails, root: type[Part]) -> str:
    key, keys = str(error["loc"][-1]), _keys_of(_part_at(error["loc"][:-1], root))
    if key == "<<":
        return '"<<" cannot be used here: write the keys out'
    if key in _PLANNED:
        return f'the key "{key}" is not supported yet'
    if key in _all_keys():
        return f'the key "{key}" does not belong here'
    hint = did_you_mean(key, keys)
    if not hint and " " in key:
        return f'unknown key "{key}": a text with a comma in it needs quotes between braces'
    if not hint and len(keys) <= _MAX_LISTED:
        hint = f" (there are {', '.join(keys)})" if len(keys) > 1 else f" (there is only {keys[0]})" if keys else ""
    return f'unknown key "{key}"{hint}'


@cache
def _all_keys() -> frozenset[str]:
    return _BY_HAND.union(*(_keys_of(part) for part in _parts(Part)))


def _parts(part: type[Part]) -> Iterator[type[Part]]:
    for narrower in part.__subclasses__():
        yield narrower
        yield from _parts(narrower)


def _near_value(error: ErrorDetails) -> str:
    return did_you_mean(str(error["input"]), _expected(error).replace(" or ", ", ").split(", "))


def _expected(error: ErrorDetails) -> str:
    """ "low, normal or high", without pydantic's quotes."""
    return str(error["ctx"]["expected"]).replace("'", "")


def _keys_of(part: Any) -> list[str]:
    return [field.alias or name for name, field in part.model_fields.items()] if is_part(part) else []


def _part_at(location: tuple[int | str, ...], root: type[Part]) -> Any:
    """What the grammar has at a location."""
    part: Any = root
    for step in location:
        part = _inside(part, step)
    return part


def _inside(annotation: Any, step: int | str) -> Any:
    """What stands below a key of a part, or whatever a list or mapping holds."""
    if is_part(annotation):
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


def is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Part)
