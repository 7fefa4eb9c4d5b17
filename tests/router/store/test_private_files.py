"""Whatever holds texts and numbers in the clear is its owner's alone: the database, its logs, copies, folders."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from router.store import schema_version
from router.store.database import Database
from router.store.serving_lock import ServingLock
from router.store.store_errors import StorageUnavailable

FILE, FOLDER = "600", "700"


@pytest.fixture(autouse=True)
def careless_umask() -> Iterator[None]:
    """What a shell of an operator has who never thought of it."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:o}"


def modes(folder: Path) -> dict[str, str]:
    return {path.name: mode(path) for path in folder.iterdir()}


def test_a_database_its_logs_its_lock_and_its_folders_are_their_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "deep"
    url = f"sqlite:///{folder}/parley.db"
    lock, database = ServingLock.take(url), Database.open(url)
    schema_version.upgrade(database)
    assert modes(folder) == dict.fromkeys(("parley.db", "parley.db-wal", "parley.db-shm", "parley.db.serving"), FILE)
    assert (mode(folder), mode(folder.parent)) == (FOLDER, FOLDER)
    database.close()
    lock.release()


def test_a_looser_database_and_its_logs_are_tightened_when_they_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE x (y)")
        assert set(modes(tmp_path).values()) == {"644"}
        Database.open(f"sqlite:///{path}").close()
        assert set(modes(tmp_path).values()) == {FILE}


def test_a_link_to_a_looser_database_tightens_the_database(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "parley.db"
    path.touch(0o644)
    (tmp_path / "link.db").symlink_to(path)
    Database.open(f"sqlite:///{tmp_path}/link.db").close()
    assert mode(path) == FILE


def test_a_folder_that_is_there_keeps_its_mode_since_others_may_use_it(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(0o755)
    Database.open(f"sqlite:///{shared}/parley.db").close()
    assert mode(shared) == "755"


@pytest.mark.parametrize(("serving", "said"), [(True, ["file_open_to_others"]), (False, [])], ids=["serve", "beside"])
def test_a_file_that_somebody_else_owns_is_named_in_the_log_of_who_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serving: bool, said: list[str]
) -> None:
    (tmp_path / "parley.db").touch(0o644)

    def not_the_owner(self: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", not_the_owner)
    with capture_logs() as logged:
        Database.open(f"sqlite:///{tmp_path}/parley.db", serving=serving).close()
    assert [entry["event"] for entry in logged] == said


def test_a_database_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageUnavailable, match="cannot be made: Not a directory"):
        Database.open(f"sqlite:///{tmp_path}/file/parley.db")
