"""Files for their owner alone: the database, its logs and its copies hold texts and numbers in the clear."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700
_ANYBODY_ELSE = 0o077


def make_folder(folder: Path) -> None:
    """A folder for its owner alone, and those that it lies in; one that is there stays as it is: it may be others' too.

    Raises OSError where it cannot be made.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)


def make_file(path: Path) -> None:
    """An empty file for its owner alone; one that is there is tightened. Raises OSError where it cannot be made."""
    try:
        # Not opened again if it is there: to close it would end the locks that SQLite holds on it in this process.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE))
    except FileExistsError:
        tighten(path)


def tighten(path: Path) -> None:
    """Take the rights of everybody but the owner away; where that is somebody else's to do, the log says so."""
    mode = path.stat().st_mode
    if not mode & _ANYBODY_ELSE:
        return
    try:
        path.chmod(mode & ~_ANYBODY_ELSE)
    except PermissionError:
        log.warning("file_open_to_others", path=str(path), mode=f"{mode & 0o777:o}", hint=f"chmod 600 {path}")


@contextmanager
def partial_beside(target: Path) -> Iterator[Path]:
    """An empty file for its owner alone, to be filled and renamed to the target; nothing is left of one that is not.

    Raises OSError where it cannot be made.
    """
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    make_file(partial)
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)
