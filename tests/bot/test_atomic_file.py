"""A file is replaced in one go, or not at all."""

from contextlib import suppress
from pathlib import Path

import pytest

from bot.atomic_file import atomic_replacement


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "model"
    file.write_text("old")
    file.chmod(0o640)
    return file


def fail_half_way(file: Path) -> None:
    with suppress(OSError), atomic_replacement(file) as partial:
        partial.write_text("half of the n")
        raise OSError


def test_the_new_content_takes_the_place_of_the_old_at_the_end(file: Path) -> None:
    with atomic_replacement(file) as partial:
        partial.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    assert list(file.parent.iterdir()) == [file]


def test_who_reads_the_old_content_goes_on_reading_it(file: Path) -> None:
    with file.open() as reading:
        with atomic_replacement(file) as partial:
            partial.write_text("new")
        assert reading.read() == "old"


def test_the_permissions_stay(file: Path) -> None:
    with atomic_replacement(file) as partial:
        partial.write_text("new")
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_failure_leaves_the_old_content_and_nothing_beside_it(file: Path) -> None:
    fail_half_way(file)
    assert file.read_text() == "old"
    assert list(file.parent.iterdir()) == [file]


def test_a_new_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "new"
    fail_half_way(file)
    assert not [*tmp_path.iterdir()]
    with atomic_replacement(file) as partial:
        partial.write_text("whole")
    assert file.read_text() == "whole"
