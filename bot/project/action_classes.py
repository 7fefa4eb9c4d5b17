"""Finds the actions in Python files by reading them, without running anything."""

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ActionClass:
    """A class that says which action it is: `def name(self): return "action_price"`."""

    action: str
    class_name: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ActionFiles:
    """What the Python files of a project hold."""

    classes: tuple[ActionClass, ...] = ()
    #: Files that are no Python, and why.
    unreadable: tuple[tuple[str, int, str], ...] = ()


def find_action_classes(folder: Path) -> ActionFiles:
    """The actions in `actions.py` and below `actions/`."""
    classes: list[ActionClass] = []
    unreadable: list[tuple[str, int, str]] = []
    for path in _python_files(folder):
        try:
            tree = _parsed(path)
        except SyntaxError as error:
            unreadable.append((path.as_posix(), error.lineno or 1, error.msg))
        except (OSError, ValueError, RecursionError) as error:
            unreadable.append((path.as_posix(), 1, str(error)))
        else:
            classes += _classes(tree, path.as_posix())
    return ActionFiles(tuple(classes), tuple(unreadable))


def _python_files(folder: Path) -> Iterator[Path]:
    single = folder / "actions.py"
    if single.is_file():
        yield single
    yield from sorted(path for path in (folder / "actions").rglob("*.py") if path.is_file())


def _parsed(path: Path) -> ast.Module:
    with warnings.catch_warnings(action="ignore"):  # of others' code
        return ast.parse(path.read_bytes(), path.as_posix())


def _classes(tree: ast.Module, file: str) -> Iterator[ActionClass]:
    constants = _constants(tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            action = _name_of(node, {**constants, **_constants(node.body)})
            if action is not None:
                yield ActionClass(action, node.name, file, node.lineno)


def _name_of(node: ast.ClassDef, constants: dict[str, str]) -> str | None:
    """What its `name()` returns, where that is written out."""
    methods = (each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "name")
    returned = (each.value for method in methods for each in ast.walk(method) if isinstance(each, ast.Return))
    for value in returned:
        match value:
            case ast.Constant(str(text)):
                return text
            case ast.Name(name) | ast.Attribute(attr=name) if name in constants:
                return constants[name]
    return None


def _constants(body: list[ast.stmt]) -> dict[str, str]:
    """`NAME = "action_price"`, of a module or a class."""
    found: dict[str, str] = {}
    for each in body:
        match each:
            case ast.Assign([ast.Name(name)], ast.Constant(str(text))):
                found[name] = text
            case ast.AnnAssign(ast.Name(name), _, ast.Constant(str(text))):
                found[name] = text
    return found
