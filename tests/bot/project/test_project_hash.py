"""A bot is trained anew when what it learns from changes, and only then."""

from pathlib import Path

import pytest

from bot.project.project_reader import read_project
from tests.bot.project.small_projects import DOMAIN, NLU, write_project

SAME: list[tuple[str, dict[str, str]]] = [
    ("a comment", {"data/nlu.yml": "# new\n" + NLU}),
    ("another answer", {"domain.yml": DOMAIN.replace("Hello", "Hi")}),
    ("a threshold", {"config.yml": "pipeline:\n- name: FallbackClassifier\n  threshold: 0.9\n"}),
    ("the other form of examples", {"data/nlu.yml": NLU.replace("|\n    - hi", "\n  - text: hi")}),
]
OTHER: list[tuple[str, dict[str, str]]] = [
    ("an example", {"data/nlu.yml": NLU + "    - book\n"}),
    ("an annotation", {"data/nlu.yml": NLU.replace("[tomorrow](day)", "tomorrow")}),
    ("an intent's name", {"data/nlu.yml": NLU.replace("intent: book", "intent: greet")}),
    ("a synonym", {"data/nlu.yml": NLU + "- synonym: tomorrow\n  examples: |\n    - tmrw\n"}),
    ("the language", {"config.yml": "language: es\n"}),
]


def hash_of(folder: Path, files: dict[str, str]) -> str:
    return read_project(write_project(folder, files), {}).hash


@pytest.mark.parametrize("files", [files for _, files in SAME], ids=[label for label, _ in SAME])
def test_what_training_does_not_see_leaves_the_hash(tmp_path: Path, files: dict[str, str]) -> None:
    assert hash_of(tmp_path / "a", {}) == hash_of(tmp_path / "b", files)


@pytest.mark.parametrize("files", [files for _, files in OTHER], ids=[label for label, _ in OTHER])
def test_what_training_sees_changes_the_hash(tmp_path: Path, files: dict[str, str]) -> None:
    assert hash_of(tmp_path / "a", {}) != hash_of(tmp_path / "b", files)
