"""Whatever an author writes, there are complaints, never a traceback."""

import copy
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from bot.project.import_report import import_report
from tests.bot.project.small_projects import FERRY

FILES = {
    path.relative_to(FERRY).as_posix(): yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    for path in sorted(FERRY.rglob("*.yml"))
}
WRONG: list[Any] = [
    *(None, "", "x", "greet", "1", "true", "- [x", "utter_greet", "faq/dogs", "${NONE}"),
    *([], {}, ["x"], [["x"]], [None], {"x": None}, {"x": ["y"]}, [{"text": None}], {"name": {}}),
]


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from paths(each, (*path, key))


PLACES = [(name, path) for name, root in FILES.items() for path in paths(root)]


def changed(root: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    if not path:
        return wrong
    root = copy.deepcopy(root)
    parent = root
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = wrong
    return root


@pytest.mark.count(25, full=1000)
def test_a_wrong_shape_anywhere_is_complained_of_at_most(tmp_path: Path, count: int, chance: Random) -> None:
    write_all(tmp_path, FILES)
    for _ in range(count):
        (name, path), wrong = chance.choice(PLACES), chance.choice(WRONG)
        write_all(tmp_path, {name: changed(FILES[name], path, wrong)})
        report = import_report(tmp_path, {})
        assert all(each.file.startswith(str(tmp_path)) and each.line >= 1 for each in report.complaints)
        write_all(tmp_path, {name: FILES[name]})


def write_all(folder: Path, files: dict[str, Any]) -> None:
    for name, root in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(root, allow_unicode=True), "utf-8")
